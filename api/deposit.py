"""The service's side of dossiers: who asks gets what they may see, and every refusal an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import quote

from fastapi import Header, Request, Response
from starlette.exceptions import HTTPException

from api.admission import person_of
from api.bodies import JSON, Gone, body_of
from api.counter import Counter, counter_of
from api.counter import answered as answered_by
from api.crew import Busy, Overtime, Stopping
from api.given import GivenRecord, read
from api.job import SMALL, Deed, JobAnswer
from api.job_runner import JobRunner
from api.language import language_of
from api.problems import BUSY, INVALID_REQUEST, NOT_FOUND, Refused, as_bytes
from api.process import WorkerLost
from api.refusals import refusing
from api.settings import Settings
from dossiers import Access, Apart, Person, Store
from models.language import Language, Text

Value = TypeVar("Value")

AnyGiven = TypeVar("AnyGiven", bound=GivenRecord)

OK = 200


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the service keeps, and who works off its jobs.

    Parameters
    ----------
    store
        Where dossiers are stored.
    runner
        Works off their jobs.
    """

    store: Store
    runner: JobRunner


def deposit_of(request: Request) -> Deposit:
    """Give the service's deposit.

    Raises
    ------
    Refused
        With 404, if it keeps no dossiers.
    """
    state: Any = request.app.state
    deposit: Deposit | None = state.deposit
    if deposit is None:
        raise Refused(NOT_FOUND, Text("This service stores no dossiers."))
    return deposit


async def in_store(request: Request, work: Callable[[Access], Value]) -> Value:
    """Do something with what whoever asks may see, in a thread.

    Parameters
    ----------
    request
        The request.
    work
        What is done.

    Raises
    ------
    Refused
        With the problem that is the answer.
    """
    access = deposit_of(request).store.access(await person_of(request))
    return await asyncio.to_thread(refusing, lambda: work(access))


class Answered(Exception):
    """What a process of its own refused.

    Parameters
    ----------
    answer
        Its answer.
    """

    def __init__(self, answer: JobAnswer) -> None:
        super().__init__(answer.status)
        self.answer = answer


async def in_store_apart(request: Request, work: Callable[[Access], Value]) -> Value:
    """Do something large with what whoever asks may see, in a process that nobody else waits for.

    Parameters
    ----------
    request
        The request.
    work
        What is done; it and what it gives go from one process to another.

    Raises
    ------
    Refused, Answered
        With the problem that is the answer.
    """
    deposit_of(request)
    counter = counter_of(request)
    seconds, language = counter.settings.job_seconds, language_of(request.scope)
    deed = Deed(await person_of(request), work, language, seconds)
    crew = counter.checking
    answer = await answered_by(request, crew, deed, crew.run(deed))
    if answer is None:
        raise unread()
    if answer.status != OK:
        raise Answered(answer)
    return cast(Value, answer.value)


def apart_for(counter: Counter) -> Apart:
    """Give what does something large with what is stored, for people who work in the page."""

    async def done(person: Person, work: Callable[[Access], object], language: Language) -> Any:
        deed = Deed(person, work, language, counter.settings.job_seconds)
        try:
            answer = await counter.checking.run(deed)
        except (Busy, Overtime, Stopping, WorkerLost):
            raise HTTPException(BUSY.status) from None
        if answer.status != OK:
            raise HTTPException(answer.status)
        return answer.value

    return done


async def given(request: Request, kind: type[AnyGiven]) -> AnyGiven:
    """Read what a client hands in, where that is never large.

    Parameters
    ----------
    request
        The request.
    kind
        What it may hand in.

    Raises
    ------
    Refused
        With everything that is wrong in it.
    """
    settings = counter_of(request).settings
    body = await handed(request, SMALL)
    return await asyncio.to_thread(read, body, kind, settings)


async def taken_in(
    request: Request, kind: type[AnyGiven], keep: Callable[[AnyGiven, Access, Settings], Value]
) -> Value:
    """Read what a client hands in, and keep it: here, or in a process of its own when it is large.

    Parameters
    ----------
    request
        The request.
    kind
        What it may hand in.
    keep
        Keeps it, as a function of a module: it and what it gives go from one process to another.

    Raises
    ------
    Refused, Answered
        With everything that is wrong in it.
    """
    settings = counter_of(request).settings
    body = await handed(request, settings.body_bytes)
    if len(body) > SMALL:
        return await in_store_apart(request, partial(read_and_stored, body, kind, keep, settings))
    said = await asyncio.to_thread(read, body, kind, settings)
    return await in_store(request, lambda access: keep(said, access, settings))


def read_and_stored(
    body: bytes,
    kind: type[AnyGiven],
    keep: Callable[[AnyGiven, Access, Settings], Value],
    settings: Settings,
    access: Access,
) -> Value:
    """Read what a client hands in, and keep it."""
    return keep(read(body, kind, settings), access, settings)


async def handed(request: Request, most: int) -> bytes:
    """Give the JSON that a client hands in, as it came."""
    try:
        body, _ = await body_of(request, counter_of(request).settings, (JSON,), most)
    except Gone:
        raise unread() from None
    return body


def unread() -> Refused:
    """Refuse a client that hung up; it hears nothing of that."""
    return Refused(INVALID_REQUEST, Text("The request cannot be read."))


OnceHeader = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="Een sleutel van de klant zelf. Wie met dezelfde sleutel hetzelfde nog eens "
        "vraagt, krijgt wat er al is; iets anders geeft 409.",
    ),
]


def answered(
    record: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with JSON."""
    return Response(as_bytes(record), status, headers, JSON)


def address(request: Request, *path: str) -> str:
    """Give the address of something that is stored."""
    return "/".join((f"{counter_of(request).settings.url}/v1/dossiers", *map(quote, path)))
