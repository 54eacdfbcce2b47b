"""Price classes: what a dwelling counts as by its price, and the limit of the year it is built."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from models.noun import Noun
from models.number_fields import Natural


class PriceLimit(Noun):
    """The most that a dwelling of a class costs in a year.

    Parameters
    ----------
    price_class
        The class: ``affordable_owner``, or a name of the scenario's own.
    year
        The year; without it every year that has no row of its own.
    euros
        The limit, in whole euros.
    """

    price_class: str
    year: Natural | None = None
    euros: Natural

    @property
    def about(self) -> str:
        """Of what there is one in a year."""
        return self.price_class


class SegmentPrice(Noun):
    """What dwellings of a segment cost, and the class that they are in up to its limit.

    Parameters
    ----------
    segment
        A segment of the scenario.
    price_class
        The class that it counts as in years in which its price is within the limit.
    otherwise
        What it counts as in the other years; without it nothing else.
    year
        The year in which it is built; without it every year that has no row of its own.
    euros
        The price, in whole euros.
    """

    segment: str
    price_class: str
    otherwise: str | None = None
    year: Natural | None = None
    euros: Natural

    @property
    def about(self) -> str:
        """Of what there is one in a year."""
        return self.segment

    def counts_as(self, limit: PriceLimit) -> str | None:
        """Give what it counts as beside a limit.

        Parameters
        ----------
        limit
            The limit of its class in the year.

        Returns
        -------
        str or None
            The class, or what it is otherwise; None for nothing.
        """
        return self.price_class if self.euros <= limit.euros else self.otherwise


PriceRow = TypeVar("PriceRow", PriceLimit, SegmentPrice)


def of_year(rows: Iterable[PriceRow], year: int) -> dict[str, PriceRow]:
    """Give the rows that count in a year, by the segment or the class that they are about.

    Parameters
    ----------
    rows
        Rows of one table.
    year
        The year.

    Returns
    -------
    dict
        One row by name: that of the year, or that of every year.
    """
    in_order = sorted(rows, key=lambda row: row.year is not None)
    return {row.about: row for row in in_order if row.year in (None, year)}
