"""Why not: the sentence, the smallest conflict, and a way out that works."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.scenario import Scenario
from optimiser import Result, Status, solve
from optimiser.infeasibility.explain import Infeasibility
from tests.regions import CODES, Document, amount, document, pool, scenario, share

A, B, _ = CODES
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}


def reason(result: Result) -> Infeasibility:
    assert result.infeasibility
    return result.infeasibility


def given(result: Result) -> dict[tuple[str, str, str], int]:
    """Give the cheapest way out: per agreement, municipality and label what it gives."""
    return {
        (
            relaxation.agreement.id,
            relaxation.scope.municipality or "",
            relaxation.scope.label,
        ): relaxation.amount
        for relaxation in reason(result).way_out
    }


def assert_said(result: Result, *phrases: str) -> None:
    sentence = reason(result).sentence.render("en")
    for phrase in phrases:
        assert phrase in sentence


def relaxed(written: Document, result: Result) -> Scenario:
    """Do what the way out says, in the scenario's own words."""
    out = given(result)
    agreements = []
    for agreement in written["agreements"]:
        room = sum(number for (name, _, _), number in out.items() if name == agreement["id"])
        changed: dict[str, Any] = dict(agreement)
        if agreement["kind"] == "share":
            changed["rounding"] = room
        if "at_least" in agreement and agreement["kind"] == "amount":
            changed["at_least"] -= room
        if "at_most" in agreement and agreement["kind"] == "amount":
            changed["at_most"] += room
        agreements.append(changed)
    capacity = [
        {
            **row,
            "dwellings": row["dwellings"]
            + out.get(("capacity", row["municipality"], row["pool"]), 0),
        }
        for row in written["capacity"]
    ]
    return Scenario.model_validate({**written, "agreements": agreements, "capacity": capacity})


TWO = document(
    amount("aarle", at_least=12, municipalities=[A], each="municipality"),
    amount("beek", at_least=3, municipalities=[B], each="municipality"),
    share(at_least="30%"),
)
"""Aarle needs 12 and has room for 10. The rest is possible and has nothing to do with it."""

THREE = document(
    amount("social-total", at_least=7, measure=SOCIAL),
    share("half", at_most="50%"),
    amount("few", at_most=10),
    amount("beek", at_least=1, municipalities=[B], each="municipality"),
)
"""7 social dwellings, at most half of at most 10: any two of the three can hold."""


def test_a_conflict_of_two() -> None:
    result = solve(Scenario.model_validate(TWO))
    assert result.status is Status.INFEASIBLE
    assert reason(result).conflict == (("aarle", A), ("capacity", A))
    certificate = reason(result).certificate
    assert certificate
    assert [certificate.needed, certificate.available, certificate.shortfall] == [12, 10, 2]
    assert_said(result, "needed 12 dwellings", "at most 10 dwellings", "short 2 dwellings")
    assert_said(result, "Aarle", "plan capacity")
    assert given(result) == {("aarle", A, ""): 2}


def test_a_conflict_of_next_to_nothing_is_not_told_as_none() -> None:
    """A euro is lacking for the last of twenty dwellings of a thousand each."""
    euros = {"quantity": "euros", "rates": ["cost_per_dwelling"]}
    pools = [pool(number, 10, cost_per_dwelling=1000) for number in range(2)]
    budget = amount("budget", measure=euros, at_most=19_999)
    result = solve(scenario(amount(at_least=20), budget, capacity=pools))
    assert_said(result, "needed 20 dwellings", "short less than 0.01 dwellings")
    assert reason(result).verified


def test_a_conflict_of_three() -> None:
    result = solve(Scenario.model_validate(THREE))
    assert result.status is Status.INFEASIBLE
    assert reason(result).conflict == (("few", ""), ("half", ""), ("social-total", ""))
    certificate = reason(result).certificate
    assert certificate
    assert [certificate.needed, certificate.available, certificate.shortfall] == [7, 5, 2]
    assert certificate.unit == "dwellings"
    assert sum(given(result).values()) == 2


@pytest.mark.parametrize("left_out", ["social-total", "half", "few"])
def test_nothing_can_be_missed_from_the_conflict(left_out: str) -> None:
    rest = [agreement for agreement in THREE["agreements"] if agreement["id"] != left_out]
    result = solve(Scenario.model_validate({**THREE, "agreements": rest}))
    assert result.status is Status.OPTIMAL


