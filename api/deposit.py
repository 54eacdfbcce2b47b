"""The service's side of dossiers: who asks gets what they may see, and every refusal an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain, islice
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import Header, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from api.admission import person_of
from api.bodies import JSON, Gone, body_of
from api.counter import RETRY, counter_of
from api.job import SMALL
from api.job_runner import JobRunner
from api.problems import (
    BODY,
    BUSY,
    CHANGED,
    CONFLICT,
    FORBIDDEN,
    FULL,
    INVALID_REQUEST,
    INVALID_SCENARIO,
    KEY_USED,
    NOT_FOUND,
    QUOTA,
    Refused,
    as_bytes,
    invalid,
)
from api.settings import Settings
from api.size import check_values
from dossiers import (
    Access,
    KeyUsedTwice,
    NotAllowed,
    NothingThere,
    QuotaReached,
    Renamed,
    StorageBusy,
    StorageFull,
    Store,
    VersionConflict,
)
from models.findings import MOST_FINDINGS, Finding, InvalidScenario, Origin
from models.language import Text
from models.values import ValueProblem, quoted
from scenarios import to_json
from scenarios.document.document import DEEPEST
from scenarios.document.tables import UNFIT
from scenarios.forms.json_form import parse_json

Value = TypeVar("Value")
Given = TypeVar("Given", bound="GivenRecord")


AROUND = 10
"""Levels that what a client hands in may have around a document."""

HANDED_IN = "handed_in"
"""Where a request says how many bytes its body has."""

LARGEST = 2**63
"""A whole number that a database does not hold."""


class GivenRecord(BaseModel):
    """What a client hands in; nothing in it is overlooked."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)

    @classmethod
    def check_extent(cls, said: object, settings: Settings) -> None:
        """Refuse more than is ever read, before any of it is looked at.

        Parameters
        ----------
        said
            What JSON says.
        settings
            With how much there may be.

        Raises
        ------
        Refused
            If there is more.
        """


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the service keeps, and who works off its jobs.

    Parameters
    ----------
    store
        Where dossiers are kept.
    runner
        Works off their jobs.
    large
        Whose turn it is of those who hand in much: the others leave room to who asks little.
    """

    store: Store
    runner: JobRunner
    large: asyncio.Lock = field(default_factory=asyncio.Lock)


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
        raise Refused(NOT_FOUND, Text("This service keeps no dossiers."))
    return deposit


async def kept(request: Request, work: Callable[[Access], Value]) -> Value:
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
    async with turn(request):
        return await asyncio.to_thread(refusing, lambda: work(access))


def turn(request: Request) -> AbstractAsyncContextManager[None]:
    """Wait for one's turn with what takes long to read or write; with little there is no turn."""
    handed_in: int = request.scope.get("state", {}).get(HANDED_IN, 0)
    return deposit_of(request).large if handed_in > SMALL else nullcontext()


def refusing(work: Callable[[], Value]) -> Value:
    """Make the answer of whatever is wrong with what is kept, or was to be."""
    try:
        return work()
    except NothingThere as problem:
        raise Refused(NOT_FOUND, problem.text) from None
    except NotAllowed as problem:
        raise Refused(FORBIDDEN, problem.text) from None
    except QuotaReached as problem:
        raise Refused(QUOTA, problem.text) from None
    except Renamed as problem:
        raise Refused(CHANGED, problem.text) from None
    except VersionConflict as problem:
        raise conflicting(problem) from None
    except StorageFull as problem:
        raise Refused(FULL, problem.text) from None
    except StorageBusy as problem:
        raise Refused(BUSY, problem.text, headers=RETRY) from None
    except KeyUsedTwice as problem:
        raise Refused(KEY_USED, problem.text) from None
    except InvalidScenario as problem:
        raise invalid(INVALID_SCENARIO, problem.findings) from None
    except ValueProblem as problem:
        where = Origin(BODY, None, "name" if problem.code == "name-expected" else None)
        finding = Finding(problem.code, "error", problem.text, where)
        raise invalid(INVALID_REQUEST, [finding]) from None


def conflicting(problem: VersionConflict) -> Refused:
    """Answer who saved too late: with both versions, and what differs."""
    differences = [
        {"path": each.path, "theirs": each.one, "yours": each.other} for each in problem.differences
    ]
    beside = {
        "latest": shown(problem.latest),
        "theirs": to_json(problem.theirs),
        "yours": to_json(problem.yours),
        "differences": differences,
    }
    return Refused(CONFLICT, problem.text, beside=beside)


