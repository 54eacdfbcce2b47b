"""Words for the tables and columns of a scenario, as planners write them above their own."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.document.document import ROWS
from scenarios.document.known_words import all_words, known_words
from scenarios.document.spelling import identifier
from scenarios.recognising.comparing import compared

OTHERS: Mapping[str, tuple[str, ...]] = {
    "scenario": ("key", "value"),
    "keys": ("key", "figure", "municipality", "number"),
    "agreements": ("id", "kind", "title.nl", "title.en", "title", "measure", "of", "binding"),
    "goals": ("kind", "agreement", "measure"),
}
"""The sheets that are no table, with the columns by which their header is known."""

SHEETS = (*ROWS, *OTHERS)

SHEET_WORDS = known_words("tables")
"""What else a sheet is called, as it is compared."""

REMOVE_WORDS = known_words("keys")["remove"]
"""What the column is called that every table may have, to take rows away."""

COLUMN_WORDS = {table: known_words("columns", table) for table in all_words()["columns"]}
"""What else a column is called, as it is compared, by table."""


def table_meant(title: str) -> str | None:
    """Give the table or other part of a scenario that a sheet's title names."""
    ours = identifier(title)
    if ours in SHEETS:
        return ours
    text = compared(title)
    return next((name for name, words in SHEET_WORDS.items() if text in words), None)


def table_columns(table: str) -> tuple[str, ...]:
    """Give the columns that a table has."""
    return OTHERS[table] if table in OTHERS else (*ROWS[table].model_fields, "remove")


def own_name(header: object) -> str:
    """Give the name that a header has here, name by name: ``title.nl`` for ``Titel.nl``."""
    return ".".join(map(identifier, str(header).split(".")))


def column_meant(table: str, header: object) -> str | None:
    """Give the column of a table that a header names; the header itself may be one."""
    ours = own_name(header)
    known = table_columns(table)
    if ours in known:
        return ours
    text = compared(str(header))
    words = {**COLUMN_WORDS.get(table, {}), "remove": REMOVE_WORDS}
    return next((name for name, others in words.items() if text in others), None)
