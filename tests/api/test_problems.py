"""What is wrong with a request is said in full, as application/problem+json and never as 422."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings
from api.asked import LibraryScenario, asked
from api.example import EXAMPLE, PLAN
from api.problems import Refused
from api.requests import BatchOfScenario
from api.schemas import ProblemShape

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Change = dict[str, Any]


def refused(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    ProblemShape.model_validate(problem)
    assert problem["status"] == status
    assert problem["type"].endswith(f":{kind}")
    return problem


def codes(problem: dict[str, Any]) -> list[str]:
    return [error["code"] for error in problem["errors"]]


@pytest.mark.parametrize("path", ["/v1/solve", "/v1/check"])
def test_everything_that_is_wrong_with_a_scenario_is_said_at_once(
    client: TestClient, path: str
) -> None:
    tables = EXAMPLE["tables"]
    wrong = {
        **EXAMPLE,
        "colour": "blue",
        "tables": {
            **tables,
            "capacity": [
                {"pool": "a", "municipality": "GM9999", "dwellings": "1.234"},
                {"pool": "b", "municipality": "GM0275", "dwellings": -5},
            ],
        },
        "agreements": [{**EXAMPLE["agreements"][1], "at_least": "130%"}],
    }
    problem = refused(client.post(f"{path}?language=en", json=wrong), 400, "invalid-scenario")
    assert {"ambiguous-number", "negative", "share-above-100", "unknown-key"} <= set(codes(problem))
    by_code = {error["code"]: error for error in problem["errors"]}
    assert by_code["ambiguous-number"]["file"].endswith("#capacity")
    assert by_code["ambiguous-number"]["row"] == 1
    assert by_code["ambiguous-number"]["column"] == "dwellings"
    assert by_code["negative"]["row"] == 2
    assert {error["in"] for error in problem["errors"]} == {"body"}
    for error in problem["errors"]:
        assert error["detail"] == error["text"]["en"]
        assert error["severity"] == "error"


@pytest.mark.parametrize("number", [10**9 + 1, 10**15, 10**29])
def test_a_number_that_no_solver_can_reckon_with_is_refused(
    client: TestClient, number: int
) -> None:
    first, *rest = EXAMPLE["agreements"]
    capacity = [{**pool, "dwellings": number} for pool in EXAMPLE["tables"]["capacity"]]
    for wrong in (
        {**EXAMPLE, "agreements": [{**first, "at_least": number}, *rest]},
        {**EXAMPLE, "tables": {**EXAMPLE["tables"], "capacity": capacity}},
    ):
        problem = refused(client.post("/v1/solve", json=wrong), 400, "invalid-scenario")
        assert set(codes(problem)) == {"number-too-large"}


def test_the_largest_numbers_there_may_be_are_solved(client: TestClient) -> None:
    first, *rest = EXAMPLE["agreements"]
    capacity = [{**pool, "dwellings": 10**9} for pool in EXAMPLE["tables"]["capacity"]]
    large = {
        **EXAMPLE,
        "tables": {**EXAMPLE["tables"], "capacity": capacity},
        "agreements": [{**first, "at_least": 10**9}, *rest],
    }
    answer = client.post("/v1/solve", json=large)
    assert answer.json()["status"] == "optimal"


ENDLESS: Change = {"horizon": {"first_year": 0, "last_year": 10**29}}


@pytest.mark.parametrize(
    "scenario",
    [{**EXAMPLE, **ENDLESS}]
    + [
        {"library": name, "overrides": ENDLESS}
        for name in ("n06-flex", "r12-exchange", "v03-shared-tasks")
    ],
)
def test_a_horizon_without_end_is_refused(client: TestClient, scenario: Change) -> None:
    """What else is agreed goes from year to year: prices, options, exchanges."""
    problem = refused(client.post("/v1/solve", json=scenario), 400, "invalid-scenario")
    assert set(codes(problem)) == {"horizon-too-long", "not-a-year"}


def test_a_plan_beyond_counting_is_pointed_at(client: TestClient) -> None:
    plan = {"newBuild": [{**PLAN["newBuild"][0], "dwellings": 10**29}]}
    answer = client.post("/v1/evaluate", json={"scenario": EXAMPLE, "plan": plan})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert "dwellings" in str(error)


@pytest.mark.parametrize(
    ("body", "line", "position"),
    [(b'{"a": 1,\n "b": }', 2, 7), (b"", 1, 1), (b"{", 1, 2), (b"\n\n[1,]", 3, 4)],
)
def test_malformed_json_is_pointed_at(
    client: TestClient, body: bytes, line: int, position: int
) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    problem = refused(
        client.post("/v1/solve", content=body, headers=headers), 400, "invalid-request"
    )
    (error,) = problem["errors"]
    assert (error["code"], error["row"]) == ("malformed-json", line)
    assert f"position {position} of line {line}" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[]", "object-expected"),
        (b"null", "object-expected"),
        (b'"text"', "object-expected"),
        (b'{"a": 1, "a": 2}', "duplicate-key"),
        (b'{"library": "arnhem-nijmegen", "within": NaN}', "malformed-json"),
        (b'{"a": -Infinity}', "malformed-json"),
        (b"[" * 100_000, "too-deep"),
        (b"\xff\xfe\xfd", "not-text"),
        (b'{"library": 5}', "scenario-not-found"),
        (b'{"library": "../../etc"}', "scenario-not-found"),
        (b'{"library": "arnhem-nijmegen", "overrides": []}', "object-expected"),
        (b'{"library": "arnhem-nijmegen", "preview": true}', "unknown-key"),
        (b'{"extends": "../../../etc", "id": "x"}', "extends-not-found"),
        (b"{}", "no-municipalities"),
    ],
)
def test_nonsense_gets_400_with_its_code(client: TestClient, body: bytes, code: str) -> None:
    answer = client.post("/v1/check", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert code in codes(answer.json())


@pytest.mark.parametrize(
    ("language", "meant"),
    [("nl", "Bedoelt u “arnhem-nijmegen”?"), ("en", "Is “arnhem-nijmegen” meant?")],
)
def test_an_unknown_library_name_is_told_which_may_be_meant(
    client: TestClient, language: str, meant: str
) -> None:
    headers = {"Accept-Language": language}
    answer = client.post("/v1/check", json={"library": "arnhem-nijmgen"}, headers=headers)
    refused(answer, 400, "invalid-scenario")
    (error,) = answer.json()["errors"]
    assert meant in error["text"][language]
    assert "/v1/scenarios" in error["text"][language]
    named = client.get("/v1/scenarios/arnhem-nijmgen", headers=headers)
    assert meant in refused(named, 404, "not-found")["detail"]


@pytest.mark.parametrize("number", ["1e999", "-2.5E+400"])
def test_a_number_beyond_all_is_told_as_it_was_written(client: TestClient, number: str) -> None:
    body = json.dumps({**EXAMPLE, "horizon": {"first_year": 2025, "last_year": "HERE"}})
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    answer = client.post("/v1/check", content=body.replace('"HERE"', number), headers=headers)
    assert answer.status_code == 400
    assert f"“{number}”" in answer.text
    assert "inf”" not in answer.text


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", WORKBOOK + "x"],
)
def test_another_kind_of_content_gets_415(client: TestClient, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    answer = client.post("/v1/solve", content=b"{}", headers=headers)
    refused(answer, 415, "unsupported-media-type")
    assert answer.headers["Accept"] == f"application/json, {WORKBOOK}"


def test_evaluate_reads_no_workbook_and_nothing_reads_what_is_packed(client: TestClient) -> None:
    workbook = client.post("/v1/evaluate", content=b"PK", headers={"Content-Type": WORKBOOK})
    refused(workbook, 415, "unsupported-media-type")
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    refused(
        client.post("/v1/solve", content=b"\x1f\x8b", headers=packed), 415, "unsupported-media-type"
    )


def test_the_charset_of_json_may_be_named(client: TestClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    answer = client.post("/v1/check", content=b"{}", headers=headers)
    refused(answer, 400, "invalid-scenario")


def test_what_is_no_workbook_gets_400(client: TestClient) -> None:
    answer = client.post("/v1/solve", content=b"PK\x03\x04", headers={"Content-Type": WORKBOOK})
    problem = refused(answer, 400, "invalid-scenario")
    assert codes(problem) == ["damaged-workbook"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("preview=perhaps", {("preview", "invalid-parameter")}),
        ("timeLimit=0", {("timeLimit", "invalid-parameter")}),
        ("timeLimit=-1", {("timeLimit", "invalid-parameter")}),
        ("timeLimit=nan", {("timeLimit", "invalid-parameter")}),
        ("timeLimit=inf", {("timeLimit", "invalid-parameter")}),
        ("timeLimit=1e9", {("timeLimit", "out-of-range")}),
        ("timelimit=5", {("timelimit", "unknown-parameter")}),
        ("time_limit=5", {("time_limit", "unknown-parameter")}),
        ("language=fr", {("language", "invalid-parameter")}),
        (
            "timeLimit=1e9&preview=x&foo=1",
            {
                ("timeLimit", "out-of-range"),
                ("preview", "invalid-parameter"),
                ("foo", "unknown-parameter"),
            },
        ),
    ],
)
def test_everything_that_is_wrong_in_a_query_is_said(
    client: TestClient, query: str, found: set[tuple[str, str]]
) -> None:
    problem = refused(client.post(f"/v1/solve?{query}", json=EXAMPLE), 400, "invalid-request")
    assert {(error["column"], error["code"]) for error in problem["errors"]} == found
    assert {error["in"] for error in problem["errors"]} == {"query"}


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (None, "missing-value"),
        ([], "missing-value"),
        ({}, "no-plan"),
        ({"newBuild": [{**PLAN["newBuild"][0], "dwellings": "1.234"}]}, "ambiguous-number"),
        ({"newBuild": [{**PLAN["newBuild"][0], "dwellings": 0.5}]}, "not-whole"),
        ({"newBuild": [{**PLAN["newBuild"][0], "pool": "dorp"}]}, "pool-elsewhere"),
        ({"newBuild": [{**PLAN["newBuild"][0], "year": 1900}]}, "year-outside-horizon"),
        ({"newBuild": 5}, "list-expected"),
    ],
)
def test_a_plan_that_cannot_be_used_gets_400(client: TestClient, plan: Any, code: str) -> None:
    body = {"scenario": EXAMPLE} if plan is None else {"scenario": EXAMPLE, "plan": plan}
    problem = refused(client.post("/v1/evaluate", json=body), 400, "invalid-plan")
    assert code in codes(problem)


def test_every_field_of_a_request_that_is_wrong_is_said_at_once(client: TestClient) -> None:
    request = {"number": 0, "within": "bananas", "sparing": "GM9999", "colour": "blue"}
    answer = client.post("/v1/alternatives", json={"scenario": EXAMPLE, **request})
    problem = refused(answer, 400, "invalid-request")
    assert {error["column"]: error["code"] for error in problem["errors"]} == {
        "number": "out-of-range",
        "within": "not-a-number",
        "sparing": "unknown-name",
        "colour": "unknown-key",
    }


def test_what_is_wrong_with_the_scenario_hides_nothing_else(client: TestClient) -> None:
    endless = {**EXAMPLE, **ENDLESS}
    answer = client.post("/v1/rooms", json={"scenario": endless, "within": "bananas"})
    problem = refused(answer, 400, "invalid-request")
    assert {"horizon-too-long", "not-a-number"} <= set(codes(problem))


def test_nonsense_in_every_field_gives_an_error_for_each(
    client: TestClient, document: Change
) -> None:
    """What a request may say is read off its description, so no field can be forgotten."""
    schemas = document["components"]["schemas"]
    number = 0
    for path, operations in document["paths"].items():
        body = operations.get("post", {}).get("requestBody", {"content": {}})["content"]
        named = body.get("application/json", {}).get("schema", {}).get("$ref", "")
        fields = schemas.get(named.rpartition("/")[2], {"properties": {}})["properties"]
        own = fields.keys() - {"scenario", "library", "overrides"}
        if own:
            nonsense = {"scenario": EXAMPLE, **{field: [[]] for field in own}}
            answer = client.post(f"/v1{path}", json=nonsense)
            assert answer.status_code == 400, path
            errors = ProblemShape.model_validate(answer.json()).errors
            assert sorted(str(error.column) for error in errors) == sorted(own), path
            assert {error.file for error in errors} == {"body"}
            number += len(own)
    assert number == 27


def test_nonsense_in_every_field_of_a_batch_gives_an_error_for_each() -> None:
    """A batch is asked of a job, whose description says nothing of its fields."""
    own = (
        {field.alias or name for name, field in BatchOfScenario.model_fields.items()}
        - LibraryScenario.model_fields.keys()
        - {"scenario"}
    )
    nonsense = {"scenario": EXAMPLE, **{field: [[]] for field in own}}
    with pytest.raises(Refused) as problem:
        asked(BatchOfScenario, nonsense, Settings())
    assert sorted(str(f.origin and f.origin.column) for f in problem.value.findings) == sorted(own)


def test_an_evaluation_says_nothing_that_nobody_reads(client: TestClient) -> None:
    body = {"scenario": EXAMPLE, "plan": PLAN, "weight": 3}
    assert codes(refused(client.post("/v1/evaluate", json=body), 400, "invalid-request")) == [
        "unknown-key"
    ]


def test_what_does_not_exist_gets_404(client: TestClient) -> None:
    refused(client.get("/v1/scenarios/atlantis"), 404, "not-found")
    refused(client.get("/v1/scenarios/..%2F..%2Fetc"), 404, "not-found")
    refused(client.get("/.well-known/security.txt"), 404, "not-found")
    refused(client.get("/docs"), 404, "not-found")


def test_another_method_gets_405(client: TestClient) -> None:
    refused(client.put("/v1/solve", json=EXAMPLE), 405, "method-not-allowed")
