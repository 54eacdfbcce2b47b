"""Quantities: the families of numbers that a plan decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.scenario import Scenario

Cell = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A family of numbers, decided by the plan.

    Parameters
    ----------
    name
        As measures name it.
    meaning
        What it is.
    unit
        ``dwellings``, ``households``, ``places``.
    axes
        What its cells are told apart by; the first is the municipality.
    cells
        Lists the cells that a scenario has, sorted.
    most
        The most that a cell can be; None when only agreements limit it.
    """

    name: str
    meaning: str
    unit: str
    axes: tuple[str, ...]
    cells: Callable[[Scenario], list[Cell]]
    most: int | None = None


def _new_build(scenario: Scenario) -> list[Cell]:
    return [
        (pool.municipality, segment, year, form, pool.pool)
        for pool in scenario.capacity
        for segment in pool.segments or scenario.segments
        for year in scenario.pool_years(pool)
        for form in pool.forms or scenario.forms
    ]


def _housed(scenario: Scenario) -> list[Cell]:
    return [
        (municipality.code, group, year)
        for municipality in scenario.municipalities
        for group in scenario.groups
        for year in scenario.horizon.years
    ]


def _placed(scenario: Scenario) -> list[Cell]:
    origins = sorted({(need.group, need.origin) for need in scenario.needs if need.origin})
    return [
        (code, group, origin, year)
        for code in scenario.codes
        for group, origin in origins
        for year in scenario.horizon.years
    ]


def _of_agreements(quantity: str) -> Callable[[Scenario], list[Cell]]:
    def cells(scenario: Scenario) -> list[Cell]:
        found = {
            cell
            for agreement in scenario.agreements
            for name, cell in agreement.unknowns(scenario)
            if name == quantity
        }
        return sorted(found)

    return cells


QUANTITIES = {
    quantity.name: quantity
    for quantity in (
        Quantity(
            "new_build",
            "dwellings completed, from a pool",
            "dwellings",
            ("municipality", "segment", "year", "form", "pool"),
            _new_build,
        ),
        Quantity(
            "housed",
            "households given a dwelling",
            "households",
            ("municipality", "group", "year"),
            _housed,
        ),
        Quantity(
            "placed",
            "the same, by where they come from or work",
            "households",
            ("municipality", "group", "origin", "year"),
            _placed,
        ),
        Quantity(
            "transferred",
            "households that one municipality has housed by another",
            "households",
            ("municipality", "to", "group", "year"),
            _of_agreements("transferred"),
        ),
        Quantity(
            "hosts",
            "whether a municipality hosts a facility",
            "locations",
            ("municipality", "facility"),
            _of_agreements("hosts"),
            1,
        ),
        Quantity(
            "places",
            "places of a facility in a municipality",
            "places",
            ("municipality", "facility"),
            _of_agreements("places"),
        ),
        Quantity(
            "served",
            "places for the people of a municipality, at a host",
            "places",
            ("municipality", "host", "facility"),
            _of_agreements("served"),
        ),
    )
}
"""What a plan decides."""


DECIDED = frozenset({*QUANTITIES, "standing", "credited"})
"""What a plan decides: there is nothing of it to divide before there is a plan."""
