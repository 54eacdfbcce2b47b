"""Rounded shares: fair outcomes near the exact ones, in whole numbers by largest remainder."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, passes
from optimiser.formulation.problem import Problem
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats
from optimiser.solver.rounding import near_point
from optimiser.solver.tolerances import EXACT
from optimiser.solving.code_order import with_ties
from optimiser.solving.fair_swaps import FairSwaps


class RoundedShares:
    """Fair outcomes of an engine that become whole together.

    Parameters
    ----------
    engine
        Has their unknowns.
    problem
        The scenario as a problem.
    exact
        The best point in fractions.
    within
        Dwellings that each may lie from the exact one; None to let them go.
    """

    def __init__(self, engine: Engine, problem: Problem, exact: Floats, within: int | None) -> None:
        self._engine, self._problem, self._exact, self._within = engine, problem, exact, within

    @cached_property
    def columns(self) -> dict[int, str]:
        """Whose each is, by the column of its unknown."""
        return {
            self._problem.column(row.assigned): row.outcome.scope.municipality or ""
            for goal in passes(self._problem)
            if isinstance(goal, FairnessRows)
            for row in goal.rows
        }

    def hold(self) -> None:
        """Hold them near the exact ones."""
        if self._within is not None:
            exact = self._exact[[*self.columns]]
            least = np.maximum(0.0, np.ceil(exact - self._within - EXACT))
            self._engine.bound(self.columns, least, np.floor(exact + self._within + EXACT))

    def rounding(self) -> Pass:
        """Give largest remainders as what to minimise, ties to the lowest code."""
        costs = near_point(self._engine, [*self.columns], self._exact).costs
        tie = self._engine.limits.params.whole.tie
        tied = with_ties(costs, self._problem, self.columns, tie)
        return Pass("rounding", tied, sites=False)

    def fairer(self, values: Floats) -> Floats:
        """Swap units until no swap of one is fairer that leaves room for a plan in fractions.

        Parameters
        ----------
        values
            The unknowns, with whole numbers of all that is fair.

        Returns
        -------
        array
            The same with other shares.
        """
        matrix = self._problem.matrix
        bounds = {at: (matrix.lower[at], matrix.upper[at]) for at in self.columns}
        return FairSwaps(self._engine, self._problem, bounds).fairer(values)
