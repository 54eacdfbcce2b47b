"""Swaps of fair shares: rounded shares become fairer one by one, where the rest lets it.

What is nearest in units is not fairest: see `optimiser.formulation.swaps`. Which shares can be had
at all is learned from linear problems: all swaps at once mostly leave room for a plan, else those
of one year after the other, else each share that a swap would change is tried by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimiser.formulation.fair_shares import Interval, as_divided
from optimiser.formulation.problem import Problem
from optimiser.formulation.swaps import Divided
from optimiser.solver.answers import Answer
from optimiser.solver.dive import Which
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats, Indices


class FairSwaps:
    """Rounded shares on their way to fairer ones.

    Parameters
    ----------
    engine
        Holds all that comes before fairness; it minimises nothing afterwards.
    problem
        The scenario as a problem.
    bounds
        Between what each fair outcome may lie, by the column of its unknown.
    """

    def __init__(self, engine: Engine, problem: Problem, bounds: Mapping[int, Interval]) -> None:
        self._engine, self._problem, self._bounds = engine, problem, bounds

    def fairer(self, values: Floats) -> Floats:
        """Swap until no swap of one is fairer that leaves room for a plan in fractions.

        Parameters
        ----------
        values
            The unknowns, with whole numbers of all that is fair.

        Returns
        -------
        array
            The same with other shares.
        """
        self._engine.whole([])
        self._engine.costs({})
        for fairness in self._problem.fairness:
            columns, shares = as_divided(self._problem, fairness, self._bounds)
            at = np.array(columns, dtype=np.int32)
            for _ in range(self._engine.limits.params.whole.swaps):
                before = np.rint(values[at])
                after = shares.swapped(before)
                if (after == before).all():
                    break
                values = self._moved(shares, at, values, after)
        return values

    def _moved(self, shares: Divided, at: Indices, values: Floats, after: Floats) -> Floats:
        """Swap what leaves room for a plan, and learn from what does not."""
        changed = np.rint(values[at]) != after
        if self._leaves_a_plan(moved := with_numbers(values, at, changed, after)):
            return moved
        for year in np.unique(shares.groups[changed]):
            group = shares.groups == year
            if self._leaves_a_plan(moved := with_numbers(values, at, group, after)):
                values = moved
            else:
                self._learn(shares, at, group, values, after)
        return values

    def _learn(
        self, shares: Divided, at: Indices, group: Which, values: Floats, after: Floats
    ) -> None:
        """Find out which shares of a year can only be what they are, or take all to be so."""
        stuck = np.zeros_like(group)
        for place in np.flatnonzero(group & (np.rint(values[at]) != after)):
            near = values.copy()
            near[at[group]] = np.nan
            near[at[place]] = after[place]
            stuck[place] = not self._leaves_a_plan(near)
        stuck = stuck if stuck.any() else group
        shares.lower[stuck] = shares.upper[stuck] = np.rint(values[at[stuck]])

    def _leaves_a_plan(self, values: Floats) -> bool:
        """Tell whether there is a plan in fractions with these shares; NaN stands for any."""
        shares = np.rint(values[[*self._bounds]])
        lower, upper = np.array([*self._bounds.values()], dtype=float).reshape(-1, 2).T
        some = np.isnan(shares)
        self._engine.bound(
            self._bounds, np.where(some, lower, shares), np.where(some, upper, shares)
        )
        self._engine.bounds_changed()
        found = self._engine.run(part=0.5) is Answer.OPTIMAL
        self._engine.bound(self._bounds, lower, upper)
        return found


def with_numbers(values: Floats, at: Indices, which: Which, numbers: Floats) -> Floats:
    """Put numbers in the place of some of those at some columns."""
    found = values.copy()
    found[at[which]] = numbers[which]
    return found
