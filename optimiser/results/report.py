"""Report: what every exploration gives, as tidy rows, frames and JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.language import Language, Text
from models.scenario import Scenario
from optimiser.results.provenance import provenance

if TYPE_CHECKING:
    from pandas import DataFrame


Record = dict[str, Any]


Table = Callable[[Any, Language], Iterable[Record]]


class Report(ABC):
    """Something found about a scenario, read as tables."""

    __slots__ = ()

    scenario: Scenario

    @property
    def about(self) -> Scenario:
        """The scenario that it is about; mostly a field of its own."""
        return self.scenario

    @property
    @abstractmethod
    def all_tables(self) -> Mapping[str, Table]:
        """Every table by its name, in the order in which a reader wants them."""

    @abstractmethod
    def sentences(self) -> Iterator[Text]:
        """Say what was found; the numbers stand in the tables."""

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked, besides the scenario."""
        return {}

    def in_full(self) -> Report:
        """Give the same with every row, for who can filter by himself."""
        return self

    def records(self, table: str, language: Language = "nl") -> list[Record]:
        """Give a table as tidy rows, in a fixed order.

        Raises
        ------
        KeyError
            If there is no such table.
        """
        return list(self.all_tables[table](self, language))

    def tables(self) -> Iterator[str]:
        """Name the tables that have rows."""
        for table in self.all_tables:
            if self.records(table, "en"):
                yield table

    def frame(self, table: str, language: Language = "nl") -> DataFrame:
        """Give a table as a pandas frame; numbers are floats where they are no whole numbers."""
        return as_frame(self.records(table, language))

    def as_record(self, language: Language = "nl") -> Record:
        """Give all as it goes into JSON: same input, same bytes."""
        return {
            "scenario": self.about.id,
            "sentences": [sentence.as_record() for sentence in self.sentences()],
            "tables": {name: as_json(self.records(name, language)) for name in self.tables()},
            "provenance": provenance(self.about, self.options),
        }


def place(scenario: Scenario, code: str) -> Record:
    """Give a municipality's code and name as two columns; both empty for the region."""
    return {"municipality": code, "name": scenario.municipality(code).name if code else ""}


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


def as_json(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write exact numbers as JSON can: whole ones as they are, others as decimals."""
    return [
        {key: number(value) if isinstance(value, Fraction) else value for key, value in row.items()}
        for row in rows
    ]


def number(value: Fraction) -> int | float:
    """Give a fraction as an int when it is whole, else as the nearest float."""
    return value.numerator if value.denominator == 1 else float(value)
