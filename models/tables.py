"""The tables: municipalities, where dwellings can be built, who needs one; a class per row."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal

from pydantic import ConfigDict, Field

from models.boundary import Boundary
from models.codes import MunicipalityCode, PlaceOfOrigin
from models.noun import Names, Noun
from models.number_fields import AnyNumber, Natural, Ratio

SUPPLIES = ("new_build_site", "transformation", "splitting", "topping_up", "flex")
"""How a pool supplies dwellings; all but the first make better use of what stands."""


class Municipality(Noun):
    """A municipality and its figures.

    Parameters
    ----------
    code
        CBS code, ``GM0202``.
    name
        Its name.
    boundary
        Where it ends, for maps; empty where that is not known.
    **figures
        Any number of numeric columns, of which the model knows ``inhabitants``, ``households``,
        ``stock`` and ``stock_social_rent`` (dwellings at the start of the horizon),
        ``vacancies`` (social dwellings that fall vacant per year), ``latitude`` and ``longitude``.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, AnyNumber]

    code: MunicipalityCode
    name: str
    # Nothing is decided by it: a scenario without boundaries says what it always said.
    boundary: Boundary = Field("", exclude_if=lambda written: not written)

    def figure(self, expression: str) -> Fraction:
        """Give a figure, or the quotient of two (``stock_social_rent / stock``).

        Parameters
        ----------
        expression
            The name of a figure, or a quotient of two.

        Returns
        -------
        Fraction
            The figure.

        Raises
        ------
        KeyError
            If the municipality has no such figure.
        ZeroDivisionError
            If the divisor is zero.
        """
        if expression not in self._asked:
            above, below = quotient(expression)
            figures = self.__pydantic_extra__
            divisor = Fraction(figures[below]) if below else 1
            self._asked[expression] = Fraction(figures[above]) / divisor
        return self._asked[expression]

    @cached_property
    def _asked(self) -> dict[str, Fraction]:
        return {}


DERIVED = {"social_stock_share": "stock_social_rent / stock"}
"""Figures with a name of their own that follow from others."""


@lru_cache(maxsize=256)
def quotient(expression: str) -> tuple[str, str]:
    """Give the figures above and below the line; nothing below where there is no line.

    Parameters
    ----------
    expression
        The name of a figure, or a quotient of two.

    Returns
    -------
    tuple
        The figure above the line, and the one below.
    """
    above, _, below = DERIVED.get(expression, expression).partition("/")
    return above.strip(), below.strip()


class Pool(Noun):
    """A source of dwellings in a municipality.

    Parameters
    ----------
    pool
        Its identifier.
    municipality
        Where it is.
    supply
        ``new_build_site``, ``transformation``, ``splitting``, ``topping_up`` or ``flex``.
    status
        ``hard`` (decided) or ``soft`` plan.
    first_year, last_year
        The years in which its dwellings can be completed; without them: the whole horizon.
    dwellings
        The most that it supplies in all.
    most_per_year
        The most in one year, when there is such a limit.
    cost_per_dwelling
        What a dwelling here costs the region, in euros.
    end_year
        The first year in which its dwellings are gone again (flex), and none are completed any
        more; without it they stay.
    neighbourhood
        Where in the municipality it lies, as the table of neighbourhoods names it.
    segments, forms
        What can be built here; without them: everything the scenario knows.
    """

    pool: str
    municipality: MunicipalityCode
    supply: Literal["new_build_site", "transformation", "splitting", "topping_up", "flex"] = (
        "new_build_site"
    )
    status: Literal["hard", "soft"] = "hard"
    first_year: Natural | None = None
    last_year: Natural | None = None
    dwellings: Natural
    most_per_year: Natural | None = None
    cost_per_dwelling: AnyNumber | None = None
    end_year: Natural | None = None
    neighbourhood: str | None = None
    segments: Names | None = None
    forms: Names | None = None


