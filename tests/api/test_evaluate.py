"""A negotiated plan held against a scenario, worked out by hand."""

from typing import Any

from starlette.testclient import TestClient

from api.example import EXAMPLE, PLAN
from api.schemas import Evaluated


def evaluated(client: TestClient, plan: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/v1/evaluate?language=en", json={"scenario": EXAMPLE, "plan": plan})
    assert answer.status_code == 200, answer.text
    Evaluated.model_validate(answer.json())
    record: dict[str, Any] = answer.json()
    return record


def test_what_a_plan_misses_is_said_exactly(client: TestClient) -> None:
    """Rheden builds 100 dwellings, none of them social rent, and 30 % was agreed."""
    record = evaluated(client, PLAN)
    assert record["keepsAllBindingAgreements"] is False
    missed = [row for row in record["tables"]["requirements"] if not row["kept"]]
    assert [(row["agreement"], row["municipality"], row["slack"]) for row in missed] == [
        ("social-rent", "GM0275", -30)
    ]
    (sentence,) = record["missed"]
    assert "Rheden" in sentence["en"]
    assert "30 dwellings" in sentence["en"]


def test_the_plan_of_a_solve_keeps_everything(client: TestClient) -> None:
    solved = client.post("/v1/solve?language=en", json=EXAMPLE).json()
    record = evaluated(client, solved["tables"])
    assert record["keepsAllBindingAgreements"] is True
    assert record["missed"] == []
    for table in ("totals", "new_build", "housed", "requirements", "spreads"):
        assert record["tables"][table] == solved["tables"][table]
    assert record["provenance"]["scenarioHash"] == solved["provenance"]["scenarioHash"]


def test_both_spellings_of_the_table_are_read(client: TestClient) -> None:
    other = {"new_build": PLAN["newBuild"], "housed": PLAN["housed"]}
    assert evaluated(client, PLAN) == evaluated(client, other)


def test_a_shipped_scenario_can_be_named(client: TestClient) -> None:
    plan = {
        "housed": [
            {"municipality": "GM0202", "group": "urgent", "year": 2025, "households": 1},
        ]
    }
    answer = client.post("/v1/evaluate", json={"library": "arnhem-nijmegen", "plan": plan})
    assert answer.status_code == 200
    assert answer.json()["keepsAllBindingAgreements"] is False
    totals = {row["municipality"]: row for row in answer.json()["tables"]["totals"]}
    assert totals[""]["new_build"] == 0
