"""The goal `cost`: what the plan costs the region is as little as can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from models.goals.goal import Goal
from models.language import Text
from models.measure import Measure, Scope
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm


class Cost(Goal):
    r"""The public cost of the pools that are used: :math:`\min \sum_p k_p \sum_{i \in p} x_i`.

    With :math:`k` the ``cost_per_dwelling`` of the pool, in whole euros; a pool without costs
    nothing.
    """

    kind: Literal["cost"] = "cost"

    @property
    def id(self) -> str:
        """Its name in results."""
        return "cost"

    def unit(self, region: Region) -> str:
        """Give euros."""
        return "euros"

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give what is built in each pool, at its cost."""
        region = programme.region
        years = frozenset(region.horizon.years)
        for pool in region.capacity:
            if pool.cost_per_dwelling:
                scope = Scope(pool.municipality, None, frozenset([pool.municipality]), years)
                built = programme.measure(Measure(quantity="new_build", pools=(pool.pool,)), scope)
                yield GoalTerm(built, 0, pool.cost_per_dwelling, both_sides=False)

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return Text("public cost of the plan locations")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text("the public cost of the plan locations is as small as can be")