class Need(Noun):
    """Households of a target group that need a dwelling in a year.

    Parameters
    ----------
    group
        The target group.
    municipality
        Whose need it is; without it the need is the region's, to be divided.
    origin
        Where the households come from, or work: a municipality's code, or a word of the user's own
        for a place outside the region. Only when it matters where who comes from is housed.
    year
        The year.
    households
        How many.
    """

    group: str
    municipality: MunicipalityCode | None = None
    origin: PlaceOfOrigin | None = None
    year: Natural
    households: Natural


class Wish(Noun):
    """What a party bids: dwellings over the horizon, in a municipality, of a segment or of all.

    Parameters
    ----------
    party
        Who bids.
    municipality
        Where.
    segment
        The segment; without it all segments together.
    dwellings
        How many, over the horizon.
    """

    party: str
    municipality: MunicipalityCode
    segment: str | None = None
    dwellings: Natural


class Neighbourhood(Noun):
    """A neighbourhood with its figures (its load, its share of social rent).

    Parameters
    ----------
    neighbourhood
        Its name, as the capacity and measures use it.
    municipality
        Where it lies.
    **figures
        Any number of numeric columns.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, AnyNumber]

    neighbourhood: str
    municipality: MunicipalityCode

    def figure(self, name: str) -> Fraction:
        """Give a figure.

        Parameters
        ----------
        name
            The name of the figure.

        Returns
        -------
        Fraction
            The figure.

        Raises
        ------
        KeyError
            If the neighbourhood has no such figure.
        """
        return Fraction(self.__pydantic_extra__[name])


class Offer(Noun):
    """What a municipality offers to host: so many places of a facility at most.

    Parameters
    ----------
    facility
        The facility type.
    municipality
        Who offers.
    places
        The most places there.
    """

    facility: str
    municipality: MunicipalityCode
    places: Natural


class Journey(Noun):
    """Minutes of travel between two municipalities; the same both ways unless both are given.

    Parameters
    ----------
    origin, destination
        Between which municipalities.
    minutes
        Minutes from door to door.
    """

    origin: MunicipalityCode
    destination: MunicipalityCode
    minutes: Natural


class Realised(Noun):
    """What was realised in a year that is past: it is fixed, and the plan is for the rest.

    Parameters
    ----------
    municipality, year
        Where and when.
    segment, form
        Dwellings of what kind; without them all kinds together.
    group
        For households that were housed: their target group, and nothing about dwellings.
    number
        Dwellings completed, or households housed.
    """

    municipality: MunicipalityCode
    year: Natural
    segment: str | None = None
    form: str | None = None
    group: str | None = None
    number: Natural

    def counts(self, segment: str | None, form: str | None) -> bool:
        """Tell whether it speaks of some dwellings; None is dwellings of all kinds.

        Parameters
        ----------
        segment
            The segment; None for all together.
        form
            The form; None for all together.

        Returns
        -------
        bool
            True when it counts towards them.
        """
        alike = ((self.segment, segment), (self.form, form))
        return all(mine == theirs or None in (mine, theirs) for mine, theirs in alike)


class Demand(Noun):
    """What one demand scenario asks for over the horizon: a base, a trend.

    Parameters
    ----------
    variant
        The demand scenario.
    municipality
        Where; without it anywhere in the region.
    segment, form
        Dwellings of what kind; without them all kinds.
    dwellings
        How many at least.
    """

    variant: str
    municipality: MunicipalityCode | None = None
    segment: str | None = None
    form: str | None = None
    dwellings: Natural


class ReferenceShare(Noun):
    """A part of the reference mix: what nobody would wonder at.

    Parameters
    ----------
    municipality
        Whose mix; without it that of all who have no row of their own.
    segment, form
        Of what: one of the two. The parts of all segments sum to one, and so do those of the forms.
    share
        The part of all dwellings.
    """

    municipality: MunicipalityCode | None = None
    segment: str | None = None
    form: str | None = None
    share: Ratio


class Membership(Noun):
    """A municipality belongs to a named area (a Wmo region, a housing market region).

    Parameters
    ----------
    area
        The area's name.
    municipality
        Who belongs to it.
    kind
        What sort of area it is (``province``): the areas of one kind can divide a country in parts.
    """

    area: str
    municipality: MunicipalityCode
    kind: str | None = None
