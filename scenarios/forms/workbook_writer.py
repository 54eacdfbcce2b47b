"""Workbooks as planners expect them: named tables, choices to fill in, numbers that are numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from math import ceil
from textwrap import wrap
from types import TracebackType
from typing import Any, Self

from models.findings import Finding, InvalidScenario, Origin
from models.language import Language, Percent, Text
from models.numbers import parse_number, write_number
from models.values import DecimalSign
from scenarios.document.spelling import guarded, restated
from scenarios.document.tables import LONGEST_CELL, Table

CREATED = datetime(2025, 1, 1)
"""A fixed day, so that the same tables give the same bytes."""

FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel's calendar is a day off."""

GROUPED, DECIMALS, PERCENT, YEAR, DAY = "#,##0", "#,##0.00", "0.0%", "0", "yyyy-mm-dd"
SHARE = "0.0####%"

APART = "apart"
"""The form of texts right of numbers, which would touch them otherwise."""

WIDEST, WIDEST_TEXT = 45, 110
"""Characters of a column in a table, and in a sheet of texts: longer texts are folded."""

WIDEST_PAGE = 235
"""Characters that can be read side by side on one printed page (at six tenths of their size): of
more it takes several."""

MORE = 200
"""Rows that may be filled in below the ones that there are."""

BUTTON = 3
"""Characters of the button to filter with, beside a header."""

LONGEST_HEADER = 250
"""Characters above or below a printed page, of the 255 that Excel takes."""

LINE = 15
"""Points of a line of text in a row."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Parameters
    ----------
    name
        The table's name, by which formulas find it; empty when it is text for people.
    title
        What stands on the tab: at most 31 characters, and none of ``[]:*?/``.
    headers, rows, formats
        The columns' names, the cells, and the columns' number formats.
    inputs
        Columns that may be filled in, by their place, and what may stand there; nothing for a
        whole number that is not negative. The rest of such a sheet is locked.
    lists
        Columns with a list to choose from; something else may be typed, and nothing is locked.
    watched
        Columns in which a no is bad news.
    below
        Rows at the end that add up the others: they stand below the table, not in it, so that who
        adds up a column of the table counts nothing twice.
    """

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    formats: Sequence[str]
    inputs: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    lists: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    watched: Sequence[int] = ()
    below: int = 0

    def form(self, place: int) -> str:
        """Give the number format of a column, or that its texts stand next to numbers."""
        form = self.formats[place]
        texts = any(isinstance(row[place], str) for row in self.rows)
        return APART if texts and not form and place and self.formats[place - 1] else form


