"""The goal `least`: as little as can be of a measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from models.goals.goal import Goal
from models.language import Text
from models.measure import Measure, Scope
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm


class Least(Goal):
    r"""As little as can be of a measure (transfers, hosts, dwellings on soft plans).

    .. math:: \min \sum_i x_i

    Parameters
    ----------
    measure
        What is counted.
    """

    kind: Literal["least"] = "least"
    measure: Measure

    @property
    def id(self) -> str:
        """Its name in results."""
        names = self.measure.model_dump(mode="json")
        words = [names.pop("quantity")]
        words += [
            str(name)
            for value in names.values()
            for name in (value if isinstance(value, list) else [value])
        ]
        return f"least:{'+'.join(words)}"

    def unit(self, region: Region) -> str:
        """Give the unit of the measure."""
        return self.measure.unit

    @property
    def sites(self) -> bool:
        """Hosts matter to it when it counts hosts or places."""
        return self.measure.quantity in ("hosts", "places")

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give the measure over the region and the horizon."""
        region = programme.region
        scope = Scope(None, None, frozenset(region.codes), frozenset(region.horizon.years))
        yield GoalTerm(programme.measure(self.measure, scope), 0, both_sides=False)

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return region.measure_text(self.measure)

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text("as little as can be of {measure}", measure=region.measure_text(self.measure))
