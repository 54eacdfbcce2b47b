"""What a reader gets of what is kept: frozen records without the heavy content."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar

from dossiers.rows import Stored
from models.language import Language, Text

PlanKind = Literal["solved", "negotiated"]

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Person:
    """Who does something, as the log will name them.

    Parameters
    ----------
    name
        As people know them.
    role
        In what role they do it: ``reader``, ``party`` or ``chair``.
    """

    name: str
    role: str = "chair"


@cache
def local_person() -> Person:
    """Give the person who uses this computer, as the log names them.

    Returns
    -------
    Person
        Who does as they like here: there is nobody else.
    """
    try:
        return Person(getpass.getuser(), "chair")
    except (OSError, KeyError):
        return Person("local", "chair")


@dataclass(frozen=True, slots=True)
class Dossier:
    """One region's deal in the making.

    Parameters
    ----------
    id
        Its own, made up when it was created.
    name
        For readers.
    revision
        Which naming of it this is, from 1.
    created_at, created_by
        When, and by whom.
    """

    id: str
    name: str
    revision: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """A scenario in a dossier; what it says is in its versions.

    Parameters
    ----------
    id, dossier
        Its own, and its dossier's.
    name
        For readers.
    version
        The number of its latest version.
    created_at, created_by
        When, and by whom.
    """

    id: str
    dossier: str
    name: str
    version: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a scenario, which never changes.

    Parameters
    ----------
    scenario, number
        Of which scenario, and the how manieth, from 1.
    based_on
        The number of the version that it was made from; None for the first.
    scenario_hash
        SHA-256 of what it says.
    note
        Why it was made, in the words of who made it.
    created_at, created_by
        When, and by whom.
    """

    scenario: str
    number: int
    based_on: int | None
    scenario_hash: str
    note: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan in a dossier.

    Parameters
    ----------
    id, dossier
        Its own, and its dossier's.
    scenario, version
        The version of a scenario that it is a plan for.
    kind
        ``solved`` or ``negotiated``.
    name
        For readers.
    note
        Why it is kept, in the words of who kept it.
    created_at, created_by
        When, and by whom.
    """

    id: str
    dossier: str
    scenario: str
    version: int
    kind: PlanKind
    name: str
    note: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class KeptResult:
    """What came of something that was asked: a comparison, an exploration, an explanation.

    Parameters
    ----------
    id, dossier
        Its own, and its dossier's.
    scenario, version
        The version of a scenario that it is about.
    kind
        What was asked for: ``comparison``.
    name
        For readers.
    asked
        With what it was asked.
    created_at, created_by
        When, and by whom.
    """

    id: str
    dossier: str
    scenario: str
    version: int
    kind: str
    name: str
    asked: Mapping[str, Any]
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs with a dossier.

    Parameters
    ----------
    id, dossier
        Its own, and its dossier's.
    name, media_type
        As it was handed in.
    size
        In bytes.
    created_at, created_by
        When, and by whom.
    """

    id: str
    dossier: str
    name: str
    media_type: str
    size: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class KeptJob:
    """Something that is worked out while nobody waits.

    Parameters
    ----------
    id, dossier
        Its own, and its dossier's.
    scenario, version
        The version of a scenario that it is about.
    kind
        What is asked for: ``compare_plans``.
    name
        For readers.
    asked
        With what it is asked.
    state
        ``waiting``, ``running``, ``done``, ``failed`` or ``cancelled``.
    phase, done, steps
        What is being done, in both languages, and how many of its steps are done.
    attempts
        How often it was begun: again, when a process died of it or with it.
    created_at, created_by
        When it was asked, and by whom.
    began_at, ended_at
        When it was begun last, and when it ended.
    expires_at
        Until when its answer is kept.
    problem
        Of a job that failed: why, as JSON has it.
    """

    id: str
    dossier: str
    scenario: str
    version: int
    kind: str
    name: str
    asked: Mapping[str, Any]
    state: JobState
    phase: Mapping[Language, str] | None
    done: int
    steps: int
    attempts: int
    created_at: datetime
    created_by: str
    began_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None
    problem: Mapping[str, Any] | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class LogLine:
    """Who did what, and when. It is never changed, and it stays when its dossier goes.

    Parameters
    ----------
    number
        In the order in which things were done.
    dossier
        The dossier's id.
    at, who, role
        When, by whom and in what role.
    what
        What was done, with a fixed code: ``version-saved``.
    about
        What it was done to: names and numbers.
    """

    number: int
    dossier: str
    at: datetime
    who: str
    role: str
    what: str
    about: Mapping[str, Any]

    @property
    def text(self) -> Text:
        """What was done, as a sentence."""
        sentences = {
            "dossier-created": "Created the dossier “{name}”.",
            "dossier-renamed": "Named the dossier “{name}”; before that “{before}”.",
            "dossier-deleted": "Deleted the dossier “{name}” with all that was in it.",
            "dossier-exported": "Exported the dossier “{name}”.",
            "dossier-imported": "Imported the dossier “{name}”.",
            "scenario-kept": "Put in the scenario “{name}”.",
            "scenario-renamed": "Named the scenario “{name}”; before that “{before}”.",
            "scenario-deleted": "Deleted the scenario “{name}” with its versions.",
            "version-saved": "Saved version {version} of the scenario “{name}”.",
            "plan-kept": "Kept the plan “{name}”.",
            "plan-deleted": "Deleted the plan “{name}”.",
            "result-kept": "Kept the result “{name}”.",
            "result-deleted": "Deleted the result “{name}”.",
            "job-kept": "Asked for “{name}”.",
            "job-cancelled": "Cancelled “{name}”.",
            "job-deleted": "Deleted “{name}”.",
            "attachment-kept": "Attached the file “{name}”.",
            "attachment-deleted": "Deleted the file “{name}”.",
        }
        return Text(sentences[self.what], **self.about)


def record(kind: type[Kept], row: Stored) -> Kept:
    """Give what a reader gets of a row.

    Parameters
    ----------
    kind
        The kind of record, whose fields are columns of the row.
    row
        The row.
    """
    # `fields` asks for an instance's protocol, which a type variable does not promise.
    named = (field.name for field in fields(kind))  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in named})
