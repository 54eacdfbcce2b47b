"""A request that is larger or slower than the service allows."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api import Settings
from api.example import EXAMPLE, PLAN
from models.findings import MOST_FINDINGS

pytestmark = pytest.mark.processes

JSON = {"Content-Type": "application/json"}


def pieces(number: int) -> Iterator[bytes]:
    for _ in range(number):
        yield b" " * 1000


def test_a_body_at_the_limit_is_read_and_a_byte_more_is_not(strict: TestClient) -> None:
    at_limit = strict.post("/v1/check", content=b" " * 30_000, headers=JSON)
    assert at_limit.status_code == 400
    announced = strict.post("/v1/check", content=b" " * 30_001, headers=JSON)
    assert announced.status_code == 413
    assert announced.headers["Content-Type"] == "application/problem+json"
    assert "30.000" in announced.json()["detail"]


@pytest.mark.parametrize(("thousands", "status"), [(30, 400), (31, 413)])
def test_a_body_that_does_not_say_how_large_it_is_is_measured(
    strict: TestClient, thousands: int, status: int
) -> None:
    answer = strict.post("/v1/check", content=pieces(thousands), headers=JSON)
    assert answer.status_code == status


def codes(answer: Any) -> set[str]:
    return {error["code"] for error in answer.json()["errors"]}


def test_too_many_rows_are_refused(strict: TestClient) -> None:
    assert strict.post("/v1/check", json=EXAMPLE).status_code == 200
    rows = [{"area": f"a{number}", "municipality": "GM0202"} for number in range(40)]
    long = {**EXAMPLE, "tables": {**EXAMPLE["tables"], "areas": rows}}
    answer = strict.post("/v1/check", json=long)
    assert answer.status_code == 400
    assert codes(answer) == {"too-many-rows"}
    overrides = {"library": "arnhem-nijmegen", "overrides": {"tables": {"areas": rows + rows}}}
    assert codes(strict.post("/v1/check", json=overrides)) == {"too-many-rows"}
    plan = {"newBuild": PLAN["newBuild"] * 14}
    evaluated = strict.post("/v1/evaluate", json={"scenario": EXAMPLE, "plan": plan})
    assert codes(evaluated) == {"too-many-rows"}


def test_too_many_values_are_refused_before_they_are_read(strict: TestClient) -> None:
    """Twenty values for each of 40 rows and of 500 more: 10,800."""
    for values, found in (
        (10_801, {"no-municipalities", "unknown-key"}),
        (10_802, {"too-many-values"}),
    ):
        body = b'{"a":[' + b",".join([b"1"] * values) + b"]}"
        answer = strict.post("/v1/check", content=body, headers=JSON)
        assert answer.status_code == 400
        assert found <= codes(answer)


MANY = 3_000
"""More than anybody writes beside each other, and small enough for any body."""

NAMES = [f"k{number}" for number in range(MANY)]

NAMED = {"library": "fictitious-region"}


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("check", {**EXAMPLE, **dict.fromkeys(NAMES, 1)}, "document-too-large"),
        ("check", {**NAMED, **dict.fromkeys(NAMES, 1)}, "document-too-large"),
        ("check", {**EXAMPLE, "name": "x" * 40_000}, "document-too-large"),
        ("check", {**EXAMPLE, "tables": {name: [] for name in NAMES}}, "document-too-large"),
        (
            "check",
            {**EXAMPLE, "tables": {**EXAMPLE["tables"], "areas": [{name: 1} for name in NAMES]}},
            "too-many-columns",
        ),
        ("check", {**NAMED, "overrides": {"tables": dict.fromkeys(NAMES)}}, "document-too-large"),
        ("explanations", {**NAMED, "untouchable": NAMES}, "document-too-large"),
        ("explanations", {**NAMED, "weights": dict.fromkeys(NAMES, 1)}, "document-too-large"),
        ("key-comparisons", {**NAMED, "keys": ["a=1," * 10_000]}, "document-too-large"),
        ("evaluate", {**NAMED, "plan": dict.fromkeys(NAMES)}, "document-too-large"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_nobody_writes_is_counted_and_not_read(
    client: TestClient, path: str, asked: Any, code: str
) -> None:
    answer = client.post(f"/v1/{path}", json=asked)
    assert answer.status_code == 400
    assert code in codes(answer)
    assert len(answer.content) < 5_000


def test_of_very_many_errors_the_first_are_told(client: TestClient) -> None:
    wrong = {"untouchable": NAMES[:1_000]}
    answer = client.post("/v1/explanations", json={**NAMED, **wrong})
    told = [error["code"] for error in answer.json()["errors"]]
    assert told == ["unknown-agreement"] * MOST_FINDINGS + ["more-findings"]


def test_a_scenario_with_too_many_unknowns_is_refused(strict: TestClient) -> None:
    wide = {**EXAMPLE, "forms": [f"form{number}" for number in range(9)]}
    answer = strict.post("/v1/solve", json=wide)
    assert answer.status_code == 400
    assert codes(answer) == {"scenario-too-large"}


def test_more_time_than_there_is_is_refused(strict: TestClient) -> None:
    assert strict.post("/v1/solve?timeLimit=5", json=EXAMPLE).status_code == 200
    answer = strict.post("/v1/solve?timeLimit=5.01", json=EXAMPLE)
    assert answer.status_code == 400
    assert codes(answer) == {"out-of-range"}


def test_a_body_that_does_not_come_is_not_waited_for(
    served: Callable[[Settings], AbstractContextManager[httpx2.Client]],
) -> None:
    with served(Settings(workers=1, body_seconds=0.3)) as client:
        address = (client.base_url.host, client.base_url.port or 80)
        with socket.create_connection(address, timeout=30) as line:
            line.sendall(
                b"POST /v1/solve HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 100\r\n\r\n{"
            )
            answer = line.recv(65536)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"application/problem+json" in answer
