"""Measures: what an agreement counts, and where and when it counts it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from operator import itemgetter
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from models.codes import MunicipalityCode, place_of_origin
from models.condition import Conditions
from models.language import Part, Text, Word
from models.noun import SOME, Names, Noun
from models.quantity import QUANTITIES

Axis = Literal["municipality", "year", "pool", "area", "neighbourhood", "segment", "form"]

WHERE_AND_WHEN = frozenset(("municipality", "year"))
"""The axes of which each is about all dwellings of a municipality."""

NOTHING: Mapping[str, Part] = {}

PLACES = ("pool", "neighbourhood", "municipality", "area")
"""The axes of where, from the finest on: of several in one list the finest is meant."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when one requirement holds.

    Parameters
    ----------
    municipality, year
        The one municipality or year of this requirement; None when it holds over several at once.
    municipalities, years
        All that are counted, sorted.
    label
        What else tells this requirement from its neighbours (a pool, an area, a segment).
    restricted
        By axis the only names that are counted (pools, segments, forms), axes sorted. They are
        meant literally: nothing counts as them.
    """

    municipality: str | None
    year: int | None
    municipalities: frozenset[str]
    years: frozenset[int]
    label: str = ""
    restricted: tuple[tuple[str, frozenset[str]], ...] = ()

    def only(self, municipalities: str | Collection[str] | None, year: int | None = None) -> Scope:
        """Restrict the scope to some municipalities, and to a year; None restricts nothing.

        Parameters
        ----------
        municipalities
            The code or codes of who still counts.
        year
            The year that still counts.

        Returns
        -------
        Scope
            The scope, with fewer municipalities and years.
        """
        found = self if year is None else replace(self, years=self.years & {year})
        if municipalities is None:
            return found
        only = {municipalities} if isinstance(municipalities, str) else municipalities
        return replace(found, municipalities=self.municipalities.intersection(only))

    def within(self, **names: str | Collection[str] | None) -> Scope:
        """Restrict the scope to some names of some axes; None restricts nothing.

        Parameters
        ----------
        **names
            By axis the name or names that still count.

        Returns
        -------
        Scope
            The scope, in which fewer cells count.
        """
        kept = dict(self.restricted)
        for axis, some in names.items():
            if some is not None:
                only = frozenset([some] if isinstance(some, str) else some)
                kept[axis] = kept.get(axis, only) & only
        return replace(self, restricted=tuple(sorted(kept.items(), key=itemgetter(0))))

    def named(self, label: str) -> Scope:
        """Tell it from its neighbours by a label.

        Parameters
        ----------
        label
            The label.

        Returns
        -------
        Scope
            The scope, with the label.
        """
        return replace(self, label=label)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something holds by itself.

    Parameters
    ----------
    municipality
        The one municipality; None for several at once.
    municipalities
        All that are counted.
    label
        What it is called, where that is not the municipality's name.
    pools
        The only pools that count; None for all.
    """

    municipality: str | None
    municipalities: frozenset[str]
    label: str = ""
    pools: frozenset[str] | None = None


def scopes(
    each: Collection[str],
    places: Sequence[Place],
    years: Sequence[int],
    kinds: Mapping[str, Sequence[str]],
) -> Iterator[Scope]:
    """List where and when something holds that is said of each of some things by itself.

    Parameters
    ----------
    each
        Of what: the axes.
    places, years
        Where and when it holds, in this order.
    kinds
        By axis what kinds of dwellings there are, of which it can hold for each.

    Yields
    ------
    Scope
        By place, kind and year, in their order; none without municipalities or without years.
    """
    if not years:
        return
    apart = {axis: names for axis, names in kinds.items() if axis in each}
    every = frozenset(years)
    times = [(year, frozenset([year])) for year in years] if "year" in each else [(None, every)]
    for place in places:
        for names in product(*apart.values()):
            label = " ".join(filter(None, (place.label, *names)))
            whole = Scope(place.municipality, None, place.municipalities, every, label)
            only = whole.within(pool=place.pools, **dict(zip(apart, names, strict=True))).restricted
            for year, some in times:
                yield Scope(place.municipality, year, place.municipalities, some, label, only)


def _axes(value: object) -> object:
    if isinstance(value, str):
        return () if value.strip() == "region" else tuple(value.replace(",", " ").split())
    return value


Axes = Annotated[
    tuple[Axis, ...], BeforeValidator(_axes, json_schema_input_type=str | tuple[Axis, ...])
]
"""For each of what an agreement holds by itself: the ``region``, or each ``municipality``, each
``year``, each ``pool`` (plan location), each named ``area``, each ``neighbourhood`` (a village, a
district), each ``segment``, each ``form``, or several of these."""


UNITS = {
    **dict.fromkeys(("housed", "placed", "transferred", "credited", "need"), "households"),
    **dict.fromkeys(("places", "served", "opened"), "places"),
    "hosts": "locations",
    "euros": "euros",
}
"""What a measure is counted in, when that is not dwellings."""

