"""Dossiers: what a region puts in and what came of it, kept with who did what."""

from dossiers.archive import Archive, InvalidArchive
from dossiers.attachments import Attachments
from dossiers.database import StorageBusy, StorageFull, Unusable
from dossiers.job_queue import JobQueue, Lease, LeaseTerms
from dossiers.kept_dossiers import Dossiers, Renamed
from dossiers.kept_jobs import KeptJobs
from dossiers.kept_plans import KeptPlans
from dossiers.kept_results import KeptResults
from dossiers.log import Log
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
    local_person,
)
from dossiers.scenario_versions import KeptScenarios, VersionConflict
from dossiers.section import KeyUsedTwice, NotFound
from dossiers.store import Access, Store

__all__ = [
    "Access",
    "Archive",
    "Attachment",
    "Attachments",
    "Dossier",
    "Dossiers",
    "InvalidArchive",
    "JobQueue",
    "KeptJob",
    "KeptJobs",
    "KeptPlan",
    "KeptPlans",
    "KeptResult",
    "KeptResults",
    "KeptScenario",
    "KeptScenarios",
    "KeyUsedTwice",
    "Lease",
    "LeaseTerms",
    "Log",
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
    "local_person",
]
