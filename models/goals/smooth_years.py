"""The goal `smooth_years`: municipalities build at an even pace."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from models.goals.goal import Goal
from models.language import Text
from models.measure import Measure, Scope
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm


class SmoothYears(Goal):
    r"""The change from year to year, over all municipalities.

    .. math:: \min \sum_m \sum_y |x_{m,y} - x_{m,y-1}|
    """

    kind: Literal["smooth_years"] = "smooth_years"

    @property
    def id(self) -> str:
        """Its name in results."""
        return "smooth_years"

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give the change from each year to the next, per municipality."""
        measure = Measure(quantity="new_build")
        for code in programme.region.codes:
            per_year = [
                programme.measure(measure, Scope(code, year, frozenset([code]), frozenset([year])))
                for year in programme.region.horizon.years
            ]
            for before, after in pairwise(per_year):
                yield GoalTerm(after, before)

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return Text("difference between years, in each municipality")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text("each municipality builds about as much in one year as in the next")
