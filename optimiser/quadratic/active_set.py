"""The active set: which bounds and rows hold the best point of a convex quadratic problem.

Once that is known the point is the solution of one linear system, to the last digits. From a guess
the primal-dual active set method comes there in a few steps: what the point breaks becomes tight,
and what pulls the wrong way is let go (M. Hintermüller, K. Ito and K. Kunisch, *The primal-dual
active set strategy as a semismooth Newton method*, 2002). That the last step changed nothing is the
proof: every condition of the optimum holds.

Where more is tight than it takes, many multipliers hold the same point, and among those that a
linear system gives by itself some pull the wrong way. So each step finds those that are nearest to
the ones before it, and a right guess with right multipliers is proven by its first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from optimiser.quadratic.sparse import bordered, factors, principal_submatrix
from optimiser.solver.matrix import Floats

ROUNDS = 40
"""Guesses after which there is no answer: from the shipped scenarios' interior points it takes one
to seven."""
PERTURBED, GIVES = 1e-6, 1e-7
"""What is added to squares, and units by which a row gives way for a multiplier of one. Both are
refined away again. Where rows hold the same point as others do, less than that throws multipliers
so far that guesses go astray (22 instead of 7 of them), and more leaves too much to refine."""
SOLVED = 8
"""Times that the system is solved for what is off yet: each leaves a thousandth of it or less."""
REFINED, STILL = 200, 1e-11
"""Times at most that it is solved at the end, until no unknown moves by more: where rows are nearly
the same each leaves half of what is off, and eight would leave what shows in a preview."""
BREACH = 1e-9
"""Units by which a bound may be broken, and a multiplier may pull the wrong way."""


@dataclass(frozen=True)
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

    @cached_property
    def system(self) -> Any:
        """The matrix of its optimum, if all rows were tight and no bound, with a shifted diagonal.

        So there is one solution whatever is tight, also where fixed values contradict each other in
        their last digits.
        """
        return bordered(self.squares, self.rows, self.shift)

    @property
    def shift(self) -> Floats:
        """What is added to that diagonal."""
        return np.repeat((PERTURBED, -GIVES), (self.lower.size, self.row_lower.size))

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
    multipliers
        How hard each row pulls.
    """

    unknowns: Sides
    rows: Sides
    multipliers: Floats


def settled_point(problem: Quadratic, guess: ActiveSet) -> tuple[Floats, ActiveSet] | None:
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
    multipliers = guess.multipliers
    for _ in range(ROUNDS):
        try:
            held = TightSystem(problem, unknowns, rows)
        except RuntimeError:  # what is tight leaves no solution that floats can tell
            return None
        point, multipliers = held.solution(multipliers)
        slope = problem.squares @ point + problem.linear + problem.rows.T @ multipliers
        next_unknowns = sides(unknowns, point, -slope, problem.lower, problem.upper)
        next_unknowns[fixed] = -1
        sums = problem.rows @ point
        next_rows = sides(rows, sums, multipliers, problem.row_lower, problem.row_upper)
        next_rows[equal] = -1
        if (next_unknowns == unknowns).all() and (next_rows == rows).all():
            active = ActiveSet(unknowns, rows, multipliers)
            return np.clip(held.point(), problem.lower, problem.upper), active
        unknowns, rows = next_unknowns, next_rows
    return None


def ended(guess: Sides, lower: Floats, upper: Floats) -> Sides:
    """Take the other end where a guess is at an end that is infinite; neither where both are."""
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
    stays = (tight != 0) & (pulls * tight >= -BREACH)
    low, high = (tight == 0) & (at < lower - BREACH), (tight == 0) & (at > upper + BREACH)
    return np.where(stays, tight, high.astype(np.int8) - low.astype(np.int8)).astype(np.int8)


class TightSystem:
    """A problem with some bounds and rows tight, and no other looked at: a linear system.

    Parameters
    ----------
    problem
        The problem.
    unknowns, rows
        Which bounds are tight.

    Raises
    ------
    RuntimeError
        If floats cannot tell its solution.
    """

    def __init__(self, problem: Quadratic, unknowns: Sides, rows: Sides) -> None:
        self._free, self._rows = np.flatnonzero(unknowns == 0), np.flatnonzero(rows)
        ends = np.where(unknowns < 0, problem.lower, problem.upper)
        self._given = np.where(unknowns == 0, 0.0, ends)
        sums = np.where(rows < 0, problem.row_lower, problem.row_upper) - problem.rows @ self._given
        slope = problem.linear + problem.squares @ self._given
        self._wanted = np.concatenate([-slope[self._free], sums[self._rows]])
        kept = np.concatenate([self._free, unknowns.size + self._rows])
        self._shifted, self._shift = principal_submatrix(problem.system, kept), problem.shift[kept]
        self._factored = factors(self._shifted)
        self._every = rows.size

    def solution(self, multipliers: Floats) -> tuple[Floats, Floats]:
        """Give the best point, and of the rows' multipliers there those nearest to some.

        Parameters
        ----------
        multipliers
            Of all rows; those that are not tight do not count.
        """
        found = np.concatenate([np.zeros(self._free.size), multipliers[self._rows]])
        for _ in range(SOLVED):
            found += self._off(found)
        pulls = np.zeros(self._every)
        pulls[self._rows] = found[self._free.size :]
        return self._at(found), pulls

    def point(self) -> Floats:
        """Give the best point to its last digits, which large multipliers would cost it."""
        found = np.zeros(self._free.size + self._rows.size)
        moved = np.inf
        for _ in range(REFINED):
            off = self._off(found)
            found += off
            before, moved = moved, np.abs(off[: self._free.size]).max(initial=0.0)
            if moved < STILL or moved >= before:  # or what is left is what floats cannot tell
                break
        return self._at(found)

    def _off(self, found: Floats) -> Floats:
        """Give what a solution is off yet, as far as the shifted system tells."""
        reached = self._shifted @ found - self._shift * found
        off: Floats = self._factored.solve(self._wanted - reached)
        return off

    def _at(self, found: Floats) -> Floats:
        """Give the point of a solution, with what is given."""
        point = self._given.copy()
        point[self._free] = found[: self._free.size]
        return point
