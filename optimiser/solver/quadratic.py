"""A convex quadratic problem over linear rows, and the one best point of it.

PIQP, an interior point method, is asked for all the digits that it can give, so that what it ends
with depends on the problem and not on when it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import piqp
from scipy import sparse

from optimiser.solver.matrix import Floats

FINEST, FINE = 1e-13, 1e-9
"""How near it comes before it stops: all digits that a float has, and what is asked for where it
loses its way among rows that contradict each other in their last digits."""
ITERATIONS = 36
"""Its iterations at most: the shipped scenarios have their first six digits after 12 to 22."""
BROKEN = 1e-4
"""A row that is off by more than this is broken: a tenth of what a preview shows."""


@dataclass(frozen=True, slots=True)
class Quadratic:
    r"""Minimise :math:`\tfrac12 x'Px + q'x` with :math:`l \le Ax \le u` and bounds on :math:`x`.

    Parameters
    ----------
    squares
        The matrix :math:`P`, symmetric and positive semidefinite.
    linear
        The vector :math:`q`.
    rows
        The matrix :math:`A`.
    row_lower, row_upper
        Bounds of the rows.
    lower, upper
        Bounds of the unknowns.
    """

    squares: Any
    linear: Floats
    rows: Any
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats


def minimum(problem: Quadratic) -> Floats | None:
    """Find the best point.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    array or None
        The point; None when none was found that keeps the rows.
    """
    for near in (FINEST, FINE):
        point = interior(problem, near)
        sums = problem.rows @ point
        off = np.maximum(problem.row_lower - sums, sums - problem.row_upper)
        if off.max(initial=0.0) < BROKEN:
            return np.clip(point, problem.lower, problem.upper)
    return None


def interior(problem: Quadratic, near: float) -> Floats:
    """Come near to the best point, or end where it cannot come nearer."""
    equal = problem.row_lower == problem.row_upper
    solver = piqp.SparseSolver()
    solver.settings.eps_abs = solver.settings.eps_rel = near
    solver.settings.max_iter = ITERATIONS
    # More of them would add up in another order.
    solver.settings.num_threads = 1
    solver.setup(
        sparse.triu(problem.squares).tocsc(),
        problem.linear,
        problem.rows[equal].tocsc(),
        problem.row_lower[equal],
        problem.rows[~equal].tocsc(),
        problem.row_lower[~equal],
        problem.row_upper[~equal],
        problem.lower,
        problem.upper,
    )
    solver.solve()
    return np.array(solver.result.x)
