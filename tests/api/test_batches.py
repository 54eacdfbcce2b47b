"""Batches over HTTP: taken in, followed, read page by page, stopped, and gone on with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings
from api.example import BATCH, EXAMPLE
from api.schemas import BatchResults, BatchShape
from tests.api.conftest import asked, until
from tests.api.test_problems import codes, refused

pytestmark = pytest.mark.processes

TOTAL = "agreements.regional-total.at_least"


def titles(number: int) -> dict[str, Any]:
    """Give a batch of so many variants that are all solved alike."""
    values = [f"Afspraak {n}" for n in range(number)]
    return {"scenario": EXAMPLE, "vary": {"agreements.regional-total.title": values}}


def status(client: TestClient, where: str) -> str:
    state = client.get(where).json()
    BatchShape.model_validate(state)
    return str(state["status"])


def test_a_batch_is_taken_in_and_read_page_by_page(client: TestClient) -> None:
    taken = client.post("/v1/batches?preview=true", json=BATCH)
    assert taken.status_code == 202
    where = taken.headers["Location"]
    assert taken.json()["variants"] == 6
    assert taken.json()["results"] == f"{where}/results"
    until(lambda: status(client, where) == "complete", "complete")
    assert client.get(where).json()["finished"] == 6
    found = []
    page: str | None = f"{where}/results?pageSize=4&language=en"
    while page:
        answer = client.get(page)
        BatchResults.model_validate(answer.json())
        found += answer.json()["results"]
        page = answer.links.get("next", {}).get("url")
    assert [row["variant"] for row in found] == ["1", "2", "3", "4", "5", "6"]
    assert [row[TOTAL] for row in found] == ["500", "600"] * 3
    assert all(row["dwellings"] >= int(row[TOTAL]) for row in found)
    assert {row["status_text"] for row in found} == {
        "the best plan in fractions of dwellings, proven"
    }
    assert client.get(f"{where}/results?page=9").json()["results"] == []
    for query in ("page=0", "pageSize=5000", "page=two"):
        refused(client.get(f"{where}/results?{query}"), 400, "invalid-request")
    too_many = client.get(f"{where}/results?language=en&pageSize=5000").json()
    assert too_many["detail"] == "pageSize is at most 1000 here."
    assert client.delete(where).status_code == 204
    for gone in (where, f"{where}/results"):
        refused(client.get(gone), 404, "not-found")


def test_a_variant_that_is_not_possible_is_a_row(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the service runs: files there that are called as ours are not taken for ours."""
    for name in ("api", "models", "optimiser", "scenarios", "json", "socket"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is not ours')")
    monkeypatch.chdir(tmp_path)
    rows = [{"variant": "too many", TOTAL: 5000}, {"variant": "fits", TOTAL: 300}]
    taken = client.post("/v1/batches", json={"scenario": EXAMPLE, "variants": rows})
    where = taken.headers["Location"]
    until(lambda: status(client, where) == "complete", "complete")
    found = client.get(f"{where}/results").json()["results"]
    assert [(row["variant"], row["status"]) for row in found] == [
        ("too many", "infeasible"),
        ("fits", "optimal"),
    ]
    assert "tekort" in found[0]["message"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"scenario": EXAMPLE}, {"missing-value"}),
        ({"scenario": EXAMPLE, "vary": {TOTAL: 3}}, {"object-expected"}),
        ({"scenario": EXAMPLE, "variants": [3]}, {"list-expected"}),
        ({"scenario": EXAMPLE, "vary": {TOTAL: []}}, {"no-variants"}),
        ({"scenario": EXAMPLE, "vary": {TOTAL: [1]}, "colour": 1}, {"unknown-key"}),
        (
            {"scenario": EXAMPLE, "vary": {TOTAL: ["many"], "agreements.x.at_least": [1]}},
            {"not-a-number", "unknown-agreement"},
        ),
    ],
)
def test_what_is_no_batch_is_refused_with_all_that_is_wrong(
    client: TestClient, body: dict[str, Any], expected: set[str]
) -> None:
    answer = client.post("/v1/batches", json=body)
    assert set(codes(answer.json())) == expected
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["nothing", "0" * 32, "..%2F..", "%2e%2e"])
def test_there_are_no_other_batches(client: TestClient, name: str) -> None:
    for call in (client.get, client.delete):
        refused(call(f"/v1/batches/{name}"), 404, "not-found")


def test_limits_a_restart_and_an_end_in_the_middle(tmp_path: Path) -> None:
    """What was finished before is not solved again."""
    settings = Settings(workers=1, batch_folder=str(tmp_path), batch_variants=50, batches=2)
    with asked(settings) as first:
        where = first.post("/v1/batches", json=titles(40)).headers["Location"]
        too_many = first.post("/v1/batches", json=titles(51))
        assert codes(refused(too_many, 400, "invalid-scenario")) == ["too-many-variants"]
        waiting = first.post("/v1/batches", json=titles(3)).headers["Location"]
        refused(first.post("/v1/batches", json=titles(1)), 503, "busy")
        assert first.delete(waiting).status_code == 204
        until(lambda: first.get(where).json()["finished"] >= 3, "three variants")
    ledger = tmp_path / where.rpartition("/")[2] / "out.ledger"
    kept = ledger.read_bytes()
    assert 3 <= kept.count(b"\n") < 40
    with asked(settings) as second:
        until(lambda: status(second, where) == "complete", "complete")
        rows = second.get(f"{where}/results?pageSize=40").json()["results"]
    assert {row["status"] for row in rows} == {"optimal"}
    assert ledger.read_bytes().startswith(kept)
    keys = [json.loads(line)["key"] for line in ledger.read_bytes().splitlines()]
    assert len(keys) == len(set(keys)) == 40
