"""Near the best: all plans whose goals stay within some per cent of the best, on the workbench."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from models.scenario import Scenario
from optimiser.engine import Limits
from optimiser.workbench import Workbench

ROUNDING = 1e-7
"""How much a held goal may give way to rounding in the solver, relative to its value."""


class NearBest:
    """A workbench on which every goal is held near its best.

    Of a goal of fairness the largest deviation is held, not the ones below it. A goal whose best is
    zero stays at zero, unless it is given slack of its own.

    Parameters
    ----------
    scenario
        The scenario.
    within
        How far from the best a goal may be, relative to it (``Fraction(1, 100)`` is 1 %).
    slack
        Per goal, units that it may be worse by in any case.
    limits
        When to stop.

    Attributes
    ----------
    best
        The best value of each goal, given those before it.
    held
        The value at which each goal is held.

    Raises
    ------
    NoPlan
        If no plan keeps all binding agreements.
    TimeUp
        If the time was up.
    ValueError
        If it is to be better than the best.
    """

    def __init__(
        self,
        scenario: Scenario,
        within: Fraction,
        slack: Mapping[str, Fraction] | None = None,
        limits: Limits | None = None,
    ) -> None:
        if within < 0:
            raise ValueError(f"no plan is better than the best: within is {within}, less than zero")
        self.scenario = scenario
        self.workbench = Workbench(scenario, limits)
        self.best: dict[str, float] = {}
        self.held: dict[str, float] = {}
        if not self.workbench.goals():
            self.workbench.minimise(0)
        for name in self.workbench.goals():
            self.workbench.cold()  # all that is found later rests on these
            best = max(0.0, self.workbench.minimise(self.workbench.goal(name)))
            self.best[name] = best
            self.workbench.hold(name, best + ROUNDING * (1 + best))
        allowed = {name: float(units) for name, units in (slack or {}).items()}
        for name, best in self.best.items():
            self.held[name] = best * (1 + float(within)) + allowed.get(name, 0.0)
            self.workbench.hold(name, self.held[name] + ROUNDING * (1 + best))
