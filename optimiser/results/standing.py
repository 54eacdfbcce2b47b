"""The standing: whether a plan is as good as another in the goals, and if not, in which."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

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
    one, other
        What the goal comes to on each, in its unit. Of a leximin that is the largest: where these
        are equal, what comes after them is not.
    """

    goal: str = ""
    better: bool = False
    one: Fraction = Fraction(0)
    other: Fraction = Fraction(0)

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
        own, base = (goal.ranked_values(each.objectives[goal.id]) for each in (one, other))
        if own != base:
            return Standing(goal.id, own < base, own[0], base[0])
    return Standing()