async def given(request: Request, kind: type[Given]) -> Given:
    """Read what a client hands in.

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
    try:
        body, _ = await body_of(request, settings, (JSON,))
    except Gone:
        raise Refused(INVALID_REQUEST, Text("The request cannot be read.")) from None
    request.scope.setdefault("state", {})[HANDED_IN] = len(body)
    async with turn(request):
        return await asyncio.to_thread(read, body, kind, settings)


def read(body: bytes, kind: type[Given], settings: Settings) -> Given:
    """Read JSON that says what a client hands in."""
    check_values(body, settings)
    try:
        said = parse_json(body, BODY)
        kind.check_extent(said, settings)
        if unfit := [*islice(unkeepable(said), MOST_FINDINGS)]:
            raise invalid(INVALID_REQUEST, unfit)
        return kind.model_validate(said)
    except InvalidScenario as problem:
        raise invalid(INVALID_REQUEST, problem.findings) from None
    except ValidationError as problem:
        findings = [wrong(dict(error)) for error in problem.errors(include_url=False)]
        raise invalid(INVALID_REQUEST, findings) from None


def unkeepable(said: object) -> Iterator[Finding]:
    """Find texts and numbers that no storage holds.

    One after the other, however deep it is; and where a value stands is only put in words of what
    is found, because there may be a hundred thousand others.
    """
    inside: list[tuple[tuple[object, ...], object]] = [((), said)]
    held: Iterable[tuple[object, object]]
    while inside:
        path, holds = inside.pop()
        match holds:
            case dict() | list() if len(path) > DEEPEST + AROUND:
                text = Text("This is nested too deeply.")
                yield Finding("too-deep", "error", text, within_body(path))
                continue
            case dict():
                held = chain(holds.items(), ((key, key) for key in holds))
            case list():
                held = enumerate(holds)
            case _:
                held = ()
        for key, value in held:
            match value:
                case str():
                    if not value.isprintable() and UNFIT.search(value):
                        yield unfit_text(value, (*path, key))
                case dict() | list():
                    inside.append(((*path, key), value))
                case int() if abs(value) >= LARGEST:
                    text = Text(
                        "“{value}” is too large, or has too many decimals.", value=quoted(value)
                    )
                    where = within_body((*path, key))
                    yield Finding("number-out-of-range", "error", text, where)


def unfit_text(value: str, path: Sequence[object]) -> Finding:
    """Say that a text is none that a storage holds."""
    text = Text("“{value}” contains a character that is no text.", value=quoted(value))
    return Finding("unreadable-text", "error", text, within_body(path))


def within_body(path: Sequence[object]) -> Origin:
    """Give where something stands in what a client handed in."""
    return Origin(BODY, None, quoted(".".join(map(str, path))) or None)


def wrong(error: Mapping[str, Any]) -> Finding:
    """Say what is wrong with one field of what a client hands in."""
    field, where = ".".join(map(str, error["loc"])), within_body(error["loc"])
    match error["type"]:
        case "extra_forbidden":
            text = Text("“{key}” is not known here.", key=quoted(field))
            return Finding("unknown-key", "error", text, where)
        case "missing":
            text = Text("“{field}” is missing.", field=quoted(field))
            return Finding("missing-value", "error", text, where)
    said = quoted(error["input"])
    text = Text("“{field}” cannot be “{given}”.", field=quoted(field), given=said)
    return Finding("invalid-value", "error", text, where)


OnceHeader = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="Een sleutel van de klant zelf. Wie met dezelfde sleutel hetzelfde nog eens "
        "vraagt, krijgt wat er al is; iets anders geeft 409.",
    ),
]


def shown(record: Any) -> dict[str, Any]:
    """Give a record of what is kept as JSON has it."""
    return {
        to_camel(field.name): value.isoformat() if isinstance(value, datetime) else value
        for field in fields(record)
        for value in [getattr(record, field.name)]
    }


def answered(
    record: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with JSON."""
    return Response(as_bytes(record), status, headers, JSON)


def address(request: Request, *steps: str) -> str:
    """Give the address of something that is kept."""
    return "/".join((f"{counter_of(request).settings.url}/v1/dossiers", *map(quote, steps)))
