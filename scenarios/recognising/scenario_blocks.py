"""Several tables on one sheet of a scenario's workbook, each below its own title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from scenarios.document.grid import Cells, SheetGrid
from scenarios.recognising.own_names import OwnNames
from scenarios.recognising.scenario_words import column_meant, table_meant
from scenarios.recognising.wide_table import wide_values

LEAST_KNOWN = 2
"""Columns of a header that must be known below a title."""

FURTHEST = 2
"""Rows from a title to its header, at most."""


class SheetBlock(NamedTuple):
    """A part of a sheet that is a table.

    Parameters
    ----------
    name
        Which table it is.
    grid
        Its cells.
    """

    name: str
    grid: SheetGrid


def blocks(grid: SheetGrid, names: OwnNames) -> list[SheetBlock]:
    """Find the tables of a sheet that stand below titles of their own, beside or below another.

    Parameters
    ----------
    grid
        The sheet.
    names
        The segments, forms and groups that the scenario has.

    Returns
    -------
    list
        The tables, from the top down; empty when the sheet has no more than one table.
    """
    name = table_meant(grid.sheet)
    starts = list(title_rows(grid, names))
    if not starts:
        return []
    rows = sorted(grid.rows)
    above = [row for row in rows if row < starts[0]]
    found = []
    if above and name is not None:
        found.append(SheetBlock(name, part(grid, above, range(width(grid)))))
    for row, end in pairwise([*starts, rows[-1] + 1]):
        first = rows[0] if row == starts[0] and not found else row
        own = [each for each in rows if first <= each < end]
        titles = sorted(grid.rows[row].items())
        edges = [0, *(place for place, _ in titles[1:]), width(grid)]
        for (_, title), (left, right) in zip(titles, pairwise(edges), strict=True):
            meant = table_meant(str(title))
            if meant is not None:
                found.append(SheetBlock(meant, part(grid, own, range(left, right))))
    alone = len(found) == 1 and name in (None, found[0].name)
    return [SheetBlock(found[0].name, grid)] if alone else found


def title_rows(grid: SheetGrid, names: OwnNames) -> Iterator[int]:
    """Give the rows of which each cell names a table, whose header stands below it."""
    for row, cells in sorted(grid.rows.items()):
        if row - 1 in grid.rows or any(table_meant(str(cell)) is None for cell in cells.values()):
            continue
        below = [each for each in range(row + 1, row + FURTHEST + 1) if each in grid.rows]
        places = sorted(cells)
        if below and all(
            fits(
                table_meant(str(cells[left])) or "", grid.rows[below[0]], range(left, right), names
            )
            for left, right in pairwise([*places, width(grid)])
        ):
            yield row


def fits(table: str, cells: Cells, places: range, names: OwnNames) -> bool:
    """Tell whether cells are the header of a table."""
    own = [cell for place, cell in cells.items() if place in places]
    known = {column_meant(table, cell) for cell in own} - {None}
    return len(known) + len(wide_values(table, dict(enumerate(own)), known, names)) >= LEAST_KNOWN


def width(grid: SheetGrid) -> int:
    """Give how many columns a sheet has."""
    return 1 + max(place for cells in grid.rows.values() for place in cells)


def part(grid: SheetGrid, rows: list[int], places: range) -> SheetGrid:
    """Give some rows and columns of a sheet as a sheet."""
    kept = {
        row: {place: cell for place, cell in grid.rows[row].items() if place in places}
        for row in rows
    }
    return replace(
        grid,
        rows={row: cells for row, cells in kept.items() if cells},
        faults={at: why for at, why in grid.faults.items() if at[0] in rows and at[1] in places},
    )
