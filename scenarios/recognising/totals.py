"""Totals in a sheet: whether they are what the numbers beside them come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from scenarios.document.grid import CellPlace
from scenarios.recognising.columns import SheetColumn

ValueAt = Callable[[int, int], Fraction | None]
"""Gives the number in a row and column; None where there is none."""


def column_differs(
    total: SheetColumn,
    numbers: Sequence[SheetColumn],
    totals: Sequence[SheetColumn],
    rows: Mapping[int, Mapping[str, object]],
    value: ValueAt,
) -> Iterator[tuple[CellPlace, Fraction, Fraction]]:
    """Give the cells of a column of totals that are not the sum of the numbers beside them.

    It may add up those of one segment or year only, those since the total before it or up to the
    one behind it, or all rows of one municipality.
    """
    own = total.values or {}
    some = [each for each in numbers if own.items() <= (each.values or {}).items()] or numbers
    edges = [-1, *sorted(each.place for each in totals), max(each.place for each in numbers) + 1]
    at = edges.index(total.place)
    parts = [
        [each for each in numbers if first < each.place < last]
        for first, last in ((edges[at - 1], total.place), (total.place, edges[at + 1]))
    ]
    whole: dict[object, Fraction] = {}
    sums: dict[int, list[Fraction]] = {}
    for row in rows:
        sums[row] = [
            sum_of_filled(value(row, each.place) for each in group)
            for group in (some, numbers, *parts)
        ]
        label = rows[row].get("municipality")
        whole[label] = whole.get(label, Fraction(0)) + sums[row][1]
    for row in rows:
        said = value(row, total.place)
        if said is not None and said not in (*sums[row], whole[rows[row].get("municipality")]):
            yield (row, total.place), said, sums[row][0]


def row_differs(
    total: int,
    numbers: Sequence[SheetColumn],
    rows: Sequence[int],
    totals: Sequence[int],
    value: ValueAt,
) -> Iterator[tuple[CellPlace, Fraction, Fraction]]:
    """Give the cells of a row of totals that are not the sum of rows above: all, or the last ones.

    The last ones are those since the total before.
    """
    above = [row for row in rows if row < total] or list(rows)
    before = [row for row in totals if row < total]
    last = [row for row in above if not before or row > before[-1]]
    for column in numbers:
        said = value(total, column.place)
        if said is None:
            continue
        sums = [
            sum_of_filled(value(row, column.place) for row in group)
            for group in (above, last, rows)
        ]
        if said not in sums:
            yield (total, column.place), said, sums[0]


def sum_of_filled(values: Iterator[Fraction | None]) -> Fraction:
    """Add up what there is."""
    return sum((value for value in values if value is not None), Fraction(0))
