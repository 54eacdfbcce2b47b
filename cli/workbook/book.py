"""The workbook itself: sheets with named tables, cells to fill in, and charts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from cli.workbook.charts import Chart, charts
from cli.workbook.content import Content, asked, sources
from cli.workbook.drawing import chart_object
from cli.workbook.sheet import DECIMALS, GROUPED, PERCENT, YEAR, Sheet, tabular
from models.language import Language, Percent, Term, Text, rendered
from scenarios.document.spelling import guarded
from scenarios.forms.workbook_writer import CREATED

TITLES = {
    "totals": Text("Outcome"),
    "parts": Text("Parts"),
    "division": Text("What each part gets"),
    "requirements": Text("Agreements"),
    "fair_shares": Text("Fair shares"),
    "spreads": Text("Spread"),
    "fairness_steps": Text("Steps"),
    "conflict": Text("Conflict"),
    "certificate": Text("Proof"),
    "ways_out": Text("Ways out"),
}
"""The tables whose sheets have another name than the table."""

COMPARED = ("by_municipality", "dwellings")
"""Tables that compare: the first of them that there is gets the sheet of that name."""

LONGEST_TITLE = 31
"""Characters of a sheet's name in Excel."""

WIDEST, WIDEST_TEXT = 45, 110
"""Characters of a column in a table, and in the explanation: longer texts are folded."""

CHART_COLUMN = 16
"""Characters of a column of figures that are drawn."""

APART = "apart"
"""The form of texts right of numbers, which would touch them otherwise."""

MORE = 200
"""Rows that may be filled in below a plan's own."""

ROW, ACROSS = 20, 900
"""Pixels of a row, and of a chart."""

LINE = 15
"""Points of a line of text in a row."""


def as_workbook(content: Content, language: Language) -> bytes:
    """Write a workbook (xlsx).

    Numbers are numbers, with the formats that a spreadsheet shows as its own language has them;
    codes and names are texts, and no text is run as a formula. What may be filled in is unlocked
    and has its choices. The same content gives the same bytes.

    Parameters
    ----------
    content
        What it tells.
    language
        Of titles, headers and sentences.
    """
    from xlsxwriter import Workbook

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(written, options) as book:
        book.set_properties({"created": CREATED})
        writing = Writing(book, language)
        first, others = sheets(content, language)
        for sheet in first:
            writing.put(sheet)
        writing.draw(list(charts(content, language)))
        for sheet in others:
            writing.put(sheet)
        writing.list_choices()
        known = sources(content.scenario, language)
        if known:
            title = Text("Provenance").render(language)
            writing.put(tabular("provenance", title, known, content.scenario, language))
    return written.getvalue()


def sheets(content: Content, language: Language) -> tuple[list[Sheet], list[Sheet]]:
    """Give the sheets before the charts, and those after."""
    scenario, tables = content.scenario, content.tables
    names = list(tables)
    titles = {name: rendered(TITLES.get(name, Term(name)), language) for name in names}
    compared = next((name for name in COMPARED if name in names), None)
    if names and names[0] not in TITLES:
        titles[names[0]] = Text("Outcome").render(language)
    if compared:
        titles[compared] = Text("Comparison").render(language)
    first = [name for name in dict.fromkeys((*names[:1], compared)) if name]
    made = {
        name: tabular(name, capital(titles[name]), tables[name], scenario, language)
        for name in names
    }
    given = asked(scenario, language)
    told = [explanation(content, language)]
    if given:
        told.append(tabular("input", Text("Input").render(language), given, scenario, language))
    return (
        [*told, *(made[name] for name in first)],
        [made[name] for name in names if name not in first],
    )


def capital(title: str) -> str:
    """Begin a tab's title with a capital."""
    return (title[:1].upper() + title[1:])[:LONGEST_TITLE]


def explanation(content: Content, language: Language) -> Sheet:
    """Say what was asked, what came of it, and on which figures it rests."""
    said = [(rendered(name, language), rendered(value, language)) for name, value in content.said]
    rows = [[name, guarded(value)] for name, value in said if value]
    headers = [Text(name).render(language) for name in ("what", "value")]
    return Sheet("", Text("Explanation").render(language), headers, rows, ["", ""])


