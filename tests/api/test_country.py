"""A country that is solved part by part over HTTP is what solving it in Python gives."""

import json

import pytest
from starlette.testclient import TestClient

from api.schemas import SolvedRecord
from optimiser import solve_country
from scenarios import library_scenario
from tests.api.test_solve import without_time_limit

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
