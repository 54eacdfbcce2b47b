"""A workbook read: a sheet per table, and sheets for the keys, the agreements and the goals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.tables import Municipality
from scenarios.document.document import ROWS, Document, ValuePath
from scenarios.document.drafting import Drafting
from scenarios.document.expected import rows_with_one_key
from scenarios.document.hints import unknown
from scenarios.document.spelling import identifier
from scenarios.document.tables import Table
from scenarios.forms.workbook import read_grids
from scenarios.forms.yaml_files import MOST_ON_A_LINE, MOST_SIGNS, parse_yaml
from scenarios.recognising.municipality_codes import MunicipalityCodes, municipalities_of
from scenarios.recognising.our_words import in_our_words, table_in_our_words
from scenarios.recognising.scenario_sheets import ScenarioSheets

SHEETS = ("scenario", "keys", "agreements", "goals")
"""The sheets that are no table."""

OPENING = ("[", "{")
"""What a list or a mapping in a cell starts with."""
QUOTE = '"'
"""What stands around a text that starts like one."""
TEXTS = frozenset(
    ("id", "kind", "name", "description", "title", "nl", "en", "source", "note", "area", "party")
)
"""The keys whose cells are texts, also when they start with a bracket."""


def draft_workbook(
    source: bytes,
    file: str,
    findings: list[Finding],
    notes: list[Finding],
    extended: Callable[[str], Iterable[Municipality]],
) -> Document:
    """Read a workbook; ``notes`` takes what was recognised and left out.

    The sheet ``scenario`` has the columns ``key`` and ``value``; a key inside another is written
    with a point (``horizon.first_year``). ``keys`` has ``key``, ``figure``, ``municipality`` and
    ``number``: a row is a figure's part in the mix, or a given number. ``agreements`` has a column
    per field, with lists and mappings as YAML on one line. ``goals`` has ``kind`` and
    ``agreement``. Municipalities may be named; ``extended`` gives those of a scenario that this
    one extends.
    """
    try:
        grids = read_grids(source, file, findings)
    except InvalidScenario as invalid:
        findings.extend(invalid.findings)
        return Document(file, {})
    sheets = ScenarioSheets(grids, file, findings, notes).tables()
    drafting = Drafting(file, findings)
    reading = _SheetReading(drafting)
    ways = {
        "scenario": reading.scenario,
        "keys": reading.distribution_keys,
        "agreements": reading.records,
        "goals": reading.records,
    }
    for name, read in ways.items():
        if name in sheets:
            read(sheets[name])
    base = extended(str(reading.keys.get("extends", "")))
    known = [*base, *municipalities_of(sheets.get("municipalities"))]
    keys, places = in_our_words(reading.keys, reading.places)
    codes = MunicipalityCodes(known, findings, notes)
    tables = {
        name: codes.in_table(table_in_our_words(sheet))
        for name, sheet in sheets.items()
        if name in ROWS
    }
    return drafting.document(codes.in_keys(keys, places, file), places, tables)


class _SheetReading:
    """Gathers keys from sheets, and where they stand."""

    def __init__(self, drafting: Drafting) -> None:
        self.drafting = drafting
        self.keys: dict[str, Any] = {}
        self.places: dict[ValuePath, Origin] = {}
        self.left = MOST_SIGNS

    def scenario(self, sheet: Table) -> None:
        """Read keys with their values."""
        self.check_columns(sheet, ("key", "value"))
        for index, row in enumerate(sheet.rows):
            path = tuple(map(identifier, str(row.get("key", "")).split(".")))
            self.put(path, row.get("value"), sheet.origin(index, "value"))

    def distribution_keys(self, sheet: Table) -> None:
        """Read the parts of mixes, and given numbers."""
        self.check_columns(sheet, ("key", "figure", "municipality", "number"))
        for index, row in enumerate(sheet.rows):
            what, under = ("figure", "mix") if "figure" in row else ("municipality", "given")
            path = ("keys", str(row.get("key", "")), under, str(row.get(what, "")))
            self.put(path, row.get("number"), sheet.origin(index, "number"))

    def records(self, sheet: Table) -> None:
        """Read a list of mappings, a row each."""
        for index, row in enumerate(sheet.rows):
            place = (sheet.name, str(index))
            self.places[place] = sheet.origin(index)
            for column, cell in row.items():
                names = map(identifier, column.split("."))
                self.put((*place, *names), cell, sheet.origin(index, column))
        self.keys[sheet.name] = list(self.keys.get(sheet.name, {}).values())

    def check_columns(self, sheet: Table, columns: tuple[str, ...]) -> None:
        """Find columns that the sheet does not have."""
        for column in sheet.columns:
            if column not in columns:
                where = sheet.origin(None, column)
                self.drafting.add_finding("unknown-column", unknown(column, columns), where)

    def put(self, path: ValuePath, cell: object, where: Origin) -> None:
        """Put a cell's value at a path, and remember the cell."""
        inside: Any = self.keys
        for name in path[:-1]:
            inside = inside.setdefault(name, {}) if isinstance(inside, dict) else None
        if not isinstance(inside, dict) or path[-1] in inside or not all(path):
            self.drafting.add_finding("duplicate-row", rows_with_one_key(path, None), where)
            return
        inside[path[-1]] = self.value(cell, path[-1], where)
        self.places[path] = where

    def value(self, cell: object, name: str, where: Origin) -> object:
        """Give what a cell holds: a list or mapping when it starts like one, or a quoted text."""
        if not isinstance(cell, str) or name in TEXTS:
            return cell
        quoted = len(cell) > 1 and cell[0] == cell[-1] == QUOTE
        if not cell.startswith(OPENING) and not quoted:
            return cell
        self.left -= len(cell)
        try:
            return parse_yaml(cell, where.file, min(MOST_ON_A_LINE, max(0, self.left)))[0]
        except InvalidScenario as invalid:
            text = Text(
                "A list is written like [a, b] and keys with values like {example}: {problem}",
                example="{a: 1, b: 2}",
                problem=invalid.findings[0].text,
            )
            self.drafting.add_finding(invalid.findings[0].code, text, where)
            return None
