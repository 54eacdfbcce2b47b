"""Euros: rates per dwelling, as a measure that an agreement caps and a goal makes small."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.findings import InvalidScenario
from models.measure import Measure
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import solve
from scenarios import scenario_from_json
from scenarios.writing import to_json
from tests.brute_force import EveryPlan
from tests.readers import NEW_BUILD, Golden, audited, everywhere, range_by_both, sentences
from tests.regions import CODES, Document, amount, pool, scenario, share

A, B, _ = CODES
RATES: list[Document] = [
    {"rate": "incentive", "segment": "social_rent", "euros": 7000},
    {"rate": "subsidy", "euros": 1000},
    {"rate": "subsidy", "municipality": B, "euros": 500},
    {"rate": "subsidy", "segment": "social_rent", "year": 2026, "form": "clustered", "euros": 9000},
]
"""A subsidy of 1,000 everywhere, 500 more in Beek, and 9,000 more for one kind in one year."""


def euros(*rates: str, **rest: Any) -> Document:
    return {"quantity": "euros", "rates": list(rates), **rest}


def region(*agreements: Document, **rest: Any) -> Scenario:
    return scenario(
        *agreements,
        **{
            "horizon": {"first_year": 2025, "last_year": 2026},
            "forms": ["regular", "clustered"],
            "rates": RATES,
            **rest,
        },
    )


def built(**numbers: int) -> Plan:
    """Give a plan: ``a_social_rent_2026_clustered=2``."""
    cells: dict[Cell, int | Fraction] = {}
    for name, number in numbers.items():
        place, rest = name.split("_", 1)
        segment, year, form = rest.rsplit("_", 2)
        code, own = (A, "p0") if place == "a" else (B, "p1")
        cells[code, segment, int(year), form, own] = number
    return Plan({"new_build": cells})


PLAN = built(
    a_social_rent_2026_clustered=2, b_market_2025_regular=3, b_social_rent_2025_clustered=1
)


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (euros("incentive"), 3 * 7000),
        (euros("subsidy"), 2 * (1000 + 9000) + 4 * (1000 + 500)),
        (euros("incentive", "subsidy"), 21000 + 26000),
        (euros("subsidy", segments=["market"]), 3 * 1500),
        (euros("subsidy", municipalities=[A]), 20000),
    ],
)
def test_rates_that_speak_of_a_dwelling_are_added_up(measure: Document, value: int) -> None:
    (row,) = audited(region(amount(measure=measure, at_most=30000)), "total", PLAN)
    assert [row.left, row.slack] == [value, 30000 - value]


def test_a_budget_in_each_municipality_and_year() -> None:
    """Aarle in 2026 takes 20,000 of 15,000; Beek in 2025 6,000."""
    cap = amount(measure=euros("subsidy"), at_most=15000, each=["municipality", "year"])
    rows = audited(region(cap), "total", PLAN)
    assert [row.requirement.scope.year for row in rows] == [2025, 2026, 2025, 2026]
    assert [row.slack for row in rows] == [15000, -5000, 9000, 15000]
    assert sentences(region(cap), "total") == (
        "euro (subsidy): hoogstens 15.000 euro in elke gemeente en elk jaar",
        "euros (subsidy): at most 15,000 euros in each municipality and year",
    )


def test_what_the_plan_locations_cost_is_a_rate_of_its_own() -> None:
    """3 x 2,500.50 in Aarle; Beek costs nothing."""
    places = region(
        amount(measure=euros("cost_per_dwelling"), at_most=7501),
        capacity=[pool(0, 10, cost_per_dwelling="2500.5"), pool(1, 10)],
    )
    plan = built(a_market_2025_regular=3, b_market_2025_regular=5)
    (row,) = audited(places, "total", plan)
    assert row.slack == Fraction(-1, 2)
    assert range_by_both(places, NEW_BUILD)[1] == pytest.approx(10 + 7501 / 2500.5)


def test_both_solvers_read_the_same() -> None:
    """50,000 buys 10 in Aarle for 1,000 each, and in Beek all 10 for 1,500 each; 25,000 is left."""
    places = region(amount(measure=euros("subsidy"), at_most=20500))
    assert range_by_both(places, NEW_BUILD) == pytest.approx((0, 17))


def test_the_cheapest_plan_is_the_cheapest_of_all() -> None:
    small = scenario(
        amount(at_least=3),
        share(at_least="1/2"),
        rates=RATES[:3],
        capacity=[pool(0, 2), pool(1, 2)],
        goals=[{"least": euros("incentive", "subsidy")}],
    )
    result = solve(small)
    every = EveryPlan(small)
    money = Measure.model_validate(euros("incentive", "subsidy"))
    counted = every.programme.measure(money, everywhere(small))
    assert result.goals[0].value == counted[every.kept].min()
    assert counted[every.kept].min() == 2 * 8000 + 1500


def test_a_budget_of_millions_is_kept_to_the_euro() -> None:
    """21,428 dwellings of 7,000 are 149,996,000: one more would be beyond 150 million."""
    places = scenario(
        amount(measure=euros("incentive"), at_most=150_000_000),
        share(at_least="100%"),
        rates=RATES[:3],
        capacity=[pool(0, 20_000), pool(1, 20_000)],
        goals=["shortfall"],
    )
    wish = places.model_copy(
        update={
            "agreements": (
                *places.agreements,
                *scenario(amount("more", at_least=40_000, binding=False)).agreements,
            )
        }
    )
    result = solve(wish)
    assert result.plan is not None
    assert result.plan.totals("new_build")[()] == 21_428
    table = result.records("euros", "en")
    assert sum(row["euros"] for row in table if row["rate"] == "incentive") == 149_996_000


def test_they_are_written_and_read_back() -> None:
    places = region(amount(measure=euros("subsidy"), at_most=15000))
    assert scenario_from_json(to_json(places)).content_hash == places.content_hash


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        ({"quantity": "euros"}, "rates-missing"),
        (euros("subsidie"), "unknown-rate"),
        ({"quantity": "new_build", "rates": ["subsidy"]}, "restriction-without-meaning"),
    ],
)
def test_nonsense_is_refused(measure: Document, code: str) -> None:
    keys = to_json(region())
    keys["agreements"] = [amount(measure=measure, at_most=1)]
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json(keys)
    assert [finding.code for finding in refused.value.findings] == [code]


def test_the_problem_as_written(golden: Golden) -> None:
    places = region(
        amount(measure=euros("subsidy"), at_most=20500), forms=["regular"], rates=RATES[:3]
    )
    golden("euros", places)
