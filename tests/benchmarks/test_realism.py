"""Realism: what a council would wonder at is counted, on a plan counted by hand."""

from __future__ import annotations

from benchmarks.realism import realism
from models.exact import Number
from models.plan import Plan
from models.quantity import Cell
from tests.regions import CODES, pool, scenario

YEARS = {"first_year": 2025, "last_year": 2027}


def test_what_a_council_would_wonder_at_is_counted() -> None:
    """Aarle builds 60 of one segment, 10 then 50 then nothing; Beek 4 as its reference has them."""
    region = scenario(horizon=YEARS, capacity=[pool(0, 90), pool(1, 90)])
    built: dict[Cell, Number] = {
        (CODES[0], "social_rent", 2025, "regular", "p0"): 8,
        (CODES[0], "market", 2025, "regular", "p0"): 2,
        (CODES[0], "social_rent", 2026, "regular", "p0"): 50,
        (CODES[1], "social_rent", 2025, "regular", "p1"): 2,
        (CODES[1], "market", 2026, "regular", "p1"): 2,
    }
    found = realism(region, Plan({"new_build": built}))
    assert (found.municipalities, found.one_segment, found.without) == (2, ["Aarle"], [])
    assert (found.one_segment_years, found.years) == (3, 4)
    assert (found.steps, found.gaps) == (1, 2)
    assert (found.crumbs, found.cells) == (1, 3)
    assert found.forms == {"regular": (64, 64)}


def test_a_segment_of_the_reference_that_is_lacking_is_counted() -> None:
    region = scenario(capacity=[pool(0, 90)])
    built: dict[Cell, Number] = {(CODES[0], "market", 2025, "regular", "p0"): 5}
    assert realism(region, Plan({"new_build": built})).without == ["Aarle"]


def test_where_there_is_one_segment_none_is_too_much() -> None:
    region = scenario(capacity=[pool(0, 90)], segments=["dwellings"])
    built: dict[Cell, Number] = {(CODES[0], "dwellings", 2025, "regular", "p0"): 5}
    found = realism(region, Plan({"new_build": built}))
    assert (found.one_segment, found.one_segment_years) == ([], 0)
