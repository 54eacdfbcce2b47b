r"""Relative deviations: how far outcomes are from fair shares, beside what there is to divide.

Where that is given, a deviation is relative as it stands, and to hold it is a bound. Where the plan
decides it, a deviation :math:`d_m = |x_m - w_m T| / w_m` is in units, and a quotient of unknowns is
no row. But that it is at most a level is one, :math:`d_m \le \lambda T`, and leaves the total
:math:`T` free. The least such level is found by Dinkelbach's method: with the level of the last
point as :math:`\lambda` the largest :math:`d_m - \lambda T` is made as small as can be, until it is
not below zero (J.-P. Crouzeix, J. A. Ferland and S. Schaible, *An algorithm for generalized
fractional programs*, 1985). It takes a few linear problems, as each step more than halves what is
left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat

import numpy as np

from optimiser.formulation.goal_rows import FairnessRows, FairRow
from optimiser.formulation.objectives import whole_held
from optimiser.formulation.problem import Problem
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT, ZERO

ALL = 1.0
"""How far who gets nothing is off, whatever there is to divide."""

Coefficients = dict[int, float]
"""What a row multiplies unknowns by, by their columns."""


def deviation_base(problem: Problem, row: FairRow) -> tuple[Coefficients, float]:
    """Give what a deviation is relative to: a sum of unknowns and a number.

    Where what there is to divide is given, a deviation is relative already: no sum, and one. Where
    the plan decides it, it is that sum, and a millionth on top: a plan that divides nothing would
    else leave a deviation that nothing is relative to.

    Parameters
    ----------
    problem
        The scenario as a problem.
    row
        Whose deviation it is.
    """
    if not row.outcome.decided:
        return {}, 1.0
    terms, constant = problem.terms(row.outcome.total)
    return terms, constant + EXACT


def deviation_row(problem: Problem, row: FairRow, most: float) -> tuple[Coefficients, float]:
    """Give the row, and its upper bound, that a deviation is at most a level.

    Parameters
    ----------
    problem
        The scenario as a problem.
    row
        Whose deviation it is: somebody's whose fair share is not zero.
    most
        The level, relative to the fair share.
    """
    terms, constant = deviation_base(problem, row)
    if terms and most == ALL:
        # With next to nothing on top, who gets nothing would be less off where less is divided.
        constant -= EXACT
    entries = {problem.column(row.deviation): 1.0}
    return entries | {at: -most * part for at, part in terms.items()}, most * constant


def hold_deviations(
    engine: Engine, problem: Problem, rows: Iterable[FairRow], most: float
) -> list[int]:
    """Hold deviations from the fair share at a most; gives the rows that this takes.

    Parameters
    ----------
    engine
        Holds the matrix.
    problem
        The scenario as a problem.
    rows
        Whose deviations.
    most
        The level, relative to the fair share.
    """
    added, bounds = [], dict[int, float]()
    for row in rows:
        if row.deviation is None:
            continue
        entries, upper = deviation_row(problem, row, most)
        if len(entries) == 1:
            bounds[next(iter(entries))] = upper
        else:
            added.append(engine.add_row(-np.inf, upper, entries))
    engine.bound(bounds, repeat(0.0, len(bounds)), bounds.values())
    return added


def largest_deviation_at(problem: Problem, rows: Iterable[FairRow], values: Floats) -> float:
    """Give the largest deviation at a point, relative to the fair share.

    Parameters
    ----------
    problem
        The scenario as a problem.
    rows
        Whose deviations.
    values
        The point.
    """
    found = 0.0
    for row in rows:
        outcome = row.outcome
        if row.deviation is not None:
            fair = float(outcome.weight) * problem.value(outcome.total, values)
            off = abs(values[problem.column(row.assigned)] - fair) / float(row.outcome.relative_to)
            found = max(found, off / deviation_base_at(problem, row, values))
    return float(found)


def deviation_base_at(problem: Problem, row: FairRow, values: Floats) -> float:
    """Give what a deviation is relative to at a point."""
    terms, constant = deviation_base(problem, row)
    return constant + sum(part * float(values[at]) for at, part in terms.items())


def least_largest(
    engine: Engine,
    problem: Problem,
    fairness: FairnessRows,
    rows: Sequence[FairRow],
    run: Callable[[], Answer],
) -> tuple[Answer, float]:
    """Make the largest of some deviations as small as can be.

    Parameters
    ----------
    engine
        Holds the matrix; it minimises the largest deviation.
    problem
        The scenario as a problem.
    fairness
        The goal.
    rows
        The outcomes of it that count; each has a deviation.
    run
        Has the engine solve what stands.

    Returns
    -------
    answer, level
        What came of it, and the largest deviation, relative to the fair share.
    """
    answer = run()
    if answer not in FOUND or not fairness.decided:
        return answer, max(0.0, engine.objective())
    level = largest_deviation_at(problem, rows, engine.values())
    while level > ZERO:
        # What nothing limits may grow without end, and each step by as much as there is.
        size = max(deviation_base_at(problem, row, engine.values()) for row in rows)
        engine.bound([problem.column(fairness.largest)], [-size], [np.inf])
        for row in rows:
            terms, constant = deviation_base(problem, row)
            limit = engine.matrix.rows[row.limit]
            engine.entries(limit, {at: -level * part for at, part in terms.items()})
            engine.bound_row(limit, -np.inf, level * constant)
        answer = run()
        if answer not in FOUND:
            break
        before, level = level, min(level, largest_deviation_at(problem, rows, engine.values()))
        if before - level <= ZERO * before:
            level = before
            break
    return answer, ALL if 0 <= ALL - level <= 2 * EXACT else level


def keep_largest(
    engine: Engine, problem: Problem, fairness: FairnessRows, run: Callable[[], Answer]
) -> tuple[Answer, list[int]]:
    """Make the largest deviation from what the plan decides as small as can be, and keep it so.

    Parameters
    ----------
    engine
        Holds the matrix.
    problem
        The scenario as a problem.
    fairness
        The goal.
    run
        Has the engine search.

    Returns
    -------
    answer, rows
        What came of it, and the rows that hold it.
    """
    rows = [row for row in fairness.counted if row.deviation is not None]
    engine.costs({problem.column(fairness.largest): 1.0})
    answer, level = least_largest(engine, problem, fairness, rows, run)
    held = hold_deviations(engine, problem, rows, whole_held(level)) if answer in FOUND else []
    return answer, held


def one_whole(engine: Engine, problem: Problem, fairness: FairnessRows) -> bool:
    """Tell whether all plans in fractions have as much to divide.

    Parameters
    ----------
    engine
        Holds the matrix; it minimises something else afterwards.
    problem
        The scenario as a problem.
    fairness
        The goal.
    """
    seen: list[Coefficients] = []
    for row in fairness.rows:
        terms, _ = deviation_base(problem, row)
        if terms in seen:
            continue
        seen.append(terms)
        ends = []
        for sign in (1.0, -1.0):
            engine.costs({at: sign * part for at, part in terms.items()})
            if engine.run(part=0.5) is not Answer.OPTIMAL:
                return False
            ends.append(sign * engine.objective())
        if ends[1] - ends[0] > EXACT * (1 + abs(ends[1])):
            return False
    return len(seen) <= 1
