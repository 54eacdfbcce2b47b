"""Workbooks (xlsx) in and out, one table per sheet; they are read in a process that may fail."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.values import SheetNumber, quoted
from scenarios.document.grid import SheetGrid, grid_rows
from scenarios.document.spelling import identifier, unguarded
from scenarios.document.tables import MOST_COLUMNS, MOST_ROWS, Table, build_table, refuse
from scenarios.forms.archive import ENCRYPTED, check_archive, damaged_workbook

LIMITS = {
    "rows": MOST_ROWS + 1,
    "columns": MOST_COLUMNS,
    # The longest table that may be, with 160 characters a row.
    "characters": 16 * 2**20,
    # The largest workbook that may be needs a third of it.
    "memory": 768 * 2**20,
    # A region's workbook takes a fifth of a second, the largest that may be nine seconds.
    "seconds": 10,
}
"""What the reading process may use and find."""

SCRIPT = Path(__file__).with_name("workbook_process.py")

START = (
    # openpyxl imports numpy when it is there, which takes longer than all the rest.
    "import runpy, sys; sys.modules['numpy'] = None; "
    "runpy.run_path(sys.argv.pop(1), run_name='__main__')"
)


def read_workbook(source: bytes, file: str) -> dict[str, Table]:
    """Read a workbook: a table of each sheet that is not empty, by the sheet's name.

    A formula counts as the value that was calculated when the workbook was last saved.

    Parameters
    ----------
    source
        The file's content.
    file
        Its name, as the findings give it.

    Returns
    -------
    dict
        Tables by the names of their sheets.

    Raises
    ------
    InvalidScenario
        With all that is wrong: the codes of `scenarios.forms.archive.check_archive` (which see only
        the archive) and of `scenarios.document.tables.build_table`, and ``cell-out-of-range``,
        ``error-cell``, ``uncalculated-formula``, ``duplicate-sheet``.
    """
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for grid in read_grids(source, file, findings):
        name = identifier(grid.sheet)
        table = _table(name, grid, findings)
        if name in tables:
            same = Text("There is another sheet with the name “{name}”.", name=quoted(name))
            findings.append(Finding("duplicate-sheet", "error", same, table.origin()))
        tables[name] = table
    refuse(findings)
    return tables


def read_grids(source: bytes, file: str, findings: list[Finding]) -> list[SheetGrid]:
    """Read a workbook: the cells of each sheet that has some, as they stand.

    Parameters
    ----------
    source, file
        As for `read_workbook`.
    findings
        Cells that hold no text, number or date are added here.

    Raises
    ------
    InvalidScenario
        The codes of `scenarios.forms.archive.check_archive`, and ``cell-out-of-range``.
    """
    check_archive(source, file)
    return [
        SheetGrid(
            file,
            sheet["title"],
            grid_rows(
                (
                    (number, [(place, _value(cell)) for place, cell in cells])
                    for number, cells in sheet["rows"]
                ),
                f"{file}#{sheet['title']}",
                findings,
            ),
            {(row, place): (code, shown) for code, row, place, shown in sheet["faults"]},
            sheet["hidden"],
            frozenset(sheet["hidden_rows"]),
            frozenset(sheet["hidden_columns"]),
            tuple(
                (range(top, end + 1), range(left - 1, last))
                for top, end, left, last in sheet["merged"]
            ),
        )
        for sheet in _sheets(source, file)
        if sheet["rows"] or sheet["faults"]
    ]


def _sheets(source: bytes, file: str) -> list[dict[str, Any]]:
    """Have the workbook read in a process of its own."""
    command = [sys.executable, "-I", "-c", START, str(SCRIPT), json.dumps(LIMITS)]
    try:
        reading = subprocess.run(
            command,
            input=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LIMITS["seconds"],
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        text = Text(
            "Reading this workbook takes too much time or memory. Large tables are better "
            "given as CSV."
        )
        raise InvalidScenario([Finding("file-too-large", "error", text, Origin(file))]) from None
    answer: dict[str, Any] = json.loads(reading.stdout)
    if "problem" in answer:
        raise InvalidScenario([_refusal(answer, file)])
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _refusal(answer: dict[str, str], file: str) -> Finding:
    where = Origin(f"{file}#{answer['sheet']}" if answer["sheet"] else file)
    match answer["problem"]:
        case "cell-out-of-range":
            text = Text(
                "Cell {cell} is filled. A table holds at most {rows} rows and {columns} columns.",
                cell=answer["cell"],
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
        case "file-too-large":
            text = Text(
                "This workbook has too much text: at most {most} characters.",
                most=LIMITS["characters"],
            )
        case "encrypted-workbook":
            text = ENCRYPTED
        case _:
            return damaged_workbook(file)
    return Finding(answer["problem"], "error", text, where)


def _table(name: str, grid: SheetGrid, findings: list[Finding]) -> Table:
    headers = next(iter(grid.rows.values()), {})
    for place in grid.faults:
        header = headers.get(place[1])
        findings.append(grid.fault(place, None if header is None else str(header)))
    rows = ((number, cells.items()) for number, cells in grid.rows.items())
    return build_table(name, grid.source, rows, findings, in_sheet=True)


def _value(cell: object) -> object:
    match cell:
        case str():
            return unguarded(cell.strip())
        case [str(day)]:
            return date.fromisoformat(day)
        case float():
            return SheetNumber(cell)
        case _:
            return cell
