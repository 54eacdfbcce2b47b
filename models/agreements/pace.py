"""The kind `pace`: how much is built per year, and how fast that may rise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal

from models.agreements.agreement import Agreement
from models.agreements.where_text import where_text
from models.division import Partition
from models.language import Part, Percent, Text, Units
from models.measure import Axes, Measure, Scope
from models.number_fields import Natural, Ratio
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement


class Pace(Agreement):
    r"""A measure stays within a band in every year, and does not rise faster than agreed.

    .. math:: l \le x_y \le u, \qquad q \, x_y \le (q + p) \, x_{y-1}, \qquad
       |x_y - x_{y-1}| \le s

    for each year :math:`y` and each municipality or the region.

    Parameters
    ----------
    measure
        What is counted (:math:`x`); new build unless something else is named.
    at_least, at_most
        The band per year (:math:`l`, :math:`u`), in the unit of the measure.
    rise
        How much more than the year before, at most (:math:`p/q`).
    step
        How many more or fewer than the year before, at most (:math:`s`), in the unit of the
        measure.
    """

    kind: Literal["pace"] = "pace"
    measure: Measure = Measure(quantity="new_build")
    at_least: Natural | None = None
    at_most: Natural | None = None
    rise: Ratio | None = None
    step: Natural | None = None
    each: Axes = ("year",)

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.measure.unit

    def too_wide(self, region: Region) -> bool:
        """Tell whether all capacity lies within it."""
        most = [each for each in (self.at_most, self.step) if each is not None]
        wide = not most or min(most) >= sum(pool.dwellings for pool in region.capacity)
        return wide and not self.at_least and self.rise is None

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each year and bound, and one for each year and the one before it."""
        by_place: dict[Scope, list[tuple[Any, Any]]] = {}
        for scope in self.scopes(programme.region):
            for year in sorted(scope.years):
                in_year = replace(scope, year=year, years=frozenset([year]))
                counted = programme.measure(self.measure, in_year)
                place = replace(scope, year=None, years=frozenset())
                by_place.setdefault(place, []).append((in_year, counted))
        for years in by_place.values():
            for scope, counted in years:
                if self.at_least is not None:
                    yield Requirement(self, scope, counted, ">=", self.at_least)
                if self.at_most is not None:
                    yield Requirement(self, scope, counted, "<=", self.at_most)
            for (earlier, before), (scope, counted) in pairwise(years):
                if scope.year == earlier.year + 1:
                    yield from self._from_one_year_to_the_next(scope, before, counted)

    def _from_one_year_to_the_next(
        self, scope: Scope, before: Any, counted: Any
    ) -> Iterator[Requirement]:
        if self.rise is not None:
            below, above = self.rise.denominator, self.rise.denominator + self.rise.numerator
            yield Requirement(self, scope, below * counted, "<=", above * before, scale=below)
        if self.step is not None:
            yield Requirement(self, scope, counted, "<=", before + self.step)
            yield Requirement(self, scope, counted, ">=", before - self.step)

    def indivisible(self, region: Region, partition: Partition) -> None:
        """Give nothing: each part is given its portion of the band, and keeps the rise."""

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        said: list[Part] = []
        if self.at_least is not None:
            said.append(Text("at least {bound}", bound=Units(self.at_least, self.unit)))
        if self.at_most is not None:
            said.append(Text("at most {bound}", bound=Units(self.at_most, self.unit)))
        if self.rise is not None:
            said.append(Text("at most {rise} more than the year before", rise=Percent(self.rise)))
        if self.step is not None:
            step = Units(self.step, self.unit)
            said.append(Text("at most {step} more or fewer than the year before", step=step))
        return Text(
            "{measure} per year: {bounds} {where}",
            measure=region.measure_text(self.measure),
            bounds=tuple(said),
            where=where_text(self, region),
        )
