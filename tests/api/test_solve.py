"""Solving over HTTP gives what solving in Python gives."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.example import EXAMPLE
from api.schemas import SolvedRecord
from optimiser import solve
from scenarios import library_scenario, scenario_from_json, to_workbook
from tests.scenario_habits import plain
from tests.spreadsheets import xlsx

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def without_time_limit(record: dict[str, Any]) -> dict[str, Any]:
    options = {**record["provenance"]["options"], "timeLimit": None}
    return {**record, "provenance": {**record["provenance"], "options": options}}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("preview", [False, True])
def test_the_answer_is_what_python_gives(client: TestClient, language: Any, preview: bool) -> None:
    query = {"language": language, "preview": preview}
    answer = client.post("/v1/solve", params=query, json=EXAMPLE)
    assert answer.status_code == 200
    SolvedRecord.model_validate(answer.json())
    result = solve(scenario_from_json(EXAMPLE), preview=preview)
    written = json.loads(json.dumps(result.as_record(language)))
    assert without_time_limit(answer.json()) == without_time_limit(written)
    assert answer.json()["preview"] is preview


def test_between_what_each_number_may_lie_comes_when_it_is_asked(client: TestClient) -> None:
    answer = client.post("/v1/solve?free=true", json=EXAMPLE)
    assert answer.status_code == 200
    SolvedRecord.model_validate(answer.json())
    result = solve(scenario_from_json(EXAMPLE), free=True)
    written = json.loads(json.dumps(result.as_record()))
    assert without_time_limit(answer.json()) == without_time_limit(written)
    region = answer.json()["tables"]["free_ranges"][0]
    assert region["least"] <= region["number"] <= region["most"]
    assert "free_ranges" not in client.post("/v1/solve", json=EXAMPLE).json()["tables"]


def test_a_preview_has_no_free_ranges(client: TestClient) -> None:
    answer = client.post("/v1/solve?free=true&preview=true&language=en", json=EXAMPLE)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["in"], error["column"]) == ("query", "free")
    refused = client.post("/v1/solve?free=perhaps&language=en", json=EXAMPLE)
    assert refused.json()["errors"][0]["detail"] == "free is true or false, not “perhaps”."


def test_the_answer_has_the_tables_that_are_asked(client: TestClient) -> None:
    whole = client.post("/v1/solve?preview=true", json=EXAMPLE).json()
    some = client.post("/v1/solve?preview=true&tables=goals,totals", json=EXAMPLE).json()
    assert list(some["tables"]) == ["goals", "totals"]
    assert whole | {"tables": {name: whole["tables"][name] for name in some["tables"]}} == some


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("goals,totls", "There is no table “totls”."),
        ("goals,,totals", "tables names tables, with commas between: not “goals,,totals”."),
    ],
)
def test_a_table_that_is_not_there_is_refused(client: TestClient, asked: str, said: str) -> None:
    answer = client.post(f"/v1/solve?tables={asked}&language=en", json=EXAMPLE)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["in"], error["column"]) == ("query", "tables")
    assert error["detail"].startswith(said)


def test_the_same_request_gives_the_same_bytes(client: TestClient) -> None:
    turned = {**EXAMPLE, "agreements": EXAMPLE["agreements"][::-1]}
    turned["tables"] = {name: rows[::-1] for name, rows in EXAMPLE["tables"].items()}
    answers = {client.post("/v1/solve", json=body).content for body in (EXAMPLE, EXAMPLE, turned)}
    assert len(answers) == 1


def test_agreements_that_cannot_hold_together_are_an_answer(client: TestClient) -> None:
    impossible = {
        **EXAMPLE,
        "agreements": [{**EXAMPLE["agreements"][0], "at_least": 701}, *EXAMPLE["agreements"][1:]],
    }
    answer = client.post("/v1/solve?language=en", json=impossible)
    assert answer.status_code == 200
    record = answer.json()
    SolvedRecord.model_validate(record)
    assert record["status"] == "infeasible"
    assert record["keepsAllBindingAgreements"] is False
    for figure in ("701", "700", "1 dwelling"):
        assert figure in record["infeasibility"]["sentence"]["en"]
    assert record["infeasibility"]["waysOut"][0]["cost"] == 1
    assert "regional-total" in {row["agreement"] for row in record["tables"]["conflict"]}


def test_the_shipped_conflict_is_explained(client: TestClient) -> None:
    answer = client.post("/v1/solve", json={"library": "arnhem-nijmegen-arnhem-9500"})
    record = answer.json()
    assert (answer.status_code, record["status"]) == (200, "infeasible")
    assert {row["municipality"] for row in record["tables"]["conflict"]} >= {"GM0202"}


def test_a_shipped_scenario_can_be_named_and_changed(client: TestClient) -> None:
    named = client.post("/v1/check", json={"library": "arnhem-nijmegen"}).json()
    assert named["provenance"]["scenarioHash"] == library_scenario("arnhem-nijmegen").content_hash
    overrides = {"agreements": [{"id": "regional-total", "at_least": 20000}]}
    changed = client.post(
        "/v1/check", json={"library": "arnhem-nijmegen", "overrides": overrides}
    ).json()
    extending = {
        "extends": "arnhem-nijmegen",
        "id": "arnhem-nijmegen",
        **overrides,
    }
    extended = client.post("/v1/check", json=extending).json()
    hashes = [record["provenance"]["scenarioHash"] for record in (named, changed, extended)]
    assert hashes[0] != hashes[1] == hashes[2]


def test_a_workbook_is_read_like_the_document(client: TestClient) -> None:
    scenario = scenario_from_json(EXAMPLE)
    headers = {"Content-Type": WORKBOOK}
    checked = client.post("/v1/check", content=to_workbook(scenario), headers=headers)
    assert checked.json()["provenance"]["scenarioHash"] == scenario.content_hash
    solved = client.post("/v1/solve", content=to_workbook(scenario), headers=headers)
    assert solved.content == client.post("/v1/solve", json=EXAMPLE).content


def test_a_workbook_in_which_something_would_be_left_out_is_refused(client: TestClient) -> None:
    """Over HTTP nobody hears how it was read: the command tells, and goes on."""
    book = plain(scenario_from_json(EXAMPLE))
    book["municipalities"][0].append("opmerking")
    book["municipalities"][1].append("nog niet vastgesteld")
    refused = client.post("/v1/check", content=xlsx(book), headers={"Content-Type": WORKBOOK})
    assert [one["code"] for one in refused.json()["errors"]] == ["left-out"]


def test_a_time_limit_that_is_too_short_is_an_honest_answer(client: TestClient) -> None:
    body = {"library": "arnhem-nijmegen"}
    answer = client.post("/v1/solve?timeLimit=0.001", json=body)
    assert answer.status_code == 200
    assert answer.json()["status"] == "time_limit_without_plan"
    assert answer.json()["keepsAllBindingAgreements"] is False
    assert "new_build" not in answer.json()["tables"]
