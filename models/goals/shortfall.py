"""The goal `shortfall`: agreements that are not binding are missed by as little as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from models.goals.goal import Goal
from models.goals.objective import Objective, WithShortfalls
from models.language import Text
from models.programme import Programme
from models.region import Region
from models.requirement import Agreed, GoalTerm


class Shortfall(Goal):
    r"""The weighted shortfall of the agreements that are not binding, priority by priority.

    .. math:: \min \sum_a w_a \sum_{r \in a} \max(0,\ b_r - x_r)

    for the agreements of the first priority, then those of the second, and so on.
    """

    kind: Literal["shortfall"] = "shortfall"

    @property
    def id(self) -> str:
        """Its name in results."""
        return "shortfall"

    def unit(self, region: Region) -> str:
        """Give what all wishes are counted in, or just units where they differ in that."""
        units = region.wished_units
        if len(units) > 1:
            return "units"
        return next(iter(units), super().unit(region))

    @property
    def sites(self) -> bool:
        """Hosts matter to it."""
        return True

    @property
    def builds(self) -> bool:
        """What is built matters to it, too."""
        return True

    def sought(self, agreed: Iterable[Agreed]) -> tuple[str, ...]:
        """Give a name for each priority of which something may be missed."""
        missable = {one.priority for one in agreed if one.can_fall_short}
        return tuple(self.of_priority(priority) for priority in sorted(missable))

    def objectives(
        self, programme: Programme[Any], rows: Sequence[WithShortfalls]
    ) -> tuple[Objective, ...]:
        """Give what is missing of agreements that are not binding, each priority by itself."""
        found: dict[int, list[GoalTerm]] = {}
        for row in rows:
            agreement = row.requirement.agreement
            if not row.requirement.binding:
                found.setdefault(agreement.priority, []).extend(
                    GoalTerm(each, 0, agreement.weight, both_sides=False) for each in row.shortfalls
                )
        return tuple(
            Objective((self.of_priority(priority),), tuple(terms))
            for priority, terms in sorted(found.items())
        )

    def exact_values(self, objectives: Sequence[Objective]) -> dict[str, Fraction]:
        """Give what all priorities together fall short of."""
        return {self.id: sum(self.ranked_values(objectives), Fraction(0))}

    def ranked_values(self, objectives: Sequence[Objective]) -> tuple[Fraction, ...]:
        """Give that of each priority, the first first; none where all agreements are binding."""
        return tuple(own[0] for each in objectives for own in each.values().values())

    def joined(self, passes: Mapping[str, float]) -> dict[str, float]:
        """Add up what was found for the priorities."""
        own = [value for name, value in passes.items() if name.startswith(f"{self.id}:")]
        return {self.id: sum(own)} if own else {}

    def of_priority(self, priority: int) -> str:
        """Name the shortfall of one priority.

        Parameters
        ----------
        priority
            The priority: 1 comes first.

        Returns
        -------
        str
            The name: ``shortfall:1``.
        """
        return f"{self.id}:{priority}"

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return Text("shortfall of agreements that are not binding")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text("the shortfall of agreements that are not binding is as small as can be")
