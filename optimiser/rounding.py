"""Rounding: from a point in fractions to a plan in whole dwellings near it.

The totals per municipality and segment may be the whole numbers around those of the point. Between
them the best point with every goal held is found, and from there whole dwellings, as for any
scenario; only where there are none the totals may lie further off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from models.measure import Measure, Scope
from models.plan import Plan
from models.scenario import Scenario
from optimiser.engine import Answer, Engine, Limits
from optimiser.far_points import EXACT, Totals
from optimiser.optimum import Optimum, optimum
from optimiser.passes import KEPT_WHOLE, Pass, passes, still_kept
from optimiser.problem import FairnessRows, Problem, Sum
from optimiser.solving import silent
from optimiser.whole import whole_dwellings


@dataclass(frozen=True, slots=True)
class Way:
    """A way to round a point.

    Parameters
    ----------
    reach
        How far beyond the whole numbers around the point a total may lie.
    goals_held
        Whether goals are held in whole dwellings, too. That takes longer, and finds a plan where
        rounding what comes first costs a later goal too much.
    """

    reach: int
    goals_held: bool


WAYS = (Way(0, False), Way(0, True), Way(1, True), Way(3, True))
"""The ways, the quickest first."""


class Rounding:
    """Rounds points of one scenario, with every goal held.

    Parameters
    ----------
    scenario
        The scenario.
    held
        The most that each goal may be in fractions of dwellings.
    most
        The most that each may be in whole dwellings.
    spared
        Totals per municipality that may not be exceeded.
    """

    def __init__(
        self,
        scenario: Scenario,
        held: Mapping[str, float],
        most: Mapping[str, Fraction],
        spared: Mapping[str, int],
    ) -> None:
        self.held = held
        self.problem = problem = Problem(scenario)
        self.places = [(code, segment) for code in scenario.codes for segment in scenario.segments]
        around = [self._total(code, (segment,), "around") for code, segment in self.places]
        within = [self._total(code, None, "spared") for code in spared]
        goals = {rows.goal.id: rows.largest for rows in problem.fairness} | {
            total.goal.id: self._sum(total) for total in problem.sums
        }
        self.matrix = problem.matrix
        self.around = np.array([self.matrix.columns[column] for column in around])
        self.matrix.upper[[self.matrix.columns[column] for column in within]] = [*spared.values()]
        self.most = {
            self.matrix.columns[column]: still_kept(float(most[name]), KEPT_WHOLE)
            for name, column in goals.items()
            if name in most
        }

    def near(self, point: Totals, way: Way, limits: Limits) -> Plan | None:
        """Find whole dwellings near a point; None when there are none, or not in time.

        Parameters
        ----------
        point
            Dwellings by municipality and segment, in fractions.
        way
            How they are sought.
        limits
            When to stop.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        """
        reach, most = way.reach, self.most if way.goals_held else {}
        with self._bounded([float(point.get(place, 0)) for place in self.places], reach):
            best = self._best(limits)
        if best.answer is not Answer.OPTIMAL:
            return None
        goals = [*most]
        free = self.matrix.upper[goals]
        self.matrix.upper[goals] = [*most.values()]
        try:
            with self._bounded(best.values[self.around], reach):
                whole = whole_dwellings(self.problem, best, limits, silent)
        finally:
            self.matrix.upper[goals] = free
        if whole.answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
            return None
        return self.problem.plan_at(whole.values, whole=True)

    def _best(self, limits: Limits) -> Optimum:
        """Find the best point in fractions that holds every goal."""
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
        return optimum(engine, self.problem, silent)

    @contextmanager
    def _bounded(self, totals: Sequence[float], reach: int) -> Iterator[None]:
        """Keep totals between the whole numbers around these, meanwhile."""
        lower, upper = self.matrix.lower, self.matrix.upper
        before = lower[self.around], upper[self.around]
        lower[self.around] = np.maximum(before[0], np.floor(np.add(totals, EXACT)) - reach)
        upper[self.around] = np.minimum(before[1], np.ceil(np.subtract(totals, EXACT)) + reach)
        try:
            yield
        finally:
            lower[self.around], upper[self.around] = before

    def _total(self, code: str, segments: tuple[str, ...] | None, label: str) -> Any:
        """Give a municipality's dwellings as one unknown."""
        problem = self.problem
        scope = Scope(code, None, frozenset([code]), frozenset(problem.scenario.horizon.years))
        counted = problem.programme.measure(Measure(quantity="new_build", segments=segments), scope)
        total = problem.reader.total([counted])
        return problem.reader.defined(total, label, code, *(segments or ()))

    def _sum(self, total: Sum) -> Any:
        """Give what a goal adds up as one unknown."""
        reader = self.problem.reader
        terms = [weight * column for column, weight in total.terms]
        return reader.defined(reader.total(terms), "held", total.goal.id)
