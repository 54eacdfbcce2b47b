"""Regions: where in a sheet a table begins and ends, by its header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from scenarios.document.grid import Cells, SheetGrid
from scenarios.recognising.headers import HeaderMeanings
from scenarios.recognising.number_cells import is_number

MOST_HEADERS = 4
"""Rows of the highest header."""

MOST_TITLE_CELLS = 2
"""Filled cells of a row that is a title or a remark."""


@dataclass(frozen=True)
class SheetRegion:
    """A table in a sheet: its rows and columns.

    Parameters
    ----------
    grid
        The sheet.
    titles, headers, body
        The rows above the header, those of the header, and those below it.
    places
        The columns, by position.
    """

    grid: SheetGrid
    titles: tuple[int, ...]
    headers: tuple[int, ...]
    body: tuple[int, ...]
    places: tuple[int, ...]

    def cells(self, row: int) -> dict[int, object]:
        """Give the filled cells of a row."""
        cells = self.grid.rows[row]
        return {place: cells[place] for place in self.places if place in cells}


def regions(grid: SheetGrid, meanings: HeaderMeanings) -> list[SheetRegion]:
    """Find the tables of a sheet, from the top down and from left to right."""
    rows = sorted(grid.rows)
    groups = header_groups(grid, meanings, rows)
    found: list[SheetRegion] = []
    above = 0
    for index, group in enumerate(groups):
        below = groups[index + 1][0] if index + 1 < len(groups) else None
        titles = titles_of(grid, rows, above, group[0])
        body = [row for row in rows if row > group[-1] and (below is None or row < below)]
        if below is not None:
            body = body[: len(body) - len(titles_of(grid, rows, group[-1], below))]
        found.extend(parted_side_by_side(grid, meanings, titles, group, body))
        above = body[-1] if body else group[-1]
    return found


def header_groups(grid: SheetGrid, meanings: HeaderMeanings, rows: list[int]) -> list[list[int]]:
    """Give the rows of each header; rows right below one another are one header."""
    groups: list[list[int]] = []
    for row in rows:
        below = bool(groups) and groups[-1][-1] == row - 1
        cells = grid.rows[row]
        again = bool(groups) and cells == grid.rows[groups[-1][-1]]
        if again and not below and not titles_of(grid, rows, groups[-1][-1], row):
            continue
        if not is_header(cells, meanings, in_table=bool(groups) and not below) and not (
            below and says_what(cells, meanings)
        ):
            continue
        if below and len(groups[-1]) < MOST_HEADERS:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def is_header(cells: Cells, meanings: HeaderMeanings, *, in_table: bool = False) -> bool:
    """Tell whether a row says what stands below it, and is no row of a table itself.

    In the rows of a table a year and a number that looks like one are no header.
    """
    axes = said = bands = short = 0
    values: dict[str, list[str | int]] = {}
    for cell in cells.values():
        if isinstance(cell, bool):
            return False
        header = meanings.of(cell)
        if is_number(cell) and "year" not in header.values:
            return False
        if header.understood:
            said += 1
            short += "short" in header.marks
            axes += bool(header.axes)
            bands += bool(header.axes) and not (header.marks or header.quantity or header.unit)
            for axis, value in () if "percent" in header.marks else header.values.items():
                values.setdefault(axis, []).append(value)
    least = 3 if in_table else 2
    several = len(values) == 1 and any(
        len(set(own)) >= (least if axis == "year" else 2) for axis, own in values.items()
    )
    if short and values["year"] != [*range(int(values["year"][0]), 1 + int(values["year"][-1]))]:
        return False
    named = axes > 0 and len(cells) > 1 and said > 1
    return named or several or len(cells) == said == bands == 1


def says_what(cells: Cells, meanings: HeaderMeanings) -> bool:
    """Tell whether a row below a header says of each column what is counted, or that none is."""
    told = [meanings.of(cell) for cell in cells.values()]
    return len(told) > 1 and all(
        each.understood and not each.axes and (not each.values or "percent" in each.marks)
        for each in told
    )


def titles_of(grid: SheetGrid, rows: list[int], above: int, header: int) -> list[int]:
    """Give the rows of texts right above a header, with one empty row between at most."""
    found: list[int] = []
    for row in reversed([row for row in rows if above < row < header]):
        last = found[-1] if found else header
        if last - row > (1 if found else 2) or not is_title(grid.rows[row]):
            break
        found.append(row)
    if above == 0:  # nothing else stands above the first table
        return [row for row in rows if row < header]
    return found[::-1]


def is_title(cells: Cells) -> bool:
    """Tell whether a row is a text for people, and has no numbers."""
    return len(cells) <= MOST_TITLE_CELLS and not any(is_number(cell) for cell in cells.values())


def parted_side_by_side(
    grid: SheetGrid,
    meanings: HeaderMeanings,
    titles: list[int],
    headers: list[int],
    body: list[int],
) -> Iterator[SheetRegion]:
    """Divide a table where an empty column lies before another column of municipalities."""
    places = sorted({place for row in (*headers, *body) for place in grid.rows[row]})
    starts = {
        place
        for row in headers
        for place, cell in grid.rows[row].items()
        if "municipality" in meanings.of(cell).axes
    }
    cuts = [
        after
        for before, after in pairwise(places)
        if after - before > 1 and after in starts and any(start < after for start in starts)
    ]
    edges = [0, *cuts, max(places, default=0) + 1]
    for first, last in pairwise(edges):
        own = tuple(place for place in places if first <= place < last)
        if own:
            yield SheetRegion(grid, tuple(titles), tuple(headers), tuple(body), own)
