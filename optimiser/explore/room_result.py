"""The room as it is told: its sentences and its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.language import Language, Percent, Text
from models.scenario import Scenario
from optimiser.results.account import Account, Record, TableMaker, code_and_name


@dataclass(frozen=True, slots=True)
class Room:
    """The room of one municipality in one segment.

    Parameters
    ----------
    municipality, segment
        Where, and of what; an empty segment is all segments together.
    least, most
        Dwellings over the horizon. No plan in whole dwellings lies outside them; whether one
        reaches them exactly is not proven, because they come from fractions of dwellings.
    """

    municipality: str
    segment: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Rooms(Account):
    """The room of every municipality.

    Parameters
    ----------
    scenario
        The scenario.
    within
        How far from the best every goal may be, relative to it.
    rooms
        Per municipality and segment, all segments together last.
    """

    scenario: Scenario
    within: Fraction
    rooms: tuple[Room, ...]

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """The one table."""
        return {"room": room_table}

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {"within": float(self.within)}

    def sentences(self) -> Iterator[Text]:
        """Say what the numbers mean."""
        yield Text(
            "The least and the most dwellings in any plan that keeps every binding agreement and "
            "of which no goal is more than {within} worse than the best, each by itself.",
            within=Percent(self.within),
        )
        whole = [room for room in self.rooms if not room.segment]
        fixed = sum(room.least == room.most for room in whole)
        if fixed:
            yield Text(
                "The total is fixed in {number} of {all} municipalities.",
                number=fixed,
                all=len(whole),
            )


def room_table(found: Rooms, language: Language) -> Iterator[Record]:
    """Give the least and the most, and what lies between."""
    for room in found.rooms:
        yield {
            **code_and_name(found.scenario, room.municipality),
            "segment": room.segment,
            "least": room.least,
            "most": room.most,
            "room": room.most - room.least,
        }
