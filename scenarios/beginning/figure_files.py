"""Figure files: municipal figures as they are downloaded, from StatLine or the housing map."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO

from models.codes import CodeProblem, municipality_code
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.numbers import NumberProblem, parse_number
from models.values import DecimalSign, quoted
from scenarios.document.document import COUNTED
from scenarios.document.grid import Cells, SheetGrid
from scenarios.document.known_words import known_words
from scenarios.document.spelling import identifier
from scenarios.document.tables import refuse
from scenarios.forms.archive import is_workbook
from scenarios.forms.csv_files import read_csv_grid
from scenarios.forms.json_form import parse_json
from scenarios.forms.text_files import LARGEST_FILE
from scenarios.forms.workbook import read_grids
from scenarios.recognising.comparing import compared
from scenarios.recognising.header_rows import bare_headers
from scenarios.recognising.scenario_words import column_meant

REGION = frozenset(
    ("regio", "regio code", *(compared(each) for each in known_words("axes")["municipality"]))
)
PERIOD = ("perioden", "periode", "jaar", "peilmoment")
"""What the columns of where and when are called, as they are compared."""

YEAR = re.compile(r"((?:19|20)[0-9]{2})")
GROUPED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
NUMBERED = "id"
"""What StatLine calls the column that numbers the rows."""

UNKNOWN = frozenset(("", ".", "-", "x"))
"""What stands where nothing is known; StatLine puts blanks before the point."""

CAPACITY = {"hard totaal": "capacity_hard", "zacht totaal": "capacity_soft"}
"""What the housing map calls hard and soft plan capacity."""

OF_MAP = ("gemeente_code", "gemeentecode")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What a file says of a municipality, at a time.

    Parameters
    ----------
    code, name
        The municipality, by what the file has of it.
    year
        Of when; zero where it does not say.
    figures
        What is known, by name.
    unclear
        What is told of texts that stand where a number is expected, by name.
    """

    code: str
    name: str
    year: int
    figures: Mapping[str, Fraction]
    unclear: Mapping[str, Finding] = field(default_factory=dict)


