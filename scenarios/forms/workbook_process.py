"""The process that reads a workbook: its content on standard input, JSON on standard output.

A hostile workbook may exhaust this process and no other. It is run as a script of its own, so it
imports nothing of ours, and its limits are given to it. The answer has the sheets, each with its
cells and faulty cells, or the one ``problem`` for which the workbook is refused. Three libraries
read three forms: openpyxl .xlsx, python-calamine .ods and xlrd .xls; what their cells mean is
decided here, in one way.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict
from zipfile import ZipFile

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FilledRow = tuple[int, list[tuple[int, object]]]
CellFault = tuple[str, int, int, str]

ERROR, UNCALCULATED = "error-cell", "uncalculated-formula"
"""What is wrong with a faulty cell."""


class RawCell(NamedTuple):
    """A cell as its library gives it: its column from 1, and perhaps why its value is none."""

    column: int
    value: object
    fault: str = ""


class SheetLimits(TypedDict):
    """What a workbook may cost: its extent, and what this process may use for it."""

    rows: int
    columns: int
    characters: int
    memory: int
    seconds: int


TRUE = ("1", "true")
"""What a switch in a sheet's XML says that is on."""

SPACE = 2**22
"""Bytes that a process has left, unless its memory has run out."""


class Refusal(Exception):
    """A workbook that is refused without being read to its end."""

    def __init__(self, problem: str, sheet: str = "", cell: str = "") -> None:
        self.answer: dict[str, object] = {"problem": problem, "sheet": sheet, "cell": cell}
        super().__init__(problem)


class Workbook:
    """A workbook whose sheets are read as long as the limits allow.

    Parameters
    ----------
    limits
        What it may cost.
    """

    def __init__(self, limits: SheetLimits) -> None:
        self.limits = limits
        self.characters = 0

    def sheet(
        self, title: str, hidden: bool, rows: Iterable[tuple[int, Iterable[RawCell]]]
    ) -> dict[str, Any]:
        """Give the rows that have cells with a value, and the faulty cells."""
        kept: list[FilledRow] = []
        faults: list[CellFault] = []
        for number, cells in rows:
            row = list(self.row(title, number, cells, faults))
            if row:
                kept.append((number, row))
        return {
            "title": title,
            "hidden": hidden,
            "rows": kept,
            "faults": faults,
            "hidden_rows": [],
            "hidden_columns": [],
            "merged": [],
        }

    def row(
        self, sheet: str, number: int, cells: Iterable[RawCell], faults: list[CellFault]
    ) -> Iterator[tuple[int, object]]:
        """Give the cells of a row that have a value, with their positions from 0."""
        for cell in cells:
            if cell.value is None and not cell.fault:
                continue
            name = f"{letters(cell.column)}{number}"
            if number > self.limits["rows"] or cell.column > self.limits["columns"]:
                raise Refusal("cell-out-of-range", sheet, name)
            if cell.fault:
                faults.append((cell.fault, number, cell.column - 1, str(cell.value)))
            else:
                yield cell.column - 1, self.value(cell.value)

    def value(self, value: object) -> object:
        """Give a cell's value as JSON has it; a date is a list of one text."""
        match value:
            case str():
                # Shared texts cost nothing in the workbook, and much in the answer.
                self.characters += len(value)
                if self.characters > self.limits["characters"]:
                    raise Refusal("file-too-large")
                return value.replace("_x000D_", "\r")
            case bool():
                return value
            case float() if value.is_integer():
                return int(value)
            case datetime() if value.time() == time():
                return [value.date().isoformat()]
            case datetime() | time() | timedelta():
                return str(value)
            case date():
                return [value.isoformat()]
            case _:
                return value


