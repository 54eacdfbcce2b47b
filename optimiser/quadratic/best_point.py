"""The one best point of a convex quadratic problem over linear rows.

PIQP, an interior point method, comes near it; what is tight there says where it is exactly. So it
depends on the problem and not on when a method stopped, or from where it began.
"""

from __future__ import annotations

import numpy as np
import piqp

from optimiser.quadratic.active_set import ActiveSet, Quadratic, Sides, settled_point
from optimiser.quadratic.fixed import with_what_is_fixed
from optimiser.quadratic.sparse import upper_triangle
from optimiser.solver.matrix import Floats

NEAR, FINEST, FINE = 1e-7, 1e-13, 1e-9
"""How near it comes before what is tight can be told: on the shipped scenarios as well as from ten
digits, which take four iterations more. And where that leads nowhere: all digits that a float has,
or what is asked for where it loses its way among rows that contradict each other in their last
digits."""
FULL, CAREFUL = 0.99, 0.9
"""Which part of the way to the nearest bound its steps go. Where it calls a problem impossible on
the way, which it is not, it mostly finds it with shorter steps."""
ITERATIONS = 36
"""Its iterations at most: the shipped scenarios have their first six digits after 12 to 22."""
BROKEN = 1e-4
"""A row that is off by more than this is broken: a tenth of what a preview shows."""


def minimum(
    problem: Quadratic, guess: ActiveSet | None = None, *, near: bool = True
) -> tuple[Floats, ActiveSet] | None:
    """Find the best point.

    Parameters
    ----------
    problem
        The problem.
    guess
        What may be tight there: whatever is guessed, it is the same point.
    near
        Whether to come near from nothing, too, where the guess leads nowhere.

    Returns
    -------
    tuple or None
        The point, and what is tight there as far as that could be told; None when no point was
        found that keeps the rows.
    """
    problem = with_what_is_fixed(problem)
    found = None if guess is None else settled_point(problem, guess)
    if found is not None and keeps(problem, found[0]):
        return found
    if not near:
        return None
    free, small = problem.lower != problem.upper, problem.without_fixed()
    for digits, part in ((NEAR, FULL), (NEAR, CAREFUL), (FINEST, FULL), (FINE, FULL)):
        point, active = interior(small, digits, part)
        every, sides = problem.lower.copy(), np.zeros(free.size, dtype=np.int8)
        every[free], sides[free] = np.clip(point, small.lower, small.upper), active.unknowns
        inner = every, ActiveSet(sides, active.rows, active.multipliers)
        found = settled_point(problem, inner[1]) if digits == NEAR else inner
        if found is not None and keeps(problem, found[0]):
            return found
    return None


def keeps(problem: Quadratic, point: Floats) -> bool:
    """Tell whether a point keeps the rows."""
    sums = problem.rows @ point
    off = np.maximum(problem.row_lower - sums, sums - problem.row_upper)
    return bool(off.max(initial=0.0) < BROKEN)


def interior(problem: Quadratic, near: float, part: float = FULL) -> tuple[Floats, ActiveSet]:
    """Come near to the best point, or end where it cannot come nearer; guess what is tight.

    Parameters
    ----------
    problem
        The problem, without unknowns that are fixed.
    near
        How near it comes.
    part
        Which part of the way to the nearest bound its steps go.
    """
    equal = problem.row_lower == problem.row_upper
    solver = piqp.SparseSolver()
    solver.settings.eps_abs = solver.settings.eps_rel = near
    solver.settings.max_iter, solver.settings.tau = ITERATIONS, part
    # More of them would add up in another order.
    solver.settings.num_threads = 1
    solver.setup(
        upper_triangle(problem.squares),
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
    found = solver.result
    point, rows = np.array(found.x), np.zeros(equal.size, dtype=np.int8)
    multipliers = np.zeros(equal.size)
    multipliers[equal], multipliers[~equal] = found.y, found.z_u - found.z_l
    sums = (problem.rows @ point)[~equal]
    low, high = problem.row_lower[~equal], problem.row_upper[~equal]
    rows[~equal] = pressed(sums - low, found.z_l, high - sums, found.z_u)
    bounds = point - problem.lower, found.z_bl, problem.upper - point, found.z_bu
    return point, ActiveSet(pressed(*bounds), rows, multipliers)


def pressed(below: Floats, down: Floats, above: Floats, up: Floats) -> Sides:
    """Guess which bounds are tight: there is less room to them than there is pressure on them."""
    return (up > above).astype(np.int8) - (down > below).astype(np.int8)
