"""Any goal, a sum or one of fairness: what it comes to at least, and where it is held."""

from __future__ import annotations

from functools import partial

from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, hold_sum, still_held
from optimiser.formulation.problem import Problem
from optimiser.formulation.relative_deviations import (
    hold_deviations,
    least_largest,
)
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine


def least_of(engine: Engine, problem: Problem, goal: Pass | FairnessRows) -> float | None:
    """Find the least of a goal in fractions; of one of fairness that of the largest deviation.

    Parameters
    ----------
    engine
        Holds what comes before it.
    problem
        The scenario as a problem.
    goal
        The goal.

    Returns
    -------
    float or None
        None where it was not found in time.
    """
    run = partial(engine.run, 0.5)
    if isinstance(goal, Pass):
        engine.costs(goal.costs)
        answer, least = run(), engine.objective()
    else:
        engine.costs({problem.column(goal.largest): 1.0})
        rows = [row for row in goal.counted if row.deviation is not None]
        answer, least = least_largest(engine, problem, goal, rows, run)
    return least if answer is Answer.OPTIMAL else None


def hold_goal(engine: Engine, problem: Problem, goal: Pass | FairnessRows, value: float) -> int:
    """Hold a goal at a value while what comes after it is pursued.

    Parameters
    ----------
    engine
        Holds what comes before it.
    problem
        The scenario as a problem.
    goal
        The goal.
    value
        The value; of a goal of fairness the largest deviation.

    Returns
    -------
    int
        The first of the rows that hold it, if it takes any.
    """
    if isinstance(goal, Pass):
        return hold_sum(engine, goal.costs, value)
    rows = hold_deviations(engine, problem, goal.counted, still_held(value))
    return rows[0] if rows else -1
