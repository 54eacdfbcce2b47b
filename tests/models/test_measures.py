"""What is counted: by neighbourhood, supply and status, as long as it stands, in several areas."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from models.measure import Measure, Scope
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import solve
from tests.readers import audited, range_by_both, sentences
from tests.regions import CODES, Document, amount, municipality, pool, scenario, share

A, B, C = CODES
POOLS: list[Document] = [
    {"pool": "mill", "municipality": A, "dwellings": 5, "neighbourhood": "north"},
    {
        "pool": "office",
        "municipality": A,
        "dwellings": 5,
        "neighbourhood": "south",
        "supply": "transformation",
        "status": "soft",
    },
    {"pool": "houses", "municipality": B, "dwellings": 5, "supply": "splitting"},
]
NEIGHBOURHOODS = [
    {"neighbourhood": "north", "municipality": A, "load": "8,5", "cheap": 1},
    {"neighbourhood": "south", "municipality": A, "load": 2, "cheap": 1},
]
Cells = dict[Cell, int | Fraction]
BUILT: dict[str, int] = {"mill": 4, "office": 3, "houses": 2}


def region(*agreements: Document, **rest: Any) -> Scenario:
    """Give three locations: two neighbourhoods of Aarle, and houses in Beek to be split."""
    return scenario(*agreements, **{"capacity": POOLS, "neighbourhoods": NEIGHBOURHOODS, **rest})


def built(agreed: Scenario, numbers: dict[str, int], year: int = 2025) -> Plan:
    """Give a plan of market dwellings by location."""
    places = {pool.pool: pool.municipality for pool in agreed.capacity}
    cells: Cells = {
        (places[pool], "market", year, "regular", pool): number for pool, number in numbers.items()
    }
    return Plan({"new_build": cells})


@pytest.mark.parametrize(
    ("restriction", "counted"),
    [
        ({}, 9),
        ({"neighbourhoods": ["north"]}, 4),
        ({"neighbourhoods": ["north", "south"]}, 7),
        ({"where_neighbourhood": "load > 5"}, 4),
        ({"where_neighbourhood": ["load < 8.5", "cheap = 1"]}, 3),
        ({"where_neighbourhood": "load > 9"}, 0),
        ({"supply": "transformation splitting"}, 5),
        ({"status": "soft"}, 3),
        ({"pools": ["mill", "houses"]}, 6),
        ({"supply": "splitting", "status": "soft"}, 0),
        ({"municipalities": [B]}, 2),
    ],
)
def test_only_what_is_named_counts(restriction: Document, counted: int) -> None:
    """4 in the north of Aarle, 3 from an office in its south, 2 split houses in Beek."""
    measure = {"quantity": "new_build", **restriction}
    agreed = region(amount(measure=measure, at_most=20))
    (row,) = audited(agreed, "total", built(agreed, BUILT))
    assert row.left == counted


def test_a_neighbourhood_with_a_high_load_is_spared() -> None:
    """Four new dwellings in the north where three are agreed; the best plan builds three."""
    measure = {"quantity": "new_build", "where_neighbourhood": "load > 5"}
    agreed = region(amount("spared", measure=measure, at_most=3), amount(at_least=13))
    (row,) = audited(agreed, "spared", built(agreed, BUILT))
    assert [row.left, row.slack] == [4, -1]
    result = solve(agreed)
    assert result.plan is not None
    assert result.plan.totals("new_build", "pool")[("mill",)] == 3
    assert sum(result.plan.totals("new_build", "pool").values()) == 13
    assert sentences(agreed, "spared") == (
        "nieuwbouw (belasting boven 5): hoogstens 3 woningen in de hele regio",
        "new build (load above 5): at most 3 dwellings over the region",
    )


def test_both_solvers_count_the_same_pools() -> None:
    """Of fifteen places five are an office; three of the north's five may be used."""
    north = {"quantity": "new_build", "neighbourhoods": ["north"]}
    agreed = region(amount("spared", measure=north, at_most=3), amount(at_least=12))
    office = Measure(quantity="new_build", supply=("transformation",))
    assert range_by_both(agreed, office) == pytest.approx((4, 5))


FLEX = [
    {"pool": "flex", "municipality": A, "dwellings": 5, "supply": "flex", "end_year": 2027},
    {"pool": "site", "municipality": A, "dwellings": 5, "first_year": 2026},
]
STANDING = {
    "id": "standing",
    "kind": "amount",
    "measure": {"quantity": "standing"},
    "at_least": 8,
    "each": "year",
}


