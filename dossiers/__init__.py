"""Dossiers: what a region puts in and what came of it, kept with who did what."""

from dossiers.database import StorageBusy, StorageFull, Unusable
from dossiers.job_queue import JobQueue, Lease, LeaseTerms
from dossiers.kept_dossiers import Renamed
from dossiers.records import (
    Attachment,
    Dossier,
    KeptJob,
    KeptPlan,
    KeptResult,
    KeptScenario,
    LogLine,
    Person,
    Version,
)
from dossiers.scenario_versions import VersionConflict
from dossiers.section import NotFound
from dossiers.store import Access, Store

__all__ = [
    "Access",
    "Attachment",
    "Dossier",
    "JobQueue",
    "KeptJob",
    "KeptPlan",
    "KeptResult",
    "KeptScenario",
    "Lease",
    "LeaseTerms",
    "LogLine",
    "NotFound",
    "Person",
    "Renamed",
    "StorageBusy",
    "StorageFull",
    "Store",
    "Unusable",
    "Version",
    "VersionConflict",
]
