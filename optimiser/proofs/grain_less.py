"""A grain less: whether a sum can be smaller than in a plan where only a few totals are whole.

Those are the totals that the goal compares, and those of the region. Mostly that is impossible:
1,358 dwellings of changes between years where fractions have 1,355; or 23,945 dwellings where a
third at least is of one kind, and two thirds are of others.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

import numpy as np

from optimiser.formulation.any_goal import hold_goal
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, goal_grain
from optimiser.formulation.problem import Problem
from optimiser.proofs.coarse import coarse_matrix
from optimiser.proofs.whole_search import ask_whole
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import NOTICEABLE


def none_better(
    problem: Problem,
    goal: Pass,
    before: Iterable[tuple[Pass | FairnessRows, float]],
    values: Floats,
    limits: Limits,
    *,
    soon: bool = False,
) -> bool:
    """Tell whether a sum can be no smaller where the totals that it compares are whole.

    Parameters
    ----------
    problem
        The scenario as a problem.
    goal
        The goal.
    before
        The goals that come before it, with what they come to in the plan.
    values
        The plan's unknowns.
    limits
        When to stop.
    soon
        Whether to ask only where segments and forms are one.
    """
    grain, whole = goal_grain(problem, goal), compared_totals(problem, goal)
    if grain is None or not whole:
        return False
    value = goal.value(values)
    slack = min(float(grain) / 2, NOTICEABLE * (1 + abs(value)))
    held, totals, about = [*before], set[int](), {*whole, *goal.costs}
    for sums in (each for each, _ in held if isinstance(each, Pass)):
        totals |= sums.costs.keys()
    # What is impossible without telling segments and forms apart soon shows.
    searches = (
        (coarse_matrix(problem, about, totals), whole),
        (problem.matrix, [*whole, *regional_totals(problem)]),
    )
    for matrix, columns in searches[:1] if soon else searches:
        known = {*matrix.unknowns.tolist()}
        if not goal.costs.keys() <= known:
            continue
        engine = Engine(matrix, limits)
        for each, reached in held:
            if matrix is problem.matrix or (isinstance(each, Pass) and each.costs.keys() <= known):
                hold_goal(engine, problem, each, reached)
        engine.costs(goal.costs)
        engine.add_row(-inf, value - float(grain) + slack, goal.costs)
        ask_whole(engine, columns)
        with engine.proofs_only():
            if engine.run(part=0.5) is Answer.INFEASIBLE:
                return True
    return False


def compared_totals(problem: Problem, goal: Pass) -> list[int]:
    """Give the columns of the totals, in whole numbers, that a sum's own rows compare."""
    matrix = problem.matrix
    rows = np.repeat(np.arange(matrix.row_lower.size), np.diff(matrix.start))
    own = np.unique(rows[np.isin(matrix.index, [*goal.costs])])
    totals = [matrix.columns[marginal.column] for marginal in problem.marginals]
    return [*map(int, np.intersect1d(matrix.index[np.isin(rows, own)], totals))]


def regional_totals(problem: Problem) -> list[int]:
    """Give the columns of the region's totals over all years, which shares may bring to grains.

    A third at least of one thing and two thirds of another leave only totals that three divides.
    """
    columns, apart = problem.matrix.columns, {"municipality", "year"}
    return [
        columns[marginal.column]
        for marginal in problem.marginals
        if apart.isdisjoint(marginal.selection)
    ]
