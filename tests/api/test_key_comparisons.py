"""Keys side by side over HTTP: the numbers that were worked out by hand, and every refusal."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.parsed import MOST_KEYS
from api.schemas import KeysCompared, ProblemShape
from models.scenario import Scenario
from optimiser import compare_keys
from scenarios import to_json
from tests.urgent_region import region

PATH = "/v1/key-comparisons"
REGION: dict[str, Any] = to_json(Scenario.model_validate(region()))


def compared(client: TestClient, **request: Any) -> dict[str, Any]:
    answer = client.post(f"{PATH}?language=en", json={"scenario": REGION, **request})
    assert answer.status_code == 200, answer.text
    KeysCompared.model_validate(answer.json())
    record: dict[str, Any] = answer.json()
    return record


def refused(client: TestClient, body: Any, query: str = "") -> ProblemShape:
    answer = client.post(f"{PATH}{query}", json=body)
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    return ProblemShape.model_validate(answer.json())


def test_the_answer_is_what_python_gives(client: TestClient) -> None:
    record = compared(client, keys=["inhabitants"])
    expected = compare_keys(Scenario.model_validate(region()), None, ["inhabitants"])
    assert record["tables"] == expected.as_record("en")["tables"]
    beek = [
        (row["fair_share"], row["assigned"])
        for row in record["tables"]["fair_shares"]
        if (row["key"], row["name"], row["year"]) == ("inhabitants", "Beek", 2026)
    ]
    assert beek == [(28, 22)]


def test_shares_need_no_plans(client: TestClient) -> None:
    record = compared(client, keys=["inhabitants"], plans=False)
    assert record["tables"].keys() == {"keys", "weights", "fair_shares"}
    assert record["provenance"]["highs"] is None


def test_a_shipped_scenario_can_be_named_and_changed(client: TestClient) -> None:
    request = {
        "library": "arnhem-nijmegen",
        "overrides": {"agreements": [{"id": "urgent-fair-share", "key": "stock"}]},
        "keys": ["households"],
        "plans": False,
    }
    record = client.post(PATH, json=request).json()
    assert [row["key"] for row in record["tables"]["keys"]] == ["stock", "households"]


def test_a_preview_has_fractions(client: TestClient) -> None:
    document = to_json(Scenario.model_validate(region(need=7)))
    request = {"scenario": document, "keys": ["inhabitants"]}
    record = client.post(f"{PATH}?preview=true", json=request).json()
    assert record["provenance"]["options"]["preview"] is True
    assigned = [row["assigned"] for row in record["tables"]["fair_shares"]]
    assert any(number != round(number) for number in assigned)


def test_all_that_is_wrong_with_the_keys_is_said_at_once(client: TestClient) -> None:
    keys = ["churches", "empty", "inhabitants=50%,households=40%", "inhabitants"]
    problem = refused(client, {"scenario": REGION, "keys": keys})
    assert problem.type.endswith(":invalid-keys")
    found = [(error.code, error.file, error.column) for error in problem.errors]
    assert found == [
        ("unknown-distribution-key", "body", "keys.churches"),
        ("key-weight-zero", "body", "keys.empty"),
        ("key-mix-not-one", "body", "keys.inhabitants=50%,households=40%"),
    ]
    assert "inhabitants" in problem.errors[0].text.en


def test_an_unknown_agreement_is_refused(client: TestClient) -> None:
    problem = refused(client, {"scenario": REGION, "keys": ["inhabitants"], "agreement": "half"})
    assert [error.code for error in problem.errors] == ["other-kind-of-agreement"]


@pytest.mark.parametrize(
    ("request_", "code", "column"),
    [
        ({}, "keys-expected", "keys"),
        ({"keys": []}, "keys-expected", "keys"),
        ({"keys": "inhabitants"}, "keys-expected", "keys"),
        ({"keys": ["inhabitants", 3]}, "keys-expected", "keys"),
        ({"keys": ["stock"] * (MOST_KEYS + 1)}, "too-many-keys", "keys"),
        ({"keys": ["inhabitants"], "agreement": 3}, "text-expected", "agreement"),
        ({"keys": ["inhabitants"], "plans": "no"}, "boolean-expected", "plans"),
        ({"keys": ["inhabitants"], "key": "stock"}, "unknown-key", "key"),
    ],
)
def test_a_request_that_cannot_be_read_is_refused(
    client: TestClient, request_: dict[str, Any], code: str, column: str
) -> None:
    problem = refused(client, {"scenario": REGION, **request_})
    assert problem.type.endswith(":invalid-request")
    assert [(error.code, error.column) for error in problem.errors] == [(code, column)]


def test_a_scenario_that_cannot_be_used_is_a_problem_of_the_scenario(client: TestClient) -> None:
    problem = refused(client, {"scenario": {**REGION, "horizon": {}}, "keys": ["inhabitants"]})
    assert problem.type.endswith(":invalid-scenario")


def test_the_time_is_for_all_keys_together(client: TestClient) -> None:
    request = {"scenario": REGION, "keys": ["inhabitants"]}
    answer = client.post(f"{PATH}?timeLimit=0.0001", json=request)
    assert answer.status_code == 200
    statuses = {row["status"] for row in answer.json()["tables"]["keys"]}
    assert statuses == {"time_limit_without_plan"}
    assert refused(client, request, "?timeLimit=100000").errors[0].code == "out-of-range"
