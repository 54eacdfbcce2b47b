"""The matrix: a problem's rows as arrays, for one HiGHS instance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from models.exact import Number

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
Bounds = tuple[Floats, Floats, Floats, Floats]
"""Lower and upper bounds of unknowns, and of rows."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Rows of terms in compressed form: row ``r`` has ``start[r]:start[r + 1]``.

    Parameters
    ----------
    start
        Where rows begin.
    index
        The unknown of each term.
    factor
        What it is multiplied by.
    """

    start: Indices
    index: Indices
    factor: Floats

    def written_out(self, meaning: Terms) -> tuple[Terms, Indices]:
        """Replace each unknown by the row that says what it is.

        Gives with the new terms which term each of them comes from.
        """
        counts = np.diff(meaning.start)[self.index]
        end = np.concatenate(([0], np.cumsum(counts)))
        source = np.repeat(np.arange(self.index.size, dtype=np.int32), counts)
        at = meaning.start[self.index[source]] + np.arange(source.size) - end[source]
        factor = self.factor[source] * meaning.factor[at]
        return Terms(end[self.start], meaning.index[at], factor), source

    def only(self, which: npt.NDArray[np.bool_]) -> tuple[Terms, Indices]:
        """Give some rows, and which term each of theirs was."""
        counts = np.diff(self.start)
        kept = np.flatnonzero(np.repeat(which, counts)).astype(np.int32)
        start = np.concatenate(([0], np.cumsum(counts[which])))
        return Terms(start, self.index[kept], self.factor[kept]), kept

    def sums(self, values: Floats) -> Floats:
        """Add up each row at a point."""
        size = self.start.size - 1
        rows = np.repeat(np.arange(size), np.diff(self.start))
        sums = np.bincount(rows, values[self.index] * self.factor, minlength=size)
        return sums.astype(float)


def summing_rows(places: Iterable[Sequence[int]]) -> Terms:
    """Give rows that add up unknowns, each of them once."""
    rows = [*places]
    index = np.fromiter(chain.from_iterable(rows), dtype=np.int32)
    start = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    return Terms(start, index, np.ones(index.size))


NOTHING = Terms(np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0))
"""No rows."""


@dataclass(slots=True)
class Constraint:
    """A row of a problem: a sum of unknowns, and a number, beside zero. As fast as a `Linear`.

    Parameters
    ----------
    name
        Its name.
    terms
        What it multiplies each unknown by, by its name.
    constant
        The number.
    sense
        ``<=``, ``>=`` or ``==``.
    """

    name: str
    terms: Mapping[str, Number]
    constant: Number
    sense: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of a problem in compressed form, columns by the order of the unknowns.

    Parameters
    ----------
    columns, rows
        Position of each unknown among all of the problem's, and of each constraint, by name.
    lower, upper
        Bounds of the unknowns.
    row_lower, row_upper
        Bounds of the rows.
    start, index, value
        Compressed rows: row ``r`` has its entries in ``start[r]:start[r + 1]``.
    unknowns
        Positions, by ``columns``, of the unknowns that bounds and rows are about: all of them,
        unless it is condensed. The numbers in ``index`` are places in this list.
    totals
        Positions of totals that are no unknowns, because what they add up is.
    parts
        What each of those adds up.
    """

    columns: Mapping[str, int]
    rows: Mapping[str, int]
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    start: Indices
    index: Indices
    value: Floats
    unknowns: Indices
    totals: Indices = field(default_factory=lambda: NOTHING.index)
    parts: Terms = NOTHING

    @property
    def bounds(self) -> Bounds:
        """Those of the unknowns, and those of the rows."""
        return self.lower, self.upper, self.row_lower, self.row_upper

    def values_at(self, point: Floats) -> Floats:
        """Give all of the problem's unknowns where those of this matrix are at a point."""
        values = np.zeros(len(self.columns))
        values[self.unknowns] = point
        self.complete(values)
        return values

    def changed_rows(self, other: Matrix) -> Indices | None:
        """Give the rows that have other numbers in another matrix; None where more is different.

        Parameters
        ----------
        other
            The other matrix.
        """
        same = self.start is other.start and self.index is other.index
        if not (same and all(map(np.array_equal, self.bounds[:2], other.bounds[:2]))):
            return None
        different = [*map(np.not_equal, self.bounds[2:], other.bounds[2:])]
        entries = np.flatnonzero(self.value != other.value)
        rows = np.searchsorted(self.start, entries, side="right") - 1
        return np.union1d(rows, np.flatnonzero(np.logical_or(*different))).astype(np.int32)

    def complete(self, values: Floats) -> None:
        """Fill in what the totals add up to, at a point with all of the problem's unknowns."""
        values[self.totals] = self.parts.sums(values)


def as_matrix(constraints: Sequence[Constraint], unknowns: Mapping[str, float]) -> Matrix:
    """Write a problem as arrays, each row brought to a largest coefficient of one.

    Rows are whole numbers as agreed (``10 x >= 3 y``, inhabitants as coefficients); the solver's
    absolute tolerance means the same in all of them only when they are of one size.

    Parameters
    ----------
    constraints
        Its rows.
    unknowns
        The most that each of its unknowns can be, also of those that stand in no row.
    """
    columns = {name: place for place, name in enumerate(sorted(unknowns))}
    each = [row.terms for row in constraints]
    start = np.cumsum([0, *map(len, each)], dtype=np.int32)
    places = map(columns.__getitem__, chain.from_iterable(each))
    index = np.fromiter(places, dtype=np.int32, count=int(start[-1]))
    numbers = chain.from_iterable(row.values() for row in each)
    values = np.fromiter(numbers, dtype=float, count=index.size)
    bound = np.array([-float(row.constant) for row in constraints], dtype=float)
    below, above = (np.array([row.sense == one for row in constraints]) for one in ("<=", ">="))
    size = largest(start, np.abs(values))
    return Matrix(
        columns,
        {row.name: place for place, row in enumerate(constraints)},
        np.zeros(len(columns)),
        np.fromiter(map(unknowns.__getitem__, columns), dtype=float, count=len(columns)),
        np.where(below, -np.inf, bound) / size,
        np.where(above, np.inf, bound) / size,
        start,
        index,
        values / np.repeat(size, np.diff(start)),
        np.arange(len(columns), dtype=np.int32),
    )


def largest(start: Indices, sizes: Floats) -> Floats:
    """Give the largest entry of each row; one where a row is empty."""
    found = np.ones(len(start) - 1)
    filled = np.diff(start) > 0
    if filled.any():
        found[filled] = np.maximum.reduceat(sizes, start[:-1][filled])
    return found


def highs_arrays(matrix: Matrix) -> tuple[Any, ...]:
    """Give a model as HiGHS takes it fastest: without costs, and without whole numbers."""
    columns, rows, entries = len(matrix.unknowns), len(matrix.rows), len(matrix.value)
    by_row, least, offset = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0
    bounds = matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper
    compressed = matrix.start, matrix.index, matrix.value
    kinds = np.full(columns, int(highspy.HighsVarType.kContinuous), dtype=np.int32)
    sizes = columns, rows, entries, by_row, least, offset
    return (*sizes, np.zeros(columns), *bounds, *compressed, kinds)
