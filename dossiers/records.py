"""What a reader gets of what is stored: frozen records without the heavy content."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar

from dossiers.rows import StoredRow
from models.language import Language

PlanKind = Literal["solved", "negotiated"]

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]

PartyKind = Literal["municipality", "province", "association", "other"]

Role = Literal["reader", "party", "chair"]

Confidentiality = Literal["own-party", "chair", "table", "public"]
"""Who may see a thing, from the fewest to the most."""

KeyScope = Literal["read", "write"]

ALL_SCOPES: frozenset[KeyScope] = frozenset(("read", "write"))

AnyRecord = TypeVar("AnyRecord", bound="StoredRecord")


@dataclass(frozen=True, slots=True)
class Person:
    """Who does something, as the log will name them.

    Parameters
    ----------
    name
        As people know them.
    id
        What tells them from everybody else; their name, if there is nothing better.
    keeper
        Whether they keep the computer or the database, and so see and do everything in it.
    scopes
        What they came for: a script of somebody's may be there to read only.
    """

    name: str
    id: str = ""
    keeper: bool = False
    scopes: frozenset[KeyScope] = ALL_SCOPES

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", self.name)


@cache
def local_person() -> Person:
    """Give the person who uses this computer, as the log names them.

    Returns
    -------
    Person
        Who does as they like here: there is nobody else.
    """
    try:
        return Person(getpass.getuser(), keeper=True)
    except (OSError, KeyError):
        return Person("local", keeper=True)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """What a reader gets of a row: its fields are columns of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRecord(StoredRecord):
    """What somebody made.

    Parameters
    ----------
    created_at, created_by
        When, and by whom.
    """

    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRecord(MadeRecord):
    """What has a name.

    Parameters
    ----------
    id
        Its own, made up when it was created.
    name
        For readers.
    """

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InsideRecord(NamedRecord):
    """What is in a dossier.

    Parameters
    ----------
    dossier
        Its dossier's id.
    party
        The id of the party whose it is; None for the chair's.
    confidentiality
        Who may see it: ``own-party``, ``chair``, ``table`` or ``public``.
    """

    dossier: str
    party: str | None
    confidentiality: Confidentiality


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutVersionRecord(InsideRecord):
    """What is about a version of a scenario.

    Parameters
    ----------
    scenario, version
        The scenario's id, and the number of its version.
    """

    scenario: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRecord(AboutVersionRecord):
    """What was asked about a version of a scenario.

    Parameters
    ----------
    kind
        What was asked for: ``compare_plans``.
    sources
        What else it tells of: versions of other scenarios, and plans.
    """

    kind: str
    sources: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier(NamedRecord):
    """One region's deal in the making.

    Parameters
    ----------
    revision
        Which naming of it this is, from 1.
    """

    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredParty(NamedRecord):
    """Who sits at the table.

    Parameters
    ----------
    dossier
        Its dossier's id.
    kind
        ``municipality``, ``province``, ``association`` or ``other``.
    taken
        Whether somebody has acted for it: then its place stays.
    """

    dossier: str
    kind: PartyKind
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(MadeRecord):
    """Who may do what in a dossier.

    Parameters
    ----------
    dossier
        The dossier's id.
    person, name
        What tells them from everybody else, and as people know them.
    role
        ``reader``, ``party`` or ``chair``.
    party
        The id of the party that they are of; None for the chair.
    """

    dossier: str
    person: str
    name: str
    role: Role
    party: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredScenario(InsideRecord):
    """A scenario in a dossier; what it says is in its versions.

    Parameters
    ----------
    version
        The number of the latest version that whoever asks may see.
    """

    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(MadeRecord):
    """A version of a scenario, which never changes but for who may see it.

    Parameters
    ----------
    scenario, number
        Of which scenario, and the how manieth, from 1.
    confidentiality
        Who may see it: ``own-party``, ``chair``, ``table`` or ``public``.
    based_on
        The number of the version that it was made from; None for the first.
    scenario_hash
        SHA-256 of what it says.
    note
        Why it was made, in the words of who made it.
    """

    scenario: str
    number: int
    confidentiality: Confidentiality
    based_on: int | None
    scenario_hash: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan(AboutVersionRecord):
    """A plan in a dossier.

    Parameters
    ----------
    kind
        ``solved`` or ``negotiated``.
    note
        Why it is stored, in the words of who stored it.
    """

    kind: PlanKind
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPosition(AboutVersionRecord):
    """What a party wants changed in a version of a scenario.

    Parameters
    ----------
    note
        Why, in the words of who put it in.
    """

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResult(AskedRecord):
    """What came of something that was asked: a comparison, an exploration, an explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(InsideRecord):
    """A file that belongs with a dossier.

    Parameters
    ----------
    media_type
        As it was handed in.
    size
        In bytes.
    """

    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredJob(AskedRecord):
    """Something that is worked out while nobody waits.

    Parameters
    ----------
    state
        ``waiting``, ``running``, ``done``, ``failed`` or ``cancelled``.
    phase, done, steps
        What is being done, in both languages, and how many of its steps are done.
    attempts
        How often it was begun: again, when a process died of it or with it.
    began_at, ended_at
        When it was begun last, and when it ended.
    expires_at
        Until when its answer is stored.
    problem
        Of a job that failed: why, as JSON has it; of one that cannot go on: what it waits for, and
        ``since`` when.
    """

    state: JobState
    phase: Mapping[Language, str] | None
    done: int
    steps: int
    attempts: int
    began_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None
    problem: Mapping[str, Any] | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed", "cancelled")

    @property
    def waits_since(self) -> datetime | None:
        """Since when it cannot go on; None when it can, or has ended."""
        since = (self.problem or {}).get("since")
        return None if since is None else datetime.fromisoformat(since)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptKey(MadeRecord):
    """With what a script of somebody's proves whose it is.

    Parameters
    ----------
    id
        Its own, by which it is revoked.
    person, name
        Whose it is: what tells them from everybody else, and as people know them.
    scopes
        What it is for: ``read``, ``write``.
    expires_at, revoked_at
        Until when it holds, and when it was taken back.
    """

    id: str
    person: str
    name: str
    scopes: Sequence[KeyScope]
    expires_at: datetime
    revoked_at: datetime | None


def record(kind: type[AnyRecord], row: StoredRow) -> AnyRecord:
    """Give what a reader gets of a row.

    Parameters
    ----------
    kind
        The kind of record, whose fields are columns of the row.
    row
        The row.
    """
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})
