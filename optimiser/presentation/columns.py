"""Columns: how a table of records reads for a person, in a sheet or in a Dutch CSV.

Programs read ids; a person reads the words that stand beside them instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from models.language import Language, Part, Percent, Text, Word, dutch_catalogue, rendered, word
from models.numbers import write_number
from optimiser.results.account import int_or_float

Records = Sequence[Mapping[str, Any]]

NAMES = (
    *("segment", "form", "group", "unit", "quantity", "table", "column"),
    *("status", "change_status", "own_status", "case", "field", "threshold_unit", "side"),
    *("direction", "point", "possible", "standing", "first_unit", "second_unit", "judgement"),
)
"""Columns that hold words of the domain, which have a name in the reader's language."""

LISTS = ("completed", "holds")
"""Columns that hold several of those, with blanks between."""

SAID_BY = {
    "goal": "sentence",
    "goals": "sentence",
    "first_goal": "first_sentence",
    "second_goal": "second_sentence",
    "held_by": "held_by_names",
    "conflict": "explanation",
}
"""Columns of ids, and the column that says the same in words, where a table has it."""

HEADED = {
    "sentence": "goal",
    "first_sentence": "first_goal",
    "second_sentence": "second_goal",
    "held_by_names": "held_by",
}
"""The columns in words that are called what the column of ids is called."""

HEADERS = {"standing": Text("at the table")}
"""Columns whose name means something else as well."""

EMPTY: Mapping[tuple[str, str], Part] = {
    ("room", "segment"): Word("total"),
    ("plans", "plan"): Word("best"),
    ("agreements", "party"): Text("the base"),
    ("conflict", "party"): Word("common"),
    ("dwellings", "party"): Word("without claims"),
}
"""What a column of a table says where it is empty."""

OURS = ("compromise", "without claims")
"""Plans of a compromise that are no party's."""

SENSES = {">=": "at_least", "<=": "at_most", "==": "exactly"}
"""What a sign between two numbers is called: a sheet would take one that begins with = to run."""

RATIOS = ("deviation", "largest_deviation", "hoover", "gini", "remaining_share_by_key")

COUNTED = {
    **dict.fromkeys(
        ("value", "best", "bound", "gap", "least", "difference", "without_claims"), "unit"
    ),
    **dict.fromkeys(("before", "after", "effect"), "unit"),
    **dict.fromkeys(("agreed", "threshold"), "threshold_unit"),
    **{"first": "first_unit", "lost": "first_unit", "second": "second_unit"},
}
"""Columns of numbers that are ratios where another column says so."""


def without_ids(records: Records) -> list[str]:
    """Give the columns that a person reads: no ids that stand beside their words."""
    return [column for column in records[0] if SAID_BY.get(column) not in records[0]]


def shown_columns(records: Records) -> list[str]:
    """Give the columns of a sheet, which has none without a cell."""
    return [
        column
        for column in without_ids(records)
        if any(row[column] not in (None, "") or told_empty(row, column) for row in records)
    ]


def told_empty(row: Mapping[str, Any], column: str) -> bool:
    """Tell whether a column without a cell says something by that: it is of the region."""
    return column == "name" and row.get("municipality") == ""


def column_header(column: str, records: Records, language: Language) -> str:
    """Name a column; a segment's share is named after the segment."""
    if column in HEADERS:
        return HEADERS[column].render(language)
    if HEADED.get(column) in records[0]:
        return word(HEADED[column], language)
    if column.endswith("_share") and column not in dutch_catalogue():
        segment = Word(column.removesuffix("_share"))
        return Text("share of {segment}", segment=segment).render(language)
    return word(column, language)


def is_ratio(row: Mapping[str, Any], column: str) -> bool:
    """Tell whether a number is a part of something, which is read in per cents."""
    share = column.endswith("_share") and column != "fair_share"
    return column in RATIOS or share or row.get(COUNTED.get(column, "")) == "ratio"


def shown_cell(table: str, row: Mapping[str, Any], column: str, language: Language) -> Any:
    """Give a value as a person reads it; what is empty for a reason says so."""
    value = row[column]
    if value == "" and (table, column) in EMPTY:
        return rendered(EMPTY[table, column], language)
    if not value and told_empty(row, column):
        return Text("the region").render(language)
    if column == "plan" and value in OURS:
        return word(value, language)
    if value not in (None, "") and is_ratio(row, column):
        return Percent(Fraction(str(value)))
    return shown_value(value, column, language)


def shown_value(value: Any, column: str, language: Language) -> Any:
    """Give a value in the reader's words."""
    match value:
        case bool():
            return Text("yes" if value else "no").render(language)
        case "ratio" if column in NAMES:
            return word("percent", language)
        case str() if column == "sense":
            return word(SENSES[value], language)
        case str() if column in LISTS:
            return ", ".join(word(each, language) for each in value.split())
        case str() if column in NAMES and value:
            return word(value, language)
        case _:
            return value


def in_csv(value: Any) -> Any:
    """Give a value as CSV has it: a number that has decimals, and a percentage in Dutch."""
    match value:
        case Percent(ratio):
            return f"{write_number(int_or_float(ratio * 100), ',')}%"
        case Fraction():
            return int_or_float(value)
        case _:
            return value
