"""What is large and handed in to be kept is read by a process that nobody else waits for."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from api.deposit import apart_for
from api.dossier_shapes import StoredScenarioShape, VersionShape
from api.example import EXAMPLE, PLAN
from api.job import SMALL
from tests.api.conftest import asked
from tests.api.test_dossiers import dossier, put_in
from tests.api.test_problems import codes, refused
from web import Site

MANY = 6_000
"""Rows that a process reads in half a second and more."""

MOST = 0.3
"""Seconds of processor time that the process which all share may take for it: the sending too."""

BIDS = [
    {"party": f"p{n}", "municipality": "GM0202", "segment": "market", "dwellings": n % 9}
    for n in range(MANY)
]
WITH_BIDS: dict[str, Any] = {**EXAMPLE, "tables": {**EXAMPLE["tables"], "bids": BIDS}}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    file = tmp_path_factory.mktemp("large") / "dossiers.sqlite"
    with asked(Settings(workers=1, database=str(file))) as client:
        yield client


def sent(service: TestClient, path: str, body: dict[str, Any], **headers: str) -> Any:
    """Hand something large in, and see that another process worked on it."""
    before = time.process_time()
    answer = service.post(path, json=body, headers=headers)
    assert len(answer.request.content) > SMALL
    assert time.process_time() - before < MOST, path
    return answer


def test_a_large_scenario_is_kept_once_and_changed_as_a_small_one(service: TestClient) -> None:
    where = dossier(service)
    whole = {"scenario": WITH_BIDS, "name": "Groot"}
    made = [
        sent(service, f"{where}/scenarios", whole, **{"Idempotency-Key": "een"}) for _ in range(2)
    ]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json() == made[1].json()
    StoredScenarioShape.model_validate(made[0].json())
    address = made[0].headers["Location"]
    assert made[0].headers["ETag"] == service.get(address).headers["ETag"]
    assert len(service.get(f"{address}/versions/1").json()["tables"]["bids"]) == MANY
    saved = sent(
        service, f"{address}/versions", {"scenario": {**WITH_BIDS, "id": "b"}, "basedOn": 1}
    )
    VersionShape.model_validate(saved.json())
    assert saved.headers["Location"] == f"{address}/versions/2"
    late = sent(
        service, f"{address}/versions", {"scenario": {**WITH_BIDS, "id": "c"}, "basedOn": 1}
    )
    refused(late, 409, "version-conflict")
    assert [each["path"] for each in late.json()["differences"]] == ["id"]
    log = service.get(f"{where}/log").json()["log"]
    assert [line["what"] for line in log] == ["version-saved", "scenario-kept", "dossier-created"]


def test_what_is_large_and_wrong_is_told_and_nothing_of_it_is_kept(service: TestClient) -> None:
    where = dossier(service)
    about = {"scenario": put_in(service, where), "version": 1}
    twice = {"tables": {"bids": [*BIDS, BIDS[0]]}}
    wrong = sent(service, f"{where}/scenarios", {"scenario": {**EXAMPLE, **twice}, "colour": 1})
    assert codes(refused(wrong, 400, "invalid-request")) == ["unknown-key"]
    position = {**about, "name": "Inzet", "changes": twice}
    assert "duplicate-row" in codes(
        refused(sent(service, f"{where}/positions", position), 400, "invalid-scenario")
    )
    plan = {"newBuild": PLAN["newBuild"] * MANY}
    kept = {**about, "name": "Programma", "plan": plan}
    refused(sent(service, f"{where}/plans", kept), 400, "invalid-scenario")
    nowhere = {**kept, "scenario": "nergens"}
    refused(sent(service, f"{where}/plans", nowhere), 404, "not-found")
    taken = {**about, "kind": "evaluate", "asked": {"plan": plan}}
    job = sent(service, f"{where}/jobs", taken)
    assert (job.status_code, job.json()["state"]) == (202, "waiting")
    for kind in ("plans", "positions"):
        assert service.get(f"{where}/{kind}").json()["total"] == 0


def test_what_is_always_little_may_not_be_large(service: TestClient) -> None:
    before = service.get("/v1/dossiers").json()["total"]
    long = service.post("/v1/dossiers", json={"name": "x" * SMALL})
    refused(long, 413, "too-large")
    assert service.get("/v1/dossiers").json()["total"] == before


def test_a_large_file_that_is_brought_to_the_page_is_read_apart_too(
    tmp_path: Path,
) -> None:
    app = create_app(Settings(workers=1, database=str(tmp_path / "dossiers.sqlite")))
    state = app.state
    store, who = state.deposit.store, state.identity.visitor
    site = Site(app, store, who, apart=apart_for(state.counter))
    with TestClient(site, "http://127.0.0.1", client=("127.0.0.1", 5)) as page:
        answers = []
        for said in (WITH_BIDS, {**WITH_BIDS, "horizon": "nooit"}):
            file = {"file": ("groot.json", json.dumps(said), "application/json")}
            before = time.process_time()
            answers.append(page.post("/dossiers", files=file, follow_redirects=False))
            assert time.process_time() - before < MOST
        assert [each.status_code for each in answers] == [303, 400]
        assert "horizon" in answers[1].text
        (dossier,) = page.get("/v1/dossiers").json()["dossiers"]
        assert dossier["name"] == EXAMPLE["name"]["nl"]
