"""Whole dwellings: from the best point in fractions to a plan in whole numbers, tier by tier.

The shortfall comes first: the least there can be in whole numbers is held throughout. Then what is
divided fairly is rounded by largest remainder (ties go to the lowest municipality code). Then the
margins (municipality by segment and by form), then the years, then the cells become whole; each
tier pursues the other goals again and is fixed before the next. Once margins and years are whole,
the cells are a network and almost always whole by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np

from models.language import Text
from optimiser.engine import Answer, Engine, Limits
from optimiser.matrix import Floats
from optimiser.optimum import Optimum
from optimiser.passes import KEPT_WHOLE, Pass, Progress, keep, passes, shortfalls, still_kept
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
    search = Search(problem, best, limits, progress)
    # Mostly the least shortfall in fractions is none, and whole numbers need none either.
    least = [best.bounds[goal.id] for goal in shortfalls(problem)]
    found = search.along(least) if max(least, default=0.0) < EXACT else Whole(Answer.INFEASIBLE)
    if found.answer is Answer.INFEASIBLE:
        answer, least = search.least_shortfalls()
        found = search.along(least) if answer is Answer.OPTIMAL else Whole(answer)
    found.seconds = search.seconds
    return found


class Search:
    """All attempts at whole numbers for one problem.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    limits
        When to stop.
    progress
        Told of every attempt.

    Attributes
    ----------
    seconds
        Time spent inside the solver.
    """

    def __init__(self, problem: Problem, best: Optimum, limits: Limits, progress: Progress) -> None:
        self.problem, self.best, self.limits, self.progress = problem, best, limits, progress
        self.seconds = 0.0

    def along(self, least: Sequence[float]) -> Whole:
        """Attempt to hold fairness within one, two or three, and at last not at all."""
        found = Whole(Answer.INFEASIBLE)
        for within in (1, *range(2, WIDEST + 1), None):
            self.progress(Text("whole dwellings"), within or WIDEST, WIDEST + 1)
            attempt = Attempt(self.problem, self.best, self.limits, least, within)
            found = attempt.search()
            self.seconds += attempt.engine.seconds
            if found.answer is not Answer.INFEASIBLE:
                break
        return found

    def least_shortfalls(self) -> tuple[Answer, list[float]]:
        """Find the least shortfall in whole numbers, priority by priority."""
        engine = Engine(self.problem.matrix, self.limits)
        columns = self.problem.matrix.columns
        engine.whole(columns[column] for _, _, column in self.problem.cells())
        least: list[float] = []
        answer = Answer.OPTIMAL
        for goal in shortfalls(self.problem):
            engine.costs(goal.costs)
            answer = engine.run(part=0.5)
            if answer is not Answer.OPTIMAL:
                break
            least.append(engine.objective())
            keep(engine, engine.add_row(-np.inf, np.inf, goal.costs), least[-1], KEPT_WHOLE)
        self.seconds += engine.seconds
        return answer, least


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
    least
        The shortfall per priority that is held.
    within
        Dwellings that a fair outcome may lie from the exact one; None to let them go.
    """

    def __init__(
        self,
        problem: Problem,
        best: Optimum,
        limits: Limits,
        least: Sequence[float],
        within: int | None,
    ) -> None:
        self.problem, self.best, self.within = problem, best, within
        self.matrix = matrix = problem.matrix
        self.engine = Engine(matrix, limits)
        self._stopped = False
        if best.siting is not None and within is not None:
            hosts = best.siting.hosts
            self.engine.bound(hosts, hosts.values(), hosts.values())
        short = shortfalls(problem)
        for goal, value in zip(short, least, strict=True):
            keep(self.engine, self.engine.add_row(-np.inf, np.inf, goal.costs), value, KEPT_WHOLE)
        ordered = passes(problem)
        names = {goal.id for goal in short}
        self._fair = {
            matrix.columns[row.assigned]: row.outcome.scope.municipality or ""
            for goal in ordered
            if isinstance(goal, FairnessRows)
            for row in goal.rows
        }
        sums = [goal for goal in ordered if isinstance(goal, Pass) and goal.id not in names]
        self._goals = [self._rounding(), *sums]
        self._rows = [self.engine.add_row(-np.inf, np.inf, goal.costs) for goal in self._goals]
        self._reached = [0.0, *(best.bounds[goal.id] for goal in sums)]
        self._before = self._reached
        self._release(Tier(list(self._fair), self._reached))

    def search(self) -> Whole:
        """Go through the tiers; an impossible one is taken together with the one before."""
        tiers = self._tiers()
        done: list[Tier] = []
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
        answer = Answer.FEASIBLE if self._stopped else Answer.OPTIMAL
        return Whole(answer, self.engine.values(), self.within)

    def _tiers(self) -> list[list[int]]:
        columns = self.matrix.columns
        margins = [
            (margin.selection.keys(), columns[margin.column])
            for margin in self.problem.margins
            if "pool" not in margin.selection
        ]
        tiers = [
            list(self._fair),
            [column for axes, column in margins if "year" not in axes],
            [column for axes, column in margins if "year" in axes and len(axes) <= 2],
            [columns[column] for _, _, column in self.problem.cells()],
        ]
        return [joined(*tiers)] if self.within is None else [tier for tier in tiers if tier]

    def _rounding(self) -> Pass:
        """Round what is divided fairly by largest remainder, ties to the lowest code."""
        costs: dict[int, float] = {}
        codes = self.problem.scenario.codes
        for column, code in self._fair.items():
            exact = self.best.values[column]
            off = self.engine.add_column(0.0, np.inf)
            self.engine.add_row(-np.inf, exact, {column: 1.0, off: -1.0})
            self.engine.add_row(exact, np.inf, {column: 1.0, off: 1.0})
            costs[off] = 1.0
            costs[column] = TIE * codes.index(code) / len(codes)
        return Pass("rounding", costs, sites=False)

    def _make_whole(self, tier: list[int]) -> Answer:
        """Pursue the goals again with this tier in whole numbers.

        The tier before has fewer whole numbers, so no goal can do better than it did there: a goal
        that already stands there needs no search.
        """
        self.engine.whole(tier)
        answer = Answer.OPTIMAL
        reached = list(self._reached)
        pursued = self._pursued(tier)
        for place in pursued:
            goal = self._goals[place]
            if place == pursued[0] or not self._stands(place):
                self.engine.costs(goal.costs)
                answer = self._run()
                if answer is not Answer.OPTIMAL:
                    break
            reached[place] = goal.value(self.engine.values())
            keep(self.engine, self._rows[place], reached[place], KEPT_WHOLE)
        for row in self._rows:
            self.engine.bound_row(row, -np.inf, np.inf)
        if answer is Answer.OPTIMAL:
            self._before, self._reached = self._reached, reached
        return answer

    def _stands(self, place: int) -> bool:
        """Tell whether a goal is where the tier before left it, so that it cannot do better."""
        value = self._goals[place].value(self.engine.values())
        return value <= still_kept(self._reached[place], KEPT_WHOLE)

    def _pursued(self, tier: list[int]) -> range:
        """Rounding belongs to what is divided fairly, and the other goals to the other tiers."""
        fair = self._fair.keys()
        if len(self._goals) == 1 or set(tier) == fair:
            return range(1)
        return range(0 if fair & set(tier) else 1, len(self._goals))

    def _run(self) -> Answer:
        answer = self.engine.run(part=0.5)
        if answer is Answer.FEASIBLE:
            self._stopped = True
            return Answer.OPTIMAL
        return answer

    def _fixed(self, columns: Iterable[int]) -> Tier:
        tier = Tier(list(columns), self._before)
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
