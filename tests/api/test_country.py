"""A country that is solved part by part over HTTP is what solving it in Python gives."""

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api import Settings
from api.schemas import SolvedRecord
from optimiser import solve_country
from scenarios import library_scenario
from tests.api.conftest import PATIENCE, listening, until
from tests.api.test_solve import without_time_limit
from tests.api.test_workers import LONG, active, cpu_seconds, hard, own, runs
from tests.dossiers.postgresql import children

pytestmark = pytest.mark.processes

COUNTRY = {"library": "country-in-parts"}
BY = {"by": "province"}


def test_the_answer_is_what_python_gives(client: TestClient) -> None:
    answer = client.post("/v1/solve", params=BY, json=COUNTRY)
    assert answer.status_code == 200
    SolvedRecord.model_validate(answer.json())
    result = solve_country(library_scenario("country-in-parts"), "province", jobs=1)
    written = json.loads(json.dumps(result.as_record()))
    assert without_time_limit(answer.json()) == without_time_limit(written)
    assert answer.json()["provenance"]["options"]["by"] == "province"


def test_who_asks_by_what_is_no_kind_of_area_is_told_which_there_are(client: TestClient) -> None:
    answer = client.post("/v1/solve?by=provinec&language=en", json=COUNTRY)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["in"], error["column"]) == ("query", "by")
    assert "province" in error["detail"]


@pytest.mark.parametrize("option", ["preview", "free"])
def test_part_by_part_is_no_preview_and_has_no_free_ranges(client: TestClient, option: str) -> None:
    answer = client.post(f"/v1/solve?by=province&{option}=true", json=COUNTRY)
    assert answer.status_code == 400
    assert [(one["in"], one["column"]) for one in answer.json()["errors"]] == [("query", option)]


def test_what_cannot_be_divided_is_refused_by_name(client: TestClient) -> None:
    even = {"id": "even", "kind": "fair_share", "measure": {"quantity": "new_build"}}
    even |= {"key": "households", "tolerance": "10%", "title": {"nl": "Even veel", "en": "Even"}}
    asked = {**COUNTRY, "overrides": {"agreements": [even]}}
    answer = client.post("/v1/solve?by=province&language=en", json=asked)
    assert answer.status_code == 400
    assert "“Even” holds between parts and cannot be divided" in answer.json()["detail"]


def test_in_no_time_there_is_no_plan(client: TestClient) -> None:
    answer = client.post("/v1/solve?by=province&timeLimit=0.05", json=COUNTRY)
    assert answer.status_code == 413 or answer.json()["status"] == "time_limit_without_plan"


WORKED = 2.0
"""Seconds of a processor after which a process has begun with its part."""


def hard_country() -> dict[str, Any]:
    """Give a country whose parts take minutes."""
    country = hard()
    places = [one["code"] for one in country["tables"]["municipalities"]]
    country["tables"]["areas"] = [
        {"area": f"part {at % 3}", "municipality": code, "kind": "province"}
        for at, code in enumerate(places)
    ]
    for agreement in country["agreements"]:
        if agreement["id"] in ("total", "housed"):
            agreement["divided_by"] = "inhabitants"
    return country


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx2.Client, set[int]]]:
    """Give a service with one worker that keeps things, and the processes that are not its own."""
    others = active()
    file = str(tmp_path_factory.mktemp("country") / "dossiers.sqlite")
    with listening(Settings(workers=1, time_limit=LONG, database=file)) as client:
        yield client, others


def at_work(others: set[int]) -> list[int]:
    """Give the processes that work on parts, once one does."""

    def those() -> list[int]:
        return [part for worker in own(others) for part in children(worker)]

    def works() -> bool:
        return any(runs(one) and cpu_seconds(one) > WORKED for one in those())

    until(works, "a part is worked on")
    return those()


@pytest.mark.long
def test_a_process_that_is_killed_leaves_no_part_behind(
    service: tuple[httpx2.Client, set[int]],
) -> None:
    client, others = service
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(client.post, "/v1/solve", params=BY, json=hard_country())
        parts = at_work(others)
        for worker in own(others):
            os.kill(worker, signal.SIGKILL)
        assert waiting.result(PATIENCE).status_code == 500
        until(lambda: not any(map(runs, parts)), "no part is worked on")
    assert client.post("/v1/solve", params=BY, json=COUNTRY).status_code == 200


@pytest.mark.long
def test_a_country_that_is_cancelled_ends_with_all_its_parts(
    service: tuple[httpx2.Client, set[int]],
) -> None:
    client, others = service
    where = client.post("/v1/dossiers", json={"name": "Land"}).headers["Location"]
    put_in = client.post(f"{where}/scenarios", json={"scenario": hard_country()}).json()
    about = {"scenario": put_in["id"], "version": 1, "kind": "solve", "asked": BY}
    job = client.post(f"{where}/jobs", json=about).headers["Location"]
    parts = at_work(others)
    assert client.get(job).json()["state"] == "running"
    assert client.delete(job).status_code == 204
    until(lambda: client.get(job).json()["state"] == "cancelled", "cancelled")
    until(lambda: not any(map(runs, parts)), "no part is worked on")
    assert client.post("/v1/solve", params=BY, json=COUNTRY).status_code == 200


@pytest.mark.parametrize("by", [3, "x" * 101])
def test_a_job_by_what_is_no_name_is_refused(
    service: tuple[httpx2.Client, set[int]], by: Any
) -> None:
    client, _ = service
    where = client.post("/v1/dossiers", json={"name": "Land"}).headers["Location"]
    about = {"scenario": "any", "version": 1, "kind": "solve", "asked": {"by": by}}
    assert client.post(f"{where}/jobs", json=about).status_code == 400
