"""A table as it was read: named columns, rows of cells, and where each of them stood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from types import MappingProxyType

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text, word
from models.values import DecimalSign, ValueProblem, quoted
from scenarios.document.spelling import identifier, is_dutch, normal

MOST_ROWS = 100_000
"""A pool per year, segment and form for every Dutch municipality is 65,000 rows."""

MOST_COLUMNS = 256
"""Ten times the widest table that we know of, and what old spreadsheets could hold."""

LONGEST_CELL = 32_767
"""What a cell of Excel holds, in characters."""

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no text is made of: control characters, which steer a terminal, and half characters."""

PlacedCells = Iterable[tuple[int, object]]
"""The cells of a row, each with its position from 0."""


@dataclass(frozen=True)
class Table:
    """A table as it was read.

    Parameters
    ----------
    name
        Which table it is: ``municipalities``.
    file
        What it was read from, as a user knows it.
    columns
        The columns by their identifiers, in the order of the file.
    rows
        Per row its cells by column; empty cells are left out. A cell is a text, as CSV has it,
        or also a number, a truth value or a date.
    row_numbers
        Per row its number in the file, from 1; the header counts.
    decimal_sign
        How the file writes decimals, when it has a number that proves it.
    headers
        The columns as the file spells them; without them: as their identifiers.
    presumed_sign
        How a file like this writes decimals as a rule, where no number of it proves anything.
    places
        In a sheet of a workbook the positions of the columns, from 0.
    names
        In what changes a scenario, per row what it is called there.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...]
    row_numbers: tuple[int, ...]
    decimal_sign: DecimalSign | None = None
    headers: tuple[str, ...] = field(default=(), compare=False)
    presumed_sign: DecimalSign | None = field(default=None, compare=False)
    places: tuple[int, ...] = field(default=(), compare=False)
    names: tuple[str, ...] = field(default=(), compare=False)

    @property
    def whole_sign(self) -> DecimalSign | None:
        """How it writes decimals, for its whole numbers: in them a presumption does no harm."""
        return self.decimal_sign or self.presumed_sign

    def origin(self, row_index: int | None = None, column: str | None = None) -> Origin:
        """Give where a cell, a row, a column or (without either) the table was read."""
        row = None if row_index is None else self.row_numbers[row_index]
        place = dict(zip(self.columns, self.places, strict=False)).get(column or "")
        cell = None if row is None or place is None else cell_name(row, place)
        if self.names and row_index is not None:
            cell = self.names[row_index]
        return Origin(self.file, row, None if column is None else self.called(column), cell)

    def adds_up(self, _row_index: int, _other: int) -> bool:
        """Tell whether two rows that are for the same are parts of it, and no contradiction."""
        return False

    def called(self, column: str) -> str:
        """Give a column as the file spells it, or would in the language of its other headers."""
        headers = dict(zip(self.columns, self.headers, strict=False))
        dutch = any(is_dutch(header) for header in self.headers)
        return headers.get(column) or (word(column, "nl") if dutch else column)


def cell_name(row: int, place: int) -> str:
    """Give what a spreadsheet calls a cell: ``B7`` for row 7 and position 1."""
    return f"{column_letters(place)}{row}"


def column_letters(place: int) -> str:
    """Give what a spreadsheet calls a column, by its position from 0."""
    letters = ""
    column = place + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def build_table(
    name: str,
    file: str,
    records: Iterable[tuple[int, PlacedCells]],
    findings: list[Finding],
    decimal_sign: DecimalSign | None = None,
    *,
    in_sheet: bool = False,
) -> Table:
    """Make a table of numbered rows, of which the first with a cell is the header.

    Empty rows are left out, and so are blanks around a text; a line in it ends with LF.

    Parameters
    ----------
    records
        Row numbers in the file, with the cells.
    findings
        What is wrong is added here: ``empty-table``, ``duplicate-column``, ``missing-header``,
        ``row-too-long``, ``unreadable-cell``, ``cell-too-long``, ``too-many-rows``,
        ``too-many-columns``.
    in_sheet
        Whether it is a sheet of a workbook, in which cells have names.
    """
    builder = _Builder(name, file, findings, in_sheet)
    for number, cells in records:
        builder.add(number, cells)
        if len(builder.rows) > MOST_ROWS:
            text = Text("A table holds at most {most} rows.", most=MOST_ROWS)
            builder.add_finding("too-many-rows", text, number)
            break
    if builder.header_row is None:
        builder.add_finding("empty-table", Text("This table is empty: its header is missing."))
    return Table(
        name=name,
        file=file,
        columns=tuple(builder.columns.values()),
        rows=tuple(builder.rows),
        row_numbers=tuple(builder.row_numbers),
        decimal_sign=decimal_sign,
        headers=tuple(builder.headers[position] for position in builder.columns),
        places=tuple(builder.columns) if in_sheet else (),
    )


def table_of_records(
    name: str, file: str, records: Sequence[Mapping[str, object]], findings: list[Finding]
) -> Table:
    """Make a table of JSON's records, numbered from 1; findings are as in `build_table`."""
    names = dict.fromkeys(key for record in records for key in record)
    places = {header: place for place, header in enumerate(islice(names, MOST_COLUMNS + 1))}
    rows = [
        (number, [(places[key], cell) for key, cell in record.items() if key in places])
        for number, record in enumerate(records, start=1)
    ]
    header = (0, [(place, key) for key, place in places.items()])
    return build_table(name, file, [header, *rows], findings)


