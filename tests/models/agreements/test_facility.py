"""The kind `facility`, and the goal `travel`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from models.key import apportioned
from models.measure import Measure
from models.plan import Plan
from models.scenario import Scenario
from optimiser import solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.results.audit import AuditedRequirement, audit
from tests.readers import Golden, audited, range_by_both, sentences
from tests.regions import CODES, Document, municipality, scenario

A, B, C = CODES
CARE: Document = {
    "id": "care",
    "kind": "facility",
    "facility": "clustered_care",
    "places": 10,
    "hosts": {"at_most": 2},
    "per_location": {"at_least": 3, "at_most": 8},
    "key": "households",
    "reach": 20,
}
PLACES = {
    "municipalities": [
        municipality(0, households=50),
        municipality(1, households=30),
        municipality(2, households=20),
    ],
    "travel": [
        {"origin": A, "destination": B, "minutes": 10},
        {"origin": B, "destination": C, "minutes": 10},
        {"origin": A, "destination": C, "minutes": 30},
    ],
    "capacity": [],
}


def region(*agreements: Document, **rest: Any) -> Scenario:
    """Give three places in a row: Aarle, ten minutes, Beek, ten minutes, Cuijk."""
    return scenario(*agreements, **{**PLACES, "goals": ["travel"], **rest})


def hosting(places: dict[str, int], served: dict[tuple[str, str], int]) -> Plan:
    """Give a plan of one facility: places per host, and who goes where."""
    name = "clustered_care"
    return Plan(
        {
            "hosts": {(code, name): 1 for code in places},
            "places": {(code, name): number for code, number in places.items()},
            "served": {(*cell, name): number for cell, number in served.items()},
        }
    )


def slacks(rows: list[AuditedRequirement]) -> list[tuple[str | None, str, str, int]]:
    scopes = [row.requirement.scope for row in rows]
    return [
        (scope.municipality, scope.label, row.requirement.sense, int(row.slack))
        for scope, row in zip(scopes, rows, strict=True)
    ]


REGION = region(CARE)
GOOD = hosting({A: 5, B: 5}, {(A, A): 5, (B, B): 3, (C, B): 2})


def test_every_row_by_hand() -> None:
    """Of ten places five, three and two are for the people of the three; Cuijk goes to Beek."""
    assert slacks(audited(REGION, "care", GOOD)) == [
        (None, "", ">=", 0),
        (None, "hosts", "<=", 0),
        (A, "size", ">=", 2),
        (A, "size", "<=", 3),
        (B, "size", ">=", 2),
        (B, "size", "<=", 3),
        (C, "size", ">=", 0),
        (C, "size", "<=", 0),
        (A, "reach", "==", 0),
        (B, "reach", "==", 0),
        (C, "reach", "==", 0),
        (A, "size", "<=", 0),
        (A, A, "<=", 0),
        (A, B, "<=", 3),
        (B, "size", "<=", 0),
        (B, A, "<=", 5),
        (B, B, "<=", 0),
        (B, C, "<=", 0),
        (C, "size", "<=", 0),
        (C, B, "<=", 0),
        (C, C, "<=", 0),
    ]


def test_what_one_large_location_in_aarle_misses() -> None:
    """Ten places where eight fit, and nobody from Cuijk gets there within twenty minutes."""
    plan = hosting({A: 10}, {(A, A): 5, (B, A): 3})
    missed = [row for row in slacks(audited(REGION, "care", plan)) if row[3] < 0]
    assert missed == [(A, "size", "<=", -2), (C, "reach", "==", -2)]


def test_places_without_a_host_are_missed() -> None:
    cells = {name: numbers for name, numbers in GOOD.cells.items() if name != "hosts"}
    missed = [row for row in slacks(audited(REGION, "care", Plan(cells))) if row[3] < 0]
    assert missed == [
        (A, "size", "<=", -5),
        (B, "size", "<=", -5),
        (A, A, "<=", -5),
        (B, B, "<=", -3),
        (B, C, "<=", -2),
    ]


def test_hosts_lie_near_a_host_of_another_facility() -> None:
    """Day care is in Cuijk: Beek is ten minutes from it, Aarle thirty."""
    near = region({**CARE, "near": [{"facility": "day_care", "minutes": 10}]}, DAY_CARE)
    cells = {name: dict(numbers) for name, numbers in GOOD.cells.items()}
    cells["hosts"][C, "day_care"] = cells["places"][C, "day_care"] = 1
    rows = audited(near, "care", Plan(cells))
    found = [(place, slack) for place, label, _, slack in slacks(rows) if label == "day_care"]
    assert found == [(A, -1), (B, 0), (C, 1)]


DAY_CARE: Document = {"id": "day-care", "kind": "facility", "facility": "day_care", "places": 1}


def test_where_some_made_an_offer_only_they_host_and_no_more_than_that() -> None:
    offered = region(
        CARE,
        offers=[
            {"facility": "clustered_care", "municipality": A, "places": 4},
            {"facility": "clustered_care", "municipality": B, "places": 9},
        ],
    )
    sizes = [row for row in slacks(audited(offered, "care", GOOD)) if row[1:3] == ("size", "<=")]
    assert sizes[:2] == [(A, "size", "<=", -1), (B, "size", "<=", 3)]
    assert C not in {row[0] for row in sizes}


def test_the_people_are_whole_and_by_largest_remainder() -> None:
    """Of seven places 3.5, 2.1 and 1.4: the half is the largest remainder. Ties go by code."""
    seven = region({**CARE, "places": 7})
    reach = [row for row in audited(seven, "care", Plan()) if row.requirement.sense == "=="]
    assert [row.right for row in reach] == [4, 2, 1]
    assert apportioned(3, {B: Fraction(1, 2), A: Fraction(1, 2)}) == {A: 2, B: 1}


def test_who_is_exactly_as_far_as_may_be_is_within_reach_and_far_enough() -> None:
    """Beek is ten minutes from both others."""
    near = region({**CARE, "reach": 10})
    assert {*near.shapes["served"].cells} == {*REGION.shapes["served"].cells}
    apart = audited(region({**CARE, "between": 10}), "care", GOOD)
    assert not {row.requirement.scope.label for row in apart} & {"Aarle", "Beek", "Cuijk"}


def test_minutes_that_nobody_measured_are_rounded_up() -> None:
    """A tenth of a degree to the north is 11.12 km, 14.46 by road: 17.3 minutes at 50 km/h."""
    places = [
        municipality(number, households=1, latitude=str(52 + number / 10), longitude=5)
        for number in range(2)
    ]
    assert scenario(municipalities=places).minutes(A, B) == 18


def test_a_reach_says_for_whom_the_places_are() -> None:
    with pytest.raises(ValidationError, match="reach needs a key"):
        region({key: value for key, value in CARE.items() if key != "key"})


def test_the_goal_travel_counts_minutes_over_all_places() -> None:
    """Two people from Cuijk to Beek, ten minutes each; who stays at home travels nothing."""
    assert audit(REGION, GOOD).goals["travel"] == 20


def test_the_best_plan() -> None:
    """Aarle has half of the people. With Beek as second host Cuijk travels 2 x 10 minutes.

    With Cuijk it would be Beek, 3 x 10; with Beek and Cuijk it would be Aarle, 5 x 10.
    """
    result = solve(REGION)
    assert result.plan
    assert result.plan.cells == GOOD.cells
    assert result.siting_gap == 0
    facilities = result.records("facilities")
    assert [(row["name"], row["places"]) for row in facilities] == [("Aarle", 5), ("Beek", 5)]
    served = result.records("served")
    assert [(row["name"], row["host_name"], row["minutes"], row["places"]) for row in served] == [
        ("Aarle", "Aarle", 0, 5),
        ("Beek", "Beek", 0, 3),
        ("Cuijk", "Beek", 10, 2),
    ]


def test_both_solvers_read_the_same() -> None:
    """Ten places are needed, and two hosts hold sixteen. The best travel is twenty minutes."""
    places = Measure(quantity="places")
    assert range_by_both(REGION, places) == pytest.approx((10, 16))
    workbench = Workbench(REGION)
    assert workbench.minimise(workbench.goal("travel")) == pytest.approx(20)
    assert solve(REGION).goals[0].bound == pytest.approx(20)


def test_the_sentence() -> None:
    near = region({**CARE, "near": [{"facility": "day_care", "minutes": 10}]}, DAY_CARE)
    assert sentences(near, "care") == (
        "geclusterd wonen met zorg: minstens 10 plaatsen, hoogstens 2 gastgemeenten in de regio, "
        "minstens 3 plaatsen per locatie, hoogstens 8 plaatsen per locatie, binnen 10 minuten van "
        "dagbesteding en hoogstens 20 minuten reizen",
        "clustered care: at least 10 places, at most 2 hosts in the region, at least 3 places per "
        "location, at most 8 places per location, within 10 minutes of day care, and at most 20 "
        "minutes of travel",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    near = region({**CARE, "near": [{"facility": "day_care", "minutes": 10}]}, DAY_CARE)
    golden("facility", near)


@pytest.mark.parametrize(
    ("bound", "sense", "said"),
    [
        ("at_most", "<=", "hoogstens 10 plaatsen"),
        ("exactly", "==", "precies 10 plaatsen"),
    ],
)
def test_places_are_a_least_a_most_or_a_number(bound: str, sense: str, said: str) -> None:
    """Twelve places where ten are asked for: two too many."""
    places = region(
        {"id": "care", "kind": "facility", "facility": "x", "places": 10} | {"places_are": bound}
    )
    plan = Plan({"hosts": {(A, "x"): 1, (B, "x"): 1}, "places": {(A, "x"): 7, (B, "x"): 5}})
    first = audited(places, "care", plan)[0]
    assert [first.requirement.sense, first.slack] == [sense, -2]
    assert said in sentences(places, "care")[0]


def test_exactly_sixty_is_not_seventy_two() -> None:
    """Locations of 24 come to 72 of 60 asked; exactly 60 has none, and one of 30 does."""
    asked = {"id": "care", "kind": "facility", "facility": "x", "places": 60}
    sized = {"per_location": {"at_least": 24, "at_most": 30}}
    least = solve(region(asked | {"per_location": {"at_least": 36, "at_most": 36}}))
    assert least.plan is not None
    assert least.plan.totals("places")[()] == 72
    exact = solve(region(asked | sized | {"places_are": "exactly"}))
    assert exact.plan is not None
    assert exact.plan.totals("places")[()] == 60


def test_a_facility_in_each_area() -> None:
    """Aarle and Beek have 4 and 3 of 6, so 1 to spare; Beek and Cuijk 3, so 3 short."""
    areas = [{"area": "east", "municipality": code} for code in (A, B)]
    areas += [{"area": "west", "municipality": code} for code in (B, C)]
    asked = {"id": "care", "kind": "facility", "facility": "x", "places": 6, "each": "area"}
    places = region(asked | {"hosts": {"at_most": 1}}, areas=areas)
    plan = Plan({"hosts": {(A, "x"): 1, (B, "x"): 1}, "places": {(A, "x"): 4, (B, "x"): 3}})
    assert slacks(audited(places, "care", plan))[:4] == [
        (None, "east", ">=", 1),
        (None, "east hosts", "<=", -1),
        (None, "west", ">=", -3),
        (None, "west hosts", "<=", 0),
    ]
    assert sentences(places, "care")[1] == (
        "x: at least 6 places in each area and at most 1 host there"
    )


@pytest.mark.parametrize(
    "more", [{"years": [2025]}, {"each": "year"}, {"each": "area", "key": "households"}]
)
def test_what_a_facility_does_not_have_is_refused(more: Document) -> None:
    with pytest.raises(ValidationError):
        region({"id": "care", "kind": "facility", "facility": "x", "places": 6} | more)


def test_two_hosts_lie_apart_and_open_in_a_year() -> None:
    """Aarle and Beek are ten minutes apart, where twenty are asked; nothing is open in 2025."""
    apart = {**CARE, "hosts": {}, "between": 20, "opens": 2026}
    yearly = {
        **{"id": "yearly", "kind": "amount", "at_least": 10, "each": "year"},
        "measure": {"quantity": "places", "facilities": ["clustered_care"]},
    }
    here = region(apart, yearly, horizon={"first_year": 2025, "last_year": 2026})
    rows = audited(here, "care", GOOD)
    found = [(place, label, slack) for place, label, _, slack in slacks(rows)]
    assert [row for row in found if row[1] in ("Beek", "Cuijk")] == [
        (A, "Beek", -1),
        (B, "Cuijk", 0),
    ]
    assert [row.slack for row in audited(here, "yearly", GOOD)] == [-10, 0]
    assert sentences(here, "care")[1].endswith(
        "two locations at least 20 minutes apart, from 2026 on, and at most 20 minutes of travel"
    )
    places = Measure(quantity="places")
    alone = region({**apart, "reach": 30}, horizon={"first_year": 2025, "last_year": 2026})
    assert range_by_both(alone, places)
