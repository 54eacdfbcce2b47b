"""Explorations as their pages show them: room, what goals cost one another, prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.scenario import Scenario
from optimiser.drawings.front import FrontRows, front_rows
from optimiser.explore.explored_rows import (
    AlternativesBeside,
    PricedAgreement,
    agreements_with_prices,
    alternatives_beside,
)
from optimiser.results.account import Record

EXPLORED = ("room", "front", "prices", "alternatives")
"""The kinds of jobs that explore."""


@dataclass(frozen=True, slots=True)
class RoomBar:
    """Between what a number may lie.

    Parameters
    ----------
    least, most
        The least and the most.
    begin, length
        Where its bar begins, and how long it is, in hundredths of the most that the municipality
        itself can have: beside a city's the room of a village could not be seen.
    """

    least: float
    most: float
    begin: float
    length: float


@dataclass(frozen=True)
class ExplorationView:
    """What the page of an exploration shows.

    Parameters
    ----------
    scenario
        What it is about.
    record
        What was found, as the service gives it.
    """

    scenario: Scenario
    record: Mapping[str, Any]

    def table(self, name: str) -> list[Record]:
        """Give a table of what was found; empty when it has no rows."""
        rows: list[Record] = self.record["tables"].get(name, [])
        return rows

    @cached_property
    def room(self) -> list[tuple[str, list[RoomBar | None]]]:
        """Per municipality between what its dwellings may lie, in all and by segment."""
        columns = ("", *self.scenario.segments)
        rows = {(row["municipality"], row["segment"] or ""): row for row in self.table("room")}
        most: dict[str, float] = {}
        for (code, _), row in rows.items():
            most[code] = max(row["most"], most.get(code, 0))

        def span(code: str, column: str) -> RoomBar | None:
            row = rows.get((code, column))
            if row is None:
                return None
            part = 100 / (most[code] or 1)
            long = (row["most"] - row["least"]) * part
            return RoomBar(row["least"], row["most"], round(row["least"] * part, 1), round(long, 1))

        return [
            (one.name, [span(one.code, column) for column in columns])
            for one in self.scenario.municipalities
        ]

    @cached_property
    def front(self) -> FrontRows:
        """The points of the front, and the plans beside it."""
        return front_rows(self.scenario, self.table("front"))

    @property
    def prices(self) -> Sequence[PricedAgreement]:
        """What each agreement costs, those that cost something first."""
        return agreements_with_prices(self.record["tables"])

    @cached_property
    def alternatives(self) -> AlternativesBeside:
        """The alternatives beside the best plan."""
        return alternatives_beside(self.record["tables"])
