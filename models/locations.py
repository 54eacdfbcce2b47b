"""The plan locations of a territory: which of them a measure counts, and what they can supply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from models.condition import Conditions
from models.language import Part, Text
from models.measure import PLACES, Measure, Place, Scope
from models.tables import Neighbourhood, Pool
from models.territory import Territory

PLANS = {"hard": Text("hard plans"), "soft": Text("soft plans")}
"""What plan locations are called that have a code for a name, by how certain their plans are."""

Supplies = dict[str, list[tuple[int, int, frozenset[int]]]]
"""Of each pool its dwellings, the most in a year, and its years, by municipality."""


class Locations(Territory):
    """A territory with its plan locations: where dwellings come from."""

    def pool_years(self, pool: Pool) -> range:
        """List the years of the horizon in which a pool can supply dwellings.

        Parameters
        ----------
        pool
            The pool.

        Returns
        -------
        range
            The years; none when it lies outside the horizon.
        """
        years = self.horizon.years
        first = years.start if pool.first_year is None else max(years.start, pool.first_year)
        last = years.stop - 1 if pool.last_year is None else min(years.stop - 1, pool.last_year)
        if pool.end_year is not None:
            last = min(last, pool.end_year - 1)
        return range(first, last + 1)

    def restricted(
        self, measure: Measure, years: Collection[int] | None = None
    ) -> Mapping[str, frozenset[str]]:
        """Give what a measure counts of each axis, here; an axis that is not named in full.

        Parameters
        ----------
        measure
            What is counted.
        years
            When it is built: what counts in one of these years; without them in one of the horizon.

        Returns
        -------
        Mapping
            The names by axis: with those that count as segments, forms and groups, and the pools.
        """
        found = dict(measure.restricted)
        for axis in ("segment", "form", "group") if self.counts_as else ():
            if axis in found:
                found[axis] = self.counting(found[axis])
        if self.prices and measure.segments is not None:
            every = self.alike(measure, self.horizon.years if years is None else years)
            found["segment"] = frozenset().union(*every)
        if (pools := self.pools_of(measure)) is not None:
            found["pool"] = pools
        return found

    def alike(
        self, measure: Measure, years: Collection[int]
    ) -> Mapping[frozenset[str], frozenset[int]]:
        """Tell some years apart by which segments a measure counts in them.

        Parameters
        ----------
        measure
            What is counted.
        years
            The years.

        Returns
        -------
        Mapping
            The years, by the segments that count in them.
        """
        found: dict[frozenset[str], set[int]] = {}
        for year in sorted(years):
            named = self.segments if measure.segments is None else measure.segments
            found.setdefault(self.counting(named, year), set()).add(year)
        return {segments: frozenset(some) for segments, some in found.items()}

    def pools_of(self, measure: Measure) -> frozenset[str] | None:
        """List the pools that a measure counts; None when it counts all.

        Parameters
        ----------
        measure
            What is counted.

        Returns
        -------
        frozenset or None
            The pools' identifiers; None when all count.
        """
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
    def pools_by_cost(self) -> dict[int | Fraction, frozenset[str]]:
        """The pools by what a dwelling there costs, in euros, as far as it costs anything."""
        found: dict[int | Fraction, set[str]] = {}
        for pool in self.capacity:
            if pool.cost_per_dwelling:
                cost = pool.cost_per_dwelling
                whole = cost.numerator if cost.denominator == 1 else cost
                found.setdefault(whole, set()).add(pool.pool)
        return {cost: frozenset(found[cost]) for cost in sorted(found)}

    @cached_property
    def pools_within(self) -> Mapping[str, Part]:
        """What plan locations are called within their municipality that are named by its code."""
        coded = [pool for pool in self.capacity if pool.municipality in pool.pool]
        alike = Counter((pool.municipality, pool.status) for pool in coded)
        found: dict[str, Part] = {}
        for pool in coded:
            plans = PLANS[pool.status]
            rest = pool.pool.replace(pool.municipality, "").replace(pool.status, "").strip("-_: ")
            alone = alike[pool.municipality, pool.status] == 1
            found[pool.pool] = plans if alone else Text("{plans} ({name})", plans=plans, name=rest)
        return found

    @cached_property
    def pools_called(self) -> Mapping[str, Part]:
        """What those are called where nothing beside it says of whom they are."""
        names = {one.code: one.name for one in self.municipalities}
        return {
            one: Text(
                "{plans} of {municipality}",
                plans=plans,
                municipality=names.get(self._pool[one].municipality, self._pool[one].municipality),
            )
            for one, plans in self.pools_within.items()
        }

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

    def places(self, each: Collection[str], codes: Sequence[str], area: str | None) -> list[Place]:
        """List where something holds that is said of each of some things by itself.

        Parameters
        ----------
        each
            Of what; of several axes of where the finest is meant.
        codes
            The municipalities in which it holds, sorted.
        area
            The name of the area that they are; None where they are the region.

        Returns
        -------
        list of Place
            Sorted by municipality, or by area; none without municipalities.
        """
        everyone = frozenset(codes)
        if not everyone:
            return []
        match next((axis for axis in PLACES if axis in each), None):
            case "municipality":
                return [Place(code, frozenset([code])) for code in codes]
            case "area":
                within = ((name, self.members_of(name) & everyone) for name in self.area_names)
                return [Place(None, members, name) for name, members in within if members]
            case "pool" | "neighbourhood" as axis:
                pools: dict[tuple[str, str], set[str]] = {}
                for pool in self.capacity:
                    named = pool.pool if axis == "pool" else pool.neighbourhood
                    if named is not None and pool.municipality in everyone:
                        pools.setdefault((pool.municipality, named), set()).add(pool.pool)
                return [
                    Place(code, frozenset([code]), name, frozenset(pools[code, name]))
                    for code, name in sorted(pools)
                ]
        return [Place(None, everyone, area or "")]

    def supply(self, measure: Measure, scope: Scope) -> int:
        """Give the most new build that the pools can supply of what a measure counts.

        Parameters
        ----------
        measure
            What is counted.
        scope
            Where and when.

        Returns
        -------
        int
            Dwellings: of each pool all it has, or what it can supply in so many years.
        """
        restricted = (*self.restricted(measure, scope.years).items(), *scope.restricted)
        pools = self._pools_with(restricted)
        return sum(
            min(dwellings, most * len(scope.years & years))
            for code in scope.only(measure.municipalities).municipalities
            for dwellings, most, years in pools.get(code, ())
        )

    def _pools_with(self, restricted: tuple[tuple[str, frozenset[str]], ...]) -> Supplies:
        """Give what pools supply that can have some names on some axes, by municipality."""
        if restricted not in self._supplies:
            found = self._supplies[restricted] = {}
            for pool in self.capacity:
                if not any(self._cannot_be(pool, axis, names) for axis, names in restricted):
                    most = pool.dwellings if pool.most_per_year is None else pool.most_per_year
                    years = frozenset(self.pool_years(pool))
                    found.setdefault(pool.municipality, []).append((pool.dwellings, most, years))
        return self._supplies[restricted]

    @cached_property
    def _supplies(self) -> dict[tuple[tuple[str, frozenset[str]], ...], Supplies]:
        return {}

    def _cannot_be(self, pool: Pool, axis: str, names: frozenset[str]) -> bool:
        """Tell whether no dwelling of a pool has any of some names on an axis."""
        match axis:
            case "pool":
                return pool.pool not in names
            case "segment":
                return names.isdisjoint(pool.segments or self.segments)
            case "form":
                return names.isdisjoint(pool.forms or self.forms)
        return False
