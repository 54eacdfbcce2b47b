"""Account: what everything that is found gives, as tidy rows, frames and JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.exact import Unreduced
from models.findings import Finding
from models.language import Language, Text
from models.scenario import Scenario
from optimiser.results.provenance import provenance

if TYPE_CHECKING:
    from pandas import DataFrame


Record = dict[str, Any]
TableRows = Iterator[Record]

NOISE = 1e-5
"""How far from a thousandth the solver's rounding leaves a number, or a sum of a thousand."""

PLAIN = frozenset((str, int, bool, type(None)))
"""What most cells of a table are, and what nothing is done to: asked first, it costs least."""

FRACTIONAL, EXACT_KINDS = (float, Fraction), (Unreduced, Fraction)
"""What may be no whole number, as a tuple: to ask for a union makes that anew each time."""

TableMaker = Callable[[Any, Language], Iterable[Record]]
"""Tells one table of an account, in somebody's language."""


@dataclass(frozen=True, slots=True)
class ByColumn(Iterable[Record]):
    """The rows of a long table, column by column: so they are written in half the time.

    Parameters
    ----------
    by_name
        What stands in each column, from the first row to the last.
    """

    by_name: Mapping[str, Sequence[object]]

    def __iter__(self) -> Iterator[Record]:
        """Give the rows, to which one column is added after the other: that takes half the time."""
        rows: list[Record] = []
        for name, column in self.by_name.items():
            rows = rows or [{} for _ in column]
            for row, value in zip(rows, column, strict=True):
                row[name] = value
        return iter(rows)

    def written(self, write: Callable[[object], object]) -> ByColumn:
        """Give the same with every number written in a way."""
        return ByColumn(
            {
                name: column if {*map(type, column)} <= PLAIN else [*map(write, column)]
                for name, column in self.by_name.items()
            }
        )


class UnknownTable(KeyError):
    """There is no table of that name.

    Parameters
    ----------
    name
        The name.
    known
        Those that there are.
    """

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        text = Text("There is no table “{name}”. There are {known}.", name=name, known=tuple(known))
        self.finding = Finding("unknown-table", "error", text)

    def __str__(self) -> str:
        """Say which names there are."""
        return str(self.finding)


