"""Whole numbers for a table of fractions: each next to its own, and together what their totals say.

Each number rounded by itself gives columns that do not add up. Every table has a controlled
rounding (L.H. Cox, *A constructive procedure for unbiased controlled rounding*, 1987): along a
cycle of fractions more and less by turns leaves all totals as they are, until one of them is whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

RowAndColumn = tuple[int, int]
"""A row and a column."""


def whole_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Give rows of dwellings per municipality, the region last, in whole numbers that add up.

    Parameters
    ----------
    rows
        The rows, each with its total as ``new_build``.
    columns
        The columns that add up to it.

    Returns
    -------
    list of dict
        The rows; what is in no such column stays as it is.
    """
    *parts, _ = rows
    exact = [[_exact(row[name]) for name in columns] for row in parts]
    whole = whole_table(exact)
    return [
        {**row, **dict(zip(columns, numbers, strict=True)), "new_build": total}
        for row, (*numbers, total) in zip(rows, whole, strict=True)
    ]


def _exact(number: Any) -> Fraction:
    # As a result has it, or as it was read of what was written: decimals are faster than a text.
    return number if isinstance(number, Fraction) else Fraction(Decimal(str(number)))


def whole_table(exact: Sequence[Sequence[Fraction]]) -> list[list[int]]:
    """Make a table whole, with its totals.

    Parameters
    ----------
    exact
        The rows.

    Returns
    -------
    list of list of int
        The rows, each with its total behind it, and the totals of the columns below them. Each
        number and each total is the whole number below or above its own.
    """
    # All in parts of one whole: sums of integers cost a tenth of sums of fractions.
    one = lcm(*(cell.denominator for row in exact for cell in row))
    parts = [[cell.numerator * (one // cell.denominator) for cell in row] for row in exact]
    cells = [[*row, -sum(row) % one] for row in parts]
    width = len(cells[0]) if cells else 1
    cells.append([-sum(row[at] for row in cells) % one for at in range(width)])
    # Where fractions are left, of each row and of each column.
    across = [[at for at in range(width) if row[at] % one] for row in cells]
    down = [[at for at, row in enumerate(cells) if row[to] % one] for to in range(width)]
    for row, left in enumerate(across):
        while left:
            cycle = _cycle(across, down, (row, left[0]))
            _turn(cells, one, cycle)
            for at, to in cycle:
                if not cells[at][to] % one:
                    across[at].remove(to)
                    down[to].remove(at)
    whole = [[cell // one for cell in row[:-1]] for row in cells[:-1]]
    whole = [[*row, sum(row)] for row in whole]
    return [*whole, [sum(row[at] for row in whole) for at in range(width)]]


def _turn(cells: Sequence[list[int]], one: int, cycle: Sequence[RowAndColumn]) -> None:
    """Make a number of a cycle whole, the one that is the nearest to it; no total changes."""
    plus, minus = ([cells[row][at] for row, at in some] for some in (cycle[::2], cycle[1::2]))
    up = min(*(-part % one for part in plus), *(part % one for part in minus))
    down = min(*(part % one for part in plus), *(-part % one for part in minus))
    least = up if up <= down else -down
    for turn, (row, column) in enumerate(cycle):
        cells[row][column] += least if turn % 2 == 0 else -least


def _cycle(
    across: Sequence[Sequence[int]], down: Sequence[Sequence[int]], start: RowAndColumn
) -> list[RowAndColumn]:
    """Walk over fractions along a row and a column by turns, until a line is met again.

    Every line adds up to a whole number, so where there is one fraction there is another.
    """
    walk, met = [start], {("column", start[1]): 0}
    while True:
        row, column = walk[-1]
        line = ("column", column) if len(walk) % 2 == 0 else ("row", row)
        if line in met:
            return walk[met[line] :]
        met[line] = len(walk)
        along, here = (across[row], column) if line[0] == "row" else (down[column], row)
        other = along[0] if along[0] != here else along[1]
        walk.append((row, other) if line[0] == "row" else (other, column))
