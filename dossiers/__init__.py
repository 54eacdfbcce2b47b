"""Dossiers: what a region puts in and what came of it, kept with who did what."""

from dossiers.archive import Archive, InvalidArchive
from dossiers.attachments import Attachments
from dossiers.database import NothingThere, StorageBusy, StorageFull, Unusable
from dossiers.job_queue import JobQueue, Lease, LeaseTerms
from dossiers.kept_dossiers import Dossiers, Renamed
from dossiers.kept_jobs import KeptJobs
from dossiers.kept_plans import KeptPlans
from dossiers.kept_positions import KeptPositions
from dossiers.kept_results import KeptResults
from dossiers.keys import Keys
from dossiers.log import Log
from dossiers.log_line import JOBS, LogLine, job_called
from dossiers.parties import Members, Parties
from dossiers.quota import Quota, QuotaReached
from dossiers.records import (
    Attachment,
    Confidentiality,
    Dossier,
    InsideRecord,
    KeptJob,
    KeptParty,
    KeptPlan,
    KeptPosition,
    KeptResult,
    KeptScenario,
    Member,
    PartyKind,
    Person,
    Role,
    Scope,
    ScriptKey,
    Version,
    local_person,
)
from dossiers.retention import Retention
from dossiers.scenario_versions import KeptScenarios
from dossiers.section import KeyUsedTwice, NotFound
from dossiers.store import Access, Store
from dossiers.version_conflict import VersionConflict
from dossiers.walls import NotAllowed, Seat

__all__ = [
    "JOBS",
    "Access",
    "Archive",
    "Attachment",
    "Attachments",
    "Confidentiality",
    "Dossier",
    "Dossiers",
    "InsideRecord",
    "InvalidArchive",
    "JobQueue",
    "KeptJob",
    "KeptJobs",
    "KeptParty",
    "KeptPlan",
    "KeptPlans",
    "KeptPosition",
    "KeptPositions",
    "KeptResult",
    "KeptResults",
    "KeptScenario",
    "KeptScenarios",
    "KeyUsedTwice",
    "Keys",
    "Lease",
    "LeaseTerms",
    "Log",
    "LogLine",
    "Member",
    "Members",
    "NotAllowed",
    "NotFound",
    "NothingThere",
    "Parties",
    "PartyKind",
    "Person",
    "Quota",
    "QuotaReached",
    "Renamed",
    "Retention",
    "Role",
    "Scope",
    "ScriptKey",
    "Seat",
    "StorageBusy",
    "StorageFull",
    "Store",
    "Unusable",
    "Version",
    "VersionConflict",
    "job_called",
    "local_person",
]
