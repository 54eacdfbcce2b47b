"""Quantities: the families of numbers that a plan decides."""

from __future__ import annotations

from dataclasses import dataclass

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
    most
        The most that a cell can be; None when only agreements and tables limit it.
    """

    name: str
    meaning: str
    unit: str
    axes: tuple[str, ...]
    most: int | None = None


QUANTITIES = {
    quantity.name: quantity
    for quantity in (
        Quantity(
            "new_build",
            "dwellings completed, from a pool",
            "dwellings",
            ("municipality", "segment", "year", "form", "pool"),
        ),
        Quantity(
            "withdrawn",
            "dwellings of the stock that are demolished or sold, where the plan decides that",
            "dwellings",
            ("municipality", "segment", "becomes", "year"),
        ),
        Quantity(
            "housed",
            "households given a dwelling",
            "households",
            ("municipality", "group", "year"),
        ),
        Quantity(
            "placed",
            "the same, by where they come from or work",
            "households",
            ("municipality", "group", "origin", "year"),
        ),
        Quantity(
            "transferred",
            "households that one municipality has housed by another",
            "households",
            ("municipality", "to", "group", "year"),
        ),
        Quantity(
            "ceded",
            "dwellings of a municipality's task that another builds",
            "dwellings",
            ("municipality", "to", "segment", "year"),
        ),
        Quantity(
            "hosts",
            "whether a municipality hosts a facility",
            "locations",
            ("municipality", "facility"),
            1,
        ),
        Quantity(
            "places",
            "places of a facility in a municipality",
            "places",
            ("municipality", "facility"),
        ),
        Quantity(
            "opened",
            "places of a facility by the end of a year before the last, where they grow",
            "places",
            ("municipality", "facility", "year"),
        ),
        Quantity(
            "served",
            "places for the people of a municipality, at a host",
            "places",
            ("municipality", "host", "facility"),
        ),
    )
}
"""What a plan decides."""


DECIDED = frozenset(
    {*QUANTITIES, "standing", "credited", "attributed", "euros", "rated", "net", "freed"}
)
"""What a plan decides: there is nothing of it to divide before there is a plan."""

SPARED = ("places", "transferred", "ceded", "withdrawn", "opened")
"""Of what a plan has no more than it needs: of those that are as good for all goals it is one with
the least of these, in this order."""
