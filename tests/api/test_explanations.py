"""Explanations and prices over HTTP: the numbers that Python gives, and every refusal."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.example import EXAMPLE
from api.schemas import Explained, Explored, ProblemShape

IMPOSSIBLE = {
    **EXAMPLE,
    "agreements": [{**EXAMPLE["agreements"][0], "at_least": 701}, *EXAMPLE["agreements"][1:]],
}
"""Arnhem has room for 500 and Rheden for 200: 701 is one too many."""


PLAN_ROW = {
    "municipality": "GM0202",
    "segment": "social_rent",
    "year": 2026,
    "form": "regular",
    "pool": "centrum",
    "dwellings": 1,
}


def explained(client: TestClient, scenario: Any, **request: Any) -> dict[str, Any]:
    answer = client.post("/v1/explanations?language=en", json={"scenario": scenario, **request})
    assert answer.status_code == 200, answer.text
    Explained.model_validate(answer.json())
    record: dict[str, Any] = answer.json()
    return record


def test_why_not_and_three_ways_out(client: TestClient) -> None:
    record = explained(client, IMPOSSIBLE)
    assert record["status"] == "infeasible"
    reason = record["infeasibility"]
    assert "701" in reason["sentence"]["en"]
    assert reason["verified"]
    assert {row["agreement"] for row in record["tables"]["conflict"]} == {
        "capacity",
        "regional-total",
    }
    ways = {row["way"]: row for row in record["tables"]["ways_out"]}
    assert len(ways) == len(reason["waysOut"]) >= 2
    assert {row["gives"] for row in ways.values()} == {1}
    contributes = sum(row["contributes"] for row in record["tables"]["certificate"])
    assert contributes == 1


def test_what_may_not_be_touched_and_what_weighs_more(client: TestClient) -> None:
    record = explained(client, IMPOSSIBLE, untouchable=["capacity"])
    assert {row["agreement"] for row in record["tables"]["ways_out"]} == {"regional-total"}
    assert "no other way out" in record["infeasibility"]["otherWaysOut"]["en"]
    record = explained(client, IMPOSSIBLE, weights={"regional-total": "3/2"}, ways=1)
    (way,) = record["infeasibility"]["waysOut"]
    assert way["cost"] == 1
    assert "plan capacity" in way["sentence"]["en"]


def test_why_this_number(client: TestClient) -> None:
    record = explained(client, EXAMPLE, cell={"municipality": "Arnhem"})
    assert record["infeasibility"] is None
    assert record["total"]["text"]["en"] == "new build, Arnhem"
    assert 400 <= record["total"]["value"] <= 500
    limits = {
        row["direction"]: row["limit"]
        for row in record["tables"]["limits"]
        if not row["goals_kept"]
    }
    assert limits == {"fewer": 400, "more": 500}
    deltas = [row["delta"] for row in record["tables"]["effects"]]
    assert sorted(set(deltas)) == [-50, -10, -1, 1, 10, 50]


def test_why_a_number_of_a_plan_that_is_there(client: TestClient) -> None:
    """The plan goes along as the service gave it: the answer is that of a new solve."""
    solved = client.post("/v1/solve?language=en", json=EXAMPLE).json()
    asked = {"cell": {"municipality": "Arnhem"}, "plan": solved["tables"]}
    anew = explained(client, EXAMPLE, cell=asked["cell"])
    given = explained(client, EXAMPLE, **asked)
    assert (given["total"], given["tables"]) == (anew["total"], anew["tables"])
    assert (anew["status"], given["status"]) == ("optimal", "feasible")
    free = explained(client, EXAMPLE, plan=asked["plan"], free="GM0202")
    rows = {
        (row["quantity"], row["segment"], row["year"]): row for row in free["tables"]["free_ranges"]
    }
    assert {row["municipality"] for row in rows.values()} == {"GM0202"}
    whole = rows["new_build", "", None]
    assert anew["total"]["free"] == {name: whole[name] for name in ("least", "most", "forced")}
    quick = explained(client, EXAMPLE, **asked, moved=False)
    assert quick["total"] == anew["total"]
    assert "effects" not in quick["tables"]
    assert quick["tables"]["limits"] == anew["tables"]["limits"]


def test_a_plan_that_misses_what_binds_is_not_explained(client: TestClient) -> None:
    request = {"scenario": EXAMPLE, "cell": {}, "plan": {"new_build": [PLAN_ROW]}}
    answer = client.post("/v1/explanations?language=en", json=request)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("invalid-plan")
    assert {error["code"] for error in answer.json()["errors"]} == {"plan-misses"}


def test_a_plan_without_a_question(client: TestClient) -> None:
    record = explained(client, EXAMPLE)
    assert (record["total"], record["infeasibility"]) == (None, None)
    assert set(record["tables"]) <= {"assumptions"}


def test_the_price_of_an_agreement(client: TestClient) -> None:
    request = {"scenario": EXAMPLE, "agreements": ["social-rent"], "step": "5%", "steps": 2}
    answer = client.post("/v1/prices?language=en", json=request)
    assert answer.status_code == 200, answer.text
    Explored.model_validate(answer.json())
    rows = answer.json()["tables"]["prices"]
    assert {row["agreement"] for row in rows} == {"", "social-rent"}
    assert {row["case"] for row in rows} == {"as agreed", "without", "threshold"}
    assert sorted({row["threshold"] for row in rows if row["threshold"]}) == [0.2, 0.25]


@pytest.mark.parametrize(
    ("path", "request_", "code"),
    [
        ("explanations", {"cell": {"municipality": "GM9999"}}, "unknown-selection"),
        ("explanations", {"cell": ["Arnhem"]}, "object-expected"),
        ("explanations", {"untouchable": ["nothing"]}, "unknown-agreement"),
        ("explanations", {"untouchable": "capacity"}, "list-expected"),
        ("explanations", {"weights": {"capacity": 0}}, "weight-not-above-zero"),
        ("explanations", {"weights": {"capacity": "much"}}, "not-a-number"),
        ("explanations", {"moved": "no"}, "boolean-expected"),
        ("explanations", {"plan": []}, "missing-value"),
        ("explanations", {"free": "Arnhem"}, "unknown-name"),
        ("explanations", {"ways": 0}, "out-of-range"),
        ("explanations", {"price": 1}, "unknown-key"),
        ("prices", {"agreements": ["nothing"]}, "unknown-agreement"),
        ("prices", {"step": "0%"}, "out-of-range"),
        ("prices", {"step": "much"}, "not-a-number"),
        ("prices", {"whole": "yes"}, "boolean-expected"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    client: TestClient, path: str, request_: dict[str, Any], code: str
) -> None:
    answer = client.post(f"/v1/{path}", json={"scenario": EXAMPLE, **request_})
    assert answer.status_code == 400
    ProblemShape.model_validate(answer.json())
    assert [error["code"] for error in answer.json()["errors"]] == [code]
