"""The goals in whole numbers: in their order, fair by the goal itself, and honest."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.scenario import Scenario
from optimiser import Status, solve
from tests.regions import CODES, amount, fair_share, municipality, pool, scenario


def goal_values(region: Scenario) -> dict[str, Fraction]:
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert all(goal.proven and goal.least == goal.value for goal in result.goals)
    return {goal.id: goal.value for goal in result.goals}


def test_a_goal_before_the_shortfall_goes_before_it_in_whole_numbers_too() -> None:
    """Seven asked for as a wish, of which the three that are free are built; four are missed."""
    region = scenario(
        amount(at_least=7, binding=False),
        capacity=[pool(0, 3), {**pool(1, 8), "cost_per_dwelling": 1000}],
        goals=["cost", "shortfall"],
    )
    assert goal_values(region) == {"shortfall": Fraction(4), "cost": Fraction(0)}
    preview = {goal.id: round(goal.value) for goal in solve(region, preview=True).goals}
    assert preview == {"shortfall": 4, "cost": 0}


def test_one_a_year_goes_to_all_in_turn() -> None:
    """Of six years, one household each, by 3:2:1: three, two and one; not all to the first."""
    years = range(2025, 2031)
    region = scenario(
        amount(exactly=1, measure={"quantity": "housed"}, each="year"),
        fair_share(
            measure={"quantity": "housed"}, of={"quantity": "need"}, each=["municipality", "year"]
        ),
        horizon={"first_year": 2025, "last_year": 2030},
        groups=["urgent"],
        needs=[{"group": "urgent", "year": year, "households": 1} for year in years],
        municipalities=[municipality(at, households=n) for at, n in enumerate((3, 2, 1))],
        capacity=[],
        goals=[{"fair_share": "fair"}],
    )
    result = solve(region)
    assert result.plan is not None
    housed = dict.fromkeys(CODES[:3], 0)
    for (code, *_), number in result.plan.cells["housed"].items():
        housed[str(code)] += int(number)
    assert [*housed.values()] == [3, 2, 1]
    assert result.status is Status.OPTIMAL
    assert result.goals[0].value == 0, "years count as one"


def test_small_years_count_as_one_in_a_preview_too() -> None:
    """Two of three households went to one with a share of a third a year: then none the next.

    That is two beside a fair two thirds, twice too much; a year by itself would be five times.
    """
    region = scenario(
        fair_share(
            measure={"quantity": "housed"}, of={"quantity": "need"}, each=["municipality", "year"]
        ),
        horizon={"first_year": 2025, "last_year": 2026},
        groups=["urgent"],
        needs=[{"group": "urgent", "year": year, "households": 3} for year in (2025, 2026)],
        realised=[{"municipality": "GM0001", "year": 2025, "group": "urgent", "number": 2}],
        municipalities=[municipality(at, households=n) for at, n in enumerate((1, 4, 4))],
        capacity=[],
        goals=[{"fair_share": "fair"}],
    )
    preview, whole = solve(region, preview=True), solve(region)
    assert preview.status is whole.status is Status.OPTIMAL
    assert [preview.goals[0].value, whole.goals[0].value] == [2, 2]
    assert preview.steps[0].deviation == 2
    fixed = [place for step in preview.steps for place in step.fixed]
    assert sorted(fixed) == [(code, year) for code in CODES for year in (2025, 2026)]


def test_what_is_as_good_in_a_preview_is_divided_fairly_over_small_years() -> None:
    region = scenario(
        fair_share(
            measure={"quantity": "housed"}, of={"quantity": "need"}, each=["municipality", "year"]
        ),
        horizon={"first_year": 2025, "last_year": 2026},
        groups=["urgent"],
        needs=[
            {"group": "urgent", "year": 2025, "households": 1},
            {"group": "urgent", "year": 2026, "households": 2},
        ],
        municipalities=[municipality(at, households=n) for at, n in enumerate((3, 2, 1))],
        capacity=[],
        goals=[{"fair_share": "fair"}],
    )
    shares = [share.assigned for share in solve(region, preview=True).exact_shares]
    assert shares == pytest.approx([1 / 2, 1, 1 / 3, 2 / 3, 1 / 6, 1 / 3])
