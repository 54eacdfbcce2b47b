"""Batches as jobs of a dossier: followed, read page by page, cancelled, and gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings
from api.dossier_shapes import JobResults, JobShape
from api.example import BATCH, EXAMPLE
from api.problems import AWAY
from tests.api.conftest import asked, until
from tests.api.test_problems import refused

pytestmark = pytest.mark.processes

TOTAL = "agreements.regional-total.at_least"


def titles(number: int) -> dict[str, Any]:
    """Ask for so many variants that are all solved alike."""
    return {"vary": {"agreements.regional-total.title": [f"Afspraak {n}" for n in range(number)]}}


class Dossier:
    """A dossier with `EXAMPLE` in it, of which batches are asked."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.path = client.post("/v1/dossiers", json={"name": "Regio"}).headers["Location"]
        put_in = client.post(f"{self.path}/scenarios", json={"scenario": EXAMPLE})
        self.scenario = put_in.json()["id"]

    def ask(self, asked: dict[str, Any]) -> Any:
        about = {"scenario": self.scenario, "version": 1, "kind": "batch", "asked": asked}
        return self.client.post(f"{self.path}/jobs", json=about)

    def begin(self, asked: dict[str, Any]) -> str:
        """Ask for a batch, and give where it is."""
        answer = self.ask(asked)
        assert answer.status_code == 202, answer.text
        return str(answer.headers["Location"])

    def job(self, where: str) -> dict[str, Any]:
        job: dict[str, Any] = self.client.get(where).json()
        JobShape.model_validate(job)
        return job

    def ended(self, where: str) -> dict[str, Any]:
        until(lambda: self.job(where)["state"] in ("done", "failed", "cancelled"), "ended")
        return self.job(where)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dossier]:
    folder = tmp_path_factory.mktemp("batches")
    file = str(folder / "dossiers.sqlite")
    with asked(Settings(workers=1, database=file, batch_variants=50)) as client:
        yield Dossier(client)


def test_a_batch_is_solved_and_read_page_by_page(dossier: Dossier) -> None:
    where = dossier.begin({"vary": BATCH["vary"], "preview": True, "tables": ["totals"]})
    job = dossier.ended(where)
    assert (job["state"], job["done"], job["steps"]) == ("done", 6, 6)
    answer = dossier.client.get(f"{where}/answer").json()
    assert (answer["variants"], answer["statuses"]) == (6, {"optimal": 6})
    found = []
    page: str | None = f"{where}/results?pageSize=4&language=en"
    while page:
        read = dossier.client.get(page)
        JobResults.model_validate(read.json())
        found += read.json()["results"]
        page = read.links.get("next", {}).get("url")
    assert [row["variant"] for row in found] == ["1", "2", "3", "4", "5", "6"]
    assert [row[TOTAL] for row in found] == ["500", "600"] * 3
    assert all(row["dwellings"] >= int(row[TOTAL]) for row in found)
    said = "the best plan in fractions of dwellings, proven"
    assert {row["status_text"] for row in found} == {said}
    assert dossier.client.get(f"{where}/results?page=9").json()["results"] == []
    for query in ("page=0", "pageSize=5000", "page=two"):
        refused(dossier.client.get(f"{where}/results?{query}"), 400, "invalid-request")
    assert dossier.begin({"vary": BATCH["vary"], "preview": True, "tables": ["totals"]}) == where
    assert dossier.client.delete(where).status_code == 204
    for gone in (where, f"{where}/results"):
        refused(dossier.client.get(gone), 404, "not-found")


