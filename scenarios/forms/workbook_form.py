"""The workbook form: a sheet per table, and sheets for the keys, the agreements and the goals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from scenarios.document.document import ROWS, Document, Path
from scenarios.document.drafting import Drafting
from scenarios.document.expected import duplicate_row
from scenarios.document.hints import unknown
from scenarios.document.tables import Table
from scenarios.forms.workbook import read_workbook, write_workbook
from scenarios.forms.yaml_files import parse_yaml, write_flow

SHEETS = ("scenario", "keys", "agreements", "goals")
"""The sheets that are no table."""

EXPLANATION = ("explanation", "toelichting")
"""The sheets that are for people only."""

OPENING = ("[", "{")
"""What a list or a mapping in a cell starts with."""
QUOTE = '"'
"""What stands around a text that starts like one."""
TEXTS = frozenset(
    ("id", "kind", "name", "description", "title", "nl", "en", "source", "note", "area", "party")
)
"""The keys whose cells are texts, also when they start with a bracket."""


def draft_workbook(source: bytes, file: str, findings: list[Finding]) -> Document:
    """Read a workbook.

    The sheet ``scenario`` has the columns ``key`` and ``value``; a key inside another is written
    with a point (``horizon.first_year``). ``keys`` has ``key``, ``figure``, ``municipality`` and
    ``number``: a row is a figure's part in the mix, or a given number. ``agreements`` has a column
    per field, with lists and mappings as YAML on one line. ``goals`` has ``kind`` and
    ``agreement``.
    """
    try:
        sheets = read_workbook(source, file, EXPLANATION)
    except InvalidScenario as invalid:
        findings.extend(invalid.findings)
        return Document(file, {})
    drafting = Drafting(file, findings)
    reading = _Reading(drafting)
    for name, sheet in sheets.items():
        if name not in ROWS and name not in SHEETS:
            drafting.report("unknown-table", unknown(name, (*ROWS, *SHEETS)), sheet.origin())
    ways = {
        "scenario": reading.scenario,
        "keys": reading.distribution_keys,
        "agreements": reading.records,
        "goals": reading.records,
    }
    for name, read in ways.items():
        if name in sheets:
            read(sheets[name])
    tables = {name: sheet for name, sheet in sheets.items() if name in ROWS}
    return drafting.document(reading.keys, reading.places, tables)


def workbook(content: Mapping[str, Any], tables: Mapping[str, Table]) -> bytes:
    """Give the workbook, with the sheets for people first."""
    others = {key: value for key, value in content.items() if key not in SHEETS}
    rows = [{"key": path, "value": _cell(value, path)} for path, value in _paths(others, "")]
    sheets = [
        _sheet("scenario", rows),
        *tables.values(),
        _sheet("keys", list(_key_rows(content.get("keys", {})))),
        _sheet("agreements", [_fields(one) for one in content.get("agreements", [])]),
        _sheet("goals", [_fields(one) for one in content.get("goals", [])]),
    ]
    return write_workbook([sheet for sheet in sheets if sheet.rows])


class _Reading:
    """Gathers keys from sheets, and where they stand."""

    def __init__(self, drafting: Drafting) -> None:
        self.drafting = drafting
        self.keys: dict[str, Any] = {}
        self.places: dict[Path, Origin] = {}

    def scenario(self, sheet: Table) -> None:
        """Read keys with their values."""
        self.check_columns(sheet, ("key", "value"))
        for index, row in enumerate(sheet.rows):
            path = tuple(str(row.get("key", "")).split("."))
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
                self.put((*place, *column.split(".")), cell, sheet.origin(index, column))
        self.keys[sheet.name] = list(self.keys.get(sheet.name, {}).values())

    def check_columns(self, sheet: Table, columns: tuple[str, ...]) -> None:
        """Find columns that the sheet does not have."""
        for column in sheet.columns:
            if column not in columns:
                where = sheet.origin(None, column)
                self.drafting.report("unknown-column", unknown(column, columns), where)

    def put(self, path: Path, cell: object, where: Origin) -> None:
        """Put a cell's value at a path, and remember the cell."""
        inside: Any = self.keys
        for step in path[:-1]:
            inside = inside.setdefault(step, {}) if isinstance(inside, dict) else None
        if not isinstance(inside, dict) or path[-1] in inside or not all(path):
            self.drafting.report("duplicate-row", duplicate_row(path, None), where)
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
        try:
            return parse_yaml(cell, where.file)[0]
        except InvalidScenario as invalid:
            text = Text(
                "A list is written like [a, b] and keys with values like {example}: {problem}",
                example="{a: 1, b: 2}",
                problem=invalid.findings[0].text,
            )
            self.drafting.report(invalid.findings[0].code, text, where)
            return None


def _sheet(name: str, rows: list[dict[str, Any]]) -> Table:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Table(name, name, columns, tuple(rows), tuple(range(2, len(rows) + 2)))


def _paths(mapping: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, value in mapping.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _key_rows(keys: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, key in keys.items():
        for figure, part in key.get("mix", {}).items():
            yield {"key": name, "figure": figure, "number": part}
        for code, number in key.get("given", {}).items():
            yield {"key": name, "municipality": code, "number": number}


def _fields(noun: Mapping[str, Any]) -> dict[str, Any]:
    """Give the cells of an agreement or a goal: what is in two languages takes two columns."""
    fields: dict[str, Any] = {}
    for key, value in noun.items():
        if key in ("title", "note") and isinstance(value, dict):
            fields |= {f"{key}.{language}": text for language, text in value.items()}
        else:
            fields[key] = _cell(value, key)
    return fields


def _cell(value: Any, path: str) -> Any:
    """Give a value as it stands in a cell: a text that looks like more is quoted."""
    text = isinstance(value, str) and path.rpartition(".")[2] not in TEXTS
    if text and value.startswith((*OPENING, QUOTE)):
        return json.dumps(value, ensure_ascii=False)
    return write_flow(value) if isinstance(value, dict | list) else value
