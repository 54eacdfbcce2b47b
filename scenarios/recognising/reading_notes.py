"""What was read as what, what was left out and why: for who gave a file to be recognised."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from models.findings import Finding, Origin, Severity
from models.language import Part, Text, Units, Word
from models.quantity import QUANTITIES
from models.values import quoted
from scenarios.document.grid import CellPlace, SheetGrid
from scenarios.document.spelling import identifier
from scenarios.document.tables import cell_name, column_letters
from scenarios.recognising.columns import SheetColumn
from scenarios.recognising.number_cells import DASHES, bare_number, is_number
from scenarios.recognising.rows import told_row
from scenarios.recognising.sheet_table import Difference, SheetTable, column_name

MOST_TOLD = 4
"""Totals that differ, or rows, of which more are counted only."""


def notes(table: SheetTable) -> Iterator[Finding]:
    """Say what was read as what, what was left out, and which totals differ."""
    where = table.origin
    if recognised := tuple(recognised_headers(table)):
        text = Text("Recognised: {pairs}.", pairs=recognised)
        yield note("recognised", text, where)
    for axis, rows in table.rows.carried.items():
        text = Text(
            "An empty “{axis}” is read as the one above it, in {rows}.",
            axis=Word(axis),
            rows=Units(len(rows), "rows"),
        )
        yield note("carried-down", text, table.grid.origin(rows[0]))
    yield from number_notes(table)
    yield from rest_note(table)
    differences = table.differences()
    if left := tuple(left_out(table, differences)):
        yield note("left-out", Text("Left out: {parts}.", parts=left), where)
    yield from difference_findings(table, differences)


def note(code: str, text: Text, where: Origin, severity: Severity = "note") -> Finding:
    """Make a finding for the record."""
    return Finding(code, severity, text, where)


def recognised_headers(table: SheetTable) -> Iterator[Part]:
    """Give the headers that had to be recognised, each with what it stands for."""
    for each in table.columns:
        if each.role == "label" and not each.literal:
            yield Text("{column} as {meant}", column=column_name(each), meant=Word(each.axis))
        elif each.role == "same" and identifier(each.header) != "name":
            yield Text(
                "{column} as the same {meant}", column=column_name(each), meant=Word(each.axis)
            )
    unit = Word(QUANTITIES[table.quantity].unit)
    for each in table.chosen.numbers:
        if each.literal:
            continue
        meant: list[Part] = []
        for axis, value in (each.values or {}).items():
            meant.append(table.vocabulary.municipalities.names.get(str(value), Word(str(value)))
                         if axis == "municipality" else Word(str(value)))  # fmt: skip
        if not meant and (each.unit or "count" in each.marks):
            continue
        said: Part = tuple(meant) if meant else unit
        yield Text("{column} as {meant}", column=column_name(each), meant=said)
    for axis, value in table.context.items():
        name: Part = table.vocabulary.municipalities.names.get(str(value), Word(str(value)))
        yield Text("“{title}” as {meant} of all its numbers", title=table.grid.sheet, meant=name)
        del axis


def rest_note(table: SheetTable) -> Iterator[Finding]:
    """Say which segments have no column, where what they come to is told."""
    if table.whole is None:
        return
    named = {(each.values or {}).get("segment") for each in table.chosen.numbers}
    rest = [one for one in table.vocabulary.scenario.segments if one not in named]
    text = Text(
        "{column} says how many there are in all: what is left of it is {segments} together. How "
        "many there are of each is not said; that is filled in, and not compared.",
        column=column_name(table.whole),
        segments=tuple(map(Word, rest)),
    )
    yield note("rest-of-the-total", text, table.origin)


def number_notes(table: SheetTable) -> Iterator[Finding]:
    """Say how numbers were read that are not there."""
    empty: list[CellPlace] = []
    behind: list[CellPlace] = []
    wide = any(each.values for each in table.chosen.numbers)
    for row in table.rows.plan:
        for each in table.chosen.numbers:
            at = (row, each.place)
            cell = table.grid.rows[row].get(each.place)
            none = isinstance(cell, str) and cell.casefold() in DASHES
            if none or (cell is None and wide and at not in table.grid.faults):
                empty.append(at)
            elif bare_number(cell, table.unit) != cell:
                behind.append(at)
    if empty:
        text = Text("Empty cells and dashes count as 0: {cells}.", cells=cells_told(table, empty))
        yield note("empty-is-zero", text, table.origin)
    if behind:
        row, place = behind[0]
        text = Text(
            "“{value}” is read as {number}, without what stands behind it: {cells}.",
            value=quoted(table.grid.rows[row][place]),
            number=table.value(row, place) or 0,
            cells=cells_told(table, behind),
        )
        yield note("number-in-text", text, table.grid.origin(row, place))


def cells_told(table: SheetTable, places: Sequence[CellPlace]) -> Part:
    """Name a few cells of a sheet; of more, or of a file without cells, say how many there are."""
    if len(places) > MOST_TOLD or not table.grid.sheet:
        return Units(len(places), "cells")
    return tuple(cell_name(*place) for place in places)


def left_out(table: SheetTable, differences: Sequence[Difference]) -> Iterator[Part]:
    """Give the rows and columns that do not count, each with the reason."""
    wrong_rows = {each.place[0] for each in differences}
    wrong_columns = {each.place[1] for each in differences}
    if table.region.titles:
        yield rows_text(table, table.region.titles, Text("a title"))
    for each in table.columns:
        if (why := why_left(table, each, wrong_columns)) is not None:
            yield Text("{column} ({why})", column=column_name(each), why=why)
    counted = [each.place for each in (*table.chosen.numbers, *table.chosen.totals)]
    worked_out = {
        row for row in table.rows.totals for at in counted if table.value(row, at) is not None
    }
    right = [row for row in table.rows.totals if row in worked_out - wrong_rows]
    for rows, why in (
        (right, Text("adds up")),
        (sorted(wrong_rows & set(table.rows.totals)), Text("does not add up")),
        ([row for row in table.rows.totals if row not in worked_out], Text("never worked out")),
        (table.rows.shares, Text("no dwellings")),
        (table.rows.remarks, Text("a note in words")),
    ):
        if rows:
            yield rows_text(table, rows, why)


def why_left(table: SheetTable, column: SheetColumn, wrong: set[int]) -> Text | None:
    """Say why a column does not count; nothing of one that does."""
    chosen = table.chosen
    if column.role == "empty" and any(place == column.place for _, place in table.grid.faults):
        return Text("never worked out")
    if column in chosen.totals:
        return Text("does not add up") if column.place in wrong else Text("adds up")
    if column in chosen.across:
        return Text("divides the same numbers in another way")
    if column in chosen.outside:
        return Text("not part of the plan")
    return {
        "percent": Text("percentages"),
        "remark": Text("remarks"),
        "text": Text("text that is not known here"),
        "project": Text("projects; those of one municipality are added up"),
    }.get(column.role)


def rows_text(table: SheetTable, rows: Sequence[int], why: Text) -> Text:
    """Name rows, with the first words of the first one."""
    return Text(
        "row {rows} “{text}” ({why})",
        rows=", ".join(spans_of(rows)),
        text=told_row(table.region, rows[0]),
        why=why,
    )


def spans_of(rows: Sequence[int]) -> Iterator[str]:
    """Give rows briefly: ``1-2``, ``24``."""
    runs = groupby(enumerate(sorted(rows)), key=lambda item: item[1] - item[0])
    for _, run in runs:
        numbers = [row for _, row in run]
        yield str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def difference_findings(table: SheetTable, differences: Sequence[Difference]) -> Iterator[Finding]:
    """Tell of totals that differ, the largest first; without all columns they cannot be left."""
    error = not table.complete and any(
        each.place[0] in table.rows.plan and each.said > each.summed for each in differences
    )
    largest = sorted(differences, key=lambda one: (-abs(one.said - one.summed), one.place))
    headers = {each.place: each.header for each in table.columns}
    for one in largest[:MOST_TOLD]:
        text = Text(
            "This total says {said}, and the numbers beside it come to {summed}."
            if one.place[0] in table.rows.plan
            else "This total says {said}, and the numbers above it come to {summed}.",
            said=one.said,
            summed=one.summed,
        )
        if error:
            text = Text(
                "{said} What the others are of has no column: add one, or leave the total out.",
                said=text,
            )
        where = table.grid.origin(*one.place, headers.get(one.place[1]))
        yield note("total-differs", text, where, "error" if error else "warning")
    if len(largest) > MOST_TOLD:
        rest = Text("So do {number} other totals.", number=len(largest) - MOST_TOLD)
        yield note("total-differs", rest, table.origin, "error" if error else "warning")


OTHER_SHEETS = "other-sheets"
"""The note on sheets beside those that are called as the tables of a plan."""


def other_sheets(grids: Sequence[SheetGrid], file: str, *, named: bool = True) -> Iterator[Finding]:
    """Say which sheets were left out; beside sheets that are called as tables of a plan or not."""
    titles = tuple(grid.sheet for grid in grids if grid.sheet)
    if titles:
        text = Text("Left out: the sheets {sheets}.", sheets=titles)
        yield note(OTHER_SHEETS if named else "left-out", text, Origin(file))


def hidden_parts(grid: SheetGrid) -> Iterator[Part]:
    """Give the rows and columns with content that a spreadsheet does not show."""
    rows = sorted(grid.hidden_rows & grid.rows.keys())
    if rows:
        yield Text("rows {rows}", rows=", ".join(spans_of(rows)))
    filled = {place for cells in grid.rows.values() for place in cells}
    for place in sorted(grid.hidden_columns & filled):
        yield Text("column {letters}", letters=column_letters(place))


def hidden_note(grid: SheetGrid) -> Iterator[Finding]:
    """Say that what a spreadsheet does not show counts too."""
    if hidden := tuple(hidden_parts(grid)):
        text = Text("What is hidden counts too: {parts}.", parts=hidden)
        yield note("hidden", text, Origin(grid.source))


def cell_faults(table: SheetTable) -> Iterator[Finding]:
    """Find cells that could not be worked out, and rows that name two municipalities."""
    for each in table.columns:
        if each.role == "same":
            yield from contradicting_rows(table, each)
    yield from merged_numbers(table)
    counted = {each.place: each for each in (*table.labels.values(), *table.chosen.numbers)}
    for place in table.grid.faults:
        if place[1] in counted and place[0] in table.rows.plan:
            yield table.grid.fault(place, counted[place[1]].header)


def merged_numbers(table: SheetTable) -> Iterator[Finding]:
    """Find numbers in cells that are merged over several: of which of them they are is unclear."""
    plan = sorted(table.rows.plan)
    for rows, places in table.grid.merged:
        below = bisect_left(plan, rows.stop) - bisect_left(plan, rows.start)
        beside = [each for each in table.chosen.numbers if each.place in places]
        first = table.grid.rows.get(rows[0], {}).get(places[0])
        if below * len(beside) > 1 and is_number(first):
            text = Text(
                "One number stands here over {cells}. Divide it over them.",
                cells=Units(below * len(beside), "cells"),
            )
            where = table.grid.origin(rows[0], places[0], beside[0].header)
            yield Finding("merged-number", "error", text, where)


def contradicting_rows(table: SheetTable, same: SheetColumn) -> Iterator[Finding]:
    """Find rows in which two columns name different ones."""
    for row, given in table.rows.plan.items():
        one, other = given[same.axis], table.grid.rows[row].get(same.place)
        if one is None or other is None:
            continue
        names = [table.vocabulary.meant(same.axis, each).name for each in (one, other)]
        if None not in names and names[0] != names[1]:
            text = Text(
                "This row names both “{one}” and “{other}”.",
                one=quoted(one),
                other=quoted(other),
            )
            where = table.grid.origin(row, same.place, same.header)
            yield Finding("contradictory-row", "error", text, where)
