"""Differences: what plans are told apart by, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.measure import Measure, Scope
from models.plan import Plan
from models.programme import Programme
from models.scenario import Scenario

LocalKind = tuple[str, str]
"""A municipality's code, and a segment, a group or a facility."""

LocalTotals = Mapping[LocalKind, Any]
"""Numbers by municipality and kind, exact or of a point; what is zero may be left out."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What plans are told apart by: a quantity, over the horizon.

    Parameters
    ----------
    quantity
        What is counted.
    axis
        What it is counted by in each municipality: ``segment``, ``group`` or ``facility``.
    names
        The segments, groups or facilities.
    """

    quantity: str
    axis: str
    names: tuple[str, ...]

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return Measure(quantity=self.quantity).unit

    def within(self, programme: Programme[Any], code: str, name: str | None) -> Any:
        """Count one segment, group or facility in a municipality; all without a name."""
        years = frozenset(programme.region.horizon.years)
        scope = Scope(code, None, frozenset([code]), years).within(**{self.axis: name})
        return programme.measure(Measure(quantity=self.quantity), scope)

    def totals(self, plan: Plan) -> dict[LocalKind, Fraction]:
        """Add up by municipality and name; what is zero is left out."""
        found = plan.totals(self.quantity, "municipality", self.axis)
        return {(str(code), str(name)): Fraction(number) for (code, name), number in found.items()}


def choose_counted(scenario: Scenario) -> Counted:
    """Choose what plans are told apart by: dwellings, households, or else places of facilities.

    Dwellings where some are built; where none are, households by group; where none are housed
    either, places. They are not added up: a dwelling and a place in care are no equals.
    """
    built = Counted("new_build", "segment", tuple(scenario.segments))
    if scenario.shapes["new_build"].cells:
        return built
    for quantity, axis in (("housed", "group"), ("places", "facility")):
        if cells := scenario.shapes[quantity].cells:
            return Counted(quantity, axis, tuple(sorted({str(cell[1]) for cell in cells})))
    return built


def furthest_point(points: Sequence[LocalTotals], known: Sequence[LocalTotals]) -> LocalTotals:
    """Choose the point of which the nearest of those that are known is furthest."""
    return max(points, key=lambda point: distance_to_nearest(point, known))


def distance_to_nearest(one: LocalTotals, others: Sequence[LocalTotals]) -> Fraction | float:
    """Give how far the nearest of the others is."""
    return min(units_apart(one, other) for other in others)


def units_apart(one: LocalTotals, other: LocalTotals) -> Fraction | float:
    """Give the units that lie elsewhere: half the sum of all differences."""
    keys = sorted(one.keys() | other.keys())
    difference: Fraction | float = sum(abs(one.get(key, 0) - other.get(key, 0)) for key in keys)
    return difference * Fraction(1, 2)
