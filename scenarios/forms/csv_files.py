"""CSV in and out, as Excel in Dutch writes it and as everybody else does."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.numbers import QUOTIENT, decimal_sign_of, write_number
from models.values import DecimalSign, quoted
from scenarios.document.grid import SheetGrid, grid_rows
from scenarios.document.spelling import guarded, restated, unguarded
from scenarios.document.tables import MOST_ROWS, Table, build_table, refuse
from scenarios.forms.text_files import decoded

SEPARATORS = (";", ",", "\t")
PIPE = "|"
"""Separates columns too, where nothing else does: headers of StatLine have it within a column."""

MOST_TITLES = 20
"""Rows among which the header is, below its titles."""

MIXED = "contradictory-decimal-signs"

DECLARED = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
"""A first line by which Excel is told the separator."""

CsvLine = tuple[int, Sequence[str]]


def read_csv(source: bytes, file: str, name: str, findings: list[Finding] | None = None) -> Table:
    """Read a CSV file.

    UTF-8, cp1252 and Excel's "Unicode text" (UTF-16) are understood, and ``;``, ``,``, tab and
    ``|`` as separators: the one that the header has. Whether decimals have a comma or a point
    follows from the numbers that allow one only; without such a number a file with ``;`` is
    presumed to group whole numbers as in Dutch: ``1.031``.

    Parameters
    ----------
    source
        The file's content.
    file
        Its name, as the findings give it.
    name
        Which table it is: ``municipalities``.
    findings
        What is wrong with its decimals is added here, where there is more to be found; without it
        that is refused.

    Raises
    ------
    InvalidScenario
        With all that is wrong: the codes of `scenarios.document.tables.build_table`, and
        ``not-text``, ``mixed-encoding``, ``file-too-large``, ``ambiguous-separator``,
        ``other-separator``, ``unclosed-quote``, ``contradictory-decimal-signs``.
    """
    found: list[Finding] = []
    written = _read(source, file, found)
    table = build_table(name, file, written.rows(), found, written.sign)
    _refuse(found, findings)
    return replace(table, presumed_sign=written.presumed)


def read_csv_grid(source: bytes, file: str, findings: list[Finding] | None = None) -> SheetGrid:
    """Read a CSV file as its cells stand, of which the first row need not be a header.

    Parameters
    ----------
    source, file, findings
        As for `read_csv`.

    Raises
    ------
    InvalidScenario
        As `read_csv`, but for the codes of `scenarios.document.tables.build_table`.
    """
    found: list[Finding] = []
    written = _read(source, file, found)
    rows = grid_rows(written.rows(), file, found)
    _refuse(found, findings)
    return SheetGrid(file, "", rows, decimal_sign=written.sign, presumed_sign=written.presumed)


def _refuse(found: list[Finding], findings: list[Finding] | None) -> None:
    """Stop where a file cannot be read further; decimals of two kinds leave the rest to be read."""
    if findings is None or any(one.code != MIXED for one in found):
        refuse(found)
    else:
        findings += found


@dataclass(frozen=True)
class _Written:
    """What a CSV file says."""

    records: list[CsvLine]
    sign: DecimalSign | None
    presumed: DecimalSign | None

    def rows(self) -> Iterator[tuple[int, Iterator[tuple[int, str]]]]:
        return ((number, enumerate(map(_bare, cells))) for number, cells in self.records)


def _read(source: bytes, file: str, findings: list[Finding]) -> _Written:
    text = decoded(source, file)
    declared = DECLARED.match(text)
    separator = declared[1] if declared else _separator(text, file)
    if declared:
        records = _records(text[declared.end() :], separator, 2, file, findings)
    else:
        records = _records(text, separator, 1, file, findings)
    _check_separator(records, separator, file, findings)
    sign = _decimal_sign(records, file, findings)
    # Excel separates columns with ; where decimals have a comma, and thousands a point.
    return _Written(records, sign, "," if separator == ";" and sign is None else None)


def write_csv(
    table: Table,
    dutch: bool = False,
    separator: str = ";",
    *,
    header: bool | Sequence[str] = True,
) -> bytes:
    """Write a table as CSV, so that `read_csv` finds the same texts and numbers in it.

    Parameters
    ----------
    table
        What to write. A number that has no finite decimals is written as a quotient.
    dutch
        As Excel in Dutch opens it: with a byte order mark, decimal commas and CRLF. Otherwise
        UTF-8 with decimal points and LF.
    separator
        What stands between the columns; a comma is what most other programs expect.
    header
        Whether the columns are named first; not where rows are added to a file that has some. What
        they are called, where that is not by their identifiers.

    Raises
    ------
    NumberProblem
        If a cell is no number (``inf``) or no cell at all.
    """
    sign: DecimalSign = "," if dutch else "."
    out = io.StringIO(newline="")
    # A single column has no separator to be told by, and one in a text would be taken for it.
    alone = len(table.columns) == 1
    writer = csv.writer(
        out,
        delimiter=separator,
        lineterminator="\r\n" if dutch else "\n",
        quoting=csv.QUOTE_ALL if alone else csv.QUOTE_MINIMAL,
    )
    if header:
        names = table.columns if header is True else header
        writer.writerow([guarded(name) for name in names])
    for row in table.rows:
        cells = (row.get(column) for column in table.columns)
        writer.writerow([_written(cell, table.decimal_sign, sign) for cell in cells])
    return out.getvalue().encode("utf-8-sig" if dutch and header else "utf-8")


def _written(cell: object, read: DecimalSign | None, sign: DecimalSign) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            text = cell if read in {None, sign} else restated(cell, read, sign)
            # A text with the other sign is no number here, and proves nothing when it is guarded.
            return _safe(text, sign) if _proof(text) in {None, sign} else f"'{text}"
        case date():
            return cell.isoformat()
        case _:
            return _safe(write_number(cell, sign), sign)


def _safe(text: str, sign: DecimalSign) -> str:
    # Excel in Dutch takes a quotient for a day and a month.
    return f"'{text}" if sign == "," and QUOTIENT.fullmatch(text) else guarded(text)


def _separator(text: str, file: str) -> str:
    """Give the one separator that the header has; a single column needs none.

    A title above the header is a row that no separator divides as it divides the others, or of
    which it leaves all cells but one empty.
    """
    rows = {separator: _first_rows(text, separator) for separator in (*SEPARATORS, PIPE)}
    for place in range(max(map(len, rows.values()))):
        found = [
            separator for separator, cut in rows.items() if len(cut) > place and len(cut[place]) > 1
        ]
        found = [one for one in found if one != PIPE] or found
        if len(found) > 1 and any(_is_title(place, rows[one]) for one in found):
            continue
        if len(found) > 1:
            ambiguous = Text(
                "The header has more than one of ; , and tab, so what separates the columns is "
                "unclear. Put a header that contains one of them in quotation marks."
            )
            where = Origin(file, place + 1)
            raise InvalidScenario([Finding("ambiguous-separator", "error", ambiguous, where)])
        if found and 2 * sum(len(cells) > 1 for cells in rows[found[0]]) > len(rows[found[0]]):
            return found[0]
    return next((one for one in SEPARATORS if rows[one] and len(rows[one][0]) > 1), SEPARATORS[0])


def _is_title(place: int, rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row has one filled cell, where rows below it have more."""
    filled = [sum(map(bool, cells)) for cells in rows[place:]]
    return filled[0] == 1 < max(filled)


