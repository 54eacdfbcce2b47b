r"""Weak duality: what no point of a problem goes below, in exact numbers, from a solver's duals.

Every point :math:`0 \le x \le u` with :math:`A x \ge b` has

.. math:: c^\top x \;\ge\; y^\top b + \sum_j \min(0,\; c - A^\top y)_j \, u_j

whatever the multipliers :math:`y \ge 0` are and however they were found. The solver's duals are
floats; as whole numbers of tiny parts, over the rows as they were agreed, they prove about what the
solver says, and never more than is true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat

import numpy as np

from models.exact import Number
from optimiser.solver.matrix import Constraint, Floats, Matrix

PARTS = 2**64
"""Multipliers are whole numbers of such parts of one."""

DIGITS = 12
"""Decimals of a dual that count: one of 1.0000000000000002 was meant to be one."""

OUTWARD = 1e-9
"""The part of all that was added up in floats by which a bound is too wide, so that it holds."""

SWEEPS = 4
"""Times that all rows are gone through for what unknowns are at most."""


@dataclass(frozen=True, slots=True)
class RowDuals:
    """The duals of an answer, by the rows' names.

    Parameters
    ----------
    rows
        Where rows are, by name.
    duals
        The dual of each row.
    held
        Where the row is that holds a goal, by the goal's name.
    """

    rows: Mapping[str, int]
    duals: Floats
    held: Mapping[str, int]

    def named(self, constraints: Mapping[str, Constraint]) -> Iterator[tuple[Constraint, float]]:
        """Give the rows that have a dual, and each with its dual.

        Parameters
        ----------
        constraints
            The rows, by name.
        """
        duals = self.duals[: len(self.rows)].round(DIGITS)
        names = [*self.rows]
        for place in np.flatnonzero(duals):
            row = constraints[names[place]]
            # The solver has it with a largest coefficient of one.
            yield row, float(duals[place] / max(map(abs, map(float, row.terms.values()))))


def dual_bound(
    costs: Mapping[str, Number],
    rows: Iterable[tuple[Constraint, float]],
    definitions: Iterable[tuple[str, Constraint]],
    most: Callable[[str], Number | None],
) -> Fraction | None:
    """Give what a sum is at least wherever rows hold.

    Parameters
    ----------
    costs
        The sum: what it multiplies each unknown by, by its name.
    rows
        Rows, each with a multiplier: any number.
    definitions
        Totals by their names, with the rows that say what they are, each after those that it
        speaks of. They need no multiplier: totals are written out.
    most
        Gives what an unknown is at most; None where nothing is known.

    Returns
    -------
    Fraction or None
        None where these multipliers prove nothing.
    """
    left: dict[str, Number] = {name: cost * PARTS for name, cost in costs.items()}
    bound: Number = 0
    for row, dual in rows:
        times = int(dual * PARTS)
        if row.sense != "==" and (times > 0) != (row.sense == ">="):
            continue  # a row that is bounded on one side has a multiplier of one sign
        bound -= times * row.constant
        for name, factor in row.terms.items():
            left[name] = left.get(name, 0) - times * factor
    for total, row in reversed([*definitions]):
        if rest := left.pop(total, 0):
            bound += rest * row.constant
            for name, factor in row.terms.items():
                if name != total:
                    left[name] = left.get(name, 0) + rest * factor
    for name, rest in left.items():
        if rest < 0:
            limit = most(name)
            if limit is None:
                return None
            bound += rest * limit
    return Fraction(bound) / PARTS


def most_by_rows(matrix: Matrix) -> Floats:
    """Give what each unknown is at most because of the rows: never too little.

    Parameters
    ----------
    matrix
        The rows.
    """
    upper = matrix.upper.copy()
    row = np.repeat(np.arange(matrix.row_lower.size), np.diff(matrix.start))
    for _ in repeat(None, SWEEPS):
        before = upper.copy()
        for sign, bound in ((1.0, matrix.row_upper), (-1.0, -matrix.row_lower)):
            factor = sign * matrix.value
            others = np.where(factor < 0, -factor, 0.0)
            given = np.zeros(row.size)
            np.multiply(others, upper[matrix.index], out=given, where=others > 0)
            left_over = np.bincount(row, given, bound.size)
            left_over = (bound + left_over + OUTWARD * (1 + np.abs(bound) + left_over))[row]
            own = (factor > 0) & np.isfinite(left_over)
            np.minimum.at(upper, matrix.index[own], np.maximum(left_over[own], 0) / factor[own])
        if np.array_equal(upper, before):
            break
    return upper
