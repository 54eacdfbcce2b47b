"""Unattained shares: those that are exact and that no whole units can be, but nothing of nothing.

A solver is told of such a share that there is nothing at all. By how much a plan misses it does not
follow from that, so where it gives way it is asked as it was agreed, too.
"""

from __future__ import annotations

from math import inf

from optimiser.formulation.problem import Problem, Row
from optimiser.solver.highs import Engine


def columns_given(problem: Problem, engine: Engine, row: Row) -> tuple[int, ...]:
    """Give the columns of the unknowns for what a row gives, in its units.

    Parameters
    ----------
    problem
        The scenario as a problem.
    engine
        Where it is searched; an unattained share is asked there as it was agreed.
    row
        The row.

    Returns
    -------
    tuple of int
        One for each side on which it can give.
    """
    shortfalls = tuple(map(problem.column, row.shortfalls))
    asked = row.requirement
    told = problem.shares.told(asked)
    if asked.sense != "==" or told is asked:
        return shortfalls
    difference, constant = problem.terms(asked.left - asked.right)
    agreed = -constant / asked.scale
    entries = {at: factor / asked.scale for at, factor in difference.items()}
    below, above = (engine.add_column(0.0, 0.0) for _ in shortfalls)
    engine.add_row(agreed, inf, {**entries, below: 1.0})
    engine.add_row(-inf, agreed, {**entries, above: -1.0})
    # There may be something as soon as something is given.
    _, constant = problem.terms(told.left - told.right)
    most = 2.0 * (problem.shares.most + abs(constant))
    engine.bound(shortfalls, [0.0] * len(shortfalls), [inf] * len(shortfalls))
    engine.add_row(
        -inf, 0.0, {**dict.fromkeys(shortfalls, 1.0), **dict.fromkeys((below, above), -most)}
    )
    return below, above
