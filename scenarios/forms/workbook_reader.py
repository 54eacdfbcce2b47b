"""The process that reads a workbook: its content on standard input, JSON on standard output.

A hostile workbook may exhaust this process and no other. It is run as a script of its own, so it
imports nothing of ours, and its limits are given to it. The answer has the sheets, each with its
cells and faulty cells, or the one ``problem`` for which the workbook is refused.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Cell = tuple[int, object]
Row = tuple[int, list[Cell]]
Fault = tuple[str, int, int, str, str]


class SheetLimits(TypedDict):
    """What a workbook may cost: its extent, and what this process may use for it."""

    rows: int
    columns: int
    characters: int
    memory: int
    seconds: int


ROOM = 2**22
"""Bytes that a process has left, unless its memory has run out."""


class Refusal(Exception):
    """A workbook that is refused without being read to its end."""

    def __init__(self, problem: str, sheet: str = "", cell: str = "") -> None:
        self.answer: dict[str, object] = {"problem": problem, "sheet": sheet, "cell": cell}
        super().__init__(problem)


class SheetParser(WorkSheetParser):
    """openpyxl's parser of one sheet, which also tells a formula without a value.

    It is used without openpyxl's own rows, which believe the sheet about its dimensions and fill
    up what is missing: a million rows for one cell at the far end.
    """

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Read a cell; its ``data_type`` is ``uncalculated`` for a formula without a value."""
        cell: dict[str, Any] = super().parse_cell(element)
        calculated_as_text = element.get("t") == "str"
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = "s" if calculated_as_text else "uncalculated"
        return cell


class SheetReader:
    """Reads sheets as long as the limits allow."""

    def __init__(self, limits: SheetLimits) -> None:
        self.limits = limits
        self.characters = 0

    def workbook(self, source: bytes) -> dict[str, object]:
        """Give all sheets that have rows and columns; a sheet with only a chart has none."""
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=True, keep_links=False)
        return {"sheets": [self.sheet(sheet) for sheet in book.worksheets]}

    def sheet(self, sheet: Any) -> dict[str, object]:
        """Give the rows that have cells with a value, and the faulty cells."""
        rows: list[Row] = []
        faults: list[Fault] = []
        with sheet._get_source() as content:
            parser = SheetParser(
                content,
                sheet._shared_strings,
                data_only=True,
                epoch=sheet.parent.epoch,
                date_formats=sheet.parent._date_formats,
                timedelta_formats=sheet.parent._timedelta_formats,
            )
            last = 0
            for number, cells in parser.parse():
                if number <= last:
                    raise Refusal("damaged-workbook")
                last = number
                row = list(self.row(sheet.title, number, cells, faults))
                if row:
                    rows.append((number, row))
        return {"title": sheet.title, "rows": rows, "faults": faults}

    def row(
        self, sheet: str, number: int, cells: list[dict[str, Any]], faults: list[Fault]
    ) -> Iterator[Cell]:
        """Give the cells of a row that have a value, with their positions from 0."""
        last = 0
        for cell in cells:
            column, value, kind = cell["column"], cell["value"], cell["data_type"]
            if column <= last or cell["row"] != number:
                raise Refusal("damaged-workbook")
            last = column
            if value is None and kind != "uncalculated":
                continue
            if number > self.limits["rows"] or column > self.limits["columns"]:
                raise Refusal("cell-out-of-range", sheet, f"{get_column_letter(column)}{number}")
            if kind in {"e", "uncalculated"}:
                code = "error-cell" if kind == "e" else "uncalculated-formula"
                name = f"{get_column_letter(column)}{number}"
                faults.append((code, number, column - 1, name, str(value)))
            else:
                yield column - 1, self.value(value)

    def value(self, value: object) -> object:
        """Give a cell's value as JSON has it; a date is a list of one text."""
        match value:
            case str():
                # Shared texts cost nothing in the workbook, and much in the answer.
                self.characters += len(value)
                if self.characters > self.limits["characters"]:
                    raise Refusal("file-too-large")
                return value.replace("_x000D_", "\r")
            case datetime() if value.time() == time():
                return [value.date().isoformat()]
            case datetime() | time() | timedelta():
                return str(value)
            case date():
                return [value.isoformat()]
            case _:
                return value


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
        return SheetReader(limits).workbook(source)
    except Refusal as refusal:
        return refusal.answer
    except MemoryError:
        raise
    except Exception:
        # openpyxl has no error of its own for what it cannot read: any kind may come. So it may
        # when memory has run out; then this raises a MemoryError.
        bytearray(ROOM)
        return Refusal("damaged-workbook").answer


if __name__ == "__main__":
    given: SheetLimits = json.loads(sys.argv[1])
    confine(given)
    json.dump(answered(sys.stdin.buffer.read(), given), sys.stdout)