def letters(column: int) -> str:
    """Give the letters of a column, from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def in_xlsx(source: bytes, book: Workbook) -> Iterator[dict[str, object]]:
    """Give all sheets of an .xlsx that have rows and columns; one with only a chart has none.

    openpyxl's parser is used without its own rows, which believe a sheet about its dimensions and
    fill up what is missing: a million rows for one cell at the far end.
    """
    from openpyxl import load_workbook
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        """Also tells a formula without a value."""

        def parse_cell(self, element: Element) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            calculated_as_text = element.get("t") == "str"
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                cell["data_type"] = "s" if calculated_as_text else UNCALCULATED
            return cell

    def rows(parser: Parser) -> Iterator[tuple[int, Iterator[RawCell]]]:
        last = 0
        for number, cells in parser.parse():
            if number <= last:
                raise Refusal("damaged-workbook")
            last = number
            yield number, cells_of(number, cells)

    def cells_of(number: int, cells: list[dict[str, Any]]) -> Iterator[RawCell]:
        last = 0
        for cell in cells:
            if cell["column"] <= last or cell["row"] != number:
                raise Refusal("damaged-workbook")
            last = cell["column"]
            faults = {"e": ERROR, UNCALCULATED: UNCALCULATED}
            yield RawCell(last, cell["value"], faults.get(cell["data_type"], ""))

    options = {"read_only": True, "data_only": True, "keep_links": False}
    opened: Any = load_workbook(io.BytesIO(source), **options)
    for sheet in opened.worksheets:
        with sheet._get_source() as content:
            parser = Parser(
                content,
                sheet._shared_strings,
                data_only=True,
                epoch=sheet.parent.epoch,
                date_formats=sheet.parent._date_formats,
                timedelta_formats=sheet.parent._timedelta_formats,
            )
            found = book.sheet(sheet.title, sheet.sheet_state != "visible", rows(parser))
            for number, about in parser.row_dimensions.items():
                if about.get("hidden") in TRUE:
                    found["hidden_rows"].append(int(number))
            for about in parser.column_dimensions.values():
                if about.get("hidden") in TRUE:
                    last = min(int(about["max"]), book.limits["columns"])
                    found["hidden_columns"] += range(int(about["min"]) - 1, last)
            for area in parser.merged_cells.mergeCell if parser.merged_cells else ():
                found["merged"].append((area.min_row, area.max_row, area.min_col, area.max_col))
            yield found


def in_ods(source: bytes, book: Workbook) -> Iterator[dict[str, object]]:
    """Give all sheets of an .ods.

    Calamine gives a cell with an error as an empty one, so those are looked for apart.
    """
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    with ZipFile(io.BytesIO(source)) as archive:
        content = archive.read("content.xml")
    errors, layout = ods_errors(content), ods_layout(content, book.limits)
    opened = CalamineWorkbook.from_filelike(io.BytesIO(source))
    for about in opened.sheets_metadata:
        sheet = opened.get_sheet_by_name(about.name)
        wrong = errors.get(about.name, {})
        row, column = sheet.end or (0, 0)
        if row >= book.limits["rows"] or column >= book.limits["columns"]:
            raise Refusal("cell-out-of-range", about.name, f"{letters(column + 1)}{row + 1}")
        found = (
            (
                number,
                [
                    RawCell(column, wrong[number, column], ERROR)
                    if (number, column) in wrong
                    else RawCell(column, None if value == "" else value)
                    for column, value in enumerate(row, 1)
                ],
            )
            for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1)
        )
        read = book.sheet(about.name, about.visible is not SheetVisibleEnum.Visible, found)
        yield read | layout.get(about.name, {})


def ods_errors(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Find the cells with an error, by sheet, row and column, and what they show."""
    from defusedxml.ElementTree import iterparse

    if b'value-type="error"' not in content:
        return {}
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    kind = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
    errors: dict[str, dict[tuple[int, int], str]] = {}
    title, row, column = "", 1, 1
    for event, element in iterparse(io.BytesIO(content), ("start", "end")):
        tag = element.tag.removeprefix(table)
        if event == "start":
            if tag == "table":
                title, row = element.get(f"{table}name", ""), 1
            elif tag == "table-row":
                column = 1
        elif tag in ("table-cell", "covered-table-cell"):
            if element.get(kind) == "error":
                shown = "".join(element.itertext())
                errors.setdefault(title, {})[row, column] = shown
            column += int(element.get(f"{table}number-columns-repeated", "1"))
            element.clear()
        elif tag == "table-row":
            row += int(element.get(f"{table}number-rows-repeated", "1"))
            element.clear()
    return errors


