"""What the models refuse, said to the one who wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.findings import MOST_FINDINGS, Finding, Origin
from models.language import Text, Word
from models.scenario import Scenario
from models.values import quoted
from scenarios.document.document import ROWS, ValuePath
from scenarios.document.expected import (
    list_expected,
    mapping_expected,
    text_expected,
    yes_or_no_expected,
)
from scenarios.document.hints import unknown


def findings_of(
    error: ValidationError,
    origin: Callable[[ValuePath], Origin],
    above: ValuePath = (),
    elsewhere: Sequence[str] = (),
) -> Iterator[Finding]:
    """Give a finding for each thing that the models refuse.

    Parameters
    ----------
    error
        What they refuse.
    origin
        Tells where a value was read, by its path in the model.
    above
        The path in the scenario of the model that was validated.
    elsewhere
        Paths, with dots, that may be meant by a name that nothing in the scenario itself has.
    """
    every = error.errors(include_url=False)
    for number, details in enumerate(one for one in every if not _emptied(one)):
        path = tuple(str(name) for name in details["loc"])
        if number < MOST_FINDINGS:
            code, text = _said(details, (*above, *path), elsewhere)
        else:  # only counted: to look for what was meant takes longer than to read the document
            code, text = (
                "not-understood",
                Text("“{name}” is not known here.", name=quoted(path[-1])),
            )
        yield Finding(code, "error", text, origin(_place(details["type"], path)))


def _place(kind: str, path: ValuePath) -> ValuePath:
    """Give where something is refused: an agreement without a known kind, at its kind.

    What stands between the two is where the models put the kind itself.
    """
    untagged = kind in ("union_tag_invalid", "union_tag_not_found")
    return (*path, "", "kind") if untagged and path[:1] == ("agreements",) else path


def _emptied(details: ErrorDetails) -> bool:
    """Tell whether a list only seems too short: what stands in it is refused by itself."""
    return details["type"] == "too_short" and bool(details["input"])


def _empty(value: object) -> Text:
    return Text("This list is empty: name one at least, or leave it out.")


EXPECTED = {
    **dict.fromkeys(("bool_parsing", "bool_type"), ("yes-or-no-expected", yes_or_no_expected)),
    "too_short": ("empty-list", _empty),
    "string_type": ("text-expected", text_expected),
    **dict.fromkeys(("tuple_type", "list_type"), ("list-expected", list_expected)),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type", "dataclass_type"),
        ("mapping-expected", mapping_expected),
    ),
}
"""What another kind of value leads to."""


def _only_no(value: object) -> Text:
    return Text("Only no fits here, not “{value}”: it never binds.", value=quoted(value))


def _said(details: ErrorDetails, path: ValuePath, elsewhere: Sequence[str]) -> tuple[str, Text]:
    context = details.get("ctx", {})
    if isinstance(context.get("text"), Text):
        return details["type"], context["text"]
    value = details["input"]
    match details["type"]:
        case "missing":
            return "missing-value", _missing(path[-1])
        case "union_tag_not_found" | "union_tag_invalid" if value.get("kind") is None:
            return "missing-value", _missing("kind")
        case "extra_forbidden" | "unexpected_keyword_argument":
            others = elsewhere if len(path) == 1 else ()
            return "unknown-key", unknown(path[-1], names_beside(path), others)
        case "literal_error":
            known = re.findall(r"'([^']*)'", context["expected"])
            return "unknown-value", unknown(value, known) if known else _only_no(value)
        case "union_tag_invalid":
            known = re.findall(r"'([^']*)'", context["expected_tags"])
            return "unknown-kind", unknown(value["kind"], known)
        case kind if kind in EXPECTED:
            code, say = EXPECTED[kind]
            return code, say(value)
    problem = Text(
        "“{value}” cannot be used here ({problem}).", value=quoted(value), problem=details["msg"]
    )
    return "not-understood", problem


def _missing(name: str) -> Text:
    return Text("Fill in {name}.", name=Word(name))


def names_beside(path: ValuePath) -> list[str]:
    """List the names that are known where a path ends."""
    candidates: list[type[BaseModel]] = [Scenario]
    for name in path[:-1]:
        inside = [
            model
            for candidate in candidates
            if name in candidate.model_fields
            for model in _models(candidate.model_fields[name].annotation)
        ]
        tagged = [model for model in candidates if _kind(model) == name]
        candidates = inside or tagged or candidates
    if candidates == [Scenario]:
        return [name for name in Scenario.model_fields if name not in ROWS] + ["tables", "extends"]
    return [name for model in candidates for name in model.model_fields]


def kinds_of(field: str) -> Iterator[str]:
    """Give the kinds that a list of the scenario may hold."""
    for model in _models(Scenario.model_fields[field].annotation):
        if (kind := _kind(model)) is not None:
            yield str(kind)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _kind(model: type[BaseModel]) -> object:
    field = model.model_fields.get("kind")
    return None if field is None else field.default


def refused_paths(error: ValidationError, ids: list[str]) -> Iterator[ValuePath]:
    """Give the path in the document of each thing that the models refuse."""
    for details in error.errors(include_url=False, include_input=False):
        yield refused_path(tuple(map(str, details["loc"])), ids)


def refused_path(location: ValuePath, ids: list[str]) -> ValuePath:
    """Give the path in the document of what the models refuse."""
    match location:
        case ["agreements", index, *below]:
            return ("agreements", ids[int(index)], *_untagged(below))
        case ["goals", index, *below]:
            return ("goals", index, *_untagged(below))
    return tuple(name for name in location if name != "[key]")


def _untagged(path: list[str]) -> list[str]:
    """Leave out the kind, which the models put before a field, also of an option."""
    below = [name for name in path[1:] if name != "[key]"]
    return [*below[:2], *below[3:]] if below[:1] == ["options"] else below
