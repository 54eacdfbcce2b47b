"""Workbooks as planners expect them: frozen headers, named tables, numbers that are numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from models.findings import Finding, InvalidScenario
from models.language import Text
from models.numbers import parse_number, write_number
from models.values import DecimalSign
from scenarios.document.spelling import guarded, restated
from scenarios.document.tables import LONGEST_CELL, Table

CREATED = datetime(2025, 1, 1)
"""A fixed day, so that the same tables give the same bytes."""

FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel's calendar is a day off."""

WIDEST = 400
"""Pixels of a column, so that one long source does not push the rest off the screen."""

GROUPED, YEAR, DAY = "#,##0", "0", "yyyy-mm-dd"


def write_workbook(tables: Iterable[Table]) -> bytes:
    """Write a workbook with a sheet per table; the same tables give the same bytes.

    Codes stay texts. A number that a spreadsheet cannot hold exactly (a third, more than sixteen
    digits) is written as a text, from which it is read back; a float counts as approximate, and
    is always a number.

    Parameters
    ----------
    tables
        What to write. Their names become the sheets', so they have at most 31 characters and
        none of ``[]:*?/``.

    Raises
    ------
    NumberProblem
        If a cell is no number (``inf``) or no cell at all.
    InvalidScenario
        ``cell-too-long`` for a text that no cell of a spreadsheet can hold.
    """
    from xlsxwriter import Workbook  # costs 100 ms: only who writes workbooks pays

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        book.set_properties({"created": CREATED})
        bold = book.add_format({"bold": True})
        formats: dict[str | None, Any] = {
            code: book.add_format({"num_format": code}) for code in (GROUPED, YEAR, DAY)
        }
        for table in tables:
            sheet = book.add_worksheet(table.name)
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, guarded(column), bold)
                for index, row in enumerate(table.rows):
                    if column not in row:
                        continue
                    held, form = _held(row[column], column, table.decimal_sign)
                    if not _write(sheet, index + 1, place, held, formats.get(form)):
                        text = Text("A cell holds at most {most} characters.", most=LONGEST_CELL)
                        where = table.origin(index, column)
                        raise InvalidScenario([Finding("cell-too-long", "error", text, where)])
            _frame(sheet, table, bold)
    return content.getvalue()


def _held(
    cell: object, column: str, decimal_sign: DecimalSign | None
) -> tuple[bool | str | float | date, str | None]:
    """Give what a spreadsheet's cell holds for a value, and its number format."""
    match cell:
        case bool():
            return cell, None
        case str():
            # A text that leaves its file must be clear without the file's decimal sign.
            clear = cell if decimal_sign is None else restated(cell, decimal_sign, decimal_sign)
            return guarded(clear), None
        case date() if not isinstance(cell, datetime) and cell >= FIRST_DAY:
            return cell, DAY
        case date():
            return str(cell), None
        case _:
            return _held_number(cell, column)


def _held_number(cell: object, column: str) -> tuple[str | float, str | None]:
    exact = parse_number(cell)
    if not isinstance(cell, float) and Fraction(f"{float(exact):.16G}") != exact:
        return write_number(exact), None
    if exact.denominator != 1:
        return float(exact), None
    return float(exact), YEAR if column.endswith("year") else GROUPED


def _write(sheet: Any, row: int, place: int, held: bool | str | float | date, form: Any) -> bool:
    """Write a cell; the answer is whether it could be held."""
    match held:
        case bool():
            status = sheet.write_boolean(row, place, held)
        case str():
            status = sheet.write_string(row, place, held)
        case date():
            status = sheet.write_datetime(row, place, held, form)
        case _:
            status = sheet.write_number(row, place, held, form)
    return bool(status == 0)


def _frame(sheet: Any, table: Table, bold: Any) -> None:
    """Freeze the header, fit the columns, and give the table the name by which formulas find it."""
    sheet.freeze_panes(1, 0)
    if table.rows and table.columns:
        sheet.add_table(
            0,
            0,
            len(table.rows),
            len(table.columns) - 1,
            {
                "name": "table_" + re.sub(r"\W", "_", table.name),
                "columns": [
                    {"header": guarded(column), "header_format": bold} for column in table.columns
                ],
            },
        )
    sheet.autofit(WIDEST)
