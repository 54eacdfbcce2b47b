"""Explorations over HTTP: the numbers that Python gives, and every refusal."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.example import EXAMPLE, PARTIES, PLAN
from api.schemas import Explored, PlansCompared, ProblemShape


def explored(client: TestClient, path: str, **request: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/{path}?language=en", json={"scenario": EXAMPLE, **request})
    assert answer.status_code == 200, answer.text
    (PlansCompared if path == "comparisons" else Explored).model_validate(answer.json())
    record: dict[str, Any] = answer.json()
    return record


def test_a_negotiated_plan_misses_what_evaluate_says(client: TestClient) -> None:
    record = explored(client, "comparisons", plans={"deal": PLAN})
    (missed,) = [row for row in record["tables"]["missed"] if row["binding"]]
    assert (missed["agreement"], missed["name"], missed["short"]) == ("social-rent", "Rheden", 30)
    (_, row) = record["tables"]["plans"]
    # 43 of Rheden's 143 is more than 30 %; 42 of 142 is less, and moving takes 30 twice.
    assert (row["dwellings_added"], row["dwellings_removed"]) == (43, 0)


def test_totals_are_completed(client: TestClient) -> None:
    totals = {"newBuild": [{"municipality": "GM0202", "dwellings": 500}]}
    record = explored(client, "comparisons", plans={"deal": totals})
    (_, row) = record["tables"]["plans"]
    assert row["completed"] == "new_build housed"
    assert row["dwellings_added"] == 100


def test_the_room_of_two_municipalities(client: TestClient) -> None:
    """Arnhem has room for 500 and Rheden for 200, of the 600 at least."""
    rows = explored(client, "rooms", within="1%")["tables"]["room"]
    totals = {row["name"]: (row["least"], row["most"]) for row in rows if not row["segment"]}
    assert totals == {"Arnhem": (400, 500), "Rheden": (100, 200)}


def test_a_front_and_the_plan_beside_it(client: TestClient) -> None:
    goals = ["fair_share:urgent-fair-share", "smooth_years"]
    asked = {"goals": goals, "plans": {"deal": PLAN}, "best": True}
    *line, best, deal = explored(client, "fronts", **asked)["tables"]["front"]
    assert {row["lost"] for row in line} == {None}
    assert [(row["point"], row["plan"]) for row in (best, deal)] == [("best", ""), ("plan", "deal")]
    assert deal["lost"] > 0
    assert [row["kept"] for row in (best, deal)] == [True, False]
    assert best["first"] < deal["first"]


def test_alternatives_keep_all(client: TestClient) -> None:
    rows = explored(client, "alternatives", number=2, within="5%")["tables"]["alternatives"]
    assert rows
    assert all(row["kept"] for row in rows)


def test_parties_at_one_table(client: TestClient) -> None:
    """Of 600 the one wants 360 social, of which it can miss 210; the other 360 market, and 420.

    With 320 and 280 of them they miss 40 and 80: both 4 of 21 parts.
    """
    record = explored(client, "compromises", parties=PARTIES)
    rows = {row["party"]: row for row in record["tables"]["concessions"]}
    missing = {name: (row["most_missing"], row["missing"]) for name, row in rows.items()}
    assert missing == {"corporatie": (210, 40), "bouwer": (420, 80)}
    pairs = {(row["party"], row["other"]): row["possible"] for row in record["tables"]["pairs"]}
    assert pairs["corporatie", "bouwer"] == "no"
    conflict = {row["party"] for row in record["tables"]["conflict"]}
    assert conflict >= {"corporatie", "bouwer"}


def test_everything_wrong_with_the_parties_is_said_at_once(client: TestClient) -> None:
    parties = {
        "one": {"agreements": [{"id": "social-rent", "at_least": "much"}]},
        "two": {"tables": {"capacity": [{"pool": "centrum", "dwellings": "some"}]}},
    }
    answer = client.post("/v1/compromises", json={"scenario": EXAMPLE, "parties": parties})
    assert answer.status_code == 400
    errors = ProblemShape.model_validate(answer.json()).errors
    assert [error.code for error in errors] == ["not-a-number", "not-a-number"]


@pytest.mark.parametrize(
    ("path", "request_", "code"),
    [
        ("comparisons", {}, "plans-expected"),
        ("comparisons", {"plans": {}}, "plans-expected"),
        ("comparisons", {"plans": {"a": PLAN}, "all": 1}, "boolean-expected"),
        ("comparisons", {"plans": {"a": {}}}, "no-plan"),
        ("rooms", {"within": "bananas"}, "not-a-number"),
        ("rooms", {"width": "1%"}, "unknown-key"),
        ("fronts", {"goals": ["smooth_years"]}, "goals-expected"),
        ("fronts", {"goals": ["smooth_years", "beauty"]}, "unknown-name"),
        (
            "fronts",
            {"goals": ["smooth_years", "fair_share:urgent-fair-share"], "points": 1},
            "out-of-range",
        ),
        ("alternatives", {"number": 0}, "out-of-range"),
        ("alternatives", {"sparing": "GM9999"}, "unknown-name"),
        ("compromises", {}, "parties-expected"),
        ("compromises", {"parties": {"one": {}}}, "parties-expected"),
        ("compromises", {"parties": {"one": {}, "two": []}}, "parties-expected"),
        ("compromises", {"parties": {"one": {}, "two": {"extends": "x"}}}, "unknown-key"),
        ("compromises", {"parties": PARTIES, "negotiable": ["none"]}, "unknown-agreement"),
        (
            "compromises",
            {
                "parties": {
                    "one": {},
                    "two": {"tables": {"capacity": [{"pool": "dorp", "dwellings": 1}]}},
                }
            },
            "another-region",
        ),
    ],
)
def test_what_is_wrong_is_said(
    client: TestClient, path: str, request_: dict[str, Any], code: str
) -> None:
    answer = client.post(f"/v1/{path}", json={"scenario": EXAMPLE, **request_})
    assert answer.status_code == 400, answer.text
    assert [error.code for error in ProblemShape.model_validate(answer.json()).errors] == [code]
