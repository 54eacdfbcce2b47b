"""The workplace: what whoever works in the page has at hand."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any, Generic, TypeVar, cast
from weakref import WeakValueDictionary

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from dossiers import (
    Access,
    Apart,
    InsideRecord,
    NotAllowed,
    NothingThere,
    QuotaReached,
    StorageBusy,
    StorageFull,
    StoredJob,
    StoredScenario,
    Version,
    VersionConflict,
)
from models.findings import InvalidScenario
from models.language import Language
from models.scenario import Scenario
from models.values import ValueProblem
from optimiser.drawings.maps import MappedPlace, mapped_places
from scenarios import scenario_from_json
from web.enquiries import Enquiries, Reply
from web.sharing import Sharing, shared

REMEMBERED = 64
"""Versions and previews that are remembered, each with some 20 kB."""

SHOWN, DIVIDED = ("totals", "requirements", "goals"), "fair_shares"
"""The tables of a preview that the page always shows, and the one only where a key was weighed."""

T = TypeVar("T")

SMALL, PACKED = 2**18, 10
"""Bytes of text that are read in an instant, and how many become one in a workbook."""

PLAIN = (".json", ".csv")
"""How the names of files end that are no workbooks."""

TOLD = (
    InvalidScenario,
    NothingThere,
    NotAllowed,
    QuotaReached,
    StorageBusy,
    StorageFull,
    ValueProblem,
    VersionConflict,
)
"""What the page tells when it happens."""


def attempted(work: Callable[[Access], object], access: Access) -> object:
    """Do something, and give what came of it: what the page tells comes back as it is."""
    try:
        return work(access)
    except TOLD as problem:
        return problem


@dataclass(frozen=True, slots=True)
class Opened:
    """A version of a scenario, as somebody opened it.

    Parameters
    ----------
    stored
        The scenario in its dossier.
    number
        The number of the version.
    document
        What it says, as JSON has it.
    scenario
        The same, understood.
    """

    stored: StoredScenario
    number: int
    document: dict[str, Any]
    scenario: Scenario


Understood = tuple[dict[str, Any], Scenario]
"""What a version says, as JSON has it and understood."""


class Remembered(Generic[T]):
    """The last things that were worked out and never change, by what they follow from."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """Give what is remembered; None when nothing is."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def remember(self, key: Hashable, found: T) -> None:
        """Remember something, and forget what was used longest ago."""
        with self._lock:
            self._known[key] = found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def given(self, key: Hashable, work: Callable[[], T]) -> T:
        """Give what is remembered, or what is worked out now."""
        known = self.get(key)
        if known is None:
            known = work()
            self.remember(key, known)
        return known


@dataclass(frozen=True, slots=True)
class SharedShelf:
    """What everybody who works in the page has in common, and reaches through their own access."""

    previews: Remembered[Reply] = field(default_factory=Remembered)
    waiting: WeakValueDictionary[Hashable, asyncio.Lock] = field(
        default_factory=WeakValueDictionary
    )
    versions: Remembered[Understood] = field(default_factory=Remembered)
    maps: Remembered[Sequence[MappedPlace]] = field(default_factory=Remembered)


