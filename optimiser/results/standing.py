"""The standing: whether a plan is as good as another in the goals, and if not, in which."""

from __future__ import annotations

from dataclasses import dataclass

from models.scenario import Scenario
from optimiser.results.audit import Audit


@dataclass(frozen=True, slots=True)
class Standing:
    """How one plan stands beside another in the goals, which count in their order.

    Parameters
    ----------
    goal
        The first goal in which they differ, by its id; empty when they are equally good.
    better
        Whether the one is better there.
    """

    goal: str = ""
    better: bool = False

    @property
    def as_good(self) -> bool:
        """Whether no goal is different."""
        return not self.goal


def standing(scenario: Scenario, one: Audit, other: Audit) -> Standing:
    """Hold one plan beside another, goal by goal; of a leximin every deviation counts.

    Parameters
    ----------
    scenario
        Whose goals they are.
    one, other
        Plans held against it.

    Returns
    -------
    Standing
        Where they first differ, and whether the one is better there.
    """
    for goal in scenario.pursued:
        levels = [goal.levels(each.objectives[goal.id]) for each in (one, other)]
        if levels[0] != levels[1]:
            return Standing(goal.id, levels[0] < levels[1])
    return Standing()