def figure_rows(source: bytes, file: str) -> tuple[FigureRow, ...]:
    """Read a file of municipal figures: a table as StatLine has it, or JSON of the housing map.

    A table is CSV or a workbook; either may be gzipped.

    Parameters
    ----------
    source
        The file's content.
    file
        Its name.

    Returns
    -------
    tuple of FigureRow
        In the order of the file; rows that are of no municipality are left out.

    Raises
    ------
    InvalidScenario
        ``no-figures`` when it is neither of the two; and what is wrong with its text.
    """
    if source[:2] == b"\x1f\x8b":
        try:
            with gzip.open(BytesIO(source)) as opened:
                source = opened.read(LARGEST_FILE + 1)
        except (OSError, EOFError) as error:
            broken = Text("“{file}” is no whole gzip file.", file=file)
            raise InvalidScenario([Finding("no-figures", "error", broken, Origin(file))]) from error
    if source.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{"):
        rows = tuple(_of_map(parse_json(source, file), file))
    else:
        rows = tuple(_of_tables(source, file))
    if not any(row.figures for row in rows):
        text = Text(
            "“{file}” has no figures of municipalities that can be read. A table (CSV or a "
            "workbook) has a column “gemeente”, or “Regio's” as StatLine has it, with codes or "
            "names and numbers beside it; JSON of the housing map has “gemeente_code”.",
            file=file,
        )
        raise InvalidScenario([Finding("no-figures", "error", text, Origin(file))])
    return rows


def _of_tables(source: bytes, file: str) -> Iterator[FigureRow]:
    """Read the sheets of a workbook, or CSV."""
    findings: list[Finding] = []
    workbook = is_workbook(source)
    grids = (
        read_grids(source, file, findings) if workbook else [read_csv_grid(source, file, findings)]
    )
    rows = [row for grid in grids for row in _of_table(grid, findings)]
    refuse(findings)
    yield from rows


def _of_table(grid: SheetGrid, findings: list[Finding]) -> Iterator[FigureRow]:
    """Read a long table: a title above it, a source below it, a row per municipality and period."""
    where: list[int] = []
    when: int | None = None
    names: dict[int, str] = {}
    headers: Cells = {}
    for row, cells in grid.rows.items():
        if not where:
            said = {at: compared(str(cell)) for at, cell in cells.items()}
            where = [at for at, text in said.items() if text in REGION]
            when = next((at for at, text in said.items() if text in PERIOD), None)
            numbered = (at for at, text in said.items() if text == NUMBERED)
            names = dict(_names(cells, (*where, when, *numbered)))
            headers = cells
            continue
        places = [_place(str(cells[at]).strip()) for at in where if at in cells]
        code = next((one for one, _ in places if one), "")
        name = next((one for _, one in places if one), "")
        if len(cells) < 2 or not (code or name):
            continue
        findings += (grid.fault((row, at)) for at in names if (row, at) in grid.faults)
        found = YEAR.search(str(cells.get(when))) if when is not None else None
        said_of = {
            name: (cells[at], grid.origin(row, at, str(headers[at]).strip()))
            for at, name in names.items()
            if at in cells
        }
        year = int(found[1]) if found else 0
        yield FigureRow(code, name, year, *_figures(said_of, grid.decimal_sign))


def _names(cells: Cells, others: tuple[int | None, ...]) -> Iterator[tuple[int, str]]:
    """Give our names for the columns of figures: without the unit, and the topics above them."""
    for at, cell in cells.items():
        bare, whole = bare_headers(str(cell))
        if bare and at not in others:
            meant = (column_meant("municipalities", one) for one in (bare, whole))
            name = next(filter(None, meant), identifier(bare))
            yield at, re.sub("[^a-z0-9_]+", "_", name).strip("_")


def _place(text: str) -> tuple[str, str]:
    """Give the code or the name that stands in a cell."""
    try:
        return municipality_code(text), ""
    except CodeProblem:
        return "", text


def _figures(
    said: Mapping[str, tuple[object, Origin]], sign: DecimalSign | None = None
) -> tuple[dict[str, Fraction], dict[str, Finding]]:
    """Give the figures that are known, and what is told of texts that are no numbers, by name."""
    figures: dict[str, Fraction] = {}
    unclear: dict[str, Finding] = {}
    for name, (cell, where) in said.items():
        text = str(cell).strip()
        if text in UNKNOWN:
            continue
        plain = text.replace(".", "") if name in COUNTED and GROUPED.fullmatch(text) else text
        try:
            figures[name] = parse_number(plain, sign or ("," if "," in plain else "."))
        except NumberProblem:
            told = Text(
                "{where}: “{value}” is no number and counts as unknown.",
                where=str(where),
                value=quoted(text),
            )
            unclear[name] = Finding("unclear-figure", "note", told, where)
    return figures, unclear


def _of_map(content: object, file: str) -> Iterator[FigureRow]:
    """Read the housing map: a record per municipality, or such records in a list of features."""
    if isinstance(content, Mapping):
        content = next((each for each in content.values() if isinstance(each, list)), [content])
    for row, record in enumerate(content if isinstance(content, list) else [], 1):
        if not isinstance(record, Mapping):
            continue
        inside = record.get("properties") or record.get("attributes") or record
        said = {compared(str(key)): value for key, value in inside.items()}
        code = next((said[compared(name)] for name in OF_MAP if said.get(compared(name))), None)
        if code is None:
            continue
        figures, unclear = _figures(
            {
                ours: (said[theirs], Origin(file, row, theirs))
                for theirs, ours in CAPACITY.items()
                if theirs in said
            }
        )
        place, _ = _place(str(code).strip())
        found = YEAR.search(str(said.get("peilmoment", "")))
        name = str(said.get("gemeente") or said.get("gemeente naam") or said.get("naam") or "")
        if place:
            yield FigureRow(place, name.strip(), int(found[1]) if found else 0, figures, unclear)