@dataclass(frozen=True, slots=True)
class Workplace:
    """What whoever works in the page has at hand.

    Parameters
    ----------
    access
        What is stored, as that person may see it.
    enquiries
        The service.
    shelf
        What was worked out before.
    apart
        Does what is large in a process that nobody else waits for; without it that is done here.
    """

    access: Access
    enquiries: Enquiries
    shelf: SharedShelf
    apart: Apart | None = None

    async def taken_in(
        self, content: bytes, file: str, work: Callable[[Access], T], language: Language
    ) -> T:
        """Do something with a file that somebody brings.

        Parameters
        ----------
        content, file
            The file's content and name.
        work
            Does it, as a function of a module: it and what it gives may go to another process.
        language
            The reader's.

        Returns
        -------
        T
            What it gave.
        """
        bytes_of_text = len(content) * (1 if file.casefold().endswith(PLAIN) else PACKED)
        if self.apart is None or bytes_of_text <= SMALL:
            return await run_in_threadpool(work, self.access)
        found = await self.apart(self.access.person, partial(attempted, work), language)
        if isinstance(found, Exception):
            raise found
        return cast(T, found)

    async def opened(self, identifier: str, number: int | None = None) -> Opened:
        """Open a version of a scenario: the latest, unless another is asked for.

        Raises
        ------
        NotFound
            If there is none.
        """
        return await run_in_threadpool(self._opened, identifier, number)

    def _opened(self, identifier: str, number: int | None) -> Opened:
        scenarios = self.access.scenarios
        stored, found = scenarios.opened(identifier, number)
        version = found.number

        def understood() -> Understood:
            document = scenarios.document(identifier, version)
            return document, scenario_from_json(document)

        return Opened(
            stored, version, *self.shelf.versions.given((identifier, version), understood)
        )

    def map(self, opened: Opened) -> Sequence[MappedPlace]:
        """Give where the municipalities of a version lie, with room for their names."""
        key = opened.stored.id, opened.number
        return self.shelf.maps.given(key, lambda: mapped_places(opened.scenario, {}, {}))

    async def shared(self, stored: InsideRecord, version: Version | None = None) -> Sharing:
        """Tell whose a thing is and who may see it.

        Parameters
        ----------
        stored
            The thing.
        version
            Of a scenario: the version that is shared by itself.

        Returns
        -------
        Sharing
            With whom it can still be shared, too.
        """
        return await run_in_threadpool(self._shared, stored, version)

    def _shared(self, stored: InsideRecord, version: Version | None) -> Sharing:
        seat = self.access.members.seat(stored.dossier)
        parties = {one.id: one.name for one in self.access.parties.list(stored.dossier, most=None)}
        jobs = self.access.jobs
        widest = jobs.widest([stored.id])[0] if isinstance(stored, StoredJob) else "public"
        return shared(stored, seat, parties, version, widest)

    async def of_job(self, identifier: str) -> tuple[StoredJob, Opened]:
        """Open the version that a job is about.

        Parameters
        ----------
        identifier
            The job's.

        Returns
        -------
        tuple
            The job, and the version.

        Raises
        ------
        NotFound
            If there is none.
        """
        job = await run_in_threadpool(self.access.jobs.get, identifier)
        return job, await self.opened(job.scenario, job.version)

    async def answer_of_job(self, identifier: str) -> tuple[StoredJob, Opened, dict[str, Any]]:
        """Open the version that a job is about, with what came of it in tables.

        Parameters
        ----------
        identifier
            The job's.

        Returns
        -------
        tuple
            The job, the version, and the answer.

        Raises
        ------
        NotFound
            If there is no such job, or it has no answer yet.
        HTTPException
            404, if there are no tables in it, as of a batch.
        """
        job, opened = await self.of_job(identifier)
        answer = await run_in_threadpool(self.access.jobs.answer, job.id)
        if "tables" not in answer:
            raise HTTPException(404)
        return job, opened, answer

    async def plan_of_job(self, identifier: str) -> tuple[StoredJob, Opened, dict[str, Any]]:
        """Open the version that a job found a plan for.

        Parameters
        ----------
        identifier
            The job's.

        Returns
        -------
        tuple
            The job, the version, and the answer with the plan.

        Raises
        ------
        NotFound
            If there is no such job, or it has no answer yet.
        HTTPException
            404, if it found no plan.
        """
        job, opened, answer = await self.answer_of_job(identifier)
        if job.kind != "solve" or "totals" not in answer["tables"]:
            raise HTTPException(404)
        return job, opened, answer

    async def preview(
        self,
        request: Request,
        document: dict[str, Any],
        language: Language,
        name: str = "",
        *,
        divided: bool = True,
    ) -> Reply:
        """Give the best plan in fractions of dwellings.

        Parameters
        ----------
        request
            The reader's.
        document
            The scenario.
        language
            Of the answer.
        name
            By which it is remembered: a version never changes. Empty when it is not stored.
        divided
            Whether it tells what is divided by keys, too; of what is remembered it always does.

        Returns
        -------
        Reply
            What the service says.
        """
        tables = (*SHOWN, DIVIDED) if divided or name else SHOWN
        asked = {"preview": "true", "tables": ",".join(tables)}
        if not name:
            return await self.enquiries.ask(request, "solve", document, language, **asked)
        key = name, language
        # Who opens a version while it is worked out for another waits for that.
        async with self.shelf.waiting.setdefault(key, asyncio.Lock()):
            known = self.shelf.previews.get(key)
            if known is not None:
                return known
            answer = await self.enquiries.ask(request, "solve", document, language, **asked)
            if answer.found:
                self.shelf.previews.remember(key, answer)
            return answer


def workplace_of(request: Request) -> Workplace:
    """Give the workplace of whoever asks."""
    workplace: Workplace = request.state.workplace
    return workplace
