"""Other layouts: sheets of a plan that say it in a way that is not read, and how they can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from models.findings import Finding
from models.language import Text, Word
from scenarios.document.grid import SheetGrid
from scenarios.recognising.headers import HeaderMeanings
from scenarios.recognising.words import year_meant

DIVIDING = ("segment", "form")
"""What stands below each municipality in a compact pivot table, besides years."""

LEAST = 2
"""Municipalities of such a table, and how often a name stands below them."""

NO_PLAN = ("figure", "realised", "percent", "remark")
"""What a header says of which the numbers are none of a plan, of whatever period they are."""

MOST_ROWS = 500
"""Rows of a sheet that are looked at."""


def other_layouts(grids: Iterable[SheetGrid], meanings: HeaderMeanings) -> Iterator[Finding]:
    """Say of each sheet which layout it has that is not read.

    Parameters
    ----------
    grids
        The sheets.
    meanings
        Reads their cells.

    Yields
    ------
    Finding
        What it is, and how it becomes a table that is read.
    """
    for grid in grids:
        yield from periods(grid, meanings)
        yield from compact_tables(grid, meanings)


def periods(grid: SheetGrid, meanings: HeaderMeanings) -> Iterator[Finding]:
    """Find numbers by periods of several years, where a plan has them by year or altogether."""
    first, last = meanings.horizon
    found: dict[tuple[int, int], tuple[int, int]] = {}
    # A title is no header, and may only say for which years a plan is.
    for row, place, cell in sorted(labels(grid), key=lambda each: stands_alone(grid, each[0])):
        said = meanings.of(cell)
        year = said.values.get("year")
        span = said.period or (int(year or 0), int(year or 0))
        within = first <= span[0] and span[1] <= last and span != meanings.horizon
        if within and said.marks.isdisjoint(NO_PLAN):
            found.setdefault(span, (row, place))
    spans = sorted(found)
    longer = [span for span in spans if span[0] < span[1]]
    if len(spans) == 1 and stands_alone(grid, found[spans[0]][0]):
        return
    if longer and all(one[1] < other[0] for one, other in pairwise(spans)):
        text = Text(
            "The numbers are of periods such as {period}. A plan has them by year, or of all years "
            "together: write a column for each year, or add the periods up to one column "
            "“{dwellings}”.",
            period=f"{longer[0][0]}-{longer[0][1]}",
            dwellings=Word("dwellings"),
        )
        row, place = found[longer[0]]
        yield Finding("periods", "error", text, grid.origin(row, place))


def compact_tables(grid: SheetGrid, meanings: HeaderMeanings) -> Iterator[Finding]:
    """Find columns in which the names of segments or years stand below each municipality."""
    columns: dict[int, list[tuple[int, object]]] = {}
    for row, place, cell in labels(grid):
        columns.setdefault(place, []).append((row, cell))
    for place, cells in columns.items():
        begin = begin_of_compact(cells, meanings)
        if begin is not None:
            text = Text(
                "This is a compact pivot table: segments or years stand below each municipality, "
                "in the same column. Show it in tabular form in the spreadsheet, with all labels "
                "repeated, so that each row says of which municipality it is."
            )
            yield Finding("compact-table", "error", text, grid.origin(begin, place))


def begin_of_compact(cells: Sequence[tuple[int, object]], meanings: HeaderMeanings) -> int | None:
    """Give the row of the first municipality, when names come again that divide each of them."""
    vocabulary = meanings.vocabulary
    places = [row for row, cell in cells if "municipality" in meanings.of(cell).values]
    below = Counter(
        name
        for _, cell in cells
        for name in (
            year_meant(cell).name,
            *(vocabulary.axes[axis].name(str(cell)) for axis in DIVIDING),
        )
        if name is not None
    )
    again = max(below.values(), default=0) >= LEAST
    return places[0] if len(places) >= LEAST and again else None


def stands_alone(grid: SheetGrid, row: int) -> bool:
    """Tell whether a row has one filled cell, as a title has."""
    return len(grid.rows[row]) == 1


def labels(grid: SheetGrid) -> Iterator[tuple[int, int, object]]:
    """Give the texts and years of a sheet, with their rows and columns."""
    for row, cells in islice(grid.rows.items(), MOST_ROWS):
        for place, cell in cells.items():
            if isinstance(cell, str) or year_meant(cell).name is not None:
                yield row, place, cell
