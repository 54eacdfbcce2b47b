"""The kind `facility`: which municipalities host a facility for the region, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.agreements.growing import SENSES, GrowingPlaces
from models.agreements.hosting import Band, Near
from models.agreements.where_text import where_text
from models.division import Partition
from models.key import apportioned
from models.language import Part, Text, Units, Word
from models.measure import Measure, Scope
from models.number_fields import Natural
from models.programme import Programme
from models.quantity import Cell
from models.region import Region
from models.requirement import Requirement, Sense
from models.tables import Municipality


class Facility(GrowingPlaces):
    r"""A facility type needs so many places, at locations of a fit size, within reach.

    With :math:`o_m` whether municipality :math:`m` hosts it, :math:`p_m` its places there and
    :math:`s_{i,m}` the places there for the people of municipality :math:`i`:

    .. math::
       \sum_m p_m \ge P, \qquad a\,o_m \le p_m \le b\,o_m, \qquad
       c \le \sum_m o_m \le d, \qquad p_m \le f_m

    .. math::
       \sum_m s_{i,m} = d_i, \qquad \sum_i s_{i,m} \le p_m, \qquad s_{i,m} \le d_i\,o_m

    for a need :math:`P`, sizes of a location :math:`a, b`, numbers of hosts :math:`c, d`, offers
    :math:`f` where municipalities made them, and people's places :math:`d_i`, the need divided by
    the key in whole places (largest remainder). Only municipalities that the agreement holds in can
    host. That last row is stronger than the solver needs, and makes siting fast. Of two who lie too
    near to one another one hosts it at most: :math:`o_m + o_k \le 1`.

    Parameters
    ----------
    facility
        The facility type.
    places
        Places needed (:math:`P`): in the region, or in each area or municipality where it holds
        for each of those.
    places_are
        Whether so many places are needed ``at_least``, or there are ``at_most`` or ``exactly`` so
        many: locations of a fixed size can come to more than is needed.
    places_by
        How many there are by the end of some years, on the way to `places`; a host that has them
        keeps them. By year; without it places are there from the beginning, or from `opens` on.
    opens
        The first year in which it is there: places and locations count from that year on.
    hosts
        How many municipalities host it: one is concentrated, several is spread.
    per_location
        Least and most places at one location.
    near
        Another facility that must be near each host.
    between
        The shortest travel time between two locations, in minutes.
    key
        By what key the places are for the people of each municipality; without it nobody counts
        who travels.
    reach
        The longest travel time from a municipality to its host, in minutes.
    """

    kind: Literal["facility"] = "facility"
    hosts: Band = Band()
    per_location: Band = Band()
    near: tuple[Near, ...] = ()
    between: Natural | None = None
    key: str | None = None
    reach: Natural | None = None

    @model_validator(mode="after")
    def _reach_needs_a_key(self) -> Self:
        if self.reach is not None and self.key is None:
            raise PydanticCustomError(
                "reach-without-key",
                "reach needs a key",
                {"text": Text("with a reach, name the key that says for whom the places are")},
            )
        return self

    @model_validator(mode="after")
    def _places_have_no_years(self) -> Self:
        beyond = {*self.each} - {"municipality", "area"}
        if self.years is not None or beyond:
            raise PydanticCustomError(
                "facility-apart",
                "a facility holds for the horizon",
                {
                    "text": Text(
                        "places of a facility are for the whole horizon: leave out years, and let "
                        "it hold for each municipality or area at most"
                    )
                },
            )
        if self.each and self.key is not None:
            raise PydanticCustomError(
                "facility-apart",
                "a key divides places over the region",
                {
                    "text": Text(
                        "a key divides the places over all municipalities: leave out the key, or "
                        "write an agreement for each area"
                    )
                },
            )
        return self

    @property
    def travels(self) -> bool:
        """Whether people travel to it, or it has to be near another."""
        return bool(self.key or self.near or self.between)

    @property
    def unit(self) -> str:
        """Places."""
        return "places"

    @property
    def units(self) -> frozenset[str]:
        """Places, and locations."""
        return frozenset(["places", "locations"])

    def unknowns(self, region: Region) -> Iterator[tuple[str, Cell]]:
        """Give the cells of who can host, and of who can reach them."""
        for host in self.eligible(region):
            yield "hosts", (host, self.facility)
            yield "places", (host, self.facility)
            for origin in self.people(region) if self.key else ():
                if self.reach is None or region.minutes(origin, host) <= self.reach:
                    yield "served", (origin, host, self.facility)
        yield from self.growing(region, self.eligible(region))

    def eligible(self, region: Region) -> list[str]:
        """List who can host it: the members, or of them who made an offer when anyone did.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        list of str
            Their codes, sorted.
        """
        members = [m.code for m in self.members(region)]
        offers = self.offers(region)
        return [code for code in members if not offers or code in offers]

    def openings(self) -> Iterator[tuple[str, int]]:
        """Give the facility with the year in which it opens."""
        if self.opens is not None:
            yield self.facility, self.opens

    def sized(self, region: Region) -> str | None:
        """Name the facility when a location cannot be of any size."""
        free = self.per_location == Band() and not self.offers(region)
        return None if free else self.facility

    def offers(self, region: Region) -> dict[str, int]:
        """Give the places that municipalities offer.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        dict
            Places by code.
        """
        return {
            row.municipality: row.places for row in region.offers if row.facility == self.facility
        }

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the rows on places, hosts, sizes, nearness and reach."""
        region = programme.region
        everywhere = Scope(None, None, frozenset(region.codes), frozenset(region.horizon.years))
        for scope in self.scopes(region) if self.each else [everywhere]:
            places = programme.measure(self._measured("places"), scope)
            yield Requirement(self, scope, places, SENSES[self.places_are], self.places)
            opened = programme.measure(self._measured("hosts"), scope)
            of_hosts = scope.named(f"{scope.label} hosts".strip())
            senses: tuple[tuple[Sense, int | None], ...] = (
                (">=", self.hosts.at_least),
                ("<=", self.hosts.at_most),
            )
            for sense, bound in senses:
                if bound is not None:
                    yield Requirement(self, of_hosts, opened, sense, bound, counted_in="locations")
        yield from self.growth(programme, self.eligible(region))
        for code in self.eligible(region):
            yield from self._at_host(programme, code)
        if self.between is not None:
            yield from self._far_enough(programme, self.between)
        if self.key is not None:
            yield from self._for_the_people(programme)

    def _measured(self, quantity: str) -> Measure:
        return Measure(quantity=quantity, facilities=(self.facility,))

    def _at_host(self, programme: Programme[Any], code: str) -> Iterator[Requirement]:
        region = programme.region
        scope = Scope(code, None, frozenset([code]), frozenset(region.horizon.years))
        places = programme.measure(self._measured("places"), scope)
        host = programme.measure(self._measured("hosts"), scope)
        least = max(1, self.per_location.at_least or 0)
        offered = self.offers(region).get(code, self.places)
        most = min(
            offered, self.places if self.per_location.at_most is None else self.per_location.at_most
        )
        size = scope.named("size")
        yield Requirement(self, size, places, ">=", least * host, firm=True)
        yield Requirement(self, size, places, "<=", max(most, 0) * host, firm=True)
        for near in self.near:
            others = frozenset(
                other for other in region.codes if region.minutes(code, other) <= near.minutes
            )
            within = Scope(None, None, others, scope.years)
            wanted = Measure(quantity="hosts", facilities=(near.facility,))
            yield Requirement(
                self,
                scope.named(near.facility),
                host,
                "<=",
                programme.measure(wanted, within),
                counted_in="locations",
            )

    def _far_enough(self, programme: Programme[Any], between: int) -> Iterator[Requirement]:
        """Say of two who lie too near to one another that one of them hosts it at most."""
        region, hosts = programme.region, programme.grids["hosts"].cells
        for one, other in combinations(self.eligible(region), 2):
            if region.minutes(one, other) < between:
                yield Requirement(
                    self,
                    Scope(
                        one,
                        None,
                        frozenset([one, other]),
                        frozenset(region.horizon.years),
                        region.municipality(other).name,
                    ),
                    hosts[one, self.facility] + hosts[other, self.facility],
                    "<=",
                    1,
                    counted_in="locations",
                )

    def _for_the_people(self, programme: Programme[Any]) -> Iterator[Requirement]:
        region = programme.region
        years = frozenset(region.horizon.years)
        needs = self.needs(region)
        served = programme.grids["served"].cells
        places, hosts = programme.grids["places"].cells, programme.grids["hosts"].cells
        eligible = self.eligible(region)
        for origin in self.people(region):
            scope = Scope(origin, None, frozenset([origin]), years, "reach")
            total = programme.measure(self._measured("served"), scope)
            yield Requirement(self, scope, total, "==", needs[origin])
        for host in eligible:
            scope = Scope(host, None, frozenset([host]), years, "size")
            cells = [(origin, host, self.facility) for origin in self.people(region)]
            coming = programme.reader.total([served[cell] for cell in cells if cell in served])
            yield Requirement(self, scope, coming, "<=", places[host, self.facility], firm=True)
            for cell in cells:
                if cell in served:
                    yield Requirement(
                        self,
                        scope.named(cell[0]),
                        served[cell],
                        "<=",
                        needs[cell[0]] * hosts[host, self.facility],
                        firm=True,
                    )

    def needs(self, region: Region) -> dict[str, int]:
        """Divide the places over the municipalities' people, in whole places.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        dict
            Places by code.
        """
        if self.key is None:
            return {}
        return apportioned(self.places, region.weights(self.key, self.recipients(region)))

    def people(self, region: Region) -> list[str]:
        """List the municipalities whose people the places are for: the region's, or the area's.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        list of str
            Their codes, sorted.
        """
        area = region.members_of(self.area) if self.area else region.codes
        return [code for code in region.codes if code in area]

    def indivisible(self, region: Region, partition: Partition) -> Text | None:
        """Say, where hosts or their people lie in several parts, that one plan decides it."""
        hosts = (m.code for m in self.members(region))
        if not partition.divides((*hosts, *(self.people(region) if self.travels else ()))):
            return None
        return Text("who hosts a facility is decided in one plan; name an area within a part")

    def weighed_by(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Give the key, when there is one."""
        if self.key is not None:
            yield ("key",), self.key

    def recipients(self, region: Region) -> list[Municipality]:
        """List the municipalities whose people the places are for."""
        return [region.municipality(code) for code in self.people(region)]

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        words = {
            "at_least": "at least {bound}",
            "at_most": "at most {bound}",
            "exactly": "exactly {bound}",
        }
        needed = Text(words[self.places_are], bound=Units(self.places, "places"))
        if self.each:
            where = where_text(self, region)
            needed = Text("{promise} {where}", promise=needed, where=where)
        said: list[Part] = [needed, *self.growth_text()]
        for band, unit, where in (
            (self.hosts, "hosts", Text("there") if self.each else Text("in the region")),
            (self.per_location, "places", Text("per location")),
        ):
            if band.at_least is not None:
                bound = Units(band.at_least, unit)
                said.append(Text("at least {bound} {where}", bound=bound, where=where))
            if band.at_most is not None:
                bound = Units(band.at_most, unit)
                said.append(Text("at most {bound} {where}", bound=bound, where=where))
        for near in self.near:
            said.append(
                Text(
                    "within {minutes} of {facility}",
                    minutes=Units(near.minutes, "minutes"),
                    facility=Word(near.facility),
                )
            )
        if self.between is not None:
            apart = Units(self.between, "minutes")
            said.append(Text("two locations at least {minutes} apart", minutes=apart))
        if self.opens is not None:
            said.append(Text("from {year} on", year=str(self.opens)))
        if self.reach is not None:
            said.append(Text("at most {minutes} of travel", minutes=Units(self.reach, "minutes")))
        return Text("{facility}: {said}", facility=Word(self.facility), said=tuple(said))
