"""A sheet of a workbook: a table in the reader's words, with what may be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.language import Language, Percent
from models.quantity import QUANTITIES
from optimiser.presentation.columns import column_header, shown_cell, shown_columns, shown_value
from scenarios.document.spelling import guarded
from scenarios.forms.workbook_writer import DECIMALS, GROUPED, PERCENT, YEAR, Sheet

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.presentation.columns import Records


def table_sheet(
    name: str, title: str, records: Records, scenario: Scenario, language: Language
) -> Sheet:
    """Make a sheet of a table; a plan's may be filled in, and read back."""
    choices = choices_of(name, scenario, language)
    columns = list(records[0]) if choices else shown_columns(records)
    rows = [[shown_cell(name, row, column, language) for column in columns] for row in records]
    return Sheet(
        name,
        title,
        [column_header(column, records, language) for column in columns],
        [[in_sheet(value) for value in row] for row in rows],
        [number_format(column, [row[at] for row in rows]) for at, column in enumerate(columns)],
        {place: choices[column] for place, column in enumerate(columns) if column in choices},
        watched=[place for place, column in enumerate(columns) if column == "kept"],
        below=int(is_region_sum(records[-1]) and not is_region_sum(records[0])),
    )


def is_region_sum(row: Mapping[str, Any]) -> bool:
    """Tell whether a row is the region's sum, and not a municipality's or what was agreed."""
    return row.get("municipality") == "" and "agreement" not in row


def choices_of(table: str, scenario: Scenario, language: Language) -> dict[str, Sequence[Any]]:
    """Give what a plan's table may hold, by column; other tables are not filled in."""
    quantity = QUANTITIES.get(table)
    cells = scenario.cells(quantity.name) if quantity else ()
    if not quantity or not cells:
        return {}
    found: dict[str, Sequence[Any]] = {
        axis: [in_sheet(shown_value(value, axis, language)) for value in dict.fromkeys(values)]
        for axis, values in zip(quantity.axes, zip(*cells, strict=True), strict=True)
    }
    return found | {quantity.unit: ()}


def in_sheet(value: Any) -> Any:
    """Give a value as a sheet can hold it: no text is run as a formula, and numbers are floats."""
    match value:
        case str():
            return guarded(value)
        case Fraction():
            return value.numerator if value.denominator == 1 else float(value)
        case _:
            return value


def number_format(column: str, values: Sequence[Any]) -> str:
    """Give the number format of a column of what is shown."""
    numbers = [value for value in values if isinstance(value, int | float | Fraction)]
    if not numbers:
        return PERCENT if any(isinstance(value, Percent) for value in values) else ""
    if column == "year":
        return YEAR
    return GROUPED if all(Fraction(number).denominator == 1 for number in numbers) else DECIMALS
