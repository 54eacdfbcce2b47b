"""Rounding: from a point in fractions to a plan in whole dwellings near it.

First the totals per municipality and segment become whole, as near to the point as can be while
every goal is held. With those totals fixed the best plan is found as for any scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.measure import Measure, Scope
from models.plan import Plan
from models.scenario import Scenario
from optimiser.engine import Answer, Engine, Limits
from optimiser.optimum import optimum
from optimiser.passes import KEPT_WHOLE, Pass, passes, still_kept
from optimiser.problem import FairnessRows, Problem
from optimiser.solving import silent
from optimiser.whole import whole_dwellings

PART = 0.2
"""Part of the time that is left for rounding the totals."""


class Rounding:
    """Rounds points of one scenario, with every goal held.

    Parameters
    ----------
    scenario
        The scenario.
    held
        The most that each goal may be.
    extra
        Totals per municipality that may not be exceeded.
    """

    def __init__(
        self, scenario: Scenario, held: Mapping[str, float], extra: Mapping[str, int]
    ) -> None:
        self.scenario, self.held, self.extra = scenario, held, extra
        self.problem = problem = Problem(scenario)
        self.totals = {
            (code, segment): self._total(code, segment)
            for code in scenario.codes
            for segment in scenario.segments
        }
        self.matrix = problem.matrix

    def near(self, point: Plan, limits: Limits) -> tuple[Answer, Plan | None]:
        """Find whole dwellings near a point.

        Parameters
        ----------
        point
            A plan in fractions of dwellings.
        limits
            When to stop.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        """
        engine = self._engine(limits)
        columns = [self.matrix.columns[column] for column in self.totals.values()]
        engine.whole(columns)
        engine.costs(self._wanted(engine, point))
        answer = engine.run(PART)
        if answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
            return answer, None
        bounds = self.matrix.lower[columns], self.matrix.upper[columns]
        rounded = engine.values()[columns].round()
        self.matrix.lower[columns] = self.matrix.upper[columns] = rounded
        try:
            return self._best(limits)
        finally:
            self.matrix.lower[columns], self.matrix.upper[columns] = bounds

    def _best(self, limits: Limits) -> tuple[Answer, Plan | None]:
        """Find the best plan with the totals as they are fixed."""
        best = optimum(Engine(self.matrix, limits), self.problem, silent)
        if best.answer is not Answer.OPTIMAL:
            return best.answer, None
        whole = whole_dwellings(self.problem, best, limits, silent)
        if whole.answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
            return whole.answer, None
        return whole.answer, self.problem.plan_at(whole.values, whole=True)

    def _total(self, code: str, segment: str) -> Any:
        years = frozenset(self.scenario.horizon.years)
        scope = Scope(code, None, frozenset([code]), years)
        measure = Measure(quantity="new_build", segments=(segment,))
        counted = self.problem.programme.measure(measure, scope)
        total = self.problem.reader.total([counted])
        return self.problem.reader.defined(total, "around", code, segment)

    def _engine(self, limits: Limits) -> Engine:
        engine = Engine(self.matrix, limits)
        for goal in passes(self.problem):
            name = goal.goal.id if isinstance(goal, FairnessRows) else goal.id
            if name not in self.held:
                continue
            most = still_kept(self.held[name], KEPT_WHOLE)
            if isinstance(goal, Pass):
                engine.add_row(-np.inf, most, goal.costs)
            else:
                engine.bound([self.matrix.columns[goal.largest]], [0.0], [most])
        for code, most in self.extra.items():
            entries = {
                self.matrix.columns[column]: 1.0
                for (place, _), column in self.totals.items()
                if place == code
            }
            engine.add_row(-np.inf, float(most), entries)
        return engine

    def _wanted(self, engine: Engine, point: Plan) -> dict[int, float]:
        """Add unknowns for how far totals are from the point, each at a cost of one."""
        at: dict[Any, float] = dict.fromkeys(self.totals, 0.0)
        for (code, segment, *_), dwellings in point.cells.get("new_build", {}).items():
            at[code, segment] += float(dwellings)
        costs: dict[int, float] = {}
        for key, column in self.totals.items():
            position = self.matrix.columns[column]
            off = engine.add_column(0.0, np.inf)
            engine.add_row(-np.inf, at[key], {position: 1.0, off: -1.0})
            engine.add_row(at[key], np.inf, {position: 1.0, off: 1.0})
            costs[off] = 1.0
        return costs
