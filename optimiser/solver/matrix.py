"""The matrix: a PuLP problem as arrays, for one HiGHS instance.

PuLP's own HiGHS call passes row by row and reports wrong statuses at limits, so PuLP serves for the
algebra only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from pulp import LpConstraint, LpConstraintGE, LpConstraintLE, LpVariable

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]


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


def rows_of(places: Iterable[Sequence[int]]) -> Terms:
    """Give rows that add up unknowns, each of them once."""
    rows = [*places]
    index = np.fromiter(chain.from_iterable(rows), dtype=np.int32)
    start = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    return Terms(start, index, np.ones(index.size))


NOTHING = Terms(np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0))
"""No rows."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of a problem in compressed form, columns by the order of the unknowns.

    Parameters
    ----------
    columns, rows
        Position of each unknown among all of the problem's, and of each constraint by name.
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

    columns: Mapping[LpVariable, int]
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

    def complete(self, values: Floats) -> None:
        """Fill in what the totals add up to, at a point with all of the problem's unknowns."""
        values[self.totals] = self.parts.sums(values)


def as_matrix(constraints: Iterable[LpConstraint], unknowns: Iterable[LpVariable]) -> Matrix:
    """Read a PuLP problem into arrays, each row brought to a largest coefficient of one.

    Rows are whole numbers as agreed (``10 x >= 3 y``, inhabitants as coefficients); the solver's
    absolute tolerance means the same in all of them only when they are of one size.

    Parameters
    ----------
    constraints
        Its rows.
    unknowns
        All of its unknowns, also those that stand in no row.
    """
    ordered = sorted(unknowns, key=lambda column: str(column.name))
    # PuLP's unknowns are hashed in Python, which is slow; that each is itself is enough here.
    position = {id(column): place for place, column in enumerate(ordered)}
    rows: dict[str, int] = {}
    start, index = [0], list[int]()
    value, low, high = list[Any](), list[float](), list[float]()
    for row in constraints:
        rows[row.name] = len(rows)
        index.extend(map(position.__getitem__, map(id, row.expr)))
        value.extend(row.expr.values())
        start.append(len(index))
        bound = -float(row.constant)
        low.append(-np.inf if row.sense == LpConstraintLE else bound)
        high.append(np.inf if row.sense == LpConstraintGE else bound)
    starts, values = np.array(start, dtype=np.int32), np.array(value, dtype=float)
    size = largest(starts, np.abs(values))
    return Matrix(
        dict(zip(ordered, range(len(ordered)), strict=True)),
        rows,
        np.array([0.0 if column.lowBound is None else column.lowBound for column in ordered]),
        np.array([np.inf if column.upBound is None else column.upBound for column in ordered]),
        np.array(low) / size,
        np.array(high) / size,
        starts,
        np.array(index, dtype=np.int32),
        values / np.repeat(size, np.diff(starts)),
        np.arange(len(ordered), dtype=np.int32),
    )


def largest(start: Indices, sizes: Floats) -> Floats:
    """Give the largest entry of each row; one where a row is empty."""
    found = np.ones(len(start) - 1)
    filled = np.diff(start) > 0
    if filled.any():
        found[filled] = np.maximum.reduceat(sizes, start[:-1][filled])
    return found


def arrays(matrix: Matrix) -> tuple[Any, ...]:
    """Give a model as HiGHS takes it fastest: without costs, and without whole numbers."""
    columns, rows, entries = len(matrix.unknowns), len(matrix.rows), len(matrix.value)
    by_row, least, offset = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0
    bounds = matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper
    compressed = matrix.start, matrix.index, matrix.value
    kinds = np.full(columns, int(highspy.HighsVarType.kContinuous), dtype=np.int32)
    sizes = columns, rows, entries, by_row, least, offset
    return (*sizes, np.zeros(columns), *bounds, *compressed, kinds)