YEARLY = frozenset(
    (
        "credited",
        "attributed",
        "need",
        "vacancies",
        "net",
        "withdrawn",
        "freed",
        *(q.name for q in QUANTITIES.values() if "year" in q.axes and q.name != "opened"),
    )
)
"""Of what there is some each year, which add up."""


def _places_of_origin(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(place_of_origin(name)) for name in names)


class Measure(Noun):
    """A countable part of a plan, or of what is given.

    Parameters
    ----------
    quantity
        What is decided: ``new_build`` (dwellings), ``housed``, ``placed`` and ``transferred``
        (households), ``ceded`` (dwellings that another builds), ``withdrawn`` (dwellings that are
        demolished or sold, also where that is given), ``hosts`` (locations), ``places``. What
        follows from it: ``standing`` (new build that still stands), ``credited`` (households
        housed, or housed elsewhere on a municipality's behalf), ``attributed`` (dwellings built, or
        built elsewhere on its behalf), ``euros`` and ``rated`` (a rate in euros, or in something
        else, times what it is for: new build unless it says otherwise), ``net`` (new build less
        what is withdrawn), ``freed`` (what comes free because people move on). What is given:
        ``need`` (households), ``vacancies`` (dwellings per year), ``capacity`` (dwellings on plan
        locations), or a figure of the municipalities (``stock``).
    segments, forms, groups, facilities
        Count only these; without them: all.
    becomes
        Of ``withdrawn``: count only what is ``demolished``, or what becomes these segments.
    origins
        Of ``placed``: ``own`` (who comes from the municipality itself), ``elsewhere`` (from another
        in the region), a municipality's code, or a name from the needs.
    neighbourhoods, where_neighbourhood
        Count only the pools in these neighbourhoods, or in those that meet the conditions.
    municipalities
        Count only these municipalities, whatever the agreement holds for.
    pools, supply, status
        Count only dwellings from these pools, kinds of supply, or pools whose plans are so certain.
    rates
        Of ``euros``: which rates of the table are added up. Of ``rated``: the one that is counted.
    """

    quantity: str
    segments: Names | None = None
    forms: Names | None = None
    groups: Names | None = None
    facilities: Names | None = None
    becomes: Names | None = None
    origins: Annotated[Names, AfterValidator(_places_of_origin)] | None = None
    neighbourhoods: Names | None = None
    where_neighbourhood: Conditions = ()
    municipalities: Annotated[tuple[MunicipalityCode, ...], SOME] | None = None
    pools: Names | None = None
    supply: Names | None = None
    status: Names | None = None
    rates: Names | None = None

    @model_validator(mode="after")
    def _by_rates(self) -> Self:
        wrong = {"euros": self.rates is None, "rated": len(self.rates or ()) != 1}
        if wrong.get(self.quantity, False):
            raise PydanticCustomError(
                "rates-missing",
                "it is counted by rates",
                {
                    "text": Text(
                        "say which rates (rates) are counted, by their names in the table of rates"
                    )
                },
            )
        return self

    @property
    def unit(self) -> str:
        """What it is counted in; where that is no unit of ours, the name of its rate."""
        if self.quantity == "rated" and self.rates:
            return self.rates[0]
        return UNITS.get(self.quantity, "dwellings")

    @property
    def yearly(self) -> bool:
        """Whether there is some of it each year, which adds up."""
        return self.quantity in YEARLY or self.quantity.startswith("vacancies_")

    @cached_property
    def restricted(self) -> dict[str, frozenset[str]]:
        """What it counts of each axis, wherever and whenever; an axis that is not here in full."""
        named = {
            "segment": self.segments,
            "form": self.forms,
            "group": self.groups,
            "facility": self.facilities,
            "becomes": self.becomes,
        }
        return {axis: frozenset(names) for axis, names in named.items() if names is not None}

    def text(self, towns: Iterable[str] = (), called: Mapping[str, Part] = NOTHING) -> Text:
        """Say what is counted, for a reader.

        Parameters
        ----------
        towns
            What the only municipalities that count are called.
        called
            What plan locations are called, where that is not their name.

        Returns
        -------
        Text
            The phrase, in both languages.
        """
        by_rate = self.quantity == "rated"
        counted = Word(self.unit if by_rate else self.quantity)
        details: list[Part] = [
            called.get(name, Word(name))
            for names in (
                self.segments,
                self.forms,
                self.groups,
                self.facilities,
                self.becomes,
                self.origins,
                self.neighbourhoods,
                self.pools,
                self.supply,
                self.status,
                None if by_rate else self.rates,
            )
            for name in names or ()
        ]
        details += [condition.text() for condition in self.where_neighbourhood]
        details += towns
        if not details:
            return Text("{quantity}", quantity=counted)
        return Text("{quantity} ({details})", quantity=counted, details=tuple(details))
