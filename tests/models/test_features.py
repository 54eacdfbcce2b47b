"""Dwellings and households by more features: groups that count as others, and rates of anything."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
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
from tests.readers import Golden, audited, everywhere, range_by_both, sentences
from tests.regions import CODES, Document, amount, municipality, pool, scenario, share

A, B, _ = CODES
RATES: list[Document] = [
    {"rate": "persons", "per": "housed", "group": "families", "number": "3.5"},
    {"rate": "persons", "per": "housed", "group": "singles", "number": 1},
    {"rate": "renewal", "per": "withdrawn", "becomes": "demolished", "euros": 40000},
    {"rate": "renewal", "segment": "social_rent", "euros": 10000},
    {"rate": "proceeds", "per": "withdrawn", "becomes": "market", "euros": 90000},
    {"rate": "proceeds", "per": "withdrawn", "becomes": "market", "municipality": B, "euros": 500},
]
"""Persons in a household; what demolishing costs, and building; what a sale brings in."""

WITHDRAWALS: list[Document] = [
    {"municipality": A, "year": 2025, "segment": "social_rent", "dwellings": 2},
    {"municipality": A, "year": 2025, "segment": "social_rent", "becomes": "market", "at_most": 3},
    {"municipality": B, "year": 2026, "segment": "social_rent", "becomes": "market", "at_most": 3},
    {"municipality": B, "year": 2026, "segment": "social_rent", "at_most": 3},
]
URGENT: Document = {
    "groups": ["families", "singles", "others"],
    "counts_as": {"families": "urgent", "singles": "urgent"},
}


def region(*agreements: Document, **rest: Any) -> Scenario:
    return scenario(
        *agreements,
        **{
            "horizon": {"first_year": 2025, "last_year": 2026},
            "rates": RATES,
            "withdrawals": WITHDRAWALS,
            **URGENT,
            **rest,
        },
    )


def plan() -> Plan:
    """Give three families and four singles in Aarle, one of the others in Beek; stock that goes."""
    cells: dict[str, dict[Cell, int | Fraction]] = {
        "new_build": {(A, "social_rent", 2025, "regular", "p0"): 4},
        "housed": {(A, "families", 2025): 3, (A, "singles", 2026): 4, (B, "others", 2025): 1},
        "withdrawn": {
            (A, "social_rent", "market", 2025): 1,
            (B, "social_rent", "market", 2026): 2,
            (B, "social_rent", "demolished", 2026): 3,
        },
    }
    return Plan(cells)


def counted(quantity: str, *rates: str, **rest: Any) -> Document:
    return {"quantity": quantity, "rates": list(rates), **rest}


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ({"quantity": "housed", "groups": ["urgent"]}, 7),
        ({"quantity": "housed", "groups": ["urgent", "others"]}, 8),
        (counted("rated", "persons"), Fraction(3 * 7, 2) + 4),
        (counted("rated", "persons", groups=["urgent"], municipalities=[A]), Fraction(29, 2)),
        (counted("rated", "persons", groups=["singles"]), 4),
        (counted("euros", "renewal"), (2 + 3) * 40000 + 4 * 10000),
        (counted("euros", "renewal", segments=["market"]), 0),
        (counted("euros", "proceeds"), 1 * 90000 + 2 * 90500),
        (counted("euros", "renewal", "proceeds", municipalities=[A]), 80000 + 40000 + 90000),
        ({"quantity": "withdrawn", "becomes": ["demolished"]}, 5),
        ({"quantity": "withdrawn", "becomes": ["market"]}, 3),
        ({"quantity": "withdrawn", "becomes": ["demolished", "market"]}, 8),
        ({"quantity": "withdrawn"}, 8),
        ({"quantity": "net", "segments": ["market"]}, 3),
    ],
)
def test_each_unit_counts_by_its_features(measure: Document, value: Fraction) -> None:
    (row,) = audited(region(amount(measure=measure, at_least=0)), "total", plan())
    assert row.left == value


def test_of_each_year_what_was_built_withdrawn_or_housed_in_it() -> None:
    rows = audited(
        region(amount(measure=counted("rated", "persons"), at_least=5, each="year")),
        "total",
        plan(),
    )
    assert [row.slack for row in rows] == [Fraction(11, 2), -1]


def test_it_is_told_in_its_own_unit() -> None:
    here = region(amount(measure=counted("rated", "persons", groups=["urgent"]), at_least=25))
    assert sentences(here, "total") == (
        "personen (urgente huishoudens): minstens 25 personen in de hele regio",
        "persons (urgent): at least 25 persons over the region",
    )


def test_all_readers_and_every_plan_agree() -> None:
    """A household of 3.5 or of 1 in each of three dwellings: as few as hold seven persons."""
    small = scenario(
        {"id": "cap", "kind": "vacancy_cap", "at_most": "100%", "groups": ["urgent"]},
        amount(measure=counted("rated", "persons"), at_least=7),
        share("most", measure={"quantity": "housed", "groups": ["families"]}, at_most="50%")
        | {"of": {"quantity": "housed", "groups": ["urgent"]}},
        groups=["families", "singles"],
        counts_as=URGENT["counts_as"],
        rates=RATES,
        municipalities=[municipality(0, vacancies=2), municipality(1, vacancies=1)],
        capacity=[pool(0, 1), pool(1, 1)],
        needs=[{"group": name, "year": 2025, "households": 3} for name in ("families", "singles")],
        goals=[{"kind": "least", "measure": {"quantity": "housed"}}],
    )
    housed = Measure(quantity="housed", groups=("urgent",))
    assert range_by_both(small, housed)
    every, result = EveryPlan(small), solve(small)
    numbers = every.programme.measure(housed, everywhere(small))
    assert result.plan is not None
    assert result.plan.totals("housed")[()] == np.min(numbers[every.kept]) == 4


def test_what_demolition_costs_is_kept_within_a_budget() -> None:
    """Two are demolished whatever the plan: 130,000 euros are left, for three more of 40,000."""
    here = region(
        amount("renewal", measure=counted("euros", "renewal"), at_most=210_000),
        amount(measure={"quantity": "withdrawn"}, at_least=20, binding=False),
        amount("few", measure={"quantity": "withdrawn", "becomes": ["market"]}, at_most=4),
        goals=["shortfall"],
    )
    demolished = Measure(quantity="withdrawn", becomes=("demolished",))
    assert range_by_both(here, demolished) == pytest.approx((2, 5))
    result = solve(here)
    assert result.plan is not None
    assert result.plan.totals("withdrawn")[()] == 3 + 4


def test_dearer_demolition_never_buys_more() -> None:
    """With the two that are given: six are sold, and 220,000 euros demolish 2.44 of 90,000."""
    least = []
    for euros in (10_000, 40_000, 90_000):
        rates = [{**RATES[2], "euros": euros}]
        cap = amount("renewal", measure=counted("euros", "renewal"), at_most=400_000)
        most = range_by_both(region(cap, rates=rates), Measure(quantity="withdrawn"))[1]
        least.append(most)
    assert least == sorted(least, reverse=True)
    assert least[-1] == pytest.approx(2 + 3 + 3 + 22 / 9)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"per": "housed", "segment": "market", "number": 1}, "rate-unclear"),
        ({"per": "housed", "group": "families"}, "rate-unclear"),
        ({"euros": 1, "number": 1}, "rate-unclear"),
        ({"per": "housed", "group": "nobody", "number": 1}, "unknown-group"),
        ({"per": "withdrawn", "becomes": "nothing", "number": 1}, "unknown-segment"),
        ({"per": "housed", "group": "urgent", "number": 1}, "unknown-group"),
    ],
)
def test_a_rate_that_means_nothing_is_refused(wrong: Document, code: str) -> None:
    keys = to_json(region(rates=[]))
    keys["tables"]["rates"] = [{"rate": "persons", **wrong}]
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json(keys)
    assert [finding.code for finding in refused.value.findings] == [code]


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        (counted("rated", "renewal"), "unknown-rate"),
        (counted("euros", "persons"), "unknown-rate"),
        (counted("rated", "persons", "persons"), "rates-missing"),
        ({"quantity": "rated"}, "rates-missing"),
        (counted("rated", "persons", segments=["market"]), "restriction-without-meaning"),
        (counted("euros", "renewal", forms=["regular"]), "restriction-without-meaning"),
        ({"quantity": "net", "becomes": ["market"]}, "restriction-without-meaning"),
        ({"quantity": "withdrawn", "becomes": ["nothing"]}, "unknown-segment"),
    ],
)
def test_a_measure_that_means_nothing_is_refused(measure: Document, code: str) -> None:
    keys = to_json(region())
    keys["agreements"] = [amount(measure=measure, at_most=1)]
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json(keys)
    assert [finding.code for finding in refused.value.findings] == [code]


def test_they_are_written_and_read_back() -> None:
    here = region(amount(measure=counted("rated", "persons", groups=["urgent"]), at_least=25))
    assert scenario_from_json(to_json(here)).content_hash == here.content_hash


def test_the_problem_as_written(golden: Golden) -> None:
    here = region(
        amount(measure=counted("rated", "persons", groups=["urgent"]), at_least=25),
        amount("renewal", measure=counted("euros", "renewal"), at_most=250_000, each="year"),
        amount("sold", measure={"quantity": "withdrawn", "becomes": ["market"]}, at_most=4),
    )
    golden("features", here)
