"""Straight rounding: whole dwellings from the balanced point, without a plan in between.

What is divided fairly is rounded first. Then goals are held where they are best in fractions, and
sums go to the whole numbers nearest to balance, as a `Consolidation` takes those of a plan there.
Where that leads to a plan whose sums are all proven, tiers of whole numbers would find none better.
"""

from __future__ import annotations

from itertools import takewhile

import numpy as np

from optimiser.balance.consolidation import Consolidation, as_given
from optimiser.formulation.objectives import Pass, hold, kept_within, passes, step_of
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.proofs.whole_bounds import stepped
from optimiser.solver.answers import FOUND
from optimiser.solver.dive import whole
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
    """

    def __init__(self, problem: Problem, best: Optimum, limits: Limits) -> None:
        self._problem, self._best, self._limits = problem, best, limits
        self._engine = Engine(problem.condensed(limits.params.matrix.few_rows), limits)
        self._sums = [goal for goal in passes(problem) if isinstance(goal, Pass)]
        self._reached = {
            goal.id: stepped(problem, goal, best.bounds[goal.id]) for goal in self._sums
        }
        self.seconds = 0.0

    def plan(self) -> Floats | None:
        """Give the unknowns of a plan in whole numbers; None where none is found straight away."""
        shares = self._shares()
        self.seconds = self._engine.seconds
        if shares is None:
            return None
        near = Consolidation(
            self._problem, self._limits, shares, self._best.balanced, self._reached
        )
        plan = near.straight()
        self.seconds += near.seconds
        return plan

    def _shares(self) -> Floats | None:
        """Give the balanced point with whole shares; None where they are not whole at once."""
        problem, engine = self._problem, self._engine
        before = takewhile(lambda goal: isinstance(goal, Pass), passes(problem))
        for goal in (goal for goal in before if isinstance(goal, Pass)):
            step = step_of(problem, goal)
            hold(engine, goal.costs, kept_within(step, self._reached[goal.id]))
        shares = RoundedShares(engine, problem, self._best.values, within=1)
        shares.hold()
        engine.costs(shares.rounding().costs)
        columns = [*shares.columns]
        if engine.run(part=0.5) not in FOUND or not whole(engine.values()[columns]):
            return None
        values = self._best.balanced.copy()
        values[columns] = np.rint(shares.fairer(engine.values())[columns])
        return values if whole(values[as_given(problem)]) else None