def refuse(findings: Sequence[Finding]) -> None:
    """Stop when there are findings.

    Raises
    ------
    InvalidScenario
        With what is told of them.
    """
    if findings:
        raise InvalidScenario(findings)


class _Builder:
    def __init__(
        self, name: str, file: str, findings: list[Finding], in_sheet: bool = False
    ) -> None:
        self.name = name
        self.file = file
        self.findings = findings
        self.in_sheet = in_sheet
        self.header_row: int | None = None
        self.headers: dict[int, str] = {}
        self.columns: dict[int, str] = {}
        self.unnamed: set[int] = set()
        self.rows: list[Mapping[str, object]] = []
        self.row_numbers: list[int] = []
        self.cleaned: dict[str, object] = {}

    def add_finding(
        self, code: str, text: Text, row: int | None = None, position: int | None = None
    ) -> None:
        header = None if position is None else self.headers.get(position)
        known = self.in_sheet and row is not None and position is not None
        cell = cell_name(row or 0, position or 0) if known else None
        self.findings.append(Finding(code, "error", text, Origin(self.file, row, header, cell)))

    def add(self, number: int, cells: PlacedCells) -> None:
        kept = {
            position: value
            for position, cell in cells
            if (value := self.clean(cell, number, position)) is not None
        }
        if not kept:
            return
        if self.header_row is None:
            self.header_row = number
            self.name_columns(number, kept)
            return
        width = max(self.headers) + 1
        if max(kept) >= width and not self.in_sheet:
            self.add_finding(
                "row-too-long",
                Text(
                    "This row has {cells} cells and the header {columns}. The first row is the "
                    "header, without titles above it; a text that contains the separator is put "
                    "in quotation marks.",
                    cells=max(kept) + 1,
                    columns=width,
                ),
                number,
            )
        for position in sorted(kept.keys() - self.headers.keys() - self.unnamed):
            if position < width or self.in_sheet:
                self.unnamed.add(position)
                called = column_letters(position) if self.in_sheet else str(position + 1)
                text = Text("Column {column} has values and no header.", column=called)
                self.add_finding("missing-header", text, number, position)
        row = {self.columns[place]: value for place, value in kept.items() if place in self.columns}
        if row:
            self.rows.append(MappingProxyType(row))
            self.row_numbers.append(number)

    def name_columns(self, number: int, cells: Mapping[int, object]) -> None:
        if max(cells) >= MOST_COLUMNS:
            text = Text("A table holds at most {most} columns.", most=MOST_COLUMNS)
            self.add_finding("too-many-columns", text, number)
        named: dict[str, str] = {}
        for position, cell in cells.items():
            header = str(cell)
            self.headers[position] = header
            if position >= MOST_COLUMNS:
                continue
            column = identifier(header)
            if column in named:
                text = Text(
                    "“{one}” and “{other}” are the same column.",
                    one=quoted(named[column]),
                    other=quoted(header),
                )
                self.add_finding("duplicate-column", text, number, position)
            else:
                named[column] = header
                self.columns[position] = column

    def clean(self, cell: object, row: int, position: int) -> object:
        # A table of a plan has the same few texts in all of its rows.
        if type(cell) is str and cell in self.cleaned:
            return self.cleaned[cell]
        value, problem = clean_cell(cell)
        if problem is not None:
            self.add_finding(problem.code, problem.text, row, position)
        elif type(cell) is str:
            self.cleaned[cell] = value
        return value


def clean_cell(cell: object) -> tuple[object, ValueProblem | None]:
    """Give what a cell holds, or what is wrong with it.

    Blanks around a text are left out, its lines end with LF, and its letters are written in the
    one way that Unicode calls composed; an empty text is nothing.
    """
    match cell:
        case None | int() | float() | date():
            return cell, None
        case str():
            text = normal(cell)
            if len(text) > LONGEST_CELL:
                long = Text("A cell holds at most {most} characters.", most=LONGEST_CELL)
                return None, ValueProblem("cell-too-long", long)
            if unfit := UNFIT.search(text):
                wrong = Text(
                    "“{value}” contains a character that is no text ({character}).",
                    value=quoted(text),
                    character=f"U+{ord(unfit[0]):04X}",
                )
                return None, ValueProblem("unreadable-cell", wrong)
            return text or None, None
        case _:
            more = Text("A cell holds one text, number or date; this one holds more.")
            return None, ValueProblem("unreadable-cell", more)
