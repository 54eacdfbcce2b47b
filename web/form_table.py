"""The tables of a scenario in its form, and what was filled in of them as rows again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from models.language import Language, Text
from models.scenario import Scenario
from scenarios.document.document import REMOVE, ROW_KEYS, ROWS
from web.columns import FormColumn, columns_of
from web.form import FormDocument

Answers = dict[str, dict[str, str]]
"""What was filled in of a table: values by column, by what names the row."""

USUAL: Mapping[str, Sequence[str]] = {
    "capacity": ("dwellings", "most_per_year", "first_year", "last_year"),
    "municipalities": (),
}
"""The tables that are always shown, and which of their columns whatever stands in them."""

TABLES: Mapping[str, Text] = {
    "needs": Text("Households of target groups that need a dwelling, per year."),
    "bids": Text("What each party wants to build, per municipality and segment."),
    "areas": Text("Which municipalities belong together in an area of their own."),
    "neighbourhoods": Text("Neighbourhoods with their figures, for agreements about them."),
    "offers": Text("What municipalities offer to host: places of a facility."),
    "travel": Text("Minutes of travel between municipalities, for who is served where."),
    "realised": Text("What was built, or who was housed, in years that are past."),
    "demands": Text(
        "What is asked in each of several futures, for one plan that fits all of them."
    ),
    "prices": Text("Dwellings whose class follows from their price and the year."),
    "price_limits": Text("Up to what price a dwelling counts as affordable, per year."),
    "withdrawals": Text("What is demolished or sold: it leaves the stock."),
    "moving_on": Text("What comes free when people move to a new dwelling."),
    "rates": Text("Euros per dwelling, such as a subsidy."),
    "reference": Text("The mix that nobody would wonder at: shares of segments and forms."),
    "sources": Text("Where figures come from, and which are assumed."),
}
"""What the tables hold that are shown to who asks for them."""

MOST_AT_ONCE = 200
"""Rows beyond which a table is shown to who asks for it only: a country has several hundred."""

PART = 25
"""Rows that stand together under their heads; the page begins another part after as many."""

NEW_ROW = "+"
"""What the name of a row begins with that is not there yet: ``demands/+1/variant``."""

BLANK = 3
"""Rows that are shown to be filled in: the page makes more of them."""

OPENED = "opened"
"""The field that names the tables that are shown in full."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a table in a form.

    Parameters
    ----------
    name
        What the names of its fields begin with.
    says
        What stands in it.
    number
        Of a row that is not there yet: which it is; 0 of another.
    """

    name: str
    says: Mapping[str, Any]
    number: int = 0


@dataclass(frozen=True)
class FormTable:
    """A table of a scenario in its form.

    Parameters
    ----------
    name
        The table's.
    rows
        Its rows; behind those that are there those that are not there yet.
    every
        All its columns.
    full
        Whether all of them are shown, rows can be left out, and others added.
    language
        The reader's.
    """

    name: str
    rows: Sequence[FormRow]
    every: Sequence[FormColumn]
    full: bool
    language: Language

    @cached_property
    def heads(self) -> list[FormColumn]:
        """The columns that tell rows apart and whose they are: of a row that is there they stay."""
        keys = identity(self.name)
        return sorted(
            (one for one in self.every if one.name in keys), key=lambda one: keys.index(one.name)
        )

    @cached_property
    def columns(self) -> list[FormColumn]:
        """The columns that are filled in."""
        said = {name for row in self.rows for name in row.says}
        model = ROWS[self.name].model_fields
        usual = USUAL.get(self.name, ())
        shown = [
            one
            for one in self.every
            if one not in self.heads
            and (
                self.full
                or one.name in said
                or one.name in usual
                or (one.name in model and model[one.name].is_required())
            )
        ]
        order = [*usual, *(one.name for one in self.every)]
        return sorted(shown, key=lambda one: order.index(one.name))

    @property
    def parts(self) -> list[Sequence[FormRow]]:
        """The rows in parts, of which a browser lays out those that are near."""
        return [self.rows[first : first + PART] for first in range(0, len(self.rows), PART)]

    @property
    def more(self) -> FormRow:
        """The row of which the page makes more: it puts a number in its names."""
        return FormRow(f"{self.name}/{NEW_ROW}#", {})

    def called(self, row: FormRow) -> str:
        """Say which row it is."""
        said = (one.shown(row.says.get(one.name), self.language) for one in self.heads)
        return ", ".join(filter(None, said))

    def shown(self, row: FormRow, column: FormColumn) -> str:
        """Write what stands in a cell."""
        return column.shown(row.says.get(column.name), self.language)


def identity(table: str) -> tuple[str, ...]:
    """Name the columns that tell rows of a table apart and whose they are, that first."""
    keys = ROW_KEYS[table]
    known = ROWS[table].model_fields
    whose = [one for one in ("name", "municipality") if one in known and one not in keys]
    return (*whose, *keys)


def form_table(
    table: str,
    document: FormDocument,
    before: FormDocument,
    scenario: Scenario,
    language: Language,
    *,
    full: bool,
    given: Mapping[str, str] | None = None,
) -> FormTable:
    """Make a table of a form.

    Parameters
    ----------
    table
        Its name.
    document
        What stands in it.
    before
        The version that is changed.
    scenario
        Whose names can be chosen.
    language
        The reader's.
    full
        Whether all of it is shown, and rows can be added.
    given
        What was filled in, where that was not saved.

    Returns
    -------
    FormTable
        The table.
    """
    said = document["tables"].get(table, [])
    names = row_names(table, document, before, given or {})
    rows = [FormRow(name, row, new_number(name)) for name, row in zip(names, said, strict=True)]
    last = max((one.number for one in rows), default=0)
    blank = range(last + 1, last + 1 + BLANK) if full else ()
    rows += (FormRow(f"{table}/{NEW_ROW}{number}", {}, number) for number in blank)
    return FormTable(table, rows, columns_of(table, said, scenario), full, language)


def row_names(
    table: str, document: FormDocument, before: FormDocument, given: Mapping[str, str]
) -> list[str]:
    """Give what the names of the fields of each row begin with.

    Parameters
    ----------
    table
        The table.
    document
        What stands in it.
    before
        The version that is changed: its rows are named by what tells them apart.
    given
        What was filled in: the other rows are named as they were there.

    Returns
    -------
    list of str
        In the order of the rows.
    """
    known = {keyed(table, row) for row in before["tables"].get(table, ())}
    answers = answers_in(given).get(table, {})
    numbers = iter([new_number(key) for key, _ in added(answers)])
    names, last = [], 0
    for row in document["tables"].get(table, ()):
        if (key := keyed(table, row)) in known:
            known.discard(key)
        else:
            last = next(numbers, last + 1)
            key = f"{NEW_ROW}{last}"
        names.append(f"{table}/{key}")
    return names


def keyed(table: str, row: Mapping[str, Any]) -> str:
    """Name a row by what tells it from the others, without a sign that parts names of fields."""
    return ",".join(quote(str(row.get(key, "")), safe="") for key in ROW_KEYS[table])


def new_number(name: str) -> int:
    """Give which row that is not there yet a name is of; 0 when it is of another."""
    key = name.rpartition("/")[2]
    number = key.removeprefix(NEW_ROW)
    return int(number) if key != number and number.isdecimal() else 0


def opened_in(given: Mapping[str, str]) -> list[str]:
    """Give the tables of a form that are shown in full."""
    return [one for one in given.get(OPENED, "").split("\n") if one in ROWS]


def shown_in(document: FormDocument, given: Mapping[str, str]) -> list[str]:
    """Give the tables that a form shows by itself, and those that were filled in in it."""
    filled = answers_in(given)
    rows = {name: len(document["tables"].get(name, ())) for name in USUAL}
    return [name for name, number in rows.items() if number <= MOST_AT_ONCE or name in filled]


def answers_in(given: Mapping[str, str]) -> dict[str, Answers]:
    """Gather what was filled in of tables, by table and row."""
    found: dict[str, Answers] = {}
    for name, value in given.items():
        match name.split("/"):
            case [table, row, column] if table in ROWS:
                found.setdefault(table, {}).setdefault(row, {})[column] = value.strip()
    return found


def added(answers: Answers) -> list[tuple[str, dict[str, str]]]:
    """Give the rows in which something was filled in that are not there yet, in their order."""
    rows = [(key, said) for key, said in answers.items() if new_number(key) and any(said.values())]
    return sorted(rows, key=lambda one: new_number(one[0]))


def with_rows(
    document: FormDocument, given: Mapping[str, str], scenario: Scenario, language: Language
) -> FormDocument:
    """Give a scenario's document with what was filled in of its tables.

    Parameters
    ----------
    document
        As it was.
    given
        What stands in the form.
    scenario
        Whose names were chosen from.
    language
        In which it was filled in.

    Returns
    -------
    dict
        Another document. What was left as it was is the same in it, and what cannot be understood
        stands in it as it was given, so that whoever reads it says what is wrong.
    """
    tables = dict(document["tables"])
    for table, answers in answers_in(given).items():
        rows = tables.get(table, [])
        columns = {one.name: one for one in columns_of(table, rows, scenario)}
        left = [
            filled_row(row, said, columns, language)
            for row in rows
            if not (said := answers.get(keyed(table, row), {})).get(REMOVE)
        ]
        new = [filled_row({}, said, columns, language) for _, said in added(answers)]
        tables[table] = [*left, *new]
    return {**document, "tables": {name: rows for name, rows in tables.items() if rows}}


def filled_row(
    row: FormDocument,
    said: Mapping[str, str],
    columns: Mapping[str, FormColumn],
    language: Language,
) -> FormDocument:
    """Give a row with what was filled in of it."""
    made = dict(row)
    for name, value in said.items():
        column = columns.get(name, FormColumn(name))
        if value == column.shown(row.get(name), language):
            continue
        made.pop(name, None)
        if value:
            made[name] = column.understood(value, language)
    return made
