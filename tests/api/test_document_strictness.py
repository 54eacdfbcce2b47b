"""The OpenAPI document takes what the service takes, and refuses what it refuses."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from api import Settings, requests
from api.asked import Asked, asked
from api.example import BATCH, EXAMPLE
from api.paging import Paging
from api.problems import Refused
from api.query import Reading, Solving
from api.requests import BatchOfScenario
from models.findings import InvalidScenario
from scenarios import scenario_from_json

Document = dict[str, Any]
Path = tuple[Any, ...]

VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2.0, 1.5, 10**30, "", "x", "1%", "1e5", "nan", "nl", "year",
    [], ["x"], ["x", "x"], [None], [1], {}, {"x": 1}, {"x": []}, {"x": "abc"}, {"id": "x"},
)  # fmt: skip
"""What people and programs put in a field."""

SHAPE = {
    "unknown-key", "object-expected", "text-expected", "list-expected", "mapping-expected",
    "boolean-expected", "yes-or-no-expected", "plans-expected", "parties-expected", "keys-expected",
    "missing-column", "missing-value",
}  # fmt: skip
"""What is wrong whatever the scenario says."""

AMOUNT = {"out-of-range", "not-a-number", "negative", "share-above-100", "number-out-of-range"}
"""What is wrong in a number; in a text a schema sees only that it is one."""

SETTINGS = Settings()


def validator(document: Document, name: str) -> Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return Draft202012Validator(schema)


def examples(document: Document) -> Iterator[tuple[str, type[Asked], Document]]:
    """Give each request by its name, with an example that names no shipped scenario."""
    for operation in (one for path in document["paths"].values() for one in path.values()):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        for example in content.get("examples", {}).values():
            if hasattr(requests, name) and "scenario" in example["value"]:
                yield name, getattr(requests, name), example["value"]
                break


def refused(kind: type[Asked], document: Document) -> set[str]:
    """Give the codes of what the service finds wrong."""
    try:
        asked(kind, copy.deepcopy(document), SETTINGS)
    except Refused as problem:
        return {finding.code for finding in problem.findings}
    return set()


def hold_requests(document: Document, number: int, seed: int) -> None:
    chosen = Random(seed)
    for name, kind, whole in examples(document):
        schema = validator(document, name)
        assert schema.is_valid(whole), name
        assert refused(kind, whole) == set(), name
        fields = [field.alias or name for name, field in kind.model_fields.items()]
        for field in (*fields, "nothing"):
            for value in chosen.sample(VALUES, number):
                changed = {**whole, field: value}
                codes = refused(kind, changed)
                if not schema.is_valid(changed):
                    assert codes, (name, field, value)
                elif field != "scenario":
                    assert not codes & SHAPE, (name, field, value, codes)
                    if not isinstance(value, str | Mapping):
                        assert not codes & AMOUNT, (name, field, value, codes)


@pytest.mark.parametrize("seconds", [0, "x", [], True])
def test_no_seconds_of_a_batch_are_refused_as_any_field(seconds: object) -> None:
    assert refused(BatchOfScenario, {**BATCH, "timeLimit": seconds}) == {"out-of-range"}


def test_a_request_is_taken_by_both_or_refused_by_both(document: Document) -> None:
    hold_requests(document, 1, 1)


@pytest.mark.long
def test_every_field_of_every_request_is_too(document: Document) -> None:
    hold_requests(document, len(VALUES), 1)


def places(value: object, path: Path = ()) -> Iterator[Path]:
    """Give the path of everything in a document."""
    if path:
        yield path
    inside: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inside = enumerate(value)
    for key, inner in inside:
        yield from places(inner, (*path, key))


def put(document: Document, path: Path, value: object) -> Document:
    """Give a document with another value somewhere, or without the one that stands there."""
    changed = copy.deepcopy(document)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    if value is put:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed


def hold_scenarios(document: Document, number: int, seed: int) -> None:
    chosen = Random(seed)
    schema = validator(document, "Scenario")
    assert schema.is_valid(EXAMPLE)
    assert schema.is_valid(
        {"extends": "noord-veluwe", "agreements": [{"id": "x", "remove": "yes"}]}
    )
    for path in chosen.sample([*places(EXAMPLE)], number):
        value = chosen.choice((*VALUES, put))
        changed = put(EXAMPLE, path, value)
        try:
            scenario_from_json(changed)
            codes = set()
        except InvalidScenario as invalid:
            codes = {finding.code for finding in invalid.findings}
        if not schema.is_valid(changed):
            assert codes, (path, value)
        elif path[:1] != ("tables",):
            assert not codes & (SHAPE - {"missing-value"}), (path, value, codes)


def test_a_scenario_is_taken_by_both_or_refused_by_both(document: Document) -> None:
    hold_scenarios(document, 12, 1)


@pytest.mark.long
def test_every_part_of_a_scenario_is_too(document: Document) -> None:
    for seed in range(10):
        hold_scenarios(document, 80, seed)


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("preview", "true", True),
        ("preview", "yes", False),
        ("preview", "1", False),
        ("timeLimit", "1e1", True),
        ("timeLimit", "5", True),
        ("timeLimit", " 5", False),
        ("timeLimit", "1_0", False),
        ("timeLimit", "+5", False),
        ("timeLimit", "0", False),
        ("timeLimit", "NaN", False),
        ("page", "2.0", True),
        ("page", "1.5", False),
        ("page", "true", False),
        ("pageSize", "1001", False),
        ("language", "EN", False),
    ],
)
def test_a_query_is_read_as_json_is(name: str, value: str, taken: bool) -> None:
    read: type[Reading] = Paging if name.startswith("page") else Solving
    if taken:
        read.model_validate({name: value})
    else:
        with pytest.raises(ValidationError):
            read.model_validate({name: value})
