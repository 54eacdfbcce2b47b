"""Growing places: a facility that has so many places by the end of some years, and more later."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from models.agreements.agreement import Agreement
from models.language import Part, Text, Units
from models.measure import Measure, Scope
from models.number_fields import Natural
from models.programme import Programme
from models.quantity import Cell
from models.region import Region
from models.requirement import Requirement, Sense

BoundWord = Literal["at_least", "at_most", "exactly"]

SENSES: dict[BoundWord, Sense] = {"at_least": ">=", "at_most": "<=", "exactly": "=="}


class GrowingPlaces(Agreement, ABC):
    """The places of a facility, in all and by the end of some years.

    Parameters
    ----------
    facility
        The facility type.
    places
        Places needed in the end.
    places_are
        Whether these are a least, a most, or exactly so many.
    places_by
        Places by the end of some years, on the way there.
    opens
        The first year in which it is there.
    """

    facility: str
    places: Natural
    places_are: BoundWord = "at_least"
    places_by: dict[Natural, Natural] = Field(default_factory=dict)
    opens: Natural | None = None

    @model_validator(mode="after")
    def _never_fewer(self) -> Self:
        numbers = [number for _, number in sorted(self.places_by.items())]
        if any(later < before for before, later in pairwise([*numbers, self.places])):
            raise PydanticCustomError(
                "places-shrink",
                "places grow",
                {
                    "text": Text(
                        "places_by never goes down from one year to the next, nor above places: "
                        "{places}",
                        places=self.places,
                    )
                },
            )
        if self.places_by and self.each:
            raise PydanticCustomError(
                "places-shrink",
                "places grow over the region",
                {
                    "text": Text(
                        "places_by is over all where it holds: leave out each, or write an "
                        "agreement for each area"
                    )
                },
            )
        early = [year for year in self.places_by if self.opens and year < self.opens]
        if any(self.places_by[year] for year in early):
            raise PydanticCustomError(
                "places-shrink",
                "not open yet",
                {"text": Text("in {year} it is not open yet", year=str(min(early)))},
            )
        return self

    def growing(self, region: Region, hosts: list[str]) -> Iterator[tuple[str, Cell]]:
        """Give the cells of places by year; none where no year is named.

        Parameters
        ----------
        region
            The region, or the scenario that it is.
        hosts
            Who can host it.

        Yields
        ------
        tuple
            A quantity's name and one of its cells.
        """
        for code in hosts if self.places_by else ():
            # By the end of the last year there are all of them.
            for year in region.horizon.years[:-1]:
                if year >= (self.opens or year):
                    yield "opened", (code, self.facility, year)

    def growth(self, programme: Programme[Any], hosts: list[str]) -> Iterator[Requirement]:
        """Give a row for each year that is named, and say that places at a host stay.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.
        hosts
            Who can host it.

        Yields
        ------
        Requirement
            A row, in the numbers of the programme.
        """
        region = programme.region
        measure = Measure(quantity="places", facilities=(self.facility,))
        everywhere = frozenset(region.codes)
        for year, number in sorted(self.places_by.items()):
            if year in region.horizon.years:
                scope = Scope(None, year, everywhere, frozenset([year]))
                there = programme.measure(measure, scope)
                yield Requirement(self, scope, there, SENSES[self.places_are], number)
        for _, cell in self.growing(region, hosts):
            code, year = str(cell[0]), int(cell[2])
            scope = Scope(code, year, frozenset([code]), frozenset([year]), "stays")
            later = replace(scope, years=frozenset([year + 1]))
            there, then = (programme.measure(measure, one) for one in (scope, later))
            yield Requirement(self, scope, there, "<=", then, firm=True)

    def growth_text(self) -> Iterator[Part]:
        """Say how places grow; nothing where no year is named.

        Yields
        ------
        Part
            A phrase for each year.
        """
        for year, number in sorted(self.places_by.items()):
            places = Units(number, "places")
            yield Text("{places} by the end of {year}", places=places, year=str(year))