def test_temporary_dwellings_stand_until_their_end_year() -> None:
    """5 flex dwellings of 2025 stand in 2025 and 2026 and are gone in 2027; 5 others stay."""
    agreed = scenario(STANDING, horizon={"first_year": 2025, "last_year": 2027}, capacity=FLEX)
    cells: Cells = {
        **built(agreed, {"flex": 5}).cells["new_build"],
        **built(agreed, {"site": 5}, 2026).cells["new_build"],
    }
    rows = audited(agreed, "standing", Plan({"new_build": cells}))
    assert [row.left for row in rows] == [5, 10, 5]
    assert [row.slack for row in rows] == [-3, 2, -3]


def test_gone_dwellings_are_no_stock_at_the_end() -> None:
    """20 of 100 is social rent; 5 flex dwellings of it are gone again, 5 others are there."""
    agreed = scenario(
        {"id": "stock", "kind": "stock_share", "segments": ["social_rent"], "at_least": "23%"},
        horizon={"first_year": 2025, "last_year": 2027},
        municipalities=[municipality(0, stock=100, stock_social_rent=20)],
        capacity=FLEX,
    )
    cells: Cells = {
        (A, "social_rent", 2025, "regular", "flex"): 5,
        (A, "social_rent", 2026, "regular", "site"): 5,
    }
    (row,) = audited(agreed, "stock", Plan({"new_build": cells}))
    assert row.slack == Fraction(85, 100)  # 25, where 23% of 105 is 24.15
    # 20 + s >= 23% of 100 + s: at least 3 / 0.77, and the site has no more than 5.
    standing = Measure(quantity="standing")
    assert range_by_both(agreed, standing) == pytest.approx((3 / 0.77, 5))


AREAS = [
    {"area": "wmo", "municipality": A},
    {"area": "wmo", "municipality": B},
    {"area": "market", "municipality": B},
    {"area": "market", "municipality": C},
]


def test_a_municipality_belongs_to_several_areas_at_once() -> None:
    """Beek's dwellings count in both areas, Aarle's and Cuijk's in one."""
    agreed = scenario(
        amount("in-wmo", at_least=10, area="wmo"),
        amount("in-market", at_least=10, area="market"),
        amount("each-in-market", at_least=3, area="market", each="municipality"),
        areas=AREAS,
        municipalities=[municipality(number) for number in range(3)],
        capacity=[{"pool": code, "municipality": code, "dwellings": 9} for code in CODES],
    )
    plan = built(agreed, {A: 1, B: 8, C: 2})
    slacks = {
        name: [row.slack for row in audited(agreed, name, plan)]
        for name in ("in-wmo", "in-market", "each-in-market")
    }
    assert slacks == {"in-wmo": [-1], "in-market": [0], "each-in-market": [5, -1]}
    assert sentences(agreed, "in-wmo") == (
        "nieuwbouw: minstens 10 woningen in de hele regio, binnen wmo",
        "new build: at least 10 dwellings over the region, within wmo",
    )


def test_plan_capacity_is_what_the_pools_can_supply_in_these_years() -> None:
    """Hard in 2025: 10 of p0, at most 4 of p1. In both years p1 has 8 of its 9, and the soft 5."""
    pools = [
        pool(0, 10),
        pool(1, 9, most_per_year=4),
        pool(1, 5, pool="p1-soft", status="soft", first_year=2026, segments=["market"]),
    ]
    region = scenario(horizon={"first_year": 2025, "last_year": 2026}, capacity=pools)
    always = Scope(None, None, frozenset(region.codes), frozenset([2025, 2026]))
    first = replace(always, years=frozenset([2025]))
    counted = [
        ({}, always, 23),
        ({"status": ["hard"]}, first, 14),
        ({"segments": ["social_rent"]}, always, 18),
        ({"municipalities": ["GM0002"]}, first, 4),
    ]
    for restricted, scope, dwellings in counted:
        measure = Measure.model_validate({"quantity": "capacity", **restricted})
        assert region.given(measure, scope) == dwellings


def test_plans_are_130_percent_of_what_is_built() -> None:
    """Of 26 planned dwellings at most 20 are built."""
    plans = share(measure={"quantity": "capacity"}, of={"quantity": "new_build"}, at_least="130%")
    region = scenario(plans, capacity=[pool(0, 16), pool(1, 10)])
    assert range_by_both(region, Measure(quantity="new_build")) == pytest.approx((0, 20))


def test_a_sentence_names_the_municipalities_that_alone_are_counted() -> None:
    """Beek beside Aarle: without their names it said that new build is a half of new build."""
    half = share(
        measure={"quantity": "new_build", "municipalities": [B]},
        of={"quantity": "new_build", "municipalities": [A]},
        at_least="50%",
    )
    assert sentences(region(half), "social") == (
        "nieuwbouw (Beek): minstens 50% van de nieuwbouw (Aarle) in de hele regio",
        "new build (Beek): at least 50% of new build (Aarle) over the region",
    )
