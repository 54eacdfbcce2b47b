"""Decided fairness: on a workbench, a goal of fairness of what the plan itself decides.

Its largest deviation is a quotient of unknowns, which no expression of a linear model says. Rows
hold it at a level, and the least level is found as in `optimiser.formulation.relative_deviations`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from optimiser.formulation.goal_rows import FairnessRows, FairRow
from optimiser.solver.tolerances import EXACT, ZERO


class DecidedFairness:
    """One goal of fairness, with what its deviations are relative to.

    Parameters
    ----------
    fairness
        Its outcomes, in the workbench's unknowns.
    value
        Gives what an expression is at the last best point.
    """

    def __init__(self, fairness: FairnessRows, value: Callable[[Any], float]) -> None:
        self._rows = [row for row in fairness.rows if row.deviation is not None]
        self._value = value

    def reached(self) -> float:
        """Give the largest deviation at the last best point, relative to the fair share."""
        return max(map(self._reached, self._rows), default=0.0)

    def above(self, level: float) -> Iterator[Any]:
        """Give by how many units each deviation lies above a level."""
        for row in self._rows:
            yield row.deviation - level * (row.outcome.total + EXACT)

    def least(self, minimise: Callable[[float, float], float]) -> float:
        """Make the largest deviation as small as can be, and give it.

        Parameters
        ----------
        minimise
            Makes what lies furthest above a level as small as can be, down to so many units.
        """
        minimise(0.0, 0.0)
        level = self.reached()
        while level > ZERO:
            minimise(level, -max(self._value(row.outcome.total) for row in self._rows) - 1.0)
            before, level = level, min(level, self.reached())
            if before - level <= ZERO * before:
                break
        return level

    def _reached(self, row: FairRow) -> float:
        total, assigned = map(self._value, (row.outcome.total, row.assigned))
        weight = float(row.outcome.weight)
        return abs(assigned - weight * total) / (weight * (total + EXACT))