def test_a_variant_that_is_not_possible_is_a_row(dossier: Dossier) -> None:
    """Of a batch whose variants are the same the same is found, once."""
    rows = [{"variant": "too many", TOTAL: 5000}, {"variant": "fits", TOTAL: 300}]
    rows.append({"variant": "again", TOTAL: 300})
    where = dossier.begin({"variants": rows})
    assert dossier.ended(where)["state"] == "done"
    found = dossier.client.get(f"{where}/results").json()["results"]
    assert [(row["variant"], row["status"]) for row in found] == [
        ("too many", "infeasible"),
        ("fits", "optimal"),
        ("again", "optimal"),
    ]
    assert "tekort" in found[0]["message"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"missing-value"}),
        ({"vary": {TOTAL: 3}}, {"object-expected"}),
        ({"variants": [3]}, {"list-expected"}),
        ({"vary": {TOTAL: []}}, {"no-variants"}),
        ({"vary": {TOTAL: [1]}, "colour": 1}, {"unknown-key"}),
        ({"vary": {TOTAL: [1]}, "tables": ["totls"]}, {"unknown-table"}),
        ({"vary": {"goals": [f"[{'cost, ' * 2_000}]"]}}, {"file-too-large"}),
        (
            {"vary": {TOTAL: ["many"], "agreements.x.at_least": [1]}},
            {"not-a-number", "unknown-agreement"},
        ),
    ],
)
def test_what_is_no_batch_fails_with_all_that_is_wrong(
    dossier: Dossier, body: dict[str, Any], expected: set[str]
) -> None:
    job = dossier.ended(dossier.begin(body))
    assert job["state"] == "failed"
    assert {error["code"] for error in job["problem"]["errors"]} == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"vary": {f"agreements.x{n}.at_least": [1] for n in range(300)}}, "too-many-columns"),
        ({"variants": [{f"agreements.x{n}.at_least": 1} for n in range(300)]}, "too-many-columns"),
        (titles(51), "too-many-variants"),
        ({"vary": {"a.b": [1] * 8, "a.c": [1] * 7}}, "too-many-variants"),
        ({f"k{n}": 1 for n in range(2_001)}, "document-too-large"),
        ({"vary": {"goals": [[[]] * 120_000]}}, "too-many-values"),
    ],
    ids=["ways", "ways of rows", "rows", "combinations", "keys", "lists"],
)
def test_what_is_too_large_is_refused_at_once_and_never_a_job(
    dossier: Dossier, body: dict[str, Any], expected: str
) -> None:
    """Where it is read, everybody’s small requests are."""
    answer = dossier.ask(body)
    assert answer.status_code == 400
    assert expected in {error["code"] for error in answer.json()["errors"]}
    assert "jobs" not in answer.headers.get("Location", "")


def test_a_batch_is_cancelled_while_it_runs(dossier: Dossier) -> None:
    where = dossier.begin({**titles(50), "gap": "1%"})
    until(lambda: dossier.job(where)["state"] == "running", "running")
    assert dossier.client.delete(where).status_code == 204
    assert dossier.ended(where)["state"] == "cancelled"


def test_a_restart_in_the_middle_loses_no_variant(tmp_path: Path) -> None:
    """What was finished before is not solved again."""
    settings = Settings(workers=1, database=str(tmp_path / "dossiers.sqlite"))
    with asked(settings) as first:
        dossier = Dossier(first)
        where = dossier.begin(titles(20))
        results = f"{where}/results?pageSize=40"
        until(lambda: len(first.get(results).json()["results"]) >= 3, "three variants")
        before = in_full(first, results)
    with asked(settings) as second:
        dossier.client = second
        job = dossier.ended(where)
        assert (job["state"], job["done"]) == ("done", 20)
        after = in_full(second, results)
    assert [entry["number"] for entry in after] == [*range(1, 21)]
    assert {entry["status"] for entry in after} == {"optimal"}
    # With the seconds that each took: of one that is solved anew these differ.
    assert all(entry in after for entry in before)


def in_full(client: TestClient, results: str) -> list[dict[str, Any]]:
    """Give entries as a program goes on with them."""
    accept = {"Accept": "application/vnd.woonsleutel.parcel+json"}
    entries: list[dict[str, Any]] = client.get(results, headers=accept).json()["results"]
    return entries


def test_a_batch_whose_processes_are_away_says_since_when_and_not_where(tmp_path: Path) -> None:
    away, file = "tcp://10.0.0.1:8786", str(tmp_path / "dossiers.sqlite")
    with asked(Settings(workers=1, database=file, batch_scheduler=away)) as client:
        dossier = Dossier(client)
        where = dossier.begin(titles(2))
        until(lambda: dossier.job(where)["problem"] is not None, "told")
        job = dossier.job(where)
        assert (job["state"], job["problem"].keys()) == ("waiting", {"detail", "since"})
        assert job["problem"]["detail"] == AWAY.title.render("nl")
        assert "10.0.0.1" not in client.get(where).text
        assert client.delete(where).status_code == 204
        assert dossier.job(where)["problem"] is None
