"""Earlier goals: what whole numbers come to in them, exactly; a later goal gives none of it away.

A solver holds a goal within a tolerance. Where the goal goes in grains that is less than half of
one, and nothing is lost; where its grains are too fine for floats, or its numbers too large, a
later goal gains by what that leaves. So what is found later is compared in exact numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from optimiser.balance.remembered_audits import remembered_audit
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import PLACES, Pass, goal_grain, hold_sum
from optimiser.formulation.problem import Problem
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats

GRAINS_OF_A_UNIT = 1e4
"""Grains that a unit of something counts for, up to which half a grain is more than what a float
may be off a whole number."""

GRAINS_IN_ALL = 1e9
"""Grains that a goal comes to, up to which half a grain is more than a solver's tolerance."""


class EarlierGoals:
    """The goals that were pursued so far, with what the best point comes to in each.

    Parameters
    ----------
    problem
        The scenario as a problem.

    Attributes
    ----------
    given_away
        Whether something was refused, since that was last asked, because it gave some of it away.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._names: list[str] = []
        self._levels: tuple[tuple[Fraction, ...], ...] = ()
        self._loose: list[tuple[Mapping[int, float], float]] = []
        self.given_away = False

    @property
    def certain(self) -> bool:
        """Whether floats hold all of it."""
        return not self._loose

    def add(self, goal: Pass | FairnessRows, values: Floats) -> None:
        """Keep a goal where it is at a point, from now on."""
        if isinstance(goal, Pass):
            grain, value = goal_grain(self._problem, goal), abs(goal.value(values))
            costs = max(map(abs, goal.costs.values()), default=0.0)
            if grain is None or costs > GRAINS_OF_A_UNIT * grain or value > GRAINS_IN_ALL * grain:
                self._loose.append((goal.costs, goal.value(values)))
        self._names.append(goal.id)
        self._levels = () if self.certain else self._at(values)

    def held(self, values: Floats) -> bool:
        """Tell whether a point is no worse, by the goals in their order."""
        if self.certain:
            return True
        found = self._at(values)
        if found > self._levels:
            self.given_away = True
            return False
        self._levels = found
        return True

    def tighten(self, engine: Engine) -> None:
        """Hold it as finely as floats can tell."""
        self.given_away = False
        for costs, value in self._loose:
            hold_sum(engine, costs, value, worst=_barely)

    def _at(self, values: Floats) -> tuple[tuple[Fraction, ...], ...]:
        plan = self._problem.plan_at(values, whole=True)
        found: dict[str, tuple[Fraction, ...]] = {}
        for objectives in remembered_audit(self._problem, plan).objectives.values():
            for each in objectives:
                found |= each.values()
        return tuple(found[name] for name in self._names if name in found)


def _barely(value: float) -> float:
    return value + PLACES * float(np.spacing(abs(value)))
