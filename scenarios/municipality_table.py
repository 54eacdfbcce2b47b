"""A table of municipalities by itself, as a region in which nothing is agreed yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from models.findings import Finding, InvalidScenario, Origin
from models.language import Part, Text, Word
from models.numbers import NumberProblem, parse_number, parse_ratio
from models.region import Region
from models.scenario import Scenario
from models.tables import Municipality
from models.values import as_in_a_file, quoted
from scenarios.document.document import COUNTED, Document
from scenarios.document.drafting import Drafting
from scenarios.document.grid import SheetGrid
from scenarios.document.spelling import identifier
from scenarios.document.tables import Table
from scenarios.extending import extending_nothing
from scenarios.forms.archive import is_workbook
from scenarios.forms.csv_files import read_csv_grid
from scenarios.forms.workbook import read_grids
from scenarios.recognising.comparing import compared
from scenarios.recognising.header_rows import bare_headers
from scenarios.recognising.headers import THOUSANDS
from scenarios.recognising.known_municipalities import FICTITIOUS, real_names
from scenarios.recognising.meant import Meant
from scenarios.recognising.our_words import table_in_our_words
from scenarios.recognising.own_names import own_names
from scenarios.recognising.reading_notes import other_sheets
from scenarios.recognising.reorganisations import ended_as
from scenarios.recognising.scenario_sheets import is_result
from scenarios.recognising.scenario_table import SheetReading
from scenarios.recognising.scenario_words import column_meant, table_meant
from scenarios.recognising.value_words import of_segment
from scenarios.validating import validated_scenario

UNNAMED_REGION = "region"
"""The id of such a region."""

FIRST_YEAR, LAST_YEAR = 2026, 2031

NAMES = frozenset(("code", "name"))
FIGURES = frozenset(("inhabitants", "households", "stock", "stock_social_rent", "vacancies"))
"""The columns by which a sheet of municipalities is known."""

PLACE = frozenset(("latitude", "longitude"))
"""The columns by which a map is drawn."""

OF_A_YEAR = re.compile(r"[\s_,(]+(?:19|20)[0-9]{2}\)?\s*$")
"""The year that stands behind what a figure is called."""

UNKNOWN = frozenset(("", "x", "?", "nb", "n b", "nvt", "n v t", "onbekend", "unknown"))
"""What stands where nothing is known, as it is compared."""

SEGMENTS = frozenset(Region.model_fields["segments"].default)
"""The columns by which a plan is known."""


def scenario_of_municipalities(content: bytes, file: str, notes: list[Finding]) -> Scenario:
    """Begin a region with the figures of its municipalities.

    Parameters
    ----------
    content
        A CSV file or a workbook; it need not be trusted. Without a column of codes each
        municipality gets the code that is known here of its name, or one that is made up.
    file
        What findings call it, which is the region's name too.
    notes
        What was recognised and left out is added here.

    Returns
    -------
    Scenario
        The region, with no agreements.

    Raises
    ------
    InvalidScenario
        With all that is wrong, each with its row and column in the file.
    """
    findings: list[Finding] = []
    return validated_scenario(municipalities_document(content, file, findings, notes), findings)


def municipalities_document(
    content: bytes, file: str, findings: list[Finding], notes: list[Finding]
) -> Document:
    """Read a table of municipalities as a document; ``findings`` takes what is wrong with it."""
    workbook = is_workbook(content)
    grids = (
        read_grids(content, file, findings)
        if workbook
        else [read_csv_grid(content, file, findings)]
    )
    grid = _of_municipalities(grids, file)
    notes += other_sheets([one for one in grids if one is not grid], file, named=False)
    sheet = SheetReading("municipalities", grid, own_names([grid]), findings, notes).table()
    known = _with_known_figures(table_in_our_words(sheet), notes)
    table = with_codes(_held_to_be_figures(_read_as_figures(known, notes), file), notes)
    document = Drafting(file, findings).document(
        {
            "id": UNNAMED_REGION,
            "name": PurePath(file).stem,
            "horizon": {"first_year": FIRST_YEAR, "last_year": LAST_YEAR},
            "goals": ["shortfall"],
        },
        {},
        {"municipalities": table},
    )
    notes += _own_figures(table)
    return extending_nothing(document, findings)


def holds_municipalities_only(content: bytes, file: str) -> bool:
    """Tell whether a workbook has figures of municipalities, and nothing else of a scenario."""
    grids = read_grids(content, file, [])
    if is_result(grid.sheet for grid in grids):
        return False
    named = {table_meant(grid.sheet) for grid in grids}
    return named <= {None, "municipalities", "sources"} and any(map(_has_municipalities, grids))


def _of_municipalities(grids: Sequence[SheetGrid], file: str) -> SheetGrid:
    """Give the sheet with municipalities: the one that is called so, or has them first."""
    called = [grid for grid in grids if table_meant(grid.sheet) == "municipalities"]
    having = [grid for grid in grids if _has_municipalities(grid)]
    found = next(iter([*called, *having, *grids[:1]]), None)
    if found is None or not found.rows:
        text = Text("There are no municipalities in this: it is empty.")
        raise InvalidScenario([Finding("empty-table", "error", text, Origin(file))])
    return found


def _has_municipalities(grid: SheetGrid) -> bool:
    """Tell whether a sheet has names beside figures that people keep of municipalities."""
    headers = ({_meant(str(one)) for one in cells.values()} for cells in grid.rows.values())
    return any(meant & NAMES and meant & FIGURES for meant in headers)


def _meant(header: str) -> str:
    """Give the name here of what a header says, whatever topic, unit and year it is of."""
    said = THOUSANDS.sub("", header)
    for known in (said, *bare_headers(said)):
        year_less = OF_A_YEAR.sub("", known)
        meant = column_meant("municipalities", year_less) or of_segment(year_less)
        if meant or identifier(year_less) in FIGURES:
            return meant or identifier(year_less)
    return identifier(OF_A_YEAR.sub("", said))


def _with_known_figures(table: Table, notes: list[Finding]) -> Table:
    """Give a table in which figures are called as they are known, of a year if it is the only one.

    Those that stand in thousands are written out.
    """
    found: dict[str, list[str]] = {}
    for column, header in zip(table.columns, table.headers, strict=True):
        meant = _meant(header)
        if meant in FIGURES and meant != column:
            found.setdefault(meant, []).append(column)
    names = {
        columns[0]: meant
        for meant, columns in found.items()
        if len(columns) == 1 and meant not in table.columns
    }
    if not names:
        return table
    pairs = tuple(
        Text("“{column}” as {meant}", column=quoted(table.called(column)), meant=Word(meant))
        for column, meant in names.items()
    )
    text = Text("Recognised: {pairs}.", pairs=pairs)
    notes.append(Finding("recognised", "note", text, table.origin()))
    in_thousands = {
        column: Text("“{column}” times {number}", column=quoted(table.called(column)), number=1000)
        for column in names
        if THOUSANDS.search(table.called(column))
    }
    if in_thousands:
        text = Text("Written out: {pairs}.", pairs=tuple(in_thousands.values()))
        notes.append(Finding("written-out", "note", text, table.origin()))
    rows = tuple(
        {
            names.get(key, key): _times_1000(cell, table) if key in in_thousands else cell
            for key, cell in row.items()
        }
        for row in table.rows
    )
    columns = tuple(names.get(column, column) for column in table.columns)
    return replace(table, columns=columns, rows=rows)


def _times_1000(cell: object, table: Table) -> object:
    """Give a number in thousands as it is; what is no number is told where it is read."""
    try:
        number = 1000 * parse_number(cell, table.decimal_sign or table.presumed_sign)
    except NumberProblem:
        return cell
    return int(number) if number.denominator == 1 else str(number)


def _read_as_figures(table: Table, notes: list[Finding]) -> Table:
    """Give a table with percentages as parts of one, and nothing where nothing is known."""
    unknown: list[str] = []
    rows: list[dict[str, object]] = []
    for row in table.rows:
        read = dict(row)
        for column, cell in row.items():
            if column in NAMES or not isinstance(cell, str):
                continue
            if compared(cell) in UNKNOWN:
                del read[column]
                unknown.append(f"“{quoted(cell)}”")
            elif cell.endswith("%") and column not in COUNTED:
                read[column] = _part(cell, table)
        rows.append(read)
    if unknown:
        text = Text("Counted as unknown: {values}.", values=tuple(dict.fromkeys(unknown)))
        notes.append(Finding("unclear-figure", "note", text, table.origin()))
    return replace(table, rows=tuple(rows))


def _part(percentage: str, table: Table) -> object:
    try:
        return str(parse_ratio(percentage, table.decimal_sign or table.presumed_sign, most=None))
    except NumberProblem:
        return percentage


def _own_figures(table: Table) -> Iterator[Finding]:
    """Say which columns nothing is known of: plan capacity among them would limit nothing."""
    known = FIGURES | PLACE | Municipality.model_fields.keys()
    own = tuple(
        f"“{quoted(table.called(column))}”" for column in table.columns if column not in known
    )
    if own:
        text = Text(
            "Kept as figures to divide by, which limit nothing by themselves: {columns}.",
            columns=own,
        )
        yield Finding("own-figures", "note", text, table.origin())


def _held_to_be_figures(table: Table, file: str) -> Table:
    """Give a table of municipalities; refuse a plan, and what is no such table at all."""
    said = frozenset(table.columns)
    if not said & (NAMES | FIGURES):
        text = Text(
            "There is no table of municipalities in this that can be read. Bring one with a row "
            "per municipality, and above it what each column has, such as “name”, “code”, "
            "“households” and “stock”."
        )
        raise InvalidScenario([Finding("no-municipalities", "error", text, Origin(file))])
    if said & SEGMENTS and not said & FIGURES:
        text = Text(
            "This is a plan, not the figures of municipalities: it says how many dwellings each of "
            "them gets. Begin a region first, and bring this there to have it compared."
        )
        raise InvalidScenario([Finding("plan-unexpected", "error", text, Origin(file))])
    return table


def with_codes(table: Table, notes: list[Finding]) -> Table:
    """Give municipalities the codes of their names, and one that is made up where none is known."""
    if "code" in table.columns or "name" not in table.columns:
        return table
    rows: list[dict[str, object]] = []
    made_up: list[Part] = []
    for row in table.rows:
        meant = real_names().meant(row["name"]) if "name" in row else Meant(None)
        code = meant.name
        if code is None and (ended := ended_as(str(row.get("name", "")))) is not None:
            code = ended.code  # what became of it is told where codes are checked
        if code is None:
            made_up.append(_made_up(row.get("name", ""), meant.near))
            code = f"{FICTITIOUS}{len(made_up):02}"
        rows.append({"code": code, **row})
    text = Text("There are no codes of municipalities in this: they were looked up by name.")
    notes.append(Finding("codes-by-name", "note", text, table.origin()))
    if made_up:
        text = Text(
            "The codes of {names} are not known here: they have made-up ones. Put a column "
            "“gemeentecode” in the table to give their own.",
            names=tuple(made_up),
        )
        notes.append(Finding("made-up-codes", "warning", text, table.origin()))
    return replace(table, columns=(*table.columns, "code"), rows=tuple(rows))


def _made_up(name: object, near: tuple[Part, ...]) -> Part:
    """Give a name that is not known, with the real ones that may be meant."""
    said = quoted(as_in_a_file(name))
    return Text("{name} (is {near} meant?)", name=said, near=near) if near else said