class Account(ABC):
    """Something found about a scenario, read as tables."""

    __slots__ = ()

    scenario: Scenario

    @property
    def about(self) -> Scenario:
        """The scenario that it is about; mostly a field of its own."""
        return self.scenario

    @property
    @abstractmethod
    def all_tables(self) -> Mapping[str, TableMaker]:
        """Every table by its name, in the order in which a reader wants them."""

    @abstractmethod
    def sentences(self) -> Iterator[Text]:
        """Say what was found; the numbers stand in the tables.

        Yields
        ------
        Text
            A sentence, in both languages.
        """

    @property
    def options(self) -> Mapping[str, Any] | None:
        """What was asked, besides the scenario; None where no solver has a part in the answer."""
        return {}

    @property
    def in_fractions(self) -> bool:
        """Whether its numbers are a preview's, which come from a solver as they are."""
        return False

    @property
    def provenance(self) -> Record:
        """Scenario hash, versions and options: worked out when somebody asks."""
        return provenance(self.about, self.options)

    def in_full(self) -> Account:
        """Give the same with every row, for who can filter by himself.

        Returns
        -------
        Account
            The report.
        """
        return self

    def records(self, table: str, language: Language = "nl") -> list[Record]:
        """Give a table as tidy rows, in a fixed order.

        A preview's numbers are rounded to thousandths where nothing but the solver's rounding lies
        between: 20000, and not 19999.999999.

        Raises
        ------
        UnknownTable
            If there is no such table.
        """
        return self._rows(table, language, settled_number if self.in_fractions else exactly)

    def as_json(self, table: str, language: Language = "nl") -> list[Record]:
        """Give the same as JSON can have it: whole numbers as they are, others as decimals.

        Raises
        ------
        UnknownTable
            If there is no such table.
        """
        return self._rows(table, language, settled_in_json if self.in_fractions else in_json)

    def _rows(
        self, table: str, language: Language, written: Callable[[object], object]
    ) -> list[Record]:
        if table not in self.all_tables:
            raise UnknownTable(table, self.all_tables)
        found = self.all_tables[table](self, language)
        if isinstance(found, ByColumn):
            return [*found.written(written)]
        return [
            {
                column: value if type(value) in PLAIN else written(value)
                for column, value in row.items()
            }
            for row in found
        ]

    def tables(self) -> Iterator[str]:
        """Name the tables that have rows."""
        for table in self.all_tables:
            if self.records(table, "en"):
                yield table

    def frame(self, table: str, language: Language = "nl") -> DataFrame:
        """Give a table as a pandas frame; numbers are floats where they are no whole numbers."""
        return as_frame(self.records(table, language))

    def as_record(self, language: Language = "nl", tables: Iterable[str] = ()) -> Record:
        """Give all as it goes into JSON: same input, same bytes, so without timings.

        Parameters
        ----------
        language
            Of its sentences.
        tables
            Those that are asked for; without any, all that have rows.

        Returns
        -------
        dict
            Values by name.

        Raises
        ------
        UnknownTable
            If there is no such table.
        """
        asked = dict.fromkeys(tables)
        found = {name: self.as_json(name, language) for name in asked or self.all_tables}
        return {
            "scenario": self.about.id,
            **self.told(language),
            "tables": {name: rows for name, rows in found.items() if rows or name in asked},
            "provenance": self.provenance,
        }

    def told(self, language: Language) -> Record:
        """Give what goes into JSON besides the tables.

        Parameters
        ----------
        language
            Of its sentences.

        Returns
        -------
        dict
            Values by name.
        """
        return {"sentences": [sentence.as_record() for sentence in self.sentences()]}


def code_and_name(scenario: Scenario, code: str | None) -> Record:
    """Give a municipality's code and name as two columns; both empty for the region."""
    return {"municipality": code or "", "name": scenario.municipality(code).name if code else ""}


def exactly(value: object) -> object:
    """Give a number as it is, and take the sign off a zero, which a solver may give it: -0.0."""
    if isinstance(value, Unreduced):
        return value.number
    return value + 0.0 if isinstance(value, float) else value


def thousandth(seen: float) -> int | None:
    """Give how many thousandths a number stands for; None where more than rounding lies between."""
    near = round(1000 * seen)
    off = abs(seen - near / 1000)
    return near if off <= NOISE or off <= NOISE * (abs(seen) / 1000) else None


def settled_number(value: object) -> object:
    """Give the thousandth that a number stands for, if only the solver's rounding lies between."""
    value = exactly(value)
    if not isinstance(value, FRACTIONAL):
        return value
    near = thousandth(float(value))
    if near is None:
        return value
    return Fraction(near, 1000) if isinstance(value, Fraction) else near / 1000


def as_frame(rows: list[dict[str, Any]]) -> DataFrame:
    """Give rows as a pandas frame; numbers are floats where they are no whole numbers."""
    from pandas import DataFrame

    return DataFrame(
        [
            {
                key: float(value) if isinstance(value, Fraction) else value
                for key, value in row.items()
            }
            for row in rows
        ]
    )


def in_json(value: object) -> object:
    """Write an exact number as JSON can."""
    value = exactly(value)
    return int_or_float(value) if isinstance(value, Fraction) else value


def settled_in_json(value: object) -> object:
    """Write the same as JSON can: a preview has thousands, so each is divided once."""
    if not isinstance(value, EXACT_KINDS):
        return settled_number(value)
    above, below = value.as_integer_ratio()
    seen = above / below
    near = thousandth(seen)
    if near is None:
        return seen if above % below else above // below
    whole, rest = divmod(near, 1000)
    return near / 1000 if rest else whole


def int_or_float(value: Fraction) -> int | float:
    """Give a fraction as an int when it is whole, else as the nearest float."""
    return value.numerator if value.denominator == 1 else float(value)
