"""Dossiers over HTTP: kept, changed by two at once, read page by page, and worked on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from api.dossier_shapes import (
    DossierPage,
    DossierShape,
    JobPage,
    JobShape,
    LogPage,
    MemberPage,
    MemberShape,
    PartyPage,
    PartyShape,
    StoredPlanPage,
    StoredPlanTables,
    StoredResultAnswer,
    StoredScenarioPage,
    StoredScenarioShape,
    VersionPage,
    VersionShape,
)
from api.example import EXAMPLE, PLAN, TOTALS
from api.job_runner import JobRunner
from dossiers import LeaseRules, Person, StorageFull, Store, StoredJob
from scenarios import scenario_from_json
from tests.api.conftest import asked, until
from tests.api.test_problems import codes, refused
from tests.api.test_workers import hard

TOTAL = {"agreements": [{"id": "regional-total", "at_least": 500}]}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("service") / "dossiers.sqlite")


@pytest.fixture(scope="module")
def left_behind(database: str) -> StoredJob:
    """Leave a job that was begun, as of a service that was killed."""
    with Store(database) as store:
        access = store.access(Person("Anna", keeper=True))
        dossier = access.dossiers.create("Van eerder")
        scenario = access.scenarios.create(dossier.id, scenario_from_json(EXAMPLE))
        job = access.jobs.ask(scenario.id, 1, "solve", {"preview": True})
        assert store.queue(LeaseRules(lease=0)).take() is not None
        return job


@pytest.fixture(scope="module")
def service(database: str, left_behind: StoredJob) -> Iterator[TestClient]:
    with asked(Settings(workers=1, database=database)) as client:
        yield client


def dossier(service: TestClient, name: str = "Regio") -> str:
    """Begin a dossier, and give its address."""
    return str(service.post("/v1/dossiers", json={"name": name}).headers["Location"])


def put_in(service: TestClient, where: str, scenario: dict[str, Any] = EXAMPLE) -> str:
    """Put a scenario into a dossier, and give its identifier."""
    made = service.post(f"{where}/scenarios", json={"scenario": scenario})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def state(service: TestClient, job: str) -> str:
    return str(service.get(job).json()["state"])


def test_a_dossier_is_made_named_and_deleted(service: TestClient) -> None:
    made = service.post("/v1/dossiers", json={"name": "Eerste"})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    where = made.headers["Location"]
    DossierShape.model_validate(made.json())
    assert service.get(where).json() == made.json()
    seen = {"If-Match": '"1"'}
    renamed = service.patch(where, json={"name": "Tweede"}, headers=seen)
    assert (renamed.json()["name"], renamed.headers["ETag"]) == ("Tweede", '"2"')
    for late in ('"1"', '"mine"', "ooit"):
        answer = service.patch(where, json={"name": "Te laat"}, headers={"If-Match": late})
        refused(answer, 412, "changed")
    assert service.get(where).json()["name"] == "Tweede"
    assert service.delete(where).status_code == 204
    for call in (service.get, service.delete):
        refused(call(where), 404, "not-found")
    LogPage.model_validate(service.get(f"{where}/log").json())
    lines = service.get(f"{where}/log?language=en").json()["log"]
    assert [line["what"] for line in lines] == [
        "dossier-deleted",
        "dossier-renamed",
        "dossier-created",
    ]
    assert lines[1]["text"]["en"] == "Named the dossier “Tweede”; before that “Eerste”."
    never = service.get("/v1/dossiers/8 €/log?page=2")
    assert never.json()["log"] == []
    assert "/v1/dossiers/8%20%E2%82%AC/log?" in never.headers["Link"]


def test_dossiers_are_read_page_by_page(service: TestClient) -> None:
    made = [dossier(service, f"Nummer {n}") for n in range(3)]
    page: str | None = "/v1/dossiers?pageSize=2"
    found = []
    while page:
        answer = service.get(page)
        DossierPage.model_validate(answer.json())
        assert len(answer.json()["dossiers"]) <= 2
        found += [each["id"] for each in answer.json()["dossiers"]]
        page = answer.links.get("next", {}).get("url")
    assert found[-3:] == [where.rpartition("/")[2] for where in made]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"missing-value"}),
        ({"name": 3, "colour": "red"}, {"invalid-value", "unknown-key"}),
        ({"name": " "}, {"name-expected"}),
        ({"name": "twee\nregels"}, {"name-expected"}),
        ([], {"invalid-value"}),
    ],
)
def test_all_that_is_wrong_is_said_at_once(
    service: TestClient, body: Any, expected: set[str]
) -> None:
    total = service.get("/v1/dossiers").json()["total"]
    answer = service.post("/v1/dossiers", json=body)
    assert set(codes(refused(answer, 400, "invalid-request"))) == expected
    assert service.get("/v1/dossiers").json()["total"] == total


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2**70, "number-out-of-range"),
        ("\ud800", "unreadable-text"),
        ("a\0", "unreadable-text"),
        (json.loads("[" * 800 + "]" * 800), "too-deep"),
    ],
    ids=["a number", "no sign", "its end", "its depth"],
)
def test_what_no_storage_holds_is_refused_wherever_it_stands(
    service: TestClient, value: object, code: str
) -> None:
    jobs, header = f"{dossier(service)}/jobs", {"Content-Type": "application/json"}
    solved = {"scenario": "x", "version": 1, "kind": "solve", "asked": {}}
    for wrong in (
        {**solved, "scenario": value, "version": value},
        {**solved, "asked": {"positions": {"a": {"scenario": "x", "version": value}}}},
        {**solved, "asked": {"keptPlan": [{"plan": value}]}},
    ):
        answer = service.post(jobs, content=json.dumps(wrong), headers=header)
        assert code in codes(refused(answer, 400, "invalid-request"))


def test_a_parameter_is_said_once(service: TestClient) -> None:
    for address in ("/v1/dossiers?page=1&page=2", "/v1/scenarios?language=nl&language=nl"):
        found = codes(refused(service.get(address), 400, "invalid-request"))
        assert found == ["parameter-given-twice"]


def test_parties_and_members_come_in_pages_and_are_changed_as_they_were_seen(
    service: TestClient,
) -> None:
    where = dossier(service)
    added = [service.post(f"{where}/parties", json={"name": name}) for name in ("B", "C", "A")]
    page = service.get(f"{where}/parties?page=2&pageSize=2")
    PartyPage.model_validate(page.json())
    assert ([one["name"] for one in page.json()["parties"]], page.json()["total"]) == (["C"], 3)
    assert 'rel="prev"' in page.headers["Link"]
    party = added[0].headers["Location"]
    PartyShape.model_validate(service.get(party).json())
    assert service.get(party).headers["ETag"] == added[0].headers["ETag"]

    member, seat = f"{where}/members/sub/anna", {"name": "Anna", "role": "reader"}
    unseen = {"If-Match": '"x"'}
    refused(service.put(member, json=seat, headers=unseen), 412, "changed")
    refused(service.get(member), 404, "not-found")
    first = service.put(member, json=seat).headers["ETag"]
    MemberShape.model_validate(service.get(member).json())
    MemberPage.model_validate(service.get(f"{where}/members?pageSize=1").json())
    chair = {"name": "Anna", "role": "chair"}
    now = service.put(member, json=chair, headers={"If-Match": first}).headers["ETag"]
    for late in (unseen, {"If-Match": first}):
        refused(service.put(member, json=seat, headers=late), 412, "changed")
        refused(service.delete(member, headers=late), 412, "changed")
        refused(service.delete(party, headers=late), 412, "changed")
    assert service.get(member).headers["ETag"] == now
    assert service.get(member).json()["role"] == "chair"
    seen = {"If-Match": added[0].headers["ETag"]}
    assert service.delete(party, headers=seen).status_code == 204
    refused(service.get(party), 404, "not-found")


@pytest.mark.parametrize(
    "below", ["", "/parties", "/log", "/scenarios/{}", "/scenarios/{}/versions/1"]
)
def test_what_a_client_has_already_is_not_sent_again_until_it_is_otherwise(
    service: TestClient, below: str
) -> None:
    where = dossier(service)
    address = where + below.format(put_in(service, where))
    has = service.get(address).headers["ETag"]
    for seen in (has, f'"other", W/{has}', "*"):
        for method in ("GET", "HEAD"):
            answer = service.request(method, address, headers={"If-None-Match": seen})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["ETag"] == has
            assert answer.headers.keys().isdisjoint({"content-length", "content-type"})
    assert service.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    service.patch(where, json={"name": "Anders"})
    service.post(f"{where}/parties", json={"name": "Nieuw"})
    service.patch(f"{where}/scenarios/{put_in(service, where)}", json={"confidentiality": "table"})
    still = 304 if "{}" in below else 200
    assert service.get(address, headers={"If-None-Match": has}).status_code == still


def test_who_saves_too_late_gets_both_versions_and_what_differs(service: TestClient) -> None:
    where = dossier(service)
    made = service.post(
        f"{where}/scenarios", json={"scenario": EXAMPLE, "name": "Bod", "note": "eerste"}
    )
    StoredScenarioShape.model_validate(made.json())
    assert (made.json()["name"], made.json()["version"]) == ("Bod", 1)
    scenario = made.headers["Location"]
    versions = f"{scenario}/versions"
    first = service.get(f"{versions}/1").json()
    [total] = [each for each in first["agreements"] if each["id"] == "regional-total"]

    def changed(at_least: int) -> dict[str, Any]:
        others = [each for each in first["agreements"] if each is not total]
        return {**first, "agreements": [*others, {**total, "at_least": at_least}]}

    mine = {"scenario": changed(450), "basedOn": 1, "note": "hoger"}
    saved = service.post(versions, json=mine)
    VersionShape.model_validate(saved.json())
    assert saved.json()["number"] == 2
    # As when the answer was lost.
    assert service.post(versions, json=mine).json() == saved.json()
    late = service.post(versions, json={"scenario": changed(470), "basedOn": 1})
    problem = refused(late, 409, "version-conflict")
    assert problem["latest"] == saved.json()
    assert problem["differences"] == [
        {"path": "agreements.regional-total.at_least", "theirs": 450, "yours": 470}
    ]
    assert problem["theirs"] == service.get(f"{versions}/2").json()
    assert problem["yours"]["agreements"] != problem["theirs"]["agreements"]
    assert service.get(scenario).json()["version"] == 2
    assert service.get(scenario).headers["ETag"] != made.headers["ETag"]
    page = service.get(versions).json()
    VersionPage.model_validate(page)
    assert [each["note"] for each in page["versions"]] == ["hoger", "eerste"]
    StoredScenarioPage.model_validate(service.get(f"{where}/scenarios").json())
    for none in ("3", "0", "x", "99999999999999"):
        refused(service.get(f"{versions}/{none}"), 404, "not-found")


def test_a_scenario_that_cannot_be_used_is_refused_and_nothing_is_kept(
    service: TestClient,
) -> None:
    where = dossier(service)
    wrong = {**EXAMPLE, "colour": "red", "horizon": {"first_year": 2030, "last_year": 2025}}
    answer = service.post(f"{where}/scenarios", json={"scenario": wrong})
    assert len(codes(refused(answer, 400, "invalid-scenario"))) >= 2
    named = service.post(f"{where}/scenarios", json={"library": "nowhere"})
    assert codes(refused(named, 400, "invalid-scenario")) == ["scenario-not-found"]
    assert service.get(f"{where}/scenarios").json()["total"] == 0
    kept = service.post(
        f"{where}/scenarios", json={"library": "arnhem-nijmegen", "overrides": TOTAL}
    )
    assert kept.status_code == 201


def test_plans_are_kept_with_the_version_that_they_are_for(service: TestClient) -> None:
    where = dossier(service)
    about = {"scenario": put_in(service, where), "version": 1}
    made = []
    for name, plan in (("Beste", PLAN), ("Totalen", TOTALS)):
        answer = service.post(f"{where}/plans", json={**about, "name": name, "plan": plan})
        assert answer.status_code == 201
        made.append(answer.headers["Location"])
        found = service.get(made[-1]).json()
        StoredPlanTables.model_validate(found)
        [built] = [plan[key] for key in ("newBuild", "new_build") if key in plan]
        assert found["tables"]["new_build"] == sorted(built, key=lambda row: str([*row.values()]))
    StoredPlanPage.model_validate(service.get(f"{where}/plans").json())
    other = {"newBuild": [{"municipality": "GM9999", "dwellings": 3}]}
    answer = service.post(f"{where}/plans", json={**about, "name": "Elders", "plan": other})
    refused(answer, 400, "invalid-scenario")
    assert service.get(f"{where}/plans").json()["total"] == 2
    assert service.delete(made[0]).status_code == 204
    assert service.get(f"{where}/plans").json()["total"] == 1


def test_what_is_made_with_a_key_is_made_once(service: TestClient) -> None:
    """As when the answer was lost, and the client asks again."""
    key = {"Idempotency-Key": "vraag 1"}
    made = [service.post("/v1/dossiers", json={"name": "Eens"}, headers=key) for _ in range(2)]
    assert made[0].json() == made[1].json()
    other = service.post("/v1/dossiers", json={"name": "Anders"}, headers=key)
    refused(other, 409, "key-used-twice")
    where = made[0].headers["Location"]
    body = {"scenario": EXAMPLE, "name": "Bod"}
    put = [service.post(f"{where}/scenarios", json=body, headers=key) for _ in range(2)]
    assert put[0].json() == put[1].json()
    assert service.get(f"{where}/scenarios").json()["total"] == 1
    changed = {"scenario": {**EXAMPLE, "name": "Anders"}}
    refused(service.post(f"{where}/scenarios", json=changed, headers=key), 409, "key-used-twice")
    plan = {"scenario": put[0].json()["id"], "version": 1, "name": "Plan", "plan": PLAN}
    kept = [service.post(f"{where}/plans", json=plan, headers=key) for _ in range(2)]
    assert kept[0].json() == kept[1].json()
    totals = {**plan, "plan": TOTALS}
    refused(service.post(f"{where}/plans", json=totals, headers=key), 409, "key-used-twice")
    assert service.get(f"{where}/plans").json()["total"] == 1
    lines = service.get(f"{where}/log").json()["log"]
    assert sorted(line["what"] for line in lines) == [
        "dossier-created",
        "plan-kept",
        "scenario-kept",
    ]


def test_what_is_in_one_dossier_is_not_in_another(service: TestClient) -> None:
    one, other = dossier(service), dossier(service)
    about = {"scenario": put_in(service, one), "version": 1}
    plan = service.post(f"{one}/plans", json={**about, "name": "Plan", "plan": PLAN}).json()["id"]
    job = service.post(f"{one}/jobs", json={**about, "kind": "evaluate"}).json()["id"]
    for path in (
        f"scenarios/{about['scenario']}",
        f"scenarios/{about['scenario']}/versions",
        f"scenarios/{about['scenario']}/versions/1",
        f"plans/{plan}",
        f"jobs/{job}",
        f"jobs/{job}/answer",
        f"jobs/{job}/events",
    ):
        refused(service.get(f"{other}/{path}"), 404, "not-found")
    for path in (f"scenarios/{about['scenario']}", f"plans/{plan}", f"jobs/{job}"):
        refused(service.delete(f"{other}/{path}"), 404, "not-found")
    for path, body in (
        ("plans", {**about, "name": "Plan", "plan": PLAN}),
        ("jobs", {**about, "kind": "solve"}),
        (f"scenarios/{about['scenario']}/versions", {"scenario": EXAMPLE, "basedOn": 1}),
    ):
        refused(service.post(f"{other}/{path}", json=body), 404, "not-found")


def test_a_job_is_worked_off_once_and_answers_as_the_request_does(service: TestClient) -> None:
    where = dossier(service)
    about = {"scenario": put_in(service, where), "version": 1}
    wanted = {**about, "kind": "room", "asked": {"within": "5%", "language": "en"}}
    taken = service.post(f"{where}/jobs", json=wanted)
    assert taken.status_code == 202
    JobShape.model_validate(taken.json())
    job = taken.headers["Location"]
    until(lambda: state(service, job) == "done", "done")
    at_once = service.post("/v1/rooms?language=en", json={"scenario": EXAMPLE, "within": "5%"})
    answer = service.get(f"{job}/answer").json()
    assert answer["tables"] == at_once.json()["tables"]
    assert answer["provenance"]["scenarioHash"] == at_once.json()["provenance"]["scenarioHash"]
    again = service.post(f"{where}/jobs", json=wanted)
    assert again.headers["Location"] == job
    assert (again.json()["state"], again.json()["attempts"]) == ("done", 1)
    with service.stream("GET", f"{job}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        [name, data, *_] = "".join(stream.iter_text()).splitlines()
    assert name == "event: ended"
    assert json.loads(data.removeprefix("data: ")) == service.get(job).json()
    JobPage.model_validate(service.get(f"{where}/jobs").json())
    assert service.get(again.json()["asked"]).json() == wanted["asked"]
    assert service.delete(job).status_code == 204
    refused(service.get(job), 404, "not-found")


def test_how_a_job_is_does_not_repeat_what_was_asked(service: TestClient) -> None:
    """It is asked for again and again, and what is asked may be a plan of megabytes."""
    where = dossier(service)
    about = {"scenario": put_in(service, where), "version": 1}
    plan = {"newBuild": [{"municipality": "Plan", "dwellings": n} for n in range(500)]}
    asked: dict[str, Any] = {"plan": plan, "language": "en"}
    taken = service.post(f"{where}/jobs", json={**about, "kind": "evaluate", "asked": asked})
    job = taken.headers["Location"]
    until(lambda: state(service, job) == "failed", "failed")
    with service.stream("GET", f"{job}/events") as stream:
        told = "".join(stream.iter_text())
    for light in (taken, service.get(job), service.get(f"{where}/jobs")):
        assert "newBuild" not in light.text
    assert "newBuild" not in told
    assert service.get(taken.json()["asked"]).json() == asked
    asked = {"plan": PLAN}
    taken = service.post(f"{where}/jobs", json={**about, "kind": "evaluate", "asked": asked})
    until(lambda: state(service, taken.headers["Location"]) == "done", "done")
    result = service.post(f"{where}/results", json={"job": taken.json()["id"], "name": "Toets"})
    whole = service.get(result.headers["Location"]).json()
    StoredResultAnswer.model_validate(whole)
    assert whole["asked"] == asked
    assert "newBuild" not in service.get(f"{where}/results").text


def test_what_was_changed_meanwhile_is_neither_shared_nor_deleted(service: TestClient) -> None:
    where = dossier(service)
    about = {"scenario": put_in(service, where), "version": 1, "name": "Inzet", "changes": {}}
    position = service.post(f"{where}/positions", json=about).headers["Location"]
    seen = service.get(position).headers["ETag"]
    assert service.get(position).headers["ETag"] == seen
    to_the_table = {"confidentiality": "table"}
    version = f"{where}/scenarios/{about['scenario']}"
    as_put_in = {"If-Match": service.get(version).headers["ETag"]}
    assert service.patch(version, json=to_the_table, headers=as_put_in).status_code == 200
    refused(service.patch(version, json=to_the_table, headers=as_put_in), 412, "changed")
    shared = service.patch(position, json=to_the_table, headers={"If-Match": f'"x", {seen}'})
    now = shared.headers["ETag"]
    assert (shared.status_code, now != seen) == (200, True)
    refused(service.patch(position, json=to_the_table, headers={"If-Match": seen}), 412, "changed")
    refused(service.delete(position, headers={"If-Match": seen}), 412, "changed")
    refused(service.delete(where, headers={"If-Match": '"2"'}), 412, "changed")
    assert service.get(position).headers["ETag"] == now
    assert service.delete(position, headers={"If-Match": f"W/{now}"}).status_code == 204


def test_a_job_that_cannot_be_done_says_why(service: TestClient) -> None:
    where = dossier(service)
    about = {"scenario": put_in(service, where), "version": 1}
    taken = service.post(f"{where}/jobs", json={**about, "kind": "room", "asked": {"wide": 1}})
    job = taken.headers["Location"]
    until(lambda: state(service, job) == "failed", "failed")
    assert codes(service.get(job).json()["problem"]) == ["unknown-key"]
    refused(service.get(f"{job}/answer"), 404, "not-found")
    for wrong in (
        {"kind": "divide"},
        {"kind": "solve", "asked": 3},
        {"kind": "solve", "asked": {"timeLimit": "soon"}},
        {"kind": "batch", "asked": {"timeLimit": -1}},
        {"kind": "solve", "asked": {"language": "fr"}},
        {"kind": "solve", "asked": {"preview": "yes"}},
    ):
        answer = service.post(f"{where}/jobs", json={**about, **wrong})
        assert codes(refused(answer, 400, "invalid-request")) == ["invalid-value"]


def test_a_job_that_runs_is_followed_and_cancelled(service: TestClient) -> None:
    where = dossier(service)
    about = {"scenario": put_in(service, where, hard()), "version": 1, "kind": "solve"}
    job = service.post(f"{where}/jobs", json=about).headers["Location"]
    until(lambda: service.get(job).json()["phase"] is not None, "under way")
    assert service.get(job).json()["state"] == "running"
    assert service.delete(job).status_code == 204
    until(lambda: state(service, job) == "cancelled", "cancelled")
    again = service.post(f"{where}/jobs", json=about)
    assert again.headers["Location"] != job
    assert service.delete(again.headers["Location"]).status_code == 204


def test_where_jobs_are_not_worked_off_the_service_is_not_ready(
    service: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service.get("/v1/health/ready").status_code == 200
    monkeypatch.setattr(JobRunner, "well", False)
    not_ready = service.get("/v1/health/ready")
    refused(not_ready, 503, "not-ready")
    assert int(not_ready.headers["Retry-After"]) > 0


def test_a_full_disk_is_507(service: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFull

    monkeypatch.setattr("dossiers.stored_dossiers.Dossiers.create", full)
    refused(service.post("/v1/dossiers", json={"name": "Vol"}), 507, "storage-full")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"X-Forwarded-For": "192.0.2.7"},
    ],
)
def test_pages_of_others_and_who_comes_by_a_proxy_reach_no_dossier(
    service: TestClient, headers: dict[str, str]
) -> None:
    for answer in (
        service.get("/v1/dossiers", headers=headers),
        service.post("/v1/dossiers", json={"name": "x"}, headers=headers),
    ):
        refused(answer, 403, "forbidden")


def test_who_is_at_another_computer_reaches_no_dossier(database: str) -> None:
    app = create_app(Settings(workers=1, database=database))
    elsewhere = TestClient(app, client=("192.0.2.7", 5000))
    refused(elsewhere.get("/v1/dossiers"), 403, "forbidden")


def test_a_service_may_keep_nothing() -> None:
    client = TestClient(create_app(Settings(workers=1, database="off")))
    refused(client.get("/v1/dossiers"), 404, "not-found")


def test_a_job_that_a_service_died_over_is_taken_over_by_the_next(
    service: TestClient, left_behind: StoredJob
) -> None:
    where = f"/v1/dossiers/{left_behind.dossier}/jobs/{left_behind.id}"
    until(lambda: state(service, where) == "done", "done")
    assert service.get(where).json()["attempts"] == 2
    assert service.get(f"{where}/answer").json()["preview"] is True
