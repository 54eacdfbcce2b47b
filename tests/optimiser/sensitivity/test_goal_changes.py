"""How goals differ between two solves: by hand, in small numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.scenario import Scenario
from optimiser import solve
from optimiser.formulation.problem import Problem
from optimiser.sensitivity.goal_changes import (
    GoalChange,
    Reached,
    first_difference,
    pursue_goals,
    reached_by,
)
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from tests.regions import amount, fair_share, municipality, pool, scenario

Values = tuple[Fraction, ...]
FAIR = "fair_share:fair"


def values(*numbers: float) -> Values:
    return tuple(Fraction(str(number)) for number in numbers)


@pytest.mark.parametrize(
    ("before", "after", "rank"),
    [
        (values(3, 2, 1), values(3, 2, 0), 3),
        (values(3, 2), values(4, 0), 1),
        # What is not there is nothing: a deviation more is one that was zero.
        (values(3), values(3, 2), 2),
        (values(), values(5), 1),
    ],
)
def test_the_first_deviation_that_differs_counts(before: Values, after: Values, rank: int) -> None:
    found, old, new = first_difference(before, after)
    assert found == rank
    both = [(*each, *[Fraction(0)] * 3) for each in (before, after)]
    assert (old, new) == (both[0][rank - 1], both[1][rank - 1])


@pytest.mark.parametrize(
    ("before", "after"),
    [((), ()), (values(7, 2), values(7, 2)), (values(1000), values(1000.001))],
)
def test_what_the_solver_cannot_tell_apart_is_the_same(before: Values, after: Values) -> None:
    """A thousandth of a dwelling in a thousand is nothing; in one it would be."""
    rank, old, new = first_difference(before, after)
    assert (rank, old) == (1, new)
    assert first_difference(values(1), values(1.001))[1:] == values(1, 1.001)


@pytest.mark.parametrize(
    ("after", "gap", "rank", "said"),
    [
        (2, 0, 1, "short: stays 2 dwellings"),
        (5, 0, 1, "short: from 2 dwellings to 5 dwellings, 3 dwellings worse"),
        (1, 0, 1, "short: from 2 dwellings to 1 dwelling, 1 dwelling better"),
        (5, 0, 2, "short (deviation number 2): from 2 dwellings to 5 dwellings, 3 dwellings worse"),
        (
            5,
            3,
            1,
            "short: from 2 dwellings to 5 dwellings, 3 dwellings worse "
            "(no more than the 3 dwellings that whole dwellings make, so it may not show)",
        ),
    ],
)
def test_a_change_is_said(after: int, gap: int, rank: int, said: str) -> None:
    region = scenario(amount(at_least=1, binding=False), goals=["shortfall"])
    change = GoalChange("shortfall", "dwellings", rank, Fraction(2), Fraction(after), Fraction(gap))
    goal = region.goal_sentence("shortfall").render("en")
    assert change.text(region).render("en") == said.replace("short", goal, 1)
    assert change.certain is (abs(after - 2) > gap)


def of_a_hundred() -> Scenario:
    """Of 100 dwellings 20, 50 and 30 are fair; there is room for 10, 52 and 100; 110 are wished."""
    return scenario(
        amount(exactly=100),
        amount("more", at_least=110, binding=False),
        fair_share(of={"quantity": "target"}),
        municipalities=[
            municipality(number, households=weight, target=weight)
            for number, weight in enumerate((20, 50, 30))
        ],
        capacity=[pool(number, dwellings) for number, dwellings in enumerate((10, 52, 100))],
        goals=["shortfall", {"fair_share": "fair"}],
    )


def room_in_beek(engine: Engine, problem: Problem, dwellings: float) -> None:
    """Let Beek build so many dwellings instead of its 52."""
    (row,) = [
        row
        for row in problem.rows
        if row.requirement.agreement.id == "capacity" and row.requirement.right == 52
    ]
    engine.bound_row(problem.matrix.rows[row.name], -float("inf"), dwellings)


def test_goals_are_reached_in_order_and_a_change_in_the_engine_counts() -> None:
    """Aarle is 10/20 off, Cuijk 8/30 and Beek 2/50; with room for 54 Beek takes 2 from Cuijk."""
    region = of_a_hundred()
    problem = Problem(region)
    before = pursue_goals(problem, Limits())
    assert before.answer is Answer.OPTIMAL
    assert before.values["shortfall"] == values(10)
    assert before.values[FAIR] == values(0.5, 0.266667, 0.04)
    after = pursue_goals(problem, Limits(), lambda engine: room_in_beek(engine, problem, 54.0))
    assert after.values[FAIR] == values(0.5, 0.2, 0.08)
    same, changed = after.changes(region, before)
    assert (same.goal, same.unit, same.before, same.after) == (
        "shortfall",
        "dwellings",
        *values(10, 10),
    )
    assert (changed.goal, changed.unit, changed.rank) == (FAIR, "ratio", 2)
    assert (changed.before, changed.after) == values(0.266667, 0.2)


def test_where_nothing_can_be_there_is_nothing_to_say() -> None:
    problem = Problem(of_a_hundred())
    nowhere = pursue_goals(problem, Limits(), lambda engine: room_in_beek(engine, problem, -1.0))
    assert nowhere == Reached(Answer.INFEASIBLE)


def test_a_result_reaches_what_its_audit_counts() -> None:
    """A preview reaches what the goals come to in fractions; whole dwellings are near it."""
    region = of_a_hundred()
    fractions = pursue_goals(Problem(region), Limits()).values
    preview, whole = (reached_by(solve(region, preview=yes)).values for yes in (True, False))
    assert preview.keys() == whole.keys() == fractions.keys()
    for goal, found in fractions.items():
        assert tuple(round(each, 6) for each in preview[goal]) == found
    assert whole == {
        "shortfall": values(10),
        FAIR: (Fraction(1, 2), Fraction(8, 30), Fraction(2, 50)),
    }
    assert reached_by(solve(scenario(amount(at_least=99)))) == Reached(Answer.INFEASIBLE)


def test_the_gaps_of_both_sides_count_together() -> None:
    region = scenario(amount(at_least=1, binding=False), goals=["shortfall"])
    before = Reached(Answer.OPTIMAL, {"shortfall": values(1)}, {"shortfall": values(0.5)})
    after = Reached(Answer.OPTIMAL, {"shortfall": values(2)}, {"shortfall": values(0.25)})
    (change,) = after.changes(region, before)
    assert change.gap == Fraction(3, 4)
    assert after.gap("shortfall", 2) == after.gap("travel", 1) == 0
    assert after.apart(before) == {"shortfall": values(1)}


def test_who_has_no_fair_share_does_not_deviate_from_it() -> None:
    region = scenario(
        amount(exactly=10),
        fair_share(of={"quantity": "target"}),
        municipalities=[
            municipality(0, households=0, target=0),
            municipality(1, households=7, target=10),
        ],
        goals=[{"fair_share": "fair"}],
    )
    assert reached_by(solve(region)).values == {FAIR: values(0)}