def ods_layout(content: bytes, limits: SheetLimits) -> dict[str, dict[str, list[Any]]]:
    """Find the rows, from 1, and columns, from 0, that are not shown, and the merged cells."""
    from defusedxml.ElementTree import iterparse

    if b":visibility=" not in content and b"-spanned=" not in content:
        return {}
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    found: dict[str, dict[str, list[Any]]] = {}
    title, at, place = "", {"row": 0, "column": 0}, 0
    for event, element in iterparse(io.BytesIO(content), ("start", "end")):
        kind = element.tag.removeprefix(f"{table}table-")
        if event == "start" and element.tag == f"{table}table":
            title, at = element.get(f"{table}name", ""), {"row": 0, "column": 0}
            found[title] = {"hidden_rows": [], "hidden_columns": [], "merged": []}
        elif event == "start" and kind == "row":
            place = 0
        elif event == "end" and element.tag.endswith("table-cell"):
            down, across = (
                int(element.get(f"{table}number-{each}-spanned", "1"))
                for each in ("rows", "columns")
            )
            if max(down, across) > 1:
                first = at["row"] + 1
                found[title]["merged"].append((first, first + down - 1, place + 1, place + across))
            place += int(element.get(f"{table}number-columns-repeated", "1"))
        elif event == "end" and kind in at:
            times = int(element.get(f"{table}number-{kind}s-repeated", "1"))
            if element.get(f"{table}visibility", "visible") != "visible":
                most = limits["rows" if kind == "row" else "columns"]
                first = at[kind] + (kind == "row")
                found[title][f"hidden_{kind}s"] += range(first, min(first + times, most + 1))
            at[kind] += times
            element.clear()
    return found


def in_xls(source: bytes, book: Workbook) -> Iterator[dict[str, object]]:
    """Give all sheets of an .xls."""
    import xlrd
    from xlrd.biffh import XLRDError, error_text_from_code
    from xlrd.xldate import xldate_as_datetime

    try:
        # Only with how cells look does it tell which rows and columns are hidden.
        opened = xlrd.open_workbook(
            file_contents=source, logfile=io.StringIO(), on_demand=True, formatting_info=True
        )
    except XLRDError as error:
        kind = "encrypted-workbook" if "encrypted" in str(error) else "damaged-workbook"
        raise Refusal(kind) from error

    def cell(column: int, kind: int, value: Any) -> RawCell:
        if kind == xlrd.XL_CELL_ERROR:
            return RawCell(column, error_text_from_code.get(value, str(value)), ERROR)
        if kind == xlrd.XL_CELL_DATE:
            return RawCell(column, xldate_as_datetime(value, opened.datemode))
        if kind == xlrd.XL_CELL_BOOLEAN:
            return RawCell(column, bool(value))
        return RawCell(column, None if value == "" else value)

    for place in range(opened.nsheets):
        sheet = opened.sheet_by_index(place)
        rows = (
            (
                number + 1,
                [
                    cell(column, kind, value)
                    for column, (kind, value) in enumerate(
                        zip(sheet.row_types(number), sheet.row_values(number), strict=True), 1
                    )
                ],
            )
            for number in range(sheet.nrows)
        )
        found = book.sheet(sheet.name, bool(sheet.visibility), rows)
        rows_hidden = [at + 1 for at, about in sheet.rowinfo_map.items() if about.hidden]
        columns_hidden = [at for at, about in sheet.colinfo_map.items() if about.hidden]
        merged = [(row + 1, end, place + 1, last) for row, end, place, last in sheet.merged_cells]
        yield found | {
            "hidden_rows": rows_hidden,
            "hidden_columns": columns_hidden,
            "merged": merged,
        }


def sheets_of(source: bytes, limits: SheetLimits) -> list[dict[str, object]]:
    """Give the sheets of a workbook, by the reader that its content asks for."""
    if source.startswith(b"PK"):
        with ZipFile(io.BytesIO(source)) as archive:
            read = in_xlsx if "[Content_Types].xml" in archive.namelist() else in_ods
    else:
        read = in_xls
    return list(read(source, Workbook(limits)))


def confine(limits: SheetLimits) -> None:
    """Give up what this process does not need: memory and time for something else than this."""
    # Elsewhere the limits on the archive and the time that the caller waits must do.
    if sys.platform == "linux":
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, limits["memory"]),
            (resource.RLIMIT_CPU, limits["seconds"]),
            (resource.RLIMIT_CORE, 0),
        ):
            allowed = resource.getrlimit(kind)[1]
            least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
            resource.setrlimit(kind, (least, least))


def answered(source: bytes, limits: SheetLimits) -> dict[str, object]:
    """Read a workbook, or say what is the problem."""
    try:
        return {"sheets": sheets_of(source, limits)}
    except Refusal as refusal:
        return refusal.answer
    except MemoryError:
        raise
    except Exception:
        # The libraries have no error of their own for what they cannot read: any kind may come. So
        # it may when memory has run out; then this raises a MemoryError.
        bytearray(SPACE)
        return Refusal("damaged-workbook").answer


if __name__ == "__main__":
    given: SheetLimits = json.loads(sys.argv[1])
    confine(given)
    json.dump(answered(sys.stdin.buffer.read(), given), sys.stdout)
