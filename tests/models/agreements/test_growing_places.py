"""Places of a facility that grow from year to year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.measure import Measure
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import solve
from scenarios import check
from tests.brute_force import EveryPlan
from tests.readers import Golden, audited, range_by_both, sentences
from tests.regions import CODES, Document, amount, scenario

A, B, _ = CODES
SHELTER: Document = {
    **{"id": "shelter", "kind": "facility", "facility": "shelter", "places": 12},
    **{"places_by": {2025: 4, 2026: 8}, "per_location": {"at_most": 8}},
}
PLACES = {"quantity": "places"}


def region(*agreements: Document, **rest: Any) -> Scenario:
    years = {"first_year": 2025, "last_year": 2027}
    return scenario(*agreements, **{"horizon": years, "capacity": [], **rest})


def hosting(*numbers: int) -> Plan:
    """Give a plan with 8 places in Aarle and 4 in Beek, and those in Aarle by year."""
    years: dict[Cell, int] = dict(
        zip([(A, "shelter", year) for year in (2025, 2026)], numbers, strict=True)
    )
    places: dict[Cell, int] = {(A, "shelter"): 8, (B, "shelter"): 4}
    return Plan({"hosts": dict.fromkeys(places, 1), "places": places, "opened": years})


def test_places_are_there_in_time_and_stay() -> None:
    """Three where four are asked; then two more than asked, and than there are in the end."""
    rows = audited(region(SHELTER), "shelter", hosting(3, 10))
    by_year = [row.slack for row in rows if row.requirement.scope.municipality is None]
    assert by_year == [0, -1, 2]
    stays = [row.slack for row in rows if row.requirement.scope.label == "stays"]
    assert stays == [7, -2, 0, 4]


def test_agreements_on_years_count_the_places_of_then() -> None:
    here = region(
        SHELTER,
        amount("then", measure=PLACES, at_least=5, each="year"),
        amount("in-all", measure=PLACES, at_least=5),
    )
    plan = hosting(3, 8)
    assert [row.slack for row in audited(here, "then", plan)] == [-2, 3, 7]
    assert [row.slack for row in audited(here, "in-all", plan)] == [7]


def test_no_earlier_than_is_asked() -> None:
    result = solve(region(SHELTER))
    assert result.plan is not None
    assert [result.plan.totals("opened", "year")[(year,)] for year in (2025, 2026)] == [4, 8]
    assert {row["places"] for row in result.records("opened")} <= set(range(1, 9))
    late = region({**SHELTER, "places_by": {2026: 8}, "opens": 2026})
    assert {year for *_, year in late.shapes["opened"].cells} == {2026}


def test_all_readers_and_every_plan_agree() -> None:
    here = region(SHELTER)
    opened = Measure(quantity="opened")
    assert range_by_both(here, opened)
    small = region(
        {**SHELTER, "places": 2, "places_by": {2025: 1}, "per_location": {"at_most": 1}},
        horizon={"first_year": 2025, "last_year": 2026},
        goals=[{"kind": "least", "measure": {"quantity": "opened"}}],
    )
    every, result = EveryPlan(small), solve(small)
    numbers = [one for (name, _), one in every.columns.items() if name == "opened"]
    assert result.plan is not None
    assert result.plan.totals("opened")[()] == np.sum(numbers, axis=0)[every.kept].min() == 1


def test_places_that_shrink_or_come_before_it_opens_are_refused() -> None:
    for wrong in (
        {"places_by": {2025: 5, 2026: 4}},
        {"places_by": {2026: 13}},
        {"opens": 2026},
        {"each": "municipality"},
    ):
        with pytest.raises(ValueError, match=r"grow|open"):
            region({**SHELTER, **wrong})
    late = region({**SHELTER, "places_by": {2031: 4}})
    assert "agreement-outside-horizon" in {one.code for one in check(late)}


def test_the_sentence() -> None:
    assert sentences(region(SHELTER), "shelter") == (
        "opvang: minstens 12 plaatsen, 4 plaatsen eind 2025, 8 plaatsen eind 2026 en hoogstens "
        "8 plaatsen per locatie",
        "shelter: at least 12 places, 4 places by the end of 2025, 8 places by the end of 2026, "
        "and at most 8 places per location",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("growing_places", region(SHELTER))
