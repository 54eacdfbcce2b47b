"""Rounding: from a point in fractions to a plan in whole dwellings near it.

The totals per municipality and segment may be the whole numbers around those of the point (of
households those per group, of places those per facility). Between them the best point with every
goal held is found. Straight from there what is built moves to whole dwellings, beside what the best
plan divides fairly and decides by yes or no: with that given there is little left to search. Where
that finds nothing, all becomes whole anew, as for any scenario. Only where there is nothing so near
the totals may lie further off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from models.goals import Shortfall
from models.plan import Plan
from models.scenario import Scenario
from optimiser.balance.consolidation import MOVED, Consolidation
from optimiser.explore.distance import Counted, LocalTotals
from optimiser.formulation.goal_rows import FairnessRows, Sum
from optimiser.formulation.objectives import (
    Pass,
    hold_sum,
    leading_shortfalls,
    passes,
    shortfalls,
    whole_held,
)
from optimiser.formulation.problem import Problem
from optimiser.formulation.relative_deviations import hold_deviations
from optimiser.optimum.lexicographic import Optimum, optimum
from optimiser.optimum.plan_point import unknowns_of
from optimiser.results.audit import Audit
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import Ladder
from optimiser.solver.limits import Limits, TimeUp
from optimiser.solver.matrix import Floats
from optimiser.solver.params import AlternativesParams
from optimiser.solver.vicinity import bounds_around
from optimiser.solving.whole_dwellings import Search


@dataclass(frozen=True, slots=True)
class Way:
    """A way to round a point.

    Parameters
    ----------
    radius
        How far beyond the whole numbers around the point a total may lie.
    goals_held
        Whether goals are held in whole dwellings, too. That takes longer, and finds a plan where
        rounding what comes first costs a later goal too much.
    straight
        Whether fair outcomes, hosts and choices stay as they are in the best plan.
    """

    radius: float
    goals_held: bool
    straight: bool = False


def straight_ways(ladder: Ladder) -> Iterator[Way]:
    """Give the ways beside what the best plan divides and decides, the nearest first."""
    for rung in ladder.rungs:
        yield Way(rung.radius, goals_held=True, straight=True)


def ways_of(ladder: Ladder) -> Iterator[Way]:
    """Give the others, the nearest first; next to the point goals have too little slack to be held.

    Proof that there is nothing so near takes long, finding something a little further off takes
    little: each next one serves all points that come after.
    """
    for rung in ladder.rungs:
        yield Way(rung.radius, False)
        if rung.radius:
            yield Way(rung.radius, True)


class Rounding:
    """Rounds points of one scenario, with every goal held.

    Parameters
    ----------
    scenario
        The scenario.
    counted
        What plans are told apart by.
    held
        The most that each goal may be in fractions of dwellings.
    most
        The most that each may be in whole dwellings.
    spared
        Totals per municipality that may not be exceeded.
    params
        By which numbers is searched.
    """

    def __init__(
        self,
        scenario: Scenario,
        counted: Counted,
        held: Mapping[str, float],
        most: Mapping[str, Fraction],
        spared: Mapping[str, int],
        *,
        params: AlternativesParams,
    ) -> None:
        self.held, self.worst = held, most
        self.problem = problem = Problem(scenario)
        self.places = [(code, name) for code in scenario.codes for name in counted.names]
        around = [self._total(counted, code, name, "around") for code, name in self.places]
        within = [self._total(counted, code, None, "spared") for code in spared]
        sums = [
            total
            for goal in scenario.goals
            if not isinstance(goal, Shortfall)
            for total in problem.sums.get(goal.id, ())
            if total.terms
        ]
        goals = {
            rows.goal.id: self._beyond(rows, most[rows.goal.id]) if rows.decided else rows.largest
            for rows in problem.fairness
            if rows.goal.id in most
        } | {total.id: self._sum(total) for total in sums}
        self.matrix = problem.matrix
        self.around = np.array([*map(problem.column, around)])
        self._within = [*map(problem.column, within)]
        self.matrix.upper[self._within] = [*spared.values()]
        self._moves, self._given = counted.quantity in MOVED, np.empty(0)
        self._nothing = {
            problem.column(column): 0.0
            for total in sums
            if most.get(total.id, params.nothing) < params.nothing
            and all(weight > 0 for _, weight in total.terms)
            for column, _ in total.terms
        }
        decided = {rows.goal.id for rows in problem.fairness if rows.decided}
        self.most = {
            problem.column(column): whole_held(0.0 if name in decided else float(most[name]))
            for name, column in goals.items()
            if name in most
        }

    def begin(self, best: Plan, audited: Audit, limits: Limits) -> bool:
        """Take what the best plan divides and decides as given, for the straight ways.

        Parameters
        ----------
        best
            The best plan.
        audited
            The same, held against the scenario.
        limits
            When to stop.

        Returns
        -------
        bool
            Whether there is any use in these ways.
        """
        if not self._moves:
            return False
        upper = self.matrix.upper
        # What is bounded stays an unknown of its own where totals are written out.
        some = [at for at in self.around.tolist() if upper[at] > 0]
        with at_most(upper, dict.fromkeys(some, 1.0)):
            self.problem.condensed(limits.params.matrix.few_rows)
        with at_most(upper, dict.fromkeys(self._within, np.inf)):
            given, _ = unknowns_of(self.problem, best, audited, limits)
        self._given = np.empty(0) if given is None else given
        return given is not None

    def near(self, point: LocalTotals, way: Way, limits: Limits) -> Plan | None:
        """Find whole dwellings near a point; None when there are none, or not in time.

        Parameters
        ----------
        point
            Numbers by municipality and name, in fractions.
        way
            How they are sought.
        limits
            When to stop.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        """
        radius, upper = way.radius, self.matrix.upper
        with self._bounded([float(point.get(place, 0)) for place in self.places], radius):
            best = self._best(limits)
            if best.answer is not Answer.OPTIMAL:
                return None
            if way.straight:
                with at_most(upper, self._nothing):
                    return self._straight(best, limits)
        short = leading_shortfalls(self.problem)
        least = [float(self.worst[goal.id] / goal.scale) for goal in short]
        most = self.most if way.goals_held else {}
        with at_most(upper, most), self._bounded(best.values[self.around], radius):
            whole = Search(self.problem, best, limits, tidy=False).along(least)
        if whole.answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
            return None
        tidy = Consolidation(self.problem, limits, whole.values, best.balanced)
        return self.problem.plan_at(tidy.without_crumbs(), whole=True)

    def beside(self, best: LocalTotals, limits: Limits) -> Iterator[tuple[Answer, Plan | None]]:
        """Seek plans with more of something than the best plan, and with less, each by itself.

        When every answer is ``INFEASIBLE``, no plan whose goals are near enough has other numbers.

        Parameters
        ----------
        best
            The best plan.
        limits
            When to stop.
        """
        engine = Engine(self.matrix, limits)
        engine.bound(self.most, [0.0] * len(self.most), self.most.values())
        for goal in shortfalls(self.problem):
            hold_sum(engine, goal.costs, float(self.worst[goal.id] / goal.scale), worst=whole_held)
        engine.whole(self.problem.whole())
        for column, place in zip(self.around.tolist(), self.places, strict=True):
            least, most = self.matrix.lower[column], self.matrix.upper[column]
            there = float(best.get(place, 0))
            more = -1.0, max(least, there + 1), most
            less = 1.0, least, min(most, there - 1)
            for cost, lower, upper in (more, less):
                answer = Answer.INFEASIBLE
                if lower <= upper:
                    engine.costs({column: cost})
                    engine.bound([column], [lower], [upper])
                    with engine.at_most(limits.params.alternatives.beside_nodes):
                        answer = engine.run(part=0.5)
                whole = answer in FOUND
                yield answer, self.problem.plan_at(engine.values(), whole=True) if whole else None
            engine.bound([column], [least], [most])

    def _straight(self, best: Optimum, limits: Limits) -> Plan | None:
        """Move what is built from the best plan to the whole numbers nearest to a point."""
        held = {}
        for goal in (goal for goal in passes(self.problem) if isinstance(goal, Pass)):
            most = float(self.worst.get(goal.id, 0) / goal.scale)
            held[goal.id] = max(most, goal.value(self._given))
        moving = Consolidation(self.problem, limits, self._given, best.balanced, held)
        with suppress(TimeUp):
            found = moving.straight(limits.params.tidy.sums)
            return None if found is None else self.problem.plan_at(found, whole=True)
        return None

    def _best(self, limits: Limits) -> Optimum:
        """Find the best point in fractions that holds every goal."""
        engine = Engine(self.matrix, limits)
        for goal in passes(self.problem):
            if goal.id not in self.held:
                continue
            if isinstance(goal, Pass):
                hold_sum(
                    engine, goal.costs, self.held[goal.id] / float(goal.scale), worst=whole_held
                )
            else:
                most = whole_held(self.held[goal.id])
                hold_deviations(engine, self.problem, goal.rows, most)
        return optimum(engine, self.problem)

    @contextmanager
    def _bounded(self, totals: Sequence[float] | Floats, radius: float) -> Iterator[None]:
        """Keep totals between the whole numbers around these, meanwhile."""
        lower, upper = self.matrix.lower, self.matrix.upper
        before = lower[self.around], upper[self.around]
        box = bounds_around(np.array(totals), before, radius, radius)
        lower[self.around], upper[self.around] = box
        try:
            yield
        finally:
            lower[self.around], upper[self.around] = before

    def _total(self, counted: Counted, code: str, name: str | None, label: str) -> Any:
        """Give what a municipality does as one unknown."""
        problem = self.problem
        total = problem.reader.total([counted.within(problem.programme, code, name)])
        return problem.reader.defined(total, label, code, name or "")

    def _beyond(self, fairness: FairnessRows, most: Fraction) -> Any:
        """Give the unknown for what deviations from what the plan decides lie beyond a level."""
        reader = self.problem.reader
        beyond = reader.unknown("beyond", fairness.id)
        for row in fairness.rows:
            if row.deviation is not None:
                sides = [(1, row.deviation), (-most, row.outcome.total), (-1, beyond)]
                reader.at_most_zero(sides, row.deviation.name, "beyond")
        return beyond

    def _sum(self, total: Sum) -> Any:
        """Give what a goal adds up as one unknown."""
        reader = self.problem.reader
        terms = [weight * column for column, weight in total.terms]
        return reader.defined(reader.total(terms), "held", total.id)


@contextmanager
def at_most(upper: Floats, most: Mapping[int, float]) -> Iterator[None]:
    """Let unknowns be at most so much meanwhile, by their columns."""
    columns = [*most]
    before = upper[columns]
    upper[columns] = [*most.values()]
    try:
        yield
    finally:
        upper[columns] = before
