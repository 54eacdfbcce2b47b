"""A search for whole numbers, in a problem of which only some unknowns must be whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

import numpy as np

from optimiser.formulation.objectives import Pass, goal_grain, hold_sum, whole_held
from optimiser.formulation.problem import Problem
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Matrix
from optimiser.solver.settings import LOOSE
from optimiser.solver.tolerances import EXACT


def ask_whole(engine: Engine, columns: Collection[int]) -> None:
    """Ask for whole numbers, between bounds that are whole.

    Between others HiGHS 1.15.1 calls feasible problems infeasible where it does not presolve them:
    2,113.000004 for 2,113 was enough.

    Parameters
    ----------
    engine
        Holds the problem, with bounds as its matrix has them.
    columns
        The columns of what must be whole.
    """
    engine.whole(columns)
    matrix, places = engine.matrix, engine.placed(columns)
    least, most = matrix.lower[places], matrix.upper[places]
    engine.bound(columns, np.ceil(least - EXACT), np.floor(most + EXACT))


def minimised_whole(
    problem: Problem,
    goal: Pass,
    before: Iterable[tuple[Pass, float]],
    *,
    matrix: Matrix,
    columns: Collection[int],
    limits: Limits,
    nodes: int | None = None,
    rows: Iterable[tuple[float, float, Mapping[int, float]]] = (),
) -> tuple[Engine, Answer]:
    """Minimise a sum with some unknowns whole, as far as few nodes lead.

    Parameters
    ----------
    problem
        The scenario as a problem.
    goal
        The sum.
    before
        The sums that come before it, with what they are held at.
    matrix
        The problem's, or a coarser one.
    columns
        The columns of what must be whole.
    limits
        When to stop.
    nodes
        Nodes of the search; as many as a proof may take if absent.
    rows
        What else is known: between what other sums lie.
    """
    engine = Engine(matrix, limits)
    for each, reached in before:
        # Held at 4,723.05 for 4,723 HiGHS 1.15.1 called 967 the least where 966 was possible.
        worst = float if goal_grain(problem, each) is not None else whole_held
        hold_sum(engine, each.costs, reached, worst=worst)
    for least, most, entries in rows:
        engine.add_row(least, most, entries)
    ask_whole(engine, columns)
    engine.costs(goal.costs)
    most = limits.params.whole.proof_nodes if nodes is None else nodes
    with engine.with_options(**LOOSE), engine.at_most(most):
        return engine, engine.run(part=0.5)


def whole_grains(value: float, grain: Fraction) -> float:
    """Give the whole number of grains that is meant by a value."""
    return float(round(value / float(grain)) * grain)