@pytest.mark.parametrize(
    "written",
    [
        TWO,
        THREE,
        document(amount(at_least=23)),
        document(amount(at_least=12, each="municipality")),
        document(amount(at_least=1), share(at_least="2/3"), share("half", at_most="50%")),
        document(amount("exact", at_least=7, at_most=7), share(exactly="50%")),
    ],
    ids=["two", "three", "room", "room-each", "shares", "whole-dwellings"],
)
def test_the_way_out_works(written: Document) -> None:
    result = solve(Scenario.model_validate(written))
    assert result.status in (Status.INFEASIBLE, Status.INFEASIBLE_IN_WHOLE_DWELLINGS)
    assert reason(result).verified
    after = solve(relaxed(written, result))
    assert after.status is Status.OPTIMAL


def test_several_that_ask_and_several_that_limit() -> None:
    """Each asks 12 where 10 fit, but one conflict is told, not two."""
    result = solve(scenario(amount(at_least=12, each="municipality")))
    assert reason(result).conflict in (
        (("capacity", A), ("total", A)),
        (("capacity", B), ("total", B)),
    )
    assert given(result) == {("total", A, ""): 2, ("total", B, ""): 2}


def test_the_region_asks_more_than_all_locations_have() -> None:
    """25 asked of two locations of 10."""
    result = solve(scenario(amount(at_least=25)))
    assert reason(result).conflict == (("capacity", A), ("capacity", B), ("total", ""))
    assert_said(result, "needed 25 dwellings", "at most 20 dwellings", "short 5 dwellings")
    assert_said(result, "Aarle and Beek", "plan capacity", "total")


def test_a_share_asks_for_a_part_of_a_dwelling_more() -> None:
    """Two thirds of 10 dwellings are 6 2/3, and at most 6 are social rent: 2/3 short."""
    result = solve(
        scenario(
            amount(exactly=10), share(at_least="2/3"), amount("few", at_most=6, measure=SOCIAL)
        )
    )
    certificate = reason(result).certificate
    assert certificate
    assert certificate.shortfall / (certificate.needed or 1) == Fraction(1, 10)
    assert reason(result).conflict == (("few", ""), ("social", ""), ("total", ""))


def test_shares_of_more_than_all_are_not_called_a_shortage_of_all() -> None:
    """Short are ten dwellings, not the hundred that the proof adds up to."""
    written = document(
        capacity=[pool(0, 200)],
        agreements=[
            amount("total", at_least=100),
            share("social", measure=SOCIAL, at_least="60%"),
            share(
                "market", measure={"quantity": "new_build", "segments": ["market"]}, at_least="50%"
            ),
        ],
    )
    result = solve(scenario(**written))
    assert_said(result, "these agreements cannot hold together: “market”, “social”, and “total”")
    assert "possible" not in reason(result).sentence.render("en")
    assert sum(given(result).values()) == 10


def test_the_years_of_a_location_count() -> None:
    """A location of 10 that supplies 4 a year has room for 8 in two years."""
    result = solve(
        scenario(
            amount(at_least=9),
            horizon={"first_year": 2025, "last_year": 2026},
            capacity=[pool(0, 10, most_per_year=4)],
        )
    )
    certificate = reason(result).certificate
    assert certificate
    assert [certificate.needed, certificate.available] == [9, 8]
    assert reason(result).conflict == (("capacity", A), ("total", ""))


@pytest.mark.parametrize(
    ("full", "said"),
    [
        (7, "plancapaciteit in alle 7 gemeenten"),
        (6, "plancapaciteit in alle gemeenten behalve Plaats 7"),
        (4, "plancapaciteit in Plaats 1, Plaats 2, Plaats 3 en Plaats 4"),
    ],
)
def test_nearly_all_municipalities_are_not_named_one_by_one(full: int, said: str) -> None:
    codes = [f"GM{number:04}" for number in range(1, 8)]
    asked = amount(measure={"quantity": "new_build", "municipalities": codes[:full]}, at_least=1000)
    written = scenario(
        asked,
        municipalities=[{"code": one, "name": f"Plaats {int(one[2:])}"} for one in codes],
        capacity=[{"pool": one, "municipality": one, "dwellings": 10} for one in codes],
    )
    assert said in reason(solve(written)).sentence.render("nl")
