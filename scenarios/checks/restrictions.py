"""What restricts a measure, or tells an agreement's rows apart, must have a meaning for it.

Each check is a function that finds one kind of thing; `RESTRICTIONS` names them by code.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.agreements import Agreement, FairShare
from models.language import Text, Word
from models.measure import Measure
from models.scenario import Scenario
from scenarios.checks.counted import agreements_and_options, measures, told_apart_by
from scenarios.checks.places import Check, Places, Remarks

AXES = {
    "segments": "segment",
    "forms": "form",
    "groups": "group",
    "facilities": "facility",
    "becomes": "becomes",
    "origins": "origin",
    "pools": "pool",
    "rates": "rate",
    "supply": "pool",
    "status": "pool",
    "neighbourhoods": "pool",
    "where_neighbourhood": "pool",
}
"""What the restrictions of a measure restrict."""

EACH = {"pool": "pool", "neighbourhood": "pool", "segment": "segment", "form": "form"}
"""What a quantity must be told apart by, for an agreement to hold for each of something."""


def restriction_without_meaning(scenario: Scenario, places: Places) -> Remarks:
    """Find restrictions that what is counted cannot have: the segments of households."""
    for path, measure in measures(scenario):
        axes = told_apart_by(measure, scenario)
        for restriction, axis in AXES.items():
            if getattr(measure, restriction) and axis not in axes:
                text = Text(
                    "“{restriction}” has no meaning for “{quantity}”.",
                    restriction=restriction,
                    quantity=Word(measure.quantity),
                )
                yield text, places.key(*path, restriction)
    for path, agreement in agreements_and_options(scenario):
        for axis in agreement.each:
            for name in _not_told_apart(agreement, axis, scenario):
                text = Text(
                    "“{restriction}” has no meaning for “{quantity}”.",
                    restriction=f"each: {axis}",
                    quantity=Word(name),
                )
                yield text, places.key(*path, "each")


def _not_told_apart(agreement: Agreement, axis: str, scenario: Scenario) -> Iterator[str]:
    """Name what cannot be counted for each of something by itself."""
    needed = EACH.get(axis)
    if needed is None:
        return
    fields = (getattr(agreement, name) for name in type(agreement).model_fields)
    counted = [field for field in fields if isinstance(field, Measure)]
    if isinstance(agreement, FairShare) or not (counted or agreement.choices):
        yield str(getattr(agreement, "kind", agreement.id))
    yield from (m.quantity for m in counted if needed not in told_apart_by(m, scenario))


def each_of_nothing(scenario: Scenario, places: Places) -> Remarks:
    """Find agreements for each of what the scenario has none of."""
    there = {
        "area": any(True for _ in scenario.areas),
        "neighbourhood": any(pool.neighbourhood for pool in scenario.capacity),
    }
    for path, agreement in agreements_and_options(scenario):
        for axis in agreement.each:
            if not there.get(axis, True):
                text = Text("There is no {axis} here for which this could hold.", axis=Word(axis))
                yield text, places.key(*path, "each")


RESTRICTIONS: dict[str, Check] = {
    "restriction-without-meaning": restriction_without_meaning,
    "each-of-nothing": each_of_nothing,
}
"""The checks by the code of what they find."""
