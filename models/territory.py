"""The territory: the tables, and which municipalities lie where."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from models.condition import Condition
from models.existing_stock import MovingOn, Withdrawal
from models.key import Key
from models.language import Both
from models.noun import Names, Noun, Prose
from models.number_fields import Natural
from models.price_classes import PriceLimit, SegmentPrice, of_year
from models.rates import Rate
from models.sources import Source
from models.tables import (
    Demand,
    Journey,
    Membership,
    Municipality,
    Need,
    Neighbourhood,
    Offer,
    Pool,
    Realised,
    ReferenceShare,
    Wish,
)
from models.travel import estimated_minutes


class Horizon(Noun):
    """The years that a plan is made for, the first and the last included.

    Parameters
    ----------
    first_year, last_year
        The years, both included.
    """

    first_year: Natural
    last_year: Natural

    @property
    def years(self) -> range:
        """The years in order."""
        return range(self.first_year, self.last_year + 1)


def _sorted(rows: tuple[Noun, ...]) -> tuple[Noun, ...]:
    """Order rows by what they say, so that a result cannot depend on the order of a file."""
    return tuple(sorted(rows, key=lambda row: row.remembered(_written)))


def _written(row: Noun) -> str:
    return json.dumps(row.model_dump(mode="json"), sort_keys=True)


class Territory(Noun):
    """The tables of a region, the years and the keys, and which municipalities lie where.

    Its rows are sorted: their order in a file means nothing.

    Parameters
    ----------
    id
        The name by which other scenarios extend it.
    name, description
        For readers.
    horizon
        The years.
    segments, forms, groups
        The segments, dwelling forms and target groups that the region knows.
    counts_as
        Segments, forms and groups that count as others too, or under a name for several: where
        ``social_rent`` is counted ``social_low`` is, and a form with two features counts for both.
    keys
        Keys by name. A figure of the municipalities is a key without being named here.
    municipalities, capacity, needs, bids, areas, neighbourhoods, offers, travel, realised, demands
        The tables.
    rates
        Euros per dwelling (subsidies, costs), or another number per dwelling or household.
    prices, price_limits
        What segments cost, and the limits of the classes that they are in by that, by year.
    withdrawals
        What is demolished or sold.
    moving_on
        What comes free of the stock for each new dwelling.
    reference
        The reference mix: what municipalities would build if nothing stood in the way.
    sources
        Where the figures come from.
    """

    id: str
    name: Prose
    description: Prose = Both("", "")
    horizon: Horizon
    segments: tuple[str, ...] = ("social_rent", "mid_rent", "affordable_owner", "market")
    forms: tuple[str, ...] = ("regular",)
    groups: tuple[str, ...] = ()
    counts_as: dict[str, Names] = Field(default_factory=dict)
    keys: dict[str, Key] = Field(default_factory=dict)
    municipalities: Annotated[tuple[Municipality, ...], AfterValidator(_sorted)]
    capacity: Annotated[tuple[Pool, ...], AfterValidator(_sorted)] = ()
    needs: Annotated[tuple[Need, ...], AfterValidator(_sorted)] = ()
    bids: Annotated[tuple[Wish, ...], AfterValidator(_sorted)] = ()
    areas: Annotated[tuple[Membership, ...], AfterValidator(_sorted)] = ()
    neighbourhoods: Annotated[tuple[Neighbourhood, ...], AfterValidator(_sorted)] = ()
    offers: Annotated[tuple[Offer, ...], AfterValidator(_sorted)] = ()
    travel: Annotated[tuple[Journey, ...], AfterValidator(_sorted)] = ()
    realised: Annotated[tuple[Realised, ...], AfterValidator(_sorted)] = ()
    demands: Annotated[tuple[Demand, ...], AfterValidator(_sorted)] = ()
    rates: Annotated[tuple[Rate, ...], AfterValidator(_sorted)] = ()
    prices: Annotated[tuple[SegmentPrice, ...], AfterValidator(_sorted)] = ()
    price_limits: Annotated[tuple[PriceLimit, ...], AfterValidator(_sorted)] = ()
    withdrawals: Annotated[tuple[Withdrawal, ...], AfterValidator(_sorted)] = ()
    moving_on: Annotated[tuple[MovingOn, ...], AfterValidator(_sorted)] = ()
    reference: Annotated[tuple[ReferenceShare, ...], AfterValidator(_sorted)] = ()
    sources: Annotated[tuple[Source, ...], AfterValidator(_sorted)] = ()

    @model_validator(mode="after")
    def _canonical(self) -> Self:
        ordered = tuple(sorted(self.municipalities, key=lambda m: m.code))
        object.__setattr__(self, "municipalities", ordered)
        object.__setattr__(self, "capacity", tuple(sorted(self.capacity, key=lambda p: p.pool)))
        return self

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The municipalities' codes, sorted."""
        return tuple(m.code for m in self.municipalities)

    @cached_property
    def _by_code(self) -> dict[str, Municipality]:
        return {m.code: m for m in self.municipalities}

    def municipality(self, code: str) -> Municipality:
        """Find a municipality by its code.

        Parameters
        ----------
        code
            CBS code, ``GM0202``.

        Returns
        -------
        Municipality
            The municipality.

        Raises
        ------
        KeyError
            If the region has no such municipality.
        """
        return self._by_code[code]

    def key(self, name: str) -> Key:
        """Find a key by its name; a figure of the municipalities is a key by itself.

        Parameters
        ----------
        name
            The key, or a figure of the municipalities.

        Returns
        -------
        Key
            The key.
        """
        return self.keys.get(name) or Key(mix={name: Fraction(1)})

    def weights(self, name: str, members: Sequence[Municipality]) -> dict[str, Fraction]:
        """Give each of some municipalities its part of the whole by a key: see `Key.weights`.

        Parameters
        ----------
        name
            The key, or a figure of the municipalities.
        members
            Over whom is divided.

        Returns
        -------
        dict
            Part by code; they sum to one.
        """
        asked = name, tuple(member.code for member in members)
        if asked not in self._weights:
            self._weights[asked] = self.key(name).weights(members)
        return self._weights[asked]

    @cached_property
    def _weights(self) -> dict[tuple[str, tuple[str, ...]], dict[str, Fraction]]:
        return {}

    def municipalities_where(
        self,
        area: str | None,
        codes: tuple[str, ...] | None,
        conditions: tuple[Condition, ...],
    ) -> tuple[Municipality, ...]:
        """List the municipalities within an area, on a list and under conditions; by code.

        None for the area or the list means all of them.

        Parameters
        ----------
        area
            The named area.
        codes
            The list of codes.
        conditions
            Conditions on figures, which must all hold.

        Returns
        -------
        tuple of Municipality
            The municipalities, sorted by code.
        """
        asked = area, codes, conditions
        if asked not in self._places:
            inside = None if area is None else self.members_of(area)
            self._places[asked] = tuple(
                municipality
                for municipality in self.municipalities
                if (inside is None or municipality.code in inside)
                and (codes is None or municipality.code in codes)
                and all(condition.holds(municipality) for condition in conditions)
            )
        return self._places[asked]

    @cached_property
    def _places(self) -> dict[Any, tuple[Municipality, ...]]:
        return {}

    def members_of(self, area: str) -> frozenset[str]:
        """List the codes of the municipalities that belong to a named area.

        Parameters
        ----------
        area
            The area's name.

        Returns
        -------
        frozenset of str
            The codes; none when there is no such area.
        """
        return self._areas.get(area, frozenset())

    def minutes(self, origin: str, destination: str) -> int:
        """Give the travel time between two municipalities, in minutes.

        As the table of travel says, in this direction or the other; else estimated from the
        municipalities' coordinates (see `models.travel.estimated_minutes`).

        Parameters
        ----------
        origin
            The code of where one leaves.
        destination
            The code of where one arrives.

        Returns
        -------
        int
            Whole minutes, one way.

        Raises
        ------
        KeyError
            If neither is known.
        """
        known = self._journeys
        if (origin, destination) not in known:
            known[origin, destination] = (
                known[destination, origin]
                if (destination, origin) in known
                else estimated_minutes(self.municipality(origin), self.municipality(destination))
            )
        return known[origin, destination]

    @cached_property
    def _journeys(self) -> dict[tuple[str, str], int]:
        given = {(row.origin, row.destination): row.minutes for row in self.travel}
        return {(code, code): 0 for code in self.codes} | given

    @property
    def area_names(self) -> list[str]:
        """The names of the areas, sorted."""
        return sorted(self._areas)

    def counting(self, names: Collection[str], year: int | None = None) -> frozenset[str]:
        """Give what counts where some names are: those, and what counts as them.

        Parameters
        ----------
        names
            Of segments, forms or groups.
        year
            The year in which it is built; without it what counts in every year.

        Returns
        -------
        frozenset of str
            Segments, forms and groups of the scenario.
        """
        classes = {} if year is None else self.classes(year)
        known = {
            own: (*self.counts_as.get(own, ()), *classes.get(own, ()))
            for own in {*self.counts_as, *classes}
        }
        found = {*names}
        while more := {own for own, named in known.items() if found & {*named}} - found:
            found |= more
        return frozenset(found) & {*self.segments, *self.forms, *self.groups}

    def groups_of(self, names: Collection[str] | None) -> frozenset[str]:
        """Give the target groups that some names count; None counts all.

        Parameters
        ----------
        names
            Groups, or what they count as.

        Returns
        -------
        frozenset of str
            Groups of the scenario.
        """
        return frozenset(self.groups) if names is None else self.counting(names)

    def classes(self, year: int) -> dict[str, tuple[str, ...]]:
        """Give what segments count as in a year because of their prices.

        Parameters
        ----------
        year
            The year in which dwellings are built.

        Returns
        -------
        dict
            A class by segment; none of a segment that counts as nothing else.
        """
        if year not in self._classes:
            limits = of_year(self.price_limits, year)
            counted = (
                (name, price.counts_as(limits[price.price_class]))
                for name, price in of_year(self.prices, year).items()
                if price.price_class in limits
            )
            self._classes[year] = {name: (kind,) for name, kind in counted if kind is not None}
        return self._classes[year]

    @cached_property
    def _classes(self) -> dict[int, dict[str, tuple[str, ...]]]:
        return {}

    def named_apart(self, segments: Sequence[str]) -> list[str]:
        """Give the segments of some that do not count as another of them.

        Parameters
        ----------
        segments
            The names.

        Returns
        -------
        list of str
            Those of which today's stock is a figure that does not hold that of another.
        """
        return [
            name
            for name in segments
            if not any(name in self.counting([other]) for other in segments if other != name)
        ]

    @cached_property
    def _areas(self) -> dict[str, frozenset[str]]:
        members: dict[str, set[str]] = {}
        for row in self.areas:
            members.setdefault(row.area, set()).add(row.municipality)
        return {area: frozenset(codes) for area, codes in members.items()}
