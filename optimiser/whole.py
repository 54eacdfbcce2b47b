"""Whole dwellings: from the best point in fractions to a plan in whole numbers, tier by tier.

First what is divided fairly is rounded by largest remainder (ties go to the lowest municipality
code). Then the margins (municipality by segment and by form), then the years, then the cells become
whole; each tier pursues the goals again and is fixed before the next. Once margins and years are
whole, the cells are a network and almost always whole by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np

from models.language import Text
from optimiser.engine import Answer, Engine, Limits
from optimiser.matrix import Floats
from optimiser.optimum import Optimum
from optimiser.passes import Pass, Progress, keep, passes, still_kept
from optimiser.problem import FairnessRows, Problem

WIDEST = 3
"""Dwellings that a fair outcome may lie from the exact one before we say that it cannot be kept."""
TIE = 1e-4
"""Weight of the tie-break by municipality code, below that of any difference between remainders."""
EXACT = 1e-6
"""A float this near to a whole number is that number."""


@dataclass(slots=True)
class Whole:
    """A point in whole numbers.

    Parameters
    ----------
    answer
        ``OPTIMAL``, ``FEASIBLE`` (a limit was reached), ``INFEASIBLE`` or ``STOPPED``.
    values
        The unknowns; the decided ones are whole.
    within
        Dwellings within which every fair outcome lies of the exact one; None when that could not
        be kept.
    seconds
        Time spent inside the solver.
    """

    answer: Answer
    values: Floats = field(default_factory=lambda: np.empty(0))
    within: int | None = None
    seconds: float = 0.0


def whole_dwellings(problem: Problem, best: Optimum, limits: Limits, progress: Progress) -> Whole:
    """Find whole dwellings near the best point, keeping fairness within one, two or three.

    Only when that proves impossible the fair outcomes are let go, and only when whole numbers prove
    impossible altogether the answer is ``INFEASIBLE``.
    """
    seconds, found = 0.0, Whole(Answer.INFEASIBLE)
    for within in (1, *range(2, WIDEST + 1), None):
        progress(Text("whole dwellings"), within or WIDEST, WIDEST + 1)
        attempt = Attempt(problem, best, limits, within)
        found = attempt.search()
        seconds += attempt.engine.seconds
        found.seconds = seconds
        if found.answer is not Answer.INFEASIBLE:
            return found
    return found


@dataclass(frozen=True, slots=True)
class Tier:
    """Unknowns that were made whole together, and what the goals had reached before them."""

    columns: list[int]
    reached: list[float]


class Attempt:
    """One search for whole numbers, with fair outcomes held within some dwellings.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    limits
        When to stop.
    within
        Dwellings that a fair outcome may lie from the exact one; None to let them go.
    """

    def __init__(self, problem: Problem, best: Optimum, limits: Limits, within: int | None) -> None:
        self.problem, self.best, self.within = problem, best, within
        self.matrix = matrix = problem.matrix
        self.engine = Engine(matrix, limits)
        self._stopped = False
        ordered = passes(problem)
        self._sums = [goal for goal in ordered if isinstance(goal, Pass)]
        if best.siting is not None and within is not None:
            hosts = best.siting.hosts
            self.engine.bound(hosts, hosts.values(), hosts.values())
        self._rows = [self.engine.add_row(-np.inf, np.inf, goal.costs) for goal in self._sums]
        self._reached = [best.bounds[goal.id] for goal in self._sums]
        self._fair = {
            matrix.columns[row.assigned]: row.outcome.scope.municipality or ""
            for goal in ordered
            if isinstance(goal, FairnessRows)
            for row in goal.rows
        }

    def search(self) -> Whole:
        """Go through the tiers; an impossible one is taken together with the one before."""
        tiers = self._tiers()
        done: list[Tier] = []
        if self.within is None:
            tiers = [joined(*tiers)]
        elif self._fair:
            answer = self._round_fair_outcomes()
            if answer is not Answer.OPTIMAL:
                return Whole(answer)
            done.append(self._fixed(self._fair))
        while tiers:
            tier = tiers.pop(0)
            answer = self._make_whole(tier)
            if answer is Answer.STOPPED or (answer is Answer.INFEASIBLE and not done):
                return Whole(answer)
            if answer is Answer.INFEASIBLE:
                before = done.pop()
                self._release(before)
                tiers.insert(0, joined(before.columns, tier))
            else:
                done.append(self._fixed(tier))
                self._reached = [goal.value(self.engine.values()) for goal in self._sums]
        answer = Answer.FEASIBLE if self._stopped else Answer.OPTIMAL
        return Whole(answer, self.engine.values(), self.within)

    def _tiers(self) -> list[list[int]]:
        margins = [
            (margin.selection.keys(), self.matrix.columns[margin.column])
            for margin in self.problem.margins
            if "pool" not in margin.selection
        ]
        cells = [self.matrix.columns[column] for _, _, column in self.problem.cells()]
        tiers = [
            [column for axes, column in margins if "year" not in axes],
            [column for axes, column in margins if "year" in axes and len(axes) <= 2],
            cells,
        ]
        return [tier for tier in tiers if tier]

    def _round_fair_outcomes(self) -> Answer:
        """Round by largest remainder: as near to the exact outcomes as whole numbers can be."""
        codes = self.problem.scenario.codes
        costs: dict[int, float] = {}
        for column, code in self._fair.items():
            exact = self.best.values[column]
            off = self.engine.add_column(0.0, np.inf)
            self.engine.add_row(-np.inf, exact, {column: 1.0, off: -1.0})
            self.engine.add_row(exact, np.inf, {column: 1.0, off: 1.0})
            costs[off] = 1.0
            costs[column] = TIE * codes.index(code) / len(codes)
        self._release(Tier(list(self._fair), self._reached))
        self.engine.costs(costs)
        self.engine.whole(self._fair)
        return self._run()

    def _make_whole(self, tier: list[int]) -> Answer:
        """Pursue the goals again with this tier in whole numbers.

        The tier before has fewer whole numbers, so no goal can do better than it did there: a goal
        that already stands there needs no search.
        """
        self.engine.whole(tier)
        answer = Answer.OPTIMAL
        found = False
        for goal, row, reached in zip(self._sums, self._rows, self._reached, strict=True):
            if not found or goal.value(self.engine.values()) > still_kept(reached):
                self.engine.costs(goal.costs)
                answer = self._run()
                if answer is not Answer.OPTIMAL:
                    break
                found = True
            keep(self.engine, row, goal.value(self.engine.values()))
        if not self._sums:
            answer = self._run()
        for row in self._rows:
            self.engine.bound_row(row, -np.inf, np.inf)
        return answer

    def _run(self) -> Answer:
        answer = self.engine.run(part=0.5)
        if answer is Answer.FEASIBLE:
            self._stopped = True
            return Answer.OPTIMAL
        return answer

    def _fixed(self, columns: Iterable[int]) -> Tier:
        tier = Tier(list(columns), self._reached)
        values = self.engine.values()[tier.columns].round()
        self.engine.bound(tier.columns, values, values)
        return tier

    def _release(self, tier: Tier) -> None:
        self._reached = tier.reached
        for column in tier.columns:
            lower, upper = self.matrix.lower[column], self.matrix.upper[column]
            if column in self._fair and self.within is not None:
                exact = self.best.values[column]
                lower = max(lower, ceil(exact - self.within - EXACT))
                upper = min(upper, floor(exact + self.within + EXACT))
            self.engine.bound([column], [lower], [upper])


def joined(*tiers: Iterable[int]) -> list[int]:
    """Take tiers together."""
    return sorted({column for tier in tiers for column in tier})
