"""What sums are at least in whole numbers, before there is a plan that shows it."""

from __future__ import annotations

from models.language import Text
from optimiser.formulation.objectives import Pass, goal_grain, passes, whole_held
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.proofs.coarse_least import coarse_least
from optimiser.proofs.whole_bounds import ProvenBounds, rounded_up_to_grain
from optimiser.proofs.whole_totals import RegionTotal, least_with_totals
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats, Terms


class WholeLeast:
    """What sums are at least: at first in fractions, and more as that is found.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    limits
        When to stop.

    Attributes
    ----------
    reached
        What each is at least, by name.
    """

    def __init__(self, problem: Problem, best: Optimum, limits: Limits) -> None:
        self._problem, self._limits = problem, limits
        self._sums = [goal for goal in passes(problem) if isinstance(goal, Pass)]
        self.reached = {
            goal.id: rounded_up_to_grain(problem, goal, best.bounds[goal.id]) for goal in self._sums
        }
        self._total: RegionTotal | None = None
        # What searches say that no plan goes below.
        self._least: dict[str, float] = {}

    def with_totals(self) -> float | None:
        """Find it for all but the last with the region's totals whole.

        Gives all of the region's dwellings then; None where nothing is more for that.
        """
        before, reached = self._sums[:-1], self.reached
        self.reached, self._total = least_with_totals(self._problem, before, reached, self._limits)
        self._least = {name: least for name, least in self.reached.items() if least > reached[name]}
        return None if self._total is None else self._total.at

    def numbers(self, balanced: Floats, terms: Terms) -> Floats | None:
        """Find it for the last, and sums of what is built in a plan that comes to that.

        Parameters
        ----------
        balanced
            The balanced point, near which that is sought.
        terms
            The sums, which tell neither segments nor forms apart.

        Returns
        -------
        array or None
            What they come to; None where that takes more than this can tell.
        """
        if not self._sums:
            return None
        *before, goal = self._sums
        held = [(each, self.reached[each.id]) for each in before]
        self._limits.tell(Text("whole dwellings: what is built each year"), 0, 1)
        found = coarse_least(
            self._problem, goal, held, balanced=balanced, limits=self._limits, total=self._total
        )
        numbers = None if found is None else found.sums(terms)
        if found is not None and numbers is not None:
            self.reached[goal.id], self._least[goal.id] = found.least, found.bound
        return numbers

    def held(self, plan: Floats) -> bool:
        """Tell whether a plan comes to no more than that in all sums."""
        return all(self._held(goal, plan) for goal in self._sums)

    def near(self, plan: Floats) -> set[str]:
        """Give the sums in which a plan is the best that was found, a grain at most from proven."""
        near = set[str]()
        for goal in self._sums if self.held(plan) else ():
            grain, least = goal_grain(self._problem, goal), self._least.get(goal.id)
            if grain and least is not None and self.reached[goal.id] - least <= grain:
                near.add(goal.id)
        return near

    def bounds(self, plan: Floats) -> ProvenBounds:
        """Give what is proven of a plan by that."""
        found = ProvenBounds()
        for goal in self._sums:
            held = self._held(goal, plan)
            least = self._least.get(goal.id)
            if least is not None:
                found.bounded(goal.id, least)
                if held and least == self.reached[goal.id]:
                    found.proven.add(goal.id)
            if not held:
                break
        return found

    def _held(self, goal: Pass, plan: Floats) -> bool:
        grain, reached = goal_grain(self._problem, goal), self.reached[goal.id]
        return goal.value(plan) < (whole_held(reached) if grain is None else reached + grain / 2)
