"""The active set: which bounds and rows hold the best point of a convex quadratic problem.

Once that is known the point is the solution of one linear system, to the last digits. From a guess
the primal-dual active set method comes there in a few steps: what the point breaks becomes tight,
and what pulls the wrong way is let go (M. Hintermüller, K. Ito and K. Kunisch, *The primal-dual
active set strategy as a semismooth Newton method*, 2002). That the last step changed nothing is the
proof: every condition of the optimum holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from optimiser.solver.matrix import Floats
from optimiser.solver.sparse import bordered, factors

STEPS = 16
"""Guesses after which there is no answer: from the shipped scenarios' interior points it takes two
to eight, and one to four from the answer before one number was changed."""
PERTURBED, GIVES = 1e-6, 1e-8
"""What is added to squares, and units by which a row gives way for a multiplier of one: so there is
one solution, also where fixed values contradict each other in their last digits. Both are refined
away again."""
REFINED = 6
"""Times that the solution is refined: each makes what is off a thousandth of it or less."""
EXACT = 1e-9
"""Units by which a bound may be broken, and a multiplier may pull the wrong way."""


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

    def without_fixed(self) -> Quadratic:
        """Leave out the unknowns that can have one value only."""
        fixed = self.lower == self.upper
        given, free = np.where(fixed, self.lower, 0.0), np.flatnonzero(~fixed)
        base = self.rows @ given
        return Quadratic(
            self.squares[free][:, free],
            (self.linear + self.squares @ given)[free],
            self.rows[:, free],
            self.row_lower - base,
            self.row_upper - base,
            self.lower[free],
            self.upper[free],
        )


Sides = npt.NDArray[np.int8]
"""Of each bound: -1 where the lower is tight, 1 where the upper is, 0 where neither."""


@dataclass(frozen=True, slots=True)
class ActiveSet:
    """A guess at what is tight at the best point.

    Parameters
    ----------
    unknowns, rows
        Which bounds of each.
    """

    unknowns: Sides
    rows: Sides


def settled(problem: Quadratic, guess: ActiveSet) -> tuple[Floats, ActiveSet] | None:
    """Find the best point from a guess at what is tight there.

    Parameters
    ----------
    problem
        The problem.
    guess
        The guess.

    Returns
    -------
    tuple or None
        The point, and what is tight there; None where too many guesses were wrong.
    """
    equal = problem.row_lower == problem.row_upper
    fixed = problem.lower == problem.upper
    unknowns = ended(guess.unknowns, problem.lower, problem.upper)
    rows = ended(guess.rows, problem.row_lower, problem.row_upper)
    unknowns[fixed], rows[equal] = -1, -1
    for _ in range(STEPS):
        try:
            point, multipliers = held_at(problem, unknowns, rows)
        except RuntimeError:  # what is tight leaves no solution that floats can tell
            return None
        slope = problem.squares @ point + problem.linear + problem.rows.T @ multipliers
        next_unknowns = sides(unknowns, point, -slope, problem.lower, problem.upper)
        next_unknowns[fixed] = -1
        sums = problem.rows @ point
        next_rows = sides(rows, sums, multipliers, problem.row_lower, problem.row_upper)
        next_rows[equal] = -1
        if (next_unknowns == unknowns).all() and (next_rows == rows).all():
            return np.clip(point, problem.lower, problem.upper), ActiveSet(unknowns, rows)
        unknowns, rows = next_unknowns, next_rows
    return None


def ended(guess: Sides, lower: Floats, upper: Floats) -> Sides:
    """Have what was guessed to be at an end that is none be at its other end, if that is one."""
    ends = np.isfinite(lower), np.isfinite(upper)
    down, up = ends[0] & ((guess < 0) | ~ends[1]), ends[1] & ((guess > 0) | ~ends[0])
    found: Sides = np.where(guess == 0, 0, up.astype(np.int8) - down).astype(np.int8)
    return found


def sides(tight: Sides, at: Floats, pulls: Floats, lower: Floats, upper: Floats) -> Sides:
    """Tell which bounds are tight next: those that pull the right way, and those that are broken.

    Parameters
    ----------
    tight
        Which are now.
    at
        What is bounded, at the point.
    pulls
        How it is pulled beyond its tight bound: above zero towards what is higher.
    lower, upper
        The bounds.
    """
    stays = (tight != 0) & (pulls * tight >= -EXACT)
    low, high = (tight == 0) & (at < lower - EXACT), (tight == 0) & (at > upper + EXACT)
    return np.where(stays, tight, high.astype(np.int8) - low.astype(np.int8)).astype(np.int8)


def held_at(problem: Quadratic, unknowns: Sides, rows: Sides) -> tuple[Floats, Floats]:
    """Find the best point with some bounds and rows tight, and no other looked at.

    Gives the point, and the multipliers of all rows.
    """
    free, held = np.flatnonzero(unknowns == 0), np.flatnonzero(rows)
    ends = np.where(unknowns < 0, problem.lower, problem.upper)
    given = np.where(unknowns == 0, 0.0, ends)
    sums = np.where(rows[held] < 0, problem.row_lower[held], problem.row_upper[held])
    tight = problem.rows[held]
    squares, crossed = problem.squares[free][:, free], tight[:, free]
    wanted = np.concatenate(
        [-(problem.linear + problem.squares @ given)[free], sums - tight @ given]
    )
    exact = bordered(squares, crossed)
    shift = np.concatenate([np.full(free.size, PERTURBED), np.full(held.size, -GIVES)])
    factored = factors(exact, shift)
    found = factored.solve(wanted)
    for _ in range(REFINED):
        found += factored.solve(wanted - exact @ found)
    point, multipliers = given, np.zeros(rows.size)
    point[free], multipliers[held] = found[: free.size], found[free.size :]
    return point, multipliers
