"""Realism: what a council would wonder at is counted, on a plan counted by hand."""

from __future__ import annotations

from benchmarks.oddities import Kind, Verdict
from benchmarks.realism import Realism, realism
from models.exact import Number
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser.results.audit import audit
from tests.regions import CODES, amount, municipality, pool, scenario, share

YEARS = {"first_year": 2025, "last_year": 2027}


def counted(region: Scenario, built: dict[Cell, Number]) -> Realism:
    plan = Plan({"new_build": built})
    return realism(region, plan, audit(region, plan))


def test_what_a_council_would_wonder_at_is_counted() -> None:
    """Aarle builds 60 of one segment, 10 then 50 then nothing; Beek 4 as its reference has them.

    Of two dwellings in a year a fifth is no dwelling: that Beek builds them alike is not odd.
    """
    region = scenario(horizon=YEARS, capacity=[pool(0, 90), pool(1, 90)])
    built: dict[Cell, Number] = {
        (CODES[0], "social_rent", 2025, "regular", "p0"): 8,
        (CODES[0], "market", 2025, "regular", "p0"): 2,
        (CODES[0], "social_rent", 2026, "regular", "p0"): 50,
        (CODES[1], "social_rent", 2025, "regular", "p1"): 2,
        (CODES[1], "market", 2026, "regular", "p1"): 2,
    }
    found = counted(region, built)
    assert (found.municipalities, found.years) == (2, 4)
    assert [one.expected.place for one in found.of(Kind.SEGMENT)] == ["Aarle"]
    kinds = (Kind.LACKING, Kind.YEAR, Kind.STEP, Kind.GAP)
    assert [len(found.of(kind)) for kind in kinds] == [0, 1, 1, 2]
    assert (found.crumbs, found.cells) == (1, 3)
    assert found.forms == {"regular": (64, 64)}


def test_a_segment_of_the_reference_that_is_lacking_is_counted() -> None:
    region = scenario(capacity=[pool(0, 90)])
    built: dict[Cell, Number] = {(CODES[0], "market", 2025, "regular", "p0"): 5}
    (lacking,) = counted(region, built).of(Kind.LACKING)
    assert str(lacking.expected) == "Aarle social_rent (2 of 5 by the reference)"


def test_where_there_is_one_segment_none_is_too_much() -> None:
    region = scenario(capacity=[pool(0, 90)], segments=["dwellings"])
    built: dict[Cell, Number] = {(CODES[0], "dwellings", 2025, "regular", "p0"): 5}
    assert not counted(region, built).odd


def test_what_is_odd_is_forced_where_no_plan_that_is_as_good_is_without_it() -> None:
    """Aarle must have nine of ten in social rent, and Beek need not; nobody has a second form."""
    asked = share("rent", at_least="90%", municipalities=[CODES[0]])
    region = scenario(asked, amount(exactly=20), forms=["regular", "flex"])
    cells: dict[Cell, Number] = {
        (code, segment, 2025, "regular", pool): number
        for code, pool in zip(CODES, ("p0", "p1"), strict=False)
        for segment, number in (("social_rent", 9), ("market", 1))
    }
    segments = counted(region, cells).of(Kind.SEGMENT)
    assert [(one.expected.place, one.verdict, one.held) for one in segments] == [
        ("Aarle", Verdict.FORCED, ("capacity", "rent", "total")),
        ("Beek", Verdict.FREE, ()),
    ]
    assert str(segments[0].expected) == "Aarle 9 of 10 social_rent"


def test_a_step_is_forced_by_the_year_that_cannot_have_more() -> None:
    """In 2025 no more than two: level from then on is a step, which fewer in 2026 would avoid."""
    towns = {"municipalities": [municipality(0)], "segments": ["dwellings"], "horizon": YEARS}
    pools = [{**pool(0, 2), "last_year": 2025}, {**pool(0, 90), "pool": "late", "first_year": 2026}]
    region = scenario(amount(exactly=18), capacity=pools, **towns)
    built: dict[Cell, Number] = {
        (CODES[0], "dwellings", year, "regular", name): number
        for year, name, number in ((2025, "p0", 2), (2026, "late", 8), (2027, "late", 8))
    }
    (found,) = counted(region, built).odd
    assert (found.expected.kind, found.verdict) == (Kind.STEP, Verdict.ONE_YEAR)