def _first_rows(text: str, separator: str) -> list[Sequence[str]]:
    told = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[Sequence[str]] = []
    try:
        for cells in told:
            if any(cells):
                rows.append(cells)
            if len(rows) >= MOST_TITLES:
                break
    except csv.Error:
        pass  # reading the whole file finds the same fault, and says so
    return rows


def _records(
    text: str, separator: str, first: int, file: str, findings: list[Finding]
) -> list[CsvLine]:
    """Give the rows that are not empty, one more at most than a table may have with its header."""
    told = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[CsvLine] = []
    number = first - 1
    try:
        for number, cells in enumerate(told, first):
            if any(cells):
                records.append((number, cells))
            if len(records) > MOST_ROWS + 1:
                break
    except csv.Error:
        unclosed = Text(
            "In this row a quotation mark is opened and not closed, or text follows a closed one."
        )
        where = Origin(file, number + 1)
        findings.append(Finding("unclosed-quote", "error", unclosed, where))
    return records


def _check_separator(
    records: list[CsvLine], separator: str, file: str, findings: list[Finding]
) -> None:
    """Find rows that another separator than the header's would split just as well."""
    if not records:
        return
    width = max(len(cells) for _, cells in records[:MOST_TITLES])
    for number, cells in records[1:]:
        if len(cells) == 1 < width and any(
            cells[0].count(other) == width - 1 for other in SEPARATORS if other != separator
        ):
            text = Text("This row has another separator than the header has.")
            findings.append(Finding("other-separator", "error", text, Origin(file, number)))


def _decimal_sign(records: list[CsvLine], file: str, findings: list[Finding]) -> DecimalSign | None:
    """Give the decimal sign that the numbers prove, and find it when they prove both."""
    proofs: dict[DecimalSign, tuple[int, int, str]] = {}
    for number, cells in records[1:]:
        for position, cell in enumerate(cells):
            if ("," in cell or "." in cell) and (sign := _proof(cell.strip())):
                proofs.setdefault(sign, (number, position, cell))
    if len(proofs) == 2:
        (row, _, one), (other_row, position, other) = proofs.values()
        text = Text(
            "This file writes decimals with a comma and with a point: “{one}” in row {row} and "
            "“{other}” in row {other_row}.",
            one=quoted(one),
            row=str(row),
            other=quoted(other),
            other_row=str(other_row),
        )
        header = records[0][1]
        column = header[position] if position < len(header) else None
        where = Origin(file, other_row, column)
        findings.append(Finding(MIXED, "error", text, where))
    return next(iter(proofs), None) if len(proofs) < 2 else None


def _proof(text: str) -> DecimalSign | None:
    return decimal_sign_of(text.removesuffix("%").rstrip())


def _bare(cell: str) -> str:
    return unguarded(cell.strip())