class WorkbookWriter:
    """Writes a workbook, sheet by sheet; the same sheets give the same bytes.

    Numbers are numbers, with the formats that a spreadsheet shows as its own language has them;
    codes and names are texts, and no text is run as a formula.

    Parameters
    ----------
    language
        Of the words that the writer itself puts in.
    subject
        What stands above every printed page.
    fingerprint
        What stands below it, by which the same scenario is known again.
    """

    def __init__(self, language: Language, subject: str = "", fingerprint: str = "") -> None:
        from xlsxwriter import Workbook  # costs 100 ms: only who writes workbooks pays

        self.language, self.subject, self.fingerprint = language, subject, fingerprint
        self._content = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Any = Workbook(self._content, options)
        self.book.set_properties({"created": CREATED})
        text = {"text_wrap": True, "valign": "top"}
        forms: dict[str, dict[str, Any]] = {
            form: {"num_format": form, "valign": "top"}
            for form in (GROUPED, DECIMALS, PERCENT, SHARE, YEAR, DAY)
        }
        forms[""] = text
        forms[APART] = text | {"align": "left", "indent": 1}
        self.styles = {form: self.book.add_format(style) for form, style in forms.items()}
        open_cell = {"locked": False, "bg_color": "#FFF9E5"}
        self._open = {
            form: self.book.add_format(style | open_cell) for form, style in forms.items()
        }
        head = {**text, "bold": True, "bg_color": "#DCE6F1", "bottom": 1}
        self.heads = dict.fromkeys(forms, self.book.add_format({**head, "align": "right"}))
        self.heads[""] = self.book.add_format({**head, "align": "left"})
        self.heads[APART] = self.book.add_format({**head, "align": "left", "indent": 1})
        total = {"bold": True, "top": 1}
        self._totals = {form: self.book.add_format(style | total) for form, style in forms.items()}
        self._missed = self.book.add_format({"bg_color": "#F8D7DA"})
        self._choices: dict[tuple[Any, ...], int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.book.close()

    def content(self) -> bytes:
        """Give what was written, when it is closed."""
        return self._content.getvalue()

    def put(self, sheet: Sheet) -> None:
        """Write a sheet, its header in bold and always in sight.

        Raises
        ------
        InvalidScenario
            ``cell-too-long`` for a text that no cell of a spreadsheet can hold.
        """
        page = self.page(sheet.title)
        most = WIDEST if sheet.name else WIDEST_TEXT
        lines, high, across = [1] * len(sheet.rows), 1, 0
        for place, name in enumerate(sheet.headers):
            style, form = self._style(sheet, place), sheet.form(place)
            seen = [about(row[place]) for row in sheet.rows]
            longest = max(map(len, name.split()), default=0)
            wide = min(most, max(9, max(map(len, seen), default=0) + 2, longest + BUTTON))
            high = max(high, len(wrap(name, wide - BUTTON)))
            folded = round(1.1 * wide)
            page.set_column(place, place, wide)
            across += wide
            page.write_string(0, place, guarded(name), self.heads[form])
            for row, cells in enumerate(sheet.rows):
                total = row >= len(sheet.rows) - sheet.below
                look = self._totals[form] if total else style
                if not self.write(page, row + 1, place, cells[place], look):
                    text = Text("A cell holds at most {most} characters.", most=LONGEST_CELL)
                    where = Origin(sheet.title, row + 2, name)
                    raise InvalidScenario([Finding("cell-too-long", "error", text, where)])
                if len(seen[row]) > folded:
                    lines[row] = max(lines[row], len(wrap(seen[row], folded)))
        page.set_row(0, LINE * high + 3)
        if across > WIDEST_PAGE:
            page.fit_to_pages(ceil(across / WIDEST_PAGE), 0)
            page.repeat_columns(0, 1)  # who or what each row is about
        for row, number in enumerate(lines, 1):
            if number > 1:
                page.set_row(row, LINE * number)
        if sheet.name and sheet.rows:
            self._name(page, sheet)
        if sheet.inputs:
            self._unlock(page, sheet)
        for place, choices in sheet.lists.items():
            listed = {**self._validation(choices), "error_type": "warning"}
            page.data_validation(1, place, len(sheet.rows) + MORE, place, listed)
        no = f'"{Text("no").render(self.language)}"'
        for place in sheet.watched:
            missed = {"type": "cell", "criteria": "==", "value": no, "format": self._missed}
            page.conditional_format(1, place, max(1, len(sheet.rows)), place, missed)

    def page(self, title: str, *, headed: bool = True) -> Any:
        """Begin a sheet, as it will be printed; its first row is a header unless it is not."""
        page = self.book.add_worksheet(title)
        if headed:
            page.freeze_panes(1, 0)
            page.set_row(0, LINE + 3)
            page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        # Ampersands are doubled: alone they begin a code. The day is that of printing.
        above, title = (each.replace("&", "&&") for each in (self.subject, title))
        page.set_header(f"&L{above}&R{title}"[:LONGEST_HEADER])
        below = Text("check number {number}", number=self.fingerprint).render(self.language)
        page.set_footer(f"&L{below if self.fingerprint else ''}&C&D&R&P / &N")
        page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        return page

    def write(self, page: Any, row: int, place: int, value: Any, style: Any) -> bool:
        """Write a cell, unless there is nothing in it; tell whether it could be held."""
        match value:
            case None | "":
                if style is not None and not style.locked:
                    page.write_blank(row, place, None, style)
                return True
            case bool():
                status = page.write_boolean(row, place, value)
            case str():
                status = page.write_string(row, place, value, style)
            case Percent(ratio):
                bold = style is not None and style.bold
                form = (self._totals if bold else self.styles)[PERCENT]
                status = page.write_number(row, place, float(ratio), form)
            case date():
                status = page.write_datetime(row, place, value, self.styles[DAY])
            case _:
                status = page.write_number(row, place, value, style)
        return bool(status == 0)

    def list_choices(self) -> None:
        """Write what may be chosen from, out of sight."""
        if not self._choices:
            return
        page = self.page(self._lists)
        for choices, place in self._choices.items():
            page.write_string(0, place, str(place + 1), self.heads[""])
            for row, choice in enumerate(choices, 1):
                self.write(page, row, place, choice, None)
        page.hide()

    @property
    def _lists(self) -> str:
        return Text("Lists").render(self.language)

    def _name(self, page: Any, sheet: Sheet) -> None:
        """Give the table the name by which formulas find it, and buttons to filter with."""
        columns = [
            {"header": guarded(name), "header_format": self.heads[sheet.form(place)]}
            for place, name in enumerate(sheet.headers)
        ]
        name = "table_" + re.sub(r"\W", "_", sheet.name)
        page.add_table(
            0, 0, len(sheet.rows) - sheet.below, len(sheet.headers) - 1,
            {"name": name, "columns": columns, "style": "Table Style Light 1"},
        )  # fmt: skip

    def _unlock(self, page: Any, sheet: Sheet) -> None:
        """Let columns be changed, and rows be added below them; the rest of the sheet is locked."""
        last = len(sheet.rows) + MORE
        for place, choices in sheet.inputs.items():
            style = self._style(sheet, place)
            for row in range(len(sheet.rows) + 1, last + 1):
                page.write_blank(row, place, None, style)
            page.data_validation(1, place, last, place, self._validation(choices))
        allowed = ("format_columns", "format_rows", "sort", "autofilter", "delete_rows")
        page.protect("", dict.fromkeys(allowed, True))

    def _style(self, sheet: Sheet, place: int) -> Any:
        styles = self._open if place in sheet.inputs else self.styles
        return styles[sheet.form(place)]

    def _validation(self, choices: Sequence[Any]) -> dict[str, Any]:
        if not choices:
            return {"validate": "integer", "criteria": ">=", "value": 0}
        from xlsxwriter.utility import xl_range_abs

        place = self._choices.setdefault(tuple(choices), len(self._choices))
        cells = xl_range_abs(1, place, len(choices), place)
        return {"validate": "list", "source": f"='{self._lists}'!{cells}"}


def about(value: Any) -> str:
    """Give about what a cell shows, for the width of its column."""
    match value:
        case Percent(ratio):
            return f"{float(ratio):.1%}"
        case None:
            return ""
        case str() | bool() | date():
            return str(value)
        case _:
            return f"{value:,.2f}"


def sheet_of(table: Table) -> Sheet:
    """Give a table as a sheet has it."""
    rows = [
        [held(row.get(column), table.decimal_sign) for column in table.columns]
        for row in table.rows
    ]
    formats = [
        form_of(column, [row[at] for row in rows]) for at, column in enumerate(table.columns)
    ]
    return Sheet(table.name, table.name, table.columns, rows, formats)


def held(cell: object, decimal_sign: DecimalSign | None) -> bool | str | float | date | None:
    """Give what a spreadsheet's cell holds for a value."""
    match cell:
        case None | bool():
            return cell
        case str():
            # A text that leaves its file must be clear without the file's decimal sign.
            clear = cell if decimal_sign is None else restated(cell, decimal_sign, decimal_sign)
            return guarded(clear)
        case date() if not isinstance(cell, datetime) and cell >= FIRST_DAY:
            return cell
        case date():
            return str(cell)
    exact = parse_number(cell)
    if not isinstance(cell, float) and Fraction(f"{float(exact):.16G}") != exact:
        return write_number(exact)
    return float(exact)


def in_percents(number: float) -> bool:
    """Tell whether `SHARE` shows all digits of a part of one."""
    return 0 <= number <= 1 and (Fraction(repr(number)) * 10**7).denominator == 1


def form_of(column: str, cells: Sequence[object]) -> str:
    """Give the number format of a column; what is no whole number shows all of its digits.

    A column in which texts stand too has none: a year among them is no number of dwellings. But
    shares are shares, also among quotients that no decimals have.
    """
    told = [cell for cell in cells if cell not in (None, "")]
    if column == "share" and all(in_percents(one) for one in told if isinstance(one, float)):
        return SHARE
    if not told or not all(isinstance(cell, float) and cell.is_integer() for cell in told):
        return ""
    return YEAR if column.endswith("year") else GROUPED
