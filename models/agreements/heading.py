"""The heading of every agreement: its name, its source, and where and when it holds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from models.codes import MunicipalityCode
from models.condition import Conditions
from models.division import Partition
from models.language import Both, Text, year_spans
from models.measure import Axes, Scope, scopes
from models.noun import SOME, Noun, Prose
from models.number_fields import Natural, Weight
from models.region import Region
from models.tables import Municipality


class AgreementHeading(Noun):
    """What is written of every agreement, whatever it says.

    Its title, source, note and explanations are one text each, or one in each language.

    Parameters
    ----------
    id
        Its name within the scenario, by which another scenario overrides it.
    title
        What people call it.
    source
        The document and where in it.
    note
        What a reader should know besides.
    binding
        Whether it must hold. Otherwise its shortfall is minimised.
    priority, weight
        Among wishes: which come first (1 before 2), and within these what a unit short counts for.
    each
        For each of what it holds by itself: ``municipality``, ``year``, ``pool``, ``area``,
        ``neighbourhood``, ``segment``, ``form``, or several.
    area, municipalities
        The named area, and the municipalities of it, that it holds in; without them the region.
    where
        Conditions on a municipality's figures.
    years
        The years it counts; without them the horizon.
    explained
        A written reason per municipality why it does not comply (*comply or explain*).
    divided_by
        The key by which each part of a country gets its part; without it ``households``.
    """

    id: str
    title: Prose | None = None
    source: Prose = Both("", "")
    note: Prose | None = None
    binding: bool = True
    priority: Natural = 1
    weight: Weight = Fraction(1)
    each: Axes = ()
    area: str | None = None
    municipalities: Annotated[tuple[MunicipalityCode, ...], SOME] | None = None
    where: Conditions = ()
    years: Annotated[tuple[Natural, ...], SOME] | None = None
    explained: dict[MunicipalityCode, Prose] = Field(default_factory=dict)
    divided_by: str | None = None

    def name(self) -> Text:
        """Give what people call it.

        Returns
        -------
        Text
            Its title, or its id when it has none.
        """
        return Text("{title}", title=self.title or self.id)

    def scopes(self, region: Region) -> Iterator[Scope]:
        """List where and when the agreement holds, one scope per requirement.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Yields
        ------
        Scope
            By place, kind and year; none when nobody meets the conditions.
        """
        places = region.places(self.each, [m.code for m in self.members(region)], self.area)
        kinds = {"segment": region.segments, "form": region.forms}
        yield from scopes(self.each, places, self.years_of(region), kinds)

    def years_of(self, region: Region) -> list[int]:
        """List the years of the horizon that it counts.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        list of int
            The years, sorted.
        """
        return sorted(set(self.years or region.horizon.years) & set(region.horizon.years))

    def members(self, region: Region) -> list[Municipality]:
        """List the municipalities it holds in, by area, list and conditions, sorted by code.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        list of Municipality
            The municipalities, sorted by code.
        """
        return [*region.municipalities_where(self.area, self.municipalities, self.where)]

    @property
    def years_text(self) -> str:
        """Which years count, briefly; empty when all of the horizon do."""
        return year_spans(self.years or ())

    def spans(self, region: Region, partition: Partition) -> bool:
        """Tell whether it adds something up over municipalities of several parts of a country.

        Parameters
        ----------
        region
            The region, or the scenario that it is.
        partition
            The parts of the country.

        Returns
        -------
        bool
            True when some of its rows add up several parts.
        """
        places = region.places(self.each, [m.code for m in self.members(region)], self.area)
        return any(partition.divides(place.municipalities) for place in places)
