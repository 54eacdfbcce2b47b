"""A sheet of a workbook: a table in the reader's words, with what may be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.language import Language, Term, Text, word
from models.quantity import QUANTITIES
from scenarios.spelling import guarded

if TYPE_CHECKING:
    from cli.workbook.content import Records
    from models.scenario import Scenario

NAMES = (
    *("segment", "form", "group", "unit", "quantity", "table", "column"),
    *("status", "change_status", "case", "field", "threshold_unit", "side"),
)
"""Columns that hold words of the domain, which have a name in the reader's language."""

LISTS = ("completed",)
"""Columns that hold several of those, with blanks between."""

EMPTY = {("room", "segment"): "total", ("plans", "plan"): "best"}
"""What a column of a table says where it is empty."""

RATIOS = ("deviation", "largest_deviation", "hoover", "gini")

GROUPED, DECIMALS, PERCENT, YEAR = "#,##0", "#,##0.00", "0.0%", "0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Parameters
    ----------
    name
        The table's name, by which formulas find it; empty when it is text for people.
    title
        What stands on the tab.
    headers, rows, formats
        The columns' names, the cells, and the columns' number formats.
    inputs
        Columns that may be filled in, by their place, and what may stand there; nothing for a
        whole number that is not negative.
    watched
        Columns in which a no is bad news.
    below
        Rows at the end that add up the others: they stand below the table, not in it, so that who
        adds up a column of the table counts nothing twice.
    """

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    formats: Sequence[str]
    inputs: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    watched: Sequence[int] = ()
    below: int = 0


def tabular(
    name: str, title: str, records: Records, scenario: Scenario, language: Language
) -> Sheet:
    """Make a sheet of a table; a plan's may be filled in, and read back."""
    columns = list(records[0])
    choices = choices_of(name, scenario, language)
    return Sheet(
        name,
        title,
        told_apart([header(column, language) for column in columns]),
        [[cell(name, row, column, language) for column in columns] for row in records],
        [number_format(column, [row[column] for row in records]) for column in columns],
        {place: choices[column] for place, column in enumerate(columns) if column in choices},
        [place for place, column in enumerate(columns) if column == "kept"],
        below=int(added_up(records[-1]) and not added_up(records[0])),
    )


def added_up(row: Mapping[str, Any]) -> bool:
    """Tell whether a row is the region's, and not a municipality's."""
    return row.get("municipality") == ""


def choices_of(table: str, scenario: Scenario, language: Language) -> dict[str, Sequence[Any]]:
    """Give what a plan's table may hold, by column; other tables are not filled in."""
    quantity = QUANTITIES.get(table)
    cells = quantity.cells(scenario) if quantity else ()
    if not quantity or not cells:
        return {}
    found: dict[str, Sequence[Any]] = {
        axis: [shown(value, axis, language) for value in dict.fromkeys(values)]
        for axis, values in zip(quantity.axes, zip(*cells, strict=True), strict=True)
    }
    return found | {quantity.unit: ()}


def told_apart(headers: Sequence[str]) -> list[str]:
    """Number what has the same name: a table's columns have names of their own."""
    return [
        f"{name} ({headers[:place].count(name) + 1})" if name in headers[:place] else name
        for place, name in enumerate(headers)
    ]


def header(column: str, language: Language) -> str:
    """Name a column; a segment's share is named after the segment."""
    if column.endswith("_share") and column != "fair_share":
        segment = Term(column.removesuffix("_share"))
        return Text("share of {segment}", segment=segment).render(language)
    return word(column, language)


def cell(table: str, row: Mapping[str, Any], column: str, language: Language) -> Any:
    """Give a value as a sheet holds it; what is empty for a reason says so."""
    if row[column] == "" and (table, column) in EMPTY:
        return word(EMPTY[table, column], language)
    if column == "name" and not row[column] and row.get("municipality") == "":
        return Text("the region").render(language)
    return shown(row[column], column, language)


def shown(value: Any, column: str, language: Language) -> Any:
    """Give a value in the reader's words."""
    match value:
        case bool():
            return Text("yes" if value else "no").render(language)
        case str() if column in LISTS:
            return guarded(", ".join(word(each, language) for each in value.split()))
        case str():
            return guarded(word(value, language) if column in NAMES and value else value)
        case Fraction():
            return value.numerator if value.denominator == 1 else float(value)
        case _:
            return value


def number_format(column: str, values: Sequence[Any]) -> str:
    """Give the number format of a column."""
    numbers = [value for value in values if isinstance(value, int | float | Fraction)]
    if not numbers or all(isinstance(number, bool) for number in numbers):
        return ""
    if column in RATIOS or (column.endswith("_share") and column != "fair_share"):
        return PERCENT
    if column == "year":
        return YEAR
    return GROUPED if all(Fraction(number).denominator == 1 for number in numbers) else DECIMALS
