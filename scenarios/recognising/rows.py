"""Rows of a table in a sheet: which are the plan's, and which add up, remark or head others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.values import as_in_a_file, quoted
from scenarios.recognising.columns import SheetColumn
from scenarios.recognising.comparing import compared
from scenarios.recognising.number_cells import is_number
from scenarios.recognising.regions import SheetRegion
from scenarios.recognising.words import Vocabulary

TOTAL_ROW = re.compile(
    r"\b(?:totaal|totalen|subtotaal|eindtotaal|total|totals|subtotal|som|sum|generaal)\b"
    r"|^(?:de |the )?(?:regio|region|nederland|netherlands|gezamenlijk|samen|together)\b"
)
"""What rows are called that add up others."""

SHARE_ROW = re.compile(
    r"%|\b(?:aandeel|percentage|procent|pct|percent|share|gemiddelde?|average|verschil|difference)\b"
)
"""What rows are called that are parts of others, or a mean, or a difference."""


@dataclass
class SheetRows:
    """The rows below a header, each as what it is.

    Parameters
    ----------
    plan
        The rows of the plan, with the cells of their labels, by axis.
    totals
        Rows that add up others.
    shares
        Rows of percentages, means and differences.
    remarks
        Rows with a text and no numbers.
    carried
        Per axis the rows whose empty label is the one above.
    """

    plan: dict[int, dict[str, object]] = field(default_factory=dict)
    totals: list[int] = field(default_factory=list)
    shares: list[int] = field(default_factory=list)
    remarks: list[int] = field(default_factory=list)
    carried: dict[str, list[int]] = field(default_factory=dict)


def rows_of(
    region: SheetRegion, columns: Sequence[SheetColumn], vocabulary: Vocabulary
) -> SheetRows:
    """Tell what each row below a header is."""
    labels = [column for column in columns if column.role == "label"]
    numbers = [
        column.place
        for column in columns
        if column.role in ("number", "total", "percent", "figure", "unclear")
    ]
    found = SheetRows()
    above: dict[str, object] = {}
    for row in region.body:
        cells = region.cells(row)
        given = {column.axis: cells.get(column.place) for column in labels}
        counted = [place for place in numbers if is_number(cells.get(place))]
        faulty = any((row, place) in region.grid.faults for place in numbers)
        again = cells == region.cells(region.headers[-1])
        kind = "remarks" if again else kind_of(cells, given, bool(counted) or faulty, vocabulary)
        if kind == "plan":
            carry(row, given, above, labels, found)
            found.plan[row] = given
            above = given
        elif kind:
            getattr(found, kind).append(row)
    return found


def kind_of(
    cells: Mapping[int, object],
    given: Mapping[str, object],
    counted: bool,
    vocabulary: Vocabulary,
) -> str:
    """Tell what a row is: of the plan, or one of the lists of `SheetRows`; or nothing."""
    texts = [cell for cell in cells.values() if isinstance(cell, str) and not is_number(cell)]
    known = {
        axis: vocabulary.meant(axis, cell).name is not None
        for axis, cell in given.items()
        if cell is not None
    }
    unknown = [str(given[axis]) for axis, is_known in known.items() if not is_known]
    first = unknown or ([] if known else texts[:1])
    if any(SHARE_ROW.search(compared(text)) or "%" in text for text in first):
        return "shares"
    if any(TOTAL_ROW.search(compared(text)) for text in first):
        return "totals" if counted else "remarks"
    if not counted and not all([*known.values(), known]):
        return "remarks"
    return "plan" if counted or known else ""


def carry(
    row: int,
    given: dict[str, object],
    above: Mapping[str, object],
    labels: Sequence[SheetColumn],
    found: SheetRows,
) -> None:
    """Take an empty label from above, as where cells are merged; the last one is never empty."""
    axes = [column.axis for column in labels]
    if not axes or given[axes[-1]] is None:
        return
    for axis in axes[:-1]:
        if given[axis] is None and above.get(axis) is not None:
            given[axis] = above[axis]
            found.carried.setdefault(axis, []).append(row)


def told_row(region: SheetRegion, row: int) -> str:
    """Give the first text of a row, for a reader."""
    texts = [cell for cell in region.cells(row).values() if not is_number(cell)]
    return quoted(as_in_a_file(texts[0])) if texts else ""
