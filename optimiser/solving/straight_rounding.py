"""Straight rounding: whole dwellings from the balanced point, without a plan in between.

What is divided fairly is rounded first. Then goals are held where they are best in fractions, and
sums go to the whole numbers nearest to balance, as a `Consolidation` takes those of a plan there.
Where that leads to a plan whose sums are all proven, tiers of whole numbers would find none better.
Where sums are not whole so soon, or not proven, what is built each year is sought first where
segments and forms are one, and the rest is rounded within that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import takewhile

import numpy as np

from optimiser.balance.consolidation import Consolidation, columns_left
from optimiser.balance.sum_tiers import sum_tiers
from optimiser.formulation.objectives import Pass, goal_grain, held_within, hold_sum, passes
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.proofs.whole_least import WholeLeast
from optimiser.solver.answers import FOUND
from optimiser.solver.dive import all_whole
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solving.rounded_shares import RoundedShares


class StraightRounding:
    """One search for whole numbers near the balanced point.

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
    seconds
        Time spent inside the solver.
    least
        What its goals are at least in whole numbers, as far as that was found on the way.
    """

    def __init__(self, problem: Problem, best: Optimum, limits: Limits) -> None:
        self._problem, self._best, self._limits = problem, best, limits
        self._engine = Engine(problem.condensed(limits.params.matrix.few_rows), limits)
        self.least = WholeLeast(problem, best, limits)
        self.seconds = 0.0

    def plans(self) -> Iterator[Floats]:
        """Give the unknowns of plans in whole numbers, as far as some are found straight away.

        After the first a search tells what its last goal is at least, and where another comes to
        that; it may be the first again.
        """
        shares = self._shares()
        self.seconds = self._engine.seconds
        if shares is None:
            return
        plan = self._soon(shares)
        if plan is not None:
            yield plan
        numbers = self.least.numbers(self._best.balanced, sum_tiers(self._problem)[0].terms)
        if numbers is None:
            plan = self._moved(shares, Consolidation.straight) if plan is None else None
        elif plan is None or not self.least.held(plan):
            plan = self._moved(shares, partial(Consolidation.within, numbers=numbers))
        if plan is not None:
            yield plan

    def _soon(self, shares: Floats) -> Floats | None:
        """Round without a search, and where that fails with the region's totals whole first."""
        way = partial(Consolidation.straight, soon=True)
        plan = self._moved(shares, way)
        if plan is None:
            total = self.least.with_totals()
            plan = None if total is None else self._moved(shares, partial(way, total=total))
        return plan

    def _moved(
        self, shares: Floats, way: Callable[[Consolidation], Floats | None]
    ) -> Floats | None:
        """Bring the balanced point to whole numbers, with goals held where they should be."""
        reached = self.least.reached
        near = Consolidation(self._problem, self._limits, shares, self._best.balanced, reached)
        plan = way(near)
        self.seconds += near.seconds
        return plan

    def _shares(self) -> Floats | None:
        """Give the balanced point with whole shares; None where they are not whole at once."""
        problem, engine = self._problem, self._engine
        before = takewhile(lambda goal: isinstance(goal, Pass), passes(problem))
        for goal in (goal for goal in before if isinstance(goal, Pass)):
            grain = goal_grain(problem, goal)
            hold_sum(engine, goal.costs, held_within(grain, self.least.reached[goal.id]))
        shares = RoundedShares(engine, problem, self._best.values, within=1)
        shares.hold()
        engine.costs(shares.rounding().costs)
        columns = [*shares.columns]
        if not self._rounded(columns):
            return None
        values = self._best.balanced.copy()
        values[columns] = np.rint(shares.fairer(engine.values())[columns])
        return values if all_whole(values[columns_left(problem)]) else None

    def _rounded(self, columns: list[int]) -> bool:
        """Round shares, with a search where they are not whole at once."""
        engine = self._engine
        if engine.run(part=0.5) in FOUND and all_whole(engine.values()[columns]):
            return True
        engine.whole(columns)
        with engine.at_most(self._limits.params.whole.rounding_nodes):
            found = engine.run(part=0.5) in FOUND
        engine.whole([])
        return found
