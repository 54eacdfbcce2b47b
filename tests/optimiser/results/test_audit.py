"""The audit: exact, to the last dwelling, and independent of the solver."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.findings import InvalidScenario
from models.plan import Plan
from models.quantity import Cell
from optimiser import audit, evaluate, solve
from optimiser.results.audit import missed_text
from optimiser.results.goal_values import Proofs, beside_bounds
from tests.readers import plan_of
from tests.regions import CODES, amount, document, fair_share, municipality, scenario, share

A, B, C = CODES

TIGHT = scenario(
    amount(exactly=20),
    share(exactly="50%", each="municipality"),
    {"id": "cap", "kind": "vacancy_cap", "at_most": "25%"},
    {
        "id": "all-housed",
        "kind": "share",
        "measure": {"quantity": "housed"},
        "of": {"quantity": "need"},
        "exactly": "100%",
    },
    groups=["urgent"],
    needs=[{"group": "urgent", "year": 2025, "households": 6}],
    municipalities=[municipality(0, vacancies=7), municipality(1, vacancies=7)],
)
"""All 20 places are used, half of them social rent: of 7 + 5 a quarter is 3 and 3, all 6."""


@pytest.mark.parametrize("step", [1, -1])
def test_one_cell_off_by_one_is_caught(step: int) -> None:
    """No cell of the only plan can be one more or one less."""
    result = solve(TIGHT)
    assert result.plan
    assert audit(TIGHT, result.plan).kept
    numbers = [(quantity, cell) for quantity, cells in result.plan.cells.items() for cell in cells]
    assert len(numbers) == 6
    for quantity, cell in numbers:
        cells = {name: dict(found) for name, found in result.plan.cells.items()}
        cells[quantity][cell] += step
        audited = audit(TIGHT, Plan(cells))
        assert not audited.kept
        assert audited.missed


def test_a_plan_that_names_what_the_scenario_does_not_have_is_refused() -> None:
    region = scenario(amount(at_least=1))
    elsewhere: dict[Cell, int | Fraction] = {(C, "market", 2025, "regular", "p2"): 1}
    with pytest.raises(KeyError, match="new_build"):
        audit(region, Plan({"new_build": elsewhere}))
    with pytest.raises(KeyError):
        audit(region, Plan({"castles": {(A,): 1}}))


def test_a_plan_of_another_region_is_refused_with_the_cells_that_are_not_here() -> None:
    elsewhere: dict[Cell, int | Fraction] = {(C, "market", 2025, "regular", "p2"): 1}
    with pytest.raises(InvalidScenario) as refused:
        evaluate(scenario(amount(at_least=1)), Plan({"new_build": elsewhere}))
    (found,) = refused.value.findings
    assert found.code == "not-possible"
    assert C in found.text.render("nl")


def test_a_miss_is_told_in_dwellings() -> None:
    region = scenario(share(at_least="2/3", each="municipality"))
    audited = audit(region, plan_of(region, {(A, "social_rent"): 1, (A, "market"): 1}))
    (row,) = audited.missed
    assert row.slack == Fraction(-1, 3)
    assert missed_text(row, region).render("en") == "social, Aarle: 0.33 dwellings short"
    assert missed_text(row, region).render("nl") == "social, Aarle: 0,33 woningen te weinig"


def test_what_is_missed_is_never_nothing() -> None:
    region = scenario(share(at_least="50.01%", each="municipality"))
    audited = audit(region, plan_of(region, {(A, "social_rent"): 1, (A, "market"): 1}))
    (row,) = audited.missed
    said = "social, Aarle: minder dan 0,01 woningen te weinig"
    assert missed_text(row, region).render("nl") == said


def test_tight_is_what_a_whole_unit_less_would_miss() -> None:
    region = scenario(amount(at_least=3))
    plans = [plan_of(region, {(A, "market"): built}) for built in (2, 3, 4)]
    rows = [audit(region, plan).requirements[-1] for plan in plans]
    assert [(row.kept, row.tight) for row in rows] == [(False, False), (True, True), (True, False)]


def test_a_part_of_a_unit_to_spare_is_tight() -> None:
    """Of six 30 % is 1.8: two have 0.2 to spare, and one less would miss it; three have 1.2."""
    region = scenario(share(at_least="30%"))
    plans = [
        plan_of(region, {(A, "social_rent"): social, (A, "market"): 6 - social})
        for social in (1, 2, 3)
    ]
    rows = [audit(region, plan).requirements[-1] for plan in plans]
    assert [(row.slack, row.tight) for row in rows] == [
        (Fraction(-4, 5), False),
        (Fraction(1, 5), True),
        (Fraction(6, 5), False),
    ]


@pytest.mark.parametrize(("proven", "least"), [({"cost"}, 9), (set(), 8)])
def test_what_is_proven_cannot_be_less(proven: set[str], least: int) -> None:
    region = scenario(amount(at_least=3), goals=["cost"])
    proofs = Proofs(frozenset(["cost"]), {"cost": Fraction(8)}, frozenset(proven))
    (found,) = beside_bounds(region, {"cost": Fraction(9)}, {"cost": 7.5}, proofs)
    assert found.value == 9
    assert found.least == least
    assert found.proven is bool(proven)


def test_an_explained_miss_is_shown_and_does_not_fail_the_plan() -> None:
    region = scenario(amount(at_least=3, each="municipality", explained={A: "no room before 2030"}))
    audited = audit(region, plan_of(region, {(B, "market"): 3}))
    assert audited.kept
    assert [(row.kept, row.explanation.nl) for row in audited.requirements[-2:]] == [
        (False, "no room before 2030"),
        (True, ""),
    ]


def test_how_evenly_a_plan_spreads() -> None:
    """8 and 2 where 6 and 4 are fair.

    The largest deviation is 2/4. 2 of 10 would have to move: Hoover 1/5. Per unit of the key Aarle
    has 8/6 and Beek 2/4; Gini is |8 x 4 - 2 x 6| twice, over 2 x 10 x 10: 40/200.
    """
    region = scenario(fair_share())
    audited = audit(region, plan_of(region, {(A, "market"): 8, (B, "market"): 2}))
    (spread,) = audited.spreads
    found = [spread.largest, spread.hoover, spread.gini]
    assert found == [Fraction(1, 2), Fraction(1, 5), Fraction(1, 5)]
    assert [row.deviation for row in audited.outcomes] == [Fraction(1, 3), Fraction(-1, 2)]


def test_nothing_built_is_no_deviation_and_no_division_by_zero() -> None:
    region = scenario(fair_share(), goals=[{"fair_share": "fair"}])
    audited = audit(region, Plan())
    assert [row.deviation for row in audited.outcomes] == [None, None]
    (spread,) = audited.spreads
    assert [spread.largest, spread.hoover, spread.gini] == [0, 0, 0]
    assert audited.goals == {"shortfall": 0, "fair_share:fair": 0}


def test_the_shortfall_weighs_what_is_missed_and_not_what_is_kept() -> None:
    """Aarle lacks 2 of 3 and Beek has 1 too many; at a half a dwelling lacked that is 1."""
    region = scenario(amount(at_least=3, each="municipality", binding=False, weight="1/2"))
    audited = audit(region, plan_of(region, {(A, "market"): 1, (B, "market"): 4}))
    assert audited.goals["shortfall"] == 1
    assert audited.kept


@pytest.mark.parametrize(
    ("goals", "stand"),
    [
        (["cost", "shortfall"], ["cost", "shortfall"]),
        (["shortfall", "cost"], ["shortfall", "cost"]),
        (["cost"], ["cost", "shortfall"]),
        ([], ["shortfall"]),
    ],
)
def test_goals_stand_in_the_order_in_which_they_come(goals: list[str], stand: list[str]) -> None:
    region = scenario(amount(at_least=3, binding=False), goals=goals)
    audited = audit(region, plan_of(region, {}))
    assert [*audited.goals] == stand


@pytest.mark.parametrize(
    ("goal", "value"),
    [
        # 3, 5 and 1 in Aarle, 2 in each year in Beek: |5 - 3| + |1 - 5|
        ("smooth_years", 6),
        # 9 at 1,000 euros; Beek's location costs nothing
        ("cost", 9000),
    ],
)
def test_goals_by_hand(goal: str, value: int) -> None:
    written: dict[str, Any] = document(
        horizon={"first_year": 2025, "last_year": 2027}, goals=[goal]
    )
    written["capacity"][0]["cost_per_dwelling"] = 1000
    region = scenario(**{key: item for key, item in written.items() if key != "agreements"})
    cells: dict[Cell, int | Fraction] = {
        (code, "market", year, "regular", pool): number
        for code, pool, numbers in ((A, "p0", (3, 5, 1)), (B, "p1", (2, 2, 2)))
        for year, number in zip((2025, 2026, 2027), numbers, strict=True)
    }
    assert audit(region, Plan({"new_build": cells})).goals[goal] == value
