"""The tables of a plan, as records have them or as their columns tell what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text, Word
from models.quantity import QUANTITIES, Quantity
from scenarios.document.expected import list_expected, mapping_expected
from scenarios.document.tables import Table, table_of_records

TABLES = {**{name: name for name in QUANTITIES}, "facilities": "places"}
"""The tables of a plan, and the quantities in them; a result calls its places facilities."""


def tables_by_quantity(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Give tables by the quantities in them."""
    return {TABLES[name]: table for name, table in tables.items()}


def of_records(tables: object, file: str, findings: list[Finding]) -> dict[str, Table]:
    """Make tables of a mapping with a list of records for each."""
    if not isinstance(tables, Mapping):
        text = mapping_expected(tables)
        raise InvalidScenario([Finding("mapping-expected", "error", text, Origin(file))])
    found = {
        name: as_table(name, tables[name], f"{file}#{name}", findings)
        for name in TABLES
        if tables.get(name)
    }
    return tables_by_quantity({name: table for name, table in found.items() if table is not None})


def as_table(name: str, records: object, file: str, findings: list[Finding]) -> Table | None:
    """Make a table of a list of records; none when it is no such list."""
    if not isinstance(records, list | tuple):
        findings.append(Finding("list-expected", "error", list_expected(records), Origin(file)))
        return None
    wrong = [number for number, each in enumerate(records, 1) if not isinstance(each, Mapping)]
    for number in wrong:
        text = mapping_expected(records[number - 1])
        findings.append(Finding("mapping-expected", "error", text, Origin(file, number)))
    return None if wrong else table_of_records(name, file, records, findings)


def of_columns(table: Table | None, findings: list[Finding]) -> dict[str, Table]:
    """Tell by its columns what a table is that has no name."""
    if table is None:
        return {}
    columns = set(table.columns)
    if columns.isdisjoint(quantity.unit for quantity in QUANTITIES.values()):
        built, housed = QUANTITIES["new_build"], QUANTITIES["housed"]
        text = Text(
            "There is no plan in this that can be read: no column says how many. A table with a "
            "row per municipality and a column per segment is enough, or one with only a total. "
            "With a number per row it stands in the column “{dwellings}”, or “{households}”.",
            dwellings=Word(built.unit),
            households=Word(housed.unit),
        )
        findings.append(Finding("no-plan", "error", text, table.origin()))
        return {}

    # Where several are as alike it is the first of them: what is built, before what is withdrawn.
    def likeness(quantity: Quantity) -> tuple[bool, int]:
        wanted = {*quantity.axes, quantity.unit}
        return quantity.unit in columns, len(wanted & columns)

    name = max(QUANTITIES.values(), key=likeness).name
    return {name: replace(table, name=name)}
