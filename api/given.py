"""What a client hands in to be stored: read, with all that is wrong in it said at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from api.problems import BODY, INVALID_REQUEST, invalid
from api.settings import Settings
from api.size import check_values
from models.findings import MOST_FINDINGS, Finding, InvalidScenario, Origin
from models.language import Text
from models.values import quoted
from scenarios.document.document import DEEPEST
from scenarios.document.tables import UNFIT
from scenarios.forms.json_form import parse_json

AnyGiven = TypeVar("AnyGiven", bound="GivenRecord")

AROUND = 10
"""Levels that what a client hands in may have around a document."""

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


def read(body: bytes, kind: type[AnyGiven], settings: Settings) -> AnyGiven:
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
