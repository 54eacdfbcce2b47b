"""The matrix: a PuLP problem as arrays, for one HiGHS instance.

PuLP's own HiGHS call passes row by row and reports wrong statuses at limits, so PuLP serves for the
algebra only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pulp import LpConstraintGE, LpConstraintLE, LpProblem, LpVariable

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of a problem in compressed form, columns by the order of the unknowns.

    Parameters
    ----------
    columns, rows
        Position of each unknown, and of each constraint by name.
    lower, upper
        Bounds of the unknowns.
    row_lower, row_upper
        Bounds of the rows.
    start, index, value
        Compressed rows: row ``r`` has its entries in ``start[r]:start[r + 1]``.
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


def as_matrix(problem: LpProblem, unknowns: Iterable[LpVariable]) -> Matrix:
    """Read a PuLP problem into arrays, each row brought to a largest coefficient of one.

    Rows are whole numbers as agreed (``10 x >= 3 y``, inhabitants as coefficients); the solver's
    absolute tolerance means the same in all of them only when they are of one size.

    Parameters
    ----------
    problem
        The problem.
    unknowns
        All of its unknowns: PuLP itself forgets those that stand in no row.
    """
    ordered = sorted(unknowns, key=lambda column: str(column.name))
    columns = {column: position for position, column in enumerate(ordered)}
    rows: dict[str, int] = {}
    start, index = [0], list[int]()
    value, low, high = list[float](), list[float](), list[float]()
    for row in problem.constraints():
        rows[row.name] = len(rows)
        size = float(max(map(abs, row.values()), default=1))
        index.extend(columns[column] for column in row)
        value.extend(float(coefficient) / size for coefficient in row.values())
        start.append(len(index))
        bound = -float(row.constant) / size
        low.append(-np.inf if row.sense == LpConstraintLE else bound)
        high.append(np.inf if row.sense == LpConstraintGE else bound)
    return Matrix(
        columns,
        rows,
        np.array([0.0 if column.lowBound is None else column.lowBound for column in columns]),
        np.array([np.inf if column.upBound is None else column.upBound for column in columns]),
        np.array(low),
        np.array(high),
        np.array(start, dtype=np.int32),
        np.array(index, dtype=np.int32),
        np.array(value),
    )
