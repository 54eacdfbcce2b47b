"""The goal `travel`: people travel as little as can be to the facilities that serve them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal

from models.goals.goal import Goal
from models.language import Text
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm


class Travel(Goal):
    r"""The minutes of travel, over all places: :math:`\min \sum_{i,m,f} t_{i,m} s_{i,m,f}`.

    With :math:`t` the travel time between municipalities and :math:`s` the places for the people of
    one at a host. Only facilities with a key count: the others do not say for whom they are.
    """

    kind: Literal["travel"] = "travel"

    @property
    def id(self) -> str:
        """Its name in results."""
        return "travel"

    def unit(self, region: Region) -> str:
        """Give minutes, one way, one person per place."""
        return "minutes"

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give the places at each host, at their travel time."""
        region = programme.region
        for (origin, host, _), places in programme.grids["served"].cells.items():
            minutes = region.minutes(str(origin), str(host))
            if minutes:
                yield GoalTerm(places, 0, Fraction(minutes), both_sides=False)

    @property
    def sites(self) -> bool:
        """Hosts matter to it."""
        return True

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return Text("travel time to the facilities that serve people")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text("people travel as little as can be to the facilities that serve them")
