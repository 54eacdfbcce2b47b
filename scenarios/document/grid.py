"""A grid: the cells of a sheet or of a CSV file where they stand, before they are a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.findings import Finding, Origin
from models.language import Text
from models.values import DecimalSign, quoted
from scenarios.document.tables import cell_name, clean_cell

CellPlace = tuple[int, int]
"""A row's number from 1, and a column's position from 0."""

Cells = Mapping[int, object]
"""The filled cells of a row, by position."""


@dataclass(frozen=True)
class SheetGrid:
    """The filled cells of a sheet, or of a file that has no sheets.

    Parameters
    ----------
    file
        What it was read from, as a user knows it.
    sheet
        The sheet's title; empty for CSV.
    rows
        The cells of each row that has some, by the row's number.
    faults
        Cells that a spreadsheet could not work out: the code of the finding, and what it shows.
    hidden
        Whether a spreadsheet hides the sheet.
    hidden_rows, hidden_columns
        The rows, and the positions of the columns, that a spreadsheet does not show.
    merged
        The cells that are one, as the numbers of their rows and the positions of their columns.
    decimal_sign, presumed_sign
        As `scenarios.document.tables.Table` has them.
    """

    file: str
    sheet: str
    rows: Mapping[int, Cells]
    faults: Mapping[CellPlace, tuple[str, str]] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[range, range], ...] = ()
    decimal_sign: DecimalSign | None = None
    presumed_sign: DecimalSign | None = None

    @property
    def source(self) -> str:
        """The file, and the sheet in it."""
        return f"{self.file}#{self.sheet}" if self.sheet else self.file

    def origin(self, row: int, place: int | None = None, header: str | None = None) -> Origin:
        """Give where a row or a cell stands."""
        cell = cell_name(row, place) if self.sheet and place is not None else None
        return Origin(self.source, row, header, cell)

    def area(self, rows: Iterable[int], places: Iterable[int]) -> Origin:
        """Give where a part of it stands."""
        numbers, at = sorted(rows), sorted(places)
        if not self.sheet:
            return Origin(self.source, numbers[0])
        span = f"{cell_name(numbers[0], at[0])}:{cell_name(numbers[-1], at[-1])}"
        return Origin(self.source, None, None, span)

    def fault(self, place: CellPlace, header: str | None = None) -> Finding:
        """Say what is wrong with a cell that could not be worked out."""
        code, shown = self.faults[place]
        where = self.origin(*place, header)
        return Finding(code, "error", fault_text(code, cell_name(*place), shown), where)


def fault_text(code: str, cell: str, shown: str) -> Text:
    """Say what is wrong with a cell that a spreadsheet could not work out."""
    if code == "error-cell":
        return Text("Cell {cell} has the error {value}.", cell=cell, value=quoted(shown))
    return Text(
        "The formula in cell {cell} was never calculated. Open the workbook in a spreadsheet "
        "program and save it.",
        cell=cell,
    )


def grid_rows(
    records: Iterable[tuple[int, Iterable[tuple[int, object]]]],
    source: str,
    findings: list[Finding],
) -> dict[int, Cells]:
    """Gather the cells that hold something; what is no text, number or date is found."""
    rows: dict[int, Cells] = {}
    for number, cells in records:
        kept = {}
        for place, cell in cells:
            value, problem = clean_cell(cell)
            if problem is not None:
                where = Origin(source, number)
                findings.append(Finding(problem.code, "error", problem.text, where))
            elif value is not None:
                kept[place] = value
        if kept:
            rows[number] = kept
    return rows
