"""Condensing: totals that few rows use are written out in them, and what must be zero left out.

A total as an unknown of its own keeps rows short where many use it. Where few do, a row less is
worth more: the simplex method goes through all rows and unknowns again and again
(docs/benchmarks.md). A search for whole numbers wants totals as unknowns, and one for what can give
wants what is missing, so only the best point in fractions is sought in a condensed matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from optimiser.solver.matrix import Matrix, Terms


class Condensing:
    """How a matrix is condensed: the same for every one with other numbers in the same places.

    Parameters
    ----------
    matrix
        The matrix.
    totals
        The name of the row that says what a total is, by the total's column. Only totals that
        no goal speaks of: they are no unknowns afterwards.
    few_rows
        How many other rows may use a total that is written out in them.
    """

    def __init__(self, matrix: Matrix, totals: Mapping[int, str], few_rows: int) -> None:
        uses = np.bincount(matrix.index, minlength=len(matrix.columns)) - 1
        few = ((uses <= few_rows) & np.isinf(matrix.upper)).tolist()
        definitions = {column: matrix.rows[name] for column, name in totals.items() if few[column]}
        zero = (matrix.lower == 0) & (matrix.upper == 0)
        meaning = meanings(matrix, definitions, zero)
        total = np.zeros(len(matrix.columns), dtype=bool)
        total[[*definitions]] = True
        while total[meaning.index].any():
            meaning, _ = meaning.written_out(meaning)
        self._totals = np.flatnonzero(total).astype(np.int32)
        self._parts, _ = meaning.only(total)
        self._unknowns = np.flatnonzero(~total & ~zero).astype(np.int32)
        self._write_out(matrix, definitions, meaning)

    def _write_out(self, matrix: Matrix, definitions: Mapping[int, int], meaning: Terms) -> None:
        """Find where the entries of the rows that are left go to."""
        left = np.ones(len(matrix.rows), dtype=bool)
        left[[*definitions.values()]] = False
        self._left = left
        names = (name for name, stays in zip(matrix.rows, left, strict=True) if stays)
        self._rows = {name: place for place, name in enumerate(names)}
        rows, kept = Terms(matrix.start, matrix.index, np.ones(matrix.index.size)).only(left)
        found, source = rows.written_out(meaning)
        row = np.repeat(np.arange(len(self._rows)), np.diff(found.start))
        place = row * len(matrix.columns) + found.index
        order = np.argsort(place, kind="stable")
        self._source, self._factor = kept[source[order]], found.factor[order]
        # Where a row has an unknown by itself and in a total, both are added up.
        self._first = np.flatnonzero(np.diff(place[order], prepend=-1))
        entry = order[self._first]
        where = np.empty(len(matrix.columns), dtype=np.int32)
        where[self._unknowns] = np.arange(self._unknowns.size)
        self._index = where[found.index[entry]]
        starts = np.searchsorted(row[entry], np.arange(len(self._rows) + 1))
        self._start = starts.astype(np.int32)

    def condensed(self, matrix: Matrix) -> Matrix:
        """Write the totals out."""
        return replace(
            matrix,
            rows=self._rows,
            lower=matrix.lower[self._unknowns],
            upper=matrix.upper[self._unknowns],
            row_lower=matrix.row_lower[self._left],
            row_upper=matrix.row_upper[self._left],
            start=self._start,
            index=self._index,
            value=np.add.reduceat(matrix.value[self._source] * self._factor, self._first),
            unknowns=self._unknowns,
            totals=self._totals,
            parts=self._parts,
        )


def meanings(matrix: Matrix, definitions: Mapping[int, int], zero: npt.NDArray[np.bool_]) -> Terms:
    """Say what each unknown is: itself, nothing, or the other terms of the row that defines it."""
    unknowns = np.arange(len(matrix.columns))
    gone, rows = np.array([*definitions], dtype=int), np.array([*definitions.values()], dtype=int)
    # An unknown that stays is a row of one term, behind those of the matrix.
    first, counts = matrix.index.size + unknowns, np.ones_like(unknowns)
    first[gone], counts[gone] = matrix.start[rows], np.diff(matrix.start)[rows]
    end = np.concatenate(([0], np.cumsum(counts)))
    whose = np.repeat(unknowns, counts)
    at = np.arange(end[-1]) + (first - end[:-1])[whose]
    index = np.concatenate((matrix.index, unknowns))[at]
    value = np.concatenate((matrix.value, np.ones(unknowns.size)))[at]
    itself = index == whose
    factor = np.where(itself, 1.0, -value / value[itself][whose])
    part = (~itself | (counts == 1)[whose]) & ~zero[index]
    start = np.concatenate(([0], np.cumsum(np.bincount(whose[part], minlength=unknowns.size))))
    return Terms(start, index[part], factor[part])
