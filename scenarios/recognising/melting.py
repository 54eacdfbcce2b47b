"""Melting: the numbers of a table in a sheet as a long table, with where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from models.findings import Finding
from models.language import Text, Word
from models.negotiated import REST
from models.quantity import QUANTITIES
from scenarios.document.grid import CellPlace
from scenarios.document.tables import MOST_ROWS
from scenarios.recognising.columns import SheetColumn
from scenarios.recognising.long_table import LongTable
from scenarios.recognising.number_cells import DASHES, bare_number
from scenarios.recognising.sheet_table import SheetTable


def melted(table: SheetTable) -> LongTable:
    """Give the numbers of a table in a sheet, a row each; what is wrong is among its findings."""
    quantity = QUANTITIES[table.quantity]
    axes = tuple(axis for axis in quantity.axes if axis in table.axes)
    for other in sorted(table.axes - set(axes)):
        text = Text(
            "“{quantity}” is not told apart by “{axis}”. Leave that out.",
            quantity=Word(quantity.name),
            axis=Word(other),
        )
        table.findings.append(Finding("other-axis", "error", text, table.origin))
    rows: list[Mapping[str, object]] = []
    spots: list[Mapping[str, CellPlace]] = []
    numbers: list[int] = []
    for row, given in table.rows.plan.items():
        for each in table.chosen.numbers:
            if (said := record(table, row, each, given)) is not None:
                rows.append({name: said[name] for name in (*axes, quantity.unit) if name in said})
                spots.append(number_places(table, row, each))
                numbers.append(row)
        if (whole := table.whole) is not None and (left := table.left_of(whole, row)) is not None:
            said = {**table.context, **given, "segment": REST, table.unit: plain(left)}
            rows.append({name: said[name] for name in (*axes, quantity.unit) if name in said})
            spots.append(number_places(table, row, whole))
            numbers.append(row)
    if len(rows) > MOST_ROWS:
        text = Text("A table holds at most {most} rows.", most=MOST_ROWS)
        table.findings.append(Finding("too-many-rows", "error", text, table.origin))
    sign, presumed = table.sign
    headers = [table.labels[axis].header if axis in table.labels else "" for axis in axes]
    only = table.chosen.numbers[0].header if len(table.chosen.numbers) == 1 else ""
    return LongTable(
        table.quantity,
        table.grid.source,
        (*axes, quantity.unit),
        tuple(rows),
        tuple(numbers),
        sign,
        (*headers, only),
        presumed,
        spots=tuple(spots),
        grids=(table.grid,) * len(rows),
        above={table.grid.sheet: {each.place: each.header for each in table.columns}},
        area=table.origin,
        by_project=any(each.role == "project" for each in table.columns),
    )


def record(
    table: SheetTable, row: int, number: SheetColumn, given: Mapping[str, object]
) -> dict[str, object] | None:
    """Give a number with what it is of; nothing for an empty cell among columns of a segment."""
    cell = table.grid.rows[row].get(number.place)
    if cell is None and number.values and (row, number.place) not in table.grid.faults:
        return None
    cell = 0 if isinstance(cell, str) and cell.casefold() in DASHES else cell
    values = {**table.context, **given, **(number.values or {})}
    values[table.unit] = bare_number(cell, table.unit)
    return {name: value for name, value in values.items() if value is not None}


def plain(number: Fraction) -> int | float:
    """Give a number as a cell of a spreadsheet has it."""
    return number.numerator if number.denominator == 1 else float(number)


def number_places(table: SheetTable, row: int, number: SheetColumn) -> dict[str, CellPlace]:
    """Give where a number and each of its names stand."""
    found = {axis: (row, each.place) for axis, each in table.labels.items()}
    for axis in number.values or {}:
        found[axis] = (table.region.headers[-1], number.place)
    return found | {table.unit: (row, number.place)}
