"""The region: all that is known of it before anything is agreed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from models.key import Key
from models.language import Both, Text
from models.measure import Condition, Conditions, Measure, Scope
from models.noun import Noun, Title
from models.numbers import Natural
from models.quantity import QUANTITIES, Cell
from models.requirement import Agreed
from models.shape import Shape, shape_of
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
    Source,
    Wish,
)
from models.travel import estimated_minutes


class Horizon(Noun):
    """The years that a plan is made for, the first and the last included."""

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


class Region(Noun):
    """What formulas read: the tables, the years, the keys, and what follows from them.

    A `models.scenario.Scenario` is a region in which something is agreed and wanted. Its rows are
    sorted: their order in a file means nothing.

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
    municipalities, capacity, needs, bids, areas, neighbourhoods, offers, travel, realised, demands
        The tables.
    keys
        Keys by name. A figure of the municipalities is a key without being named here.
    sources
        Where the figures come from.
    """

    id: str
    name: Title
    description: Title = Both("", "")
    horizon: Horizon
    segments: tuple[str, ...] = ("social_rent", "mid_rent", "affordable_owner", "market")
    forms: tuple[str, ...] = ("regular",)
    groups: tuple[str, ...] = ()
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
    sources: Annotated[tuple[Source, ...], AfterValidator(_sorted)] = ()

    @model_validator(mode="after")
    def _canonical(self) -> Self:
        ordered = tuple(sorted(self.municipalities, key=lambda m: m.code))
        object.__setattr__(self, "municipalities", ordered)
        object.__setattr__(self, "capacity", tuple(sorted(self.capacity, key=lambda p: p.pool)))
        return self

    def agreement(self, identifier: str) -> Agreed:
        """Find an agreement by its id.

        Parameters
        ----------
        identifier
            The agreement's id.

        Returns
        -------
        Agreed
            The agreement.

        Raises
        ------
        KeyError
            If nothing of that name was agreed. In a region by itself nothing is.
        """
        raise KeyError(identifier)

    def unknowns(self) -> Iterator[tuple[str, Cell]]:
        """Give the cells, by quantity, that are decided only because of what was agreed."""
        yield from ()

    def cells(self, quantity: str) -> list[Cell]:
        """List what is decided of a quantity.

        Parameters
        ----------
        quantity
            Its name in `models.quantity.QUANTITIES`.

        Returns
        -------
        list of Cell
            A place on each of the quantity's axes, for each number that a plan has of it.
        """
        years = self.horizon.years
        match quantity:
            case "new_build":
                return [
                    (pool.municipality, segment, year, form, pool.pool)
                    for pool in self.capacity
                    for segment in pool.segments or self.segments
                    for year in self.pool_years(pool)
                    for form in pool.forms or self.forms
                ]
            case "housed":
                return [
                    (code, group, year)
                    for code in self.codes
                    for group in self.groups
                    for year in years
                ]
            case "placed":
                origins = sorted(
                    {(n.group, n.origin) for n in self.needs if n.origin and n.year in years}
                )
                return [
                    (code, group, origin, year)
                    for code in self.codes
                    for group, origin in origins
                    for year in years
                ]
            case _:
                return sorted({cell for name, cell in self.unknowns() if name == quantity})

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """The cells of each quantity, and what their totals are made of."""
        return {
            name: shape_of(quantity, tuple(self.cells(name)))
            for name, quantity in QUANTITIES.items()
        }

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The municipalities' codes, sorted."""
        return tuple(m.code for m in self.municipalities)

    @cached_property
    def _by_code(self) -> dict[str, Municipality]:
        return {m.code: m for m in self.municipalities}

    def municipality(self, code: str) -> Municipality:
        """Find a municipality by its code.

        Raises
        ------
        KeyError
            If the region has no such municipality.
        """
        return self._by_code[code]

    def scope_text(self, scope: Scope) -> Text:
        """Say where and when something holds, for a reader.

        Parameters
        ----------
        scope
            Where and when.

        Returns
        -------
        Text
            The municipality or the region, what else tells it from its neighbours, the year.
        """
        place: Text | str = (
            self.municipality(scope.municipality).name if scope.municipality else Text("the region")
        )
        parts = [
            place,
            *([scope.label] if scope.label else []),
            *([str(scope.year)] if scope.year else []),
        ]
        return Text(
            "{parts}",
            parts=Text(
                ", ".join(f"{{p{i}}}" for i in range(len(parts))),
                **{f"p{i}": part for i, part in enumerate(parts)},
            ),
        )

    def key(self, name: str) -> Key:
        """Find a key by its name; a figure of the municipalities is a key by itself."""
        return self.keys.get(name) or Key(mix={name: Fraction(1)})

    def weights(self, name: str, members: Sequence[Municipality]) -> dict[str, Fraction]:
        """Give each of some municipalities its part of the whole by a key: see `Key.weights`."""
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
        """List the codes of the municipalities that belong to a named area."""
        return self._areas.get(area, frozenset())

    @cached_property
    def _areas(self) -> dict[str, frozenset[str]]:
        members: dict[str, set[str]] = {}
        for row in self.areas:
            members.setdefault(row.area, set()).add(row.municipality)
        return {area: frozenset(codes) for area, codes in members.items()}

    def pool_years(self, pool: Pool) -> range:
        """List the years of the horizon in which a pool can supply dwellings."""
        years = self.horizon.years
        first = years.start if pool.first_year is None else max(years.start, pool.first_year)
        last = years.stop - 1 if pool.last_year is None else min(years.stop - 1, pool.last_year)
        if pool.end_year is not None:
            last = min(last, pool.end_year - 1)
        return range(first, last + 1)

    def pools_of(self, measure: Measure) -> frozenset[str] | None:
        """List the pools that a measure counts; None when it counts all."""
        places = measure.neighbourhoods, measure.where_neighbourhood or None
        if measure.pools is measure.supply is measure.status is None and places == (None, None):
            return None
        named = self.capacity if measure.pools is None else map(self._pool.get, measure.pools)
        return frozenset(
            pool.pool
            for pool in named
            if pool is not None
            and (measure.supply is None or pool.supply in measure.supply)
            and (measure.status is None or pool.status in measure.status)
            and (measure.neighbourhoods is None or pool.neighbourhood in measure.neighbourhoods)
            and self._meets(pool.neighbourhood, measure.where_neighbourhood)
        )

    @cached_property
    def _pool(self) -> dict[str, Pool]:
        return {pool.pool: pool for pool in self.capacity}

    def _meets(self, neighbourhood: str | None, conditions: Conditions) -> bool:
        known = self._neighbourhoods
        return not conditions or (
            neighbourhood in known and all(c.holds(known[neighbourhood]) for c in conditions)
        )

    @cached_property
    def _neighbourhoods(self) -> dict[str, Neighbourhood]:
        return {place.neighbourhood: place for place in self.neighbourhoods}

    def minutes(self, origin: str, destination: str) -> int:
        """Give the travel time between two municipalities, in minutes.

        As the table of travel says, in this direction or the other; else estimated from the
        municipalities' coordinates (see `models.travel.estimated_minutes`).

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

    def given(self, measure: Measure, scope: Scope) -> int | Fraction:
        """Count a measure that is not decided but given.

        ``need`` adds up households, ``vacancies`` counts per year, any other name is a figure of
        the municipalities.

        Raises
        ------
        KeyError
            If a municipality lacks the figure.
        """
        if measure.quantity == "need":
            return sum(need.households for need in self._needs_within(measure, scope))
        figures = [
            self.municipality(code).figure(measure.quantity) for code in scope.municipalities
        ]
        # Most figures are whole, and adding up fractions is slow.
        whole = [each.numerator if each.denominator == 1 else each for each in figures]
        total = sum(whole) * (len(scope.years) if measure.quantity == "vacancies" else 1)
        return int(total) if total.denominator == 1 else total

    def _needs_within(self, measure: Measure, scope: Scope) -> Iterator[Need]:
        everyone = len(scope.municipalities) == len(self.municipalities)
        for need in self.needs:
            if (
                need.year in scope.years
                and (measure.groups is None or need.group in measure.groups)
                and (
                    everyone
                    if need.municipality is None
                    else need.municipality in scope.municipalities
                )
            ):
                yield need