class Writing:
    """A workbook that is being written.

    Parameters
    ----------
    book
        XlsxWriter's workbook.
    language
        Of what stands in it.
    """

    def __init__(self, book: Any, language: Language) -> None:
        self.book, self.language = book, language
        text = {"text_wrap": True, "valign": "top"}
        forms: dict[str, dict[str, Any]] = {
            form: {"num_format": form, "valign": "top"}
            for form in (GROUPED, DECIMALS, PERCENT, YEAR)
        }
        forms[""] = text
        forms[APART] = text | {"align": "left", "indent": 1}
        self.styles = {form: book.add_format(style) for form, style in forms.items()}
        open_cell = {"locked": False, "bg_color": "#FFF9E5"}
        self.open = {form: book.add_format(style | open_cell) for form, style in forms.items()}
        head = {**text, "bold": True, "bg_color": "#DCE6F1", "bottom": 1}
        self.heads = dict.fromkeys(forms, book.add_format({**head, "align": "right"}))
        self.heads[""] = book.add_format({**head, "align": "left"})
        self.heads[APART] = book.add_format({**head, "align": "left", "indent": 1})
        self.missed = book.add_format({"bg_color": "#F8D7DA"})
        self._choices: dict[tuple[Any, ...], int] = {}

    def put(self, sheet: Sheet) -> None:
        """Write a sheet, its header in bold and always in sight."""
        page = self._page(sheet.title)
        most = WIDEST if sheet.name else WIDEST_TEXT
        lines = [1] * len(sheet.rows)
        for place, name in enumerate(sheet.headers):
            style = self._style(sheet, place)
            longest = max((len(about(row[place])) for row in sheet.rows), default=0)
            wide = min(most, max(9, longest + 2, len(name) + 4))
            page.set_column(place, place, wide)
            page.write_string(0, place, guarded(name), self.heads[form_of(sheet, place)])
            for row, cells in enumerate(sheet.rows):
                own = self.styles[PERCENT] if isinstance(cells[place], Percent) else style
                write(page, row + 1, place, cells[place], own)
                lines[row] = max(lines[row], len(wrap(about(cells[place]), round(1.1 * wide))))
        for row, high in enumerate(lines, 1):
            if high > 1:
                page.set_row(row, LINE * high)
        if sheet.name:
            self._name(page, sheet)
        if sheet.inputs:
            self._open(page, sheet)
        no = f'"{Text("no").render(self.language)}"'
        for place in sheet.watched:
            missed = {"type": "cell", "criteria": "==", "value": no, "format": self.missed}
            page.conditional_format(1, place, max(1, len(sheet.rows)), place, missed)

    def draw(self, drawn: Sequence[Chart]) -> None:
        """Put the charts below one another, each beside its figures."""
        if not drawn:
            return
        title = Text("Charts").render(self.language)
        page, top = self._page(title), 0
        page.set_column(0, 0, 22)
        page.set_column(1, max(len(chart.headers) for chart in drawn), CHART_COLUMN)
        beside = max(len(chart.headers) for chart in drawn) + 1
        for chart in drawn:
            for place, name in enumerate(chart.headers):
                page.write_string(top, place, name, self.heads[GROUPED if place else ""])
                form = "" if place == 0 and chart.kind != "scatter" else chart.form
                for row, cells in enumerate(chart.rows, top + 1):
                    write(page, row, place, cells[place], self.styles[form])
            made = chart_object(self.book, title, top, chart)
            high = max(20, len(chart.rows) + 6)
            lines = max(len(wrap(name, CHART_COLUMN)) for name in chart.headers)
            page.set_row(top, max(2, lines) * LINE + 3)
            made.set_size({"width": ACROSS, "height": ROW * high})
            page.insert_chart(top, beside, made, {"description": chart.title})
            top += high + 2

    def list_choices(self) -> None:
        """Write what may be chosen from, out of sight."""
        if not self._choices:
            return
        page = self._page(self._lists)
        for choices, place in self._choices.items():
            page.write_string(0, place, str(place + 1), self.heads[""])
            for row, choice in enumerate(choices, 1):
                write(page, row, place, choice, None)
        page.hide()

    @property
    def _lists(self) -> str:
        return Text("Choices").render(self.language)

    def _page(self, title: str) -> Any:
        page = self.book.add_worksheet(title)
        page.freeze_panes(1, 0)
        page.set_row(0, LINE + 3)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        return page

    def _name(self, page: Any, sheet: Sheet) -> None:
        """Give the table the name by which formulas find it, and buttons to filter with."""
        columns = [
            {"header": guarded(name), "header_format": self.heads[form_of(sheet, place)]}
            for place, name in enumerate(sheet.headers)
        ]
        page.add_table(
            0, 0, len(sheet.rows) - sheet.below, len(sheet.headers) - 1,
            {"name": f"table_{sheet.name}", "columns": columns, "style": "Table Style Light 1"},
        )  # fmt: skip

    def _open(self, page: Any, sheet: Sheet) -> None:
        """Let a plan be changed, and rows be added below it; the rest of the sheet is locked."""
        last = len(sheet.rows) + MORE
        for place, choices in sheet.inputs.items():
            for row in range(len(sheet.rows) + 1, last + 1):
                page.write_blank(row, place, None, self._style(sheet, place))
            page.data_validation(1, place, last, place, self._validation(choices))
        allowed = ("format_columns", "format_rows", "sort", "autofilter", "delete_rows")
        page.protect("", dict.fromkeys(allowed, True))

    def _style(self, sheet: Sheet, place: int) -> Any:
        styles = self.open if place in sheet.inputs else self.styles
        return styles[form_of(sheet, place)]

    def _validation(self, choices: Sequence[Any]) -> dict[str, Any]:
        if not choices:
            return {"validate": "integer", "criteria": ">=", "value": 0}
        from xlsxwriter.utility import xl_range_abs

        place = self._choices.setdefault(tuple(choices), len(self._choices))
        cells = xl_range_abs(1, place, len(choices), place)
        return {"validate": "list", "source": f"='{self._lists}'!{cells}"}


def form_of(sheet: Sheet, place: int) -> str:
    """Give the number format of a column, or that its texts stand next to numbers."""
    form = sheet.formats[place]
    return APART if not form and place and sheet.formats[place - 1] else form


def write(page: Any, row: int, place: int, value: Any, style: Any) -> None:
    """Write a cell, unless there is nothing in it."""
    match value:
        case None | "":
            if style is not None and not style.locked:
                page.write_blank(row, place, None, style)
        case str():
            page.write_string(row, place, value, style)
        case Percent(ratio):
            page.write_number(row, place, float(ratio), style)
        case _:
            page.write_number(row, place, value, style)


def about(value: Any) -> str:
    """Give about what a cell shows, for the width of its column."""
    if isinstance(value, Percent):
        return f"{float(value.ratio):.1%}"
    return value if isinstance(value, str) else f"{value:,.2f}" if value is not None else ""
