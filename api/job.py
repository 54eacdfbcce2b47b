"""A job: what a request asks for, and what a worker answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from models.language import Language, Text
from woonsleutel.parcel import MEDIA_TYPE as PARCEL

if TYPE_CHECKING:
    from dossiers import Access, Person

Kind = Literal[
    "solve",
    "compare_keys",
    "compare_plans",
    "room",
    "front",
    "alternatives",
    "explanation",
    "prices",
    "batch",
    "compromise",
    "check",
    "evaluate",
]


QUICKLY_DONE = ("check", "evaluate")
"""What never waits for a solve."""

SMALL = 2**18
"""Bytes of a body that is read in an instant: five times the largest shipped scenario."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a request asks for.

    Parameters
    ----------
    kind
        What to do.
    body
        The request's body as it came.
    workbook
        Whether the body is a workbook (xlsx); else it is JSON.
    language
        Of the sentences in the answer.
    seconds
        The time that it may take.
    preview
        Whether a solve stops before whole dwellings.
    free
        Whether a solve says between what each number may lie.
    whose
        For whom it is; empty where nobody has to say who they are.
    in_full
        Whether the answer is a parcel, for a program that goes on with it; else it is for readers.
    finished
        Of a batch that is gone on with: the status of each variant that is finished, by number.
    since
        When its client began to wait, in seconds of `time.perf_counter`, which all processes have
        in common: then its time runs from there. None where nobody waits for it: then it runs from
        when a process begins with it.
    tables
        Those that the answer has; without any, all.
    by
        The kind of area by which a country is solved part by part; empty when it is solved at once.
    """

    kind: Kind
    body: bytes
    workbook: bool
    language: Language
    seconds: float
    preview: bool = False
    free: bool = False
    whose: str = ""
    in_full: bool = False
    finished: Mapping[int, str] = field(default_factory=dict, hash=False)
    since: float | None = None
    tables: tuple[str, ...] = ()
    by: str = ""

    @property
    def began(self) -> float:
        """When its time began to run, in seconds of `time.perf_counter`."""
        return time.perf_counter() if self.since is None else self.since

    @property
    def large(self) -> bool:
        """Whether it may take seconds where others take none."""
        return self.kind in QUICKLY_DONE and (self.workbook or len(self.body) > SMALL)


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done with what is stored, by a process of its own because it is large.

    Parameters
    ----------
    person
        For whom.
    work
        Does it with what they may see; it and what it gives go from one process to another.
    language
        Of the sentences in a refusal.
    seconds
        The time that it may take.
    """

    person: Person
    work: Callable[[Access], object]
    language: Language
    seconds: float
    large: ClassVar[bool] = True
    since: ClassVar[float | None] = None

    @property
    def whose(self) -> str:
        """For whom it is."""
        return self.person.id

    @property
    def began(self) -> float:
        """When its time begins to run: when a process begins with it."""
        return time.perf_counter()


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is.

    Parameters
    ----------
    phase
        What is being done.
    done, steps
        How many of its steps are done.
    """

    phase: Text | None = None
    done: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class JobEntry:
    """A part of an answer, told as soon as it is found: what came of one variant.

    Parameters
    ----------
    number
        Which variant, from 1.
    content
        What came of it, as JSON has it.
    """

    number: int
    content: Mapping[str, Any]


JobNews = JobProgress | JobEntry
"""What a worker tells of a job before it answers."""


@dataclass(frozen=True, slots=True)
class JobAnswer:
    """What the client gets.

    Parameters
    ----------
    status
        HTTP status.
    body
        JSON.
    timings
        Seconds per phase.
    in_full
        Whether the body is a parcel.
    value
        What a deed gave, which is no answer yet.
    headers
        Of a refusal.
    """

    status: int
    body: bytes
    timings: Mapping[str, float] = field(default_factory=dict)
    in_full: bool = False
    value: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def media_type(self) -> str:
        """What the body is."""
        if self.status >= 400:
            return "application/problem+json"
        return PARCEL if self.in_full else "application/json"
