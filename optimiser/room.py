"""The room: the least and the most of anything, in any plan whose goals stay near the best."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from models.measure import Measure, Scope
from models.scenario import Scenario
from optimiser.near_best import NearBest

EXACT = 1e-5
"""A float this near to a whole number is that number."""


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


def room(scenario: Scenario, within: Fraction = Fraction(1, 100)) -> tuple[Room, ...]:
    """Find the least and the most per municipality and segment near the best plan.

    Parameters
    ----------
    scenario
        The scenario.
    within
        How far from the best every goal may be, relative to it.

    Raises
    ------
    NoPlan
        If no plan keeps all binding agreements.
    """
    near = NearBest(scenario, within)
    years = frozenset(scenario.horizon.years)
    found: list[Room] = []
    for code in scenario.codes:
        scope = Scope(code, None, frozenset([code]), years)
        for segment in (*scenario.segments, ""):
            segments = (segment,) if segment else None
            measure = Measure(quantity="new_build", segments=segments)
            built = near.workbench.programme.measure(measure, scope)
            least = near.workbench.minimise(built)
            most = -near.workbench.minimise(-built)
            found.append(Room(code, segment, ceil(least - EXACT), floor(most + EXACT)))
    return tuple(found)
