"""Dossiers: what a region puts in and what came of it, stored with who did what."""

from dossiers.archive import Archive, InvalidArchive
from dossiers.attachments import Attachments
from dossiers.database import NothingThere, StorageBusy, StorageFull, Unusable
from dossiers.job_queue import JobQueue, Lease, LeaseRules
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
    KeyScope,
    Member,
    PartyKind,
    Person,
    Role,
    ScriptKey,
    StoredJob,
    StoredParty,
    StoredPlan,
    StoredPosition,
    StoredResult,
    StoredScenario,
    Version,
    local_person,
)
from dossiers.retention import Retention
from dossiers.scenario_versions import StoredScenarios
from dossiers.section import LONGEST_NAME, KeyUsedTwice, NotFound
from dossiers.store import Access, Apart, Store
from dossiers.stored_dossiers import Dossiers, Renamed
from dossiers.stored_jobs import StoredJobs
from dossiers.stored_plans import StoredPlans
from dossiers.stored_positions import StoredPositions
from dossiers.stored_results import StoredResults
from dossiers.version_conflict import VersionConflict
from dossiers.walls import NotAllowed, Seat

__all__ = [
    "JOBS",
    "LONGEST_NAME",
    "Access",
    "Apart",
    "Archive",
    "Attachment",
    "Attachments",
    "Confidentiality",
    "Dossier",
    "Dossiers",
    "InsideRecord",
    "InvalidArchive",
    "JobQueue",
    "KeyScope",
    "KeyUsedTwice",
    "Keys",
    "Lease",
    "LeaseRules",
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
    "ScriptKey",
    "Seat",
    "StorageBusy",
    "StorageFull",
    "Store",
    "StoredJob",
    "StoredJobs",
    "StoredParty",
    "StoredPlan",
    "StoredPlans",
    "StoredPosition",
    "StoredPositions",
    "StoredResult",
    "StoredResults",
    "StoredScenario",
    "StoredScenarios",
    "Unusable",
    "Version",
    "VersionConflict",
    "job_called",
    "local_person",
]
