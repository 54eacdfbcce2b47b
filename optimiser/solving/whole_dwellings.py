"""Whole dwellings: from the best point in fractions to a plan in whole numbers.

With few cells the goals are pursued anew, one after the other, in whole numbers (`WholeGoals`).
With many, they are rounded straight to balance (`StraightRounding`), and that is it where all sums
are proven. Else the least shortfall in whole numbers is held throughout where nothing comes before
it. Then fair outcomes are held within one dwelling or household of the exact ones, or two, or
three; an `Attempt` makes the rest whole around them. Where that finds nothing, the whole numbers
that came with the least shortfall are a plan already, and a `Walk` makes it better. A plan is
called the best only when each of its goals is proven to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from math import ceil

import numpy as np

from models.language import Text
from optimiser.balance.consolidation import Consolidation
from optimiser.formulation.objectives import (
    Pass,
    leading_shortfalls,
    pursue,
    whole_held,
    written_goals,
)
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.proofs.whole_bounds import ProvenBounds, bounds_of
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits, TimeUp
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT
from optimiser.solving.attempt import Attempt
from optimiser.solving.straight_rounding import StraightRounding
from optimiser.solving.walk import Walk
from optimiser.solving.whole_goals import WholeGoals

ANYTHING = Pass("anything", {}, sites=False)
"""What is minimised where nothing can fall short: any whole numbers do."""


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
        Dwellings within which every fair outcome lies of the exact one; None when there is none.
    seconds
        Time spent inside the solver.
    bounds
        What is proven of it.
    """

    answer: Answer
    values: Floats = field(default_factory=lambda: np.empty(0))
    within: int | None = None
    seconds: float = 0.0
    bounds: ProvenBounds = field(default_factory=ProvenBounds)


def whole_dwellings(problem: Problem, best: Optimum, limits: Limits) -> Whole:
    """Find whole dwellings near the best point, with what is proven of them.

    Only when whole numbers prove impossible altogether the answer is ``INFEASIBLE``.
    """
    search = goal_by_goal if few_cells(problem, limits) else tier_by_tier
    return judged(problem, best, search(problem, best, limits))


def judged(problem: Problem, best: Optimum, found: Whole) -> Whole:
    """Say of whole numbers how far they are from the exact ones, and if each goal is proven."""
    if found.answer in FOUND:
        found.within = dwellings_from_exact(problem, best.values, found.values)
        names = {goal.id for goal in written_goals(problem)}
        if not names <= found.bounds.proven:
            found.bounds.reached(problem, found.values)
        found.answer = Answer.OPTIMAL if names <= found.bounds.proven else Answer.FEASIBLE
    return found


def few_cells(problem: Problem, limits: Limits) -> bool:
    """Tell whether there are so few cells that goals are pursued anew in whole numbers."""
    return len(problem.decided) <= limits.params.whole.few_cells


def dwellings_from_exact(problem: Problem, exact: Floats, values: Floats) -> int | None:
    """Give within how many dwellings fair outcomes lie of the exact ones; None without any."""
    columns = [problem.column(row.assigned) for each in problem.fairness for row in each.rows]
    off = np.abs(values[columns] - exact[columns]).max(initial=0.0)
    return max(1, ceil(float(off) - EXACT)) if columns else None


def tier_by_tier(problem: Problem, best: Optimum, limits: Limits) -> Whole:
    """Find whole dwellings where there are many cells, keeping fairness within one, two or three.

    Only when that proves impossible the fair outcomes are let go.
    """
    search, found = Search(problem, best, limits), Whole(Answer.STOPPED)
    with suppress(TimeUp):
        found = search.plan()
    if found.answer not in FOUND and search.rounded is not None:
        found = search.rounded
    found.seconds = search.seconds
    return found


def goal_by_goal(problem: Problem, best: Optimum, limits: Limits) -> Whole:
    """Find the best whole dwellings where there are few cells, goal by goal in their order."""
    limits.tell(Text("whole dwellings"), 0, 1)
    goals = WholeGoals(problem, best, limits)
    try:
        answer = goals.search()
    except TimeUp:
        # Broken off in the midst of it: what was found by then is a plan all the same.
        answer = Answer.STOPPED if goals.values is None else Answer.FEASIBLE
    if goals.values is None:
        return Whole(answer, seconds=goals.engine.seconds)
    plan, seconds = tidied(problem, best, goals.values[: len(problem.matrix.columns)], limits)
    seconds += goals.engine.seconds
    bounds = bounds_of(problem, best, plan, limits, goals.bounds)
    return Whole(answer, plan, seconds=seconds, bounds=bounds)


def tidied(problem: Problem, best: Optimum, values: Floats, limits: Limits) -> tuple[Floats, float]:
    """Bring a plan near the balanced point and into few rows, unless the time is up before that.

    Gives the unknowns, and the time spent inside the solver.
    """
    moved = Consolidation(problem, limits, values, best.balanced)
    with suppress(TimeUp):
        values = moved.plan()
    return values, moved.seconds


class Search:
    """All attempts at whole numbers for one problem.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    limits
        When to stop, and who is told of every attempt.
    tidy
        Whether what is found is brought near the balanced point.

    Attributes
    ----------
    rounded
        What was last rounded straight: a plan, whatever there is no time for after it.
    seconds
        Time spent inside the solver.
    """

    def __init__(
        self, problem: Problem, best: Optimum, limits: Limits, *, tidy: bool = True
    ) -> None:
        self.problem, self.best, self.limits, self._tidy = problem, best, limits, tidy
        self.rounded: Whole | None = None
        self.seconds = 0.0

    def plan(self) -> Whole:
        """Round straight, and else search around the exact fair outcomes."""
        found = self.straight()
        if found.answer not in FOUND:
            # Mostly the least shortfall in fractions is none, and whole numbers need none either.
            hoped = [self.best.bounds[goal.id] for goal in leading_shortfalls(self.problem)]
            none = max(hoped, default=0.0) < EXACT
            found = self.along(hoped) if none else found
            if found.answer not in FOUND:
                found = self.from_the_least(tried_none=none)
            if found.answer in FOUND:
                found.bounds = bounds_of(self.problem, self.best, found.values, self.limits)
        return found

    def straight(self) -> Whole:
        """Round straight to balance, and take a plan that is proven in all sums."""
        self.limits.tell(Text("whole dwellings"), 0, self.limits.params.whole.widest + 1)
        rounding = StraightRounding(self.problem, self.best, self.limits)
        sums = {each.id for each in written_goals(self.problem) if isinstance(each, Pass)}
        found = Whole(Answer.INFEASIBLE)
        for soon, plan in zip((True, False), rounding.plans(), strict=False):
            known = rounding.least.bounds(plan)
            bounds = bounds_of(self.problem, self.best, plan, self.limits, known, soon=soon)
            self.rounded = Whole(Answer.FEASIBLE, plan, bounds=bounds)
            if sums <= bounds.proven | rounding.least.near(plan):
                found = self.rounded
                break
        self.seconds += rounding.seconds
        return found

    def along(self, least: Sequence[float]) -> Whole:
        """Attempt to hold fairness within one, two or three, and at last not at all."""
        found = Whole(Answer.INFEASIBLE)
        widest = self.limits.params.whole.widest
        for within in (*range(1, widest + 1), None):
            self.limits.tell(Text("whole dwellings"), within or widest, widest + 1)
            attempt = Attempt(self.problem, self.best, self.limits, least, within)
            answer = attempt.search()
            found = Whole(answer, attempt.engine.values())
            self.seconds += attempt.engine.seconds
            if found.answer in FOUND and self._tidy:
                found.values = self._tidied(found.values)
            if found.answer is not Answer.INFEASIBLE:
                break
        return found

    def from_the_least(self, *, tried_none: bool) -> Whole:
        """Find the least shortfall in whole numbers, and the best plan that has no more.

        Parameters
        ----------
        tried_none
            Whether nothing was found along no shortfall at all.
        """
        answer, least, point = self.least_shortfalls()
        if answer not in FOUND:
            return Whole(answer)
        if answer is Answer.OPTIMAL and not (tried_none and max(least, default=0.0) < EXACT):
            found = self.along(least)
            if found.answer in FOUND:
                return found
        found = self._walked(least, point)
        found.values = self._tidied(found.values)
        return found

    def _walked(self, least: Sequence[float], point: Floats) -> Whole:
        """Go on from whole numbers, those with fair outcomes near the exact ones if any are."""
        params = self.limits.params
        start = params.walk.start
        places = (
            (params.whole.widest, self.best.values, start.rungs[0].radius),
            (None, point, 0.0),
        )
        for within, place, radius in places:
            attempt = Attempt(self.problem, self.best, self.limits, least, within)
            answer = attempt.onward(place, start.only(radius))
            self.seconds += attempt.engine.seconds
            if answer in FOUND:
                return Whole(answer, attempt.engine.values())
        return Whole(Answer.FEASIBLE, point)

    def _tidied(self, values: Floats) -> Floats:
        plan, seconds = tidied(self.problem, self.best, values, self.limits)
        self.seconds += seconds
        return plan

    def least_shortfalls(self) -> tuple[Answer, list[float], Floats]:
        """Find the least shortfall in whole numbers, priority by priority.

        ``FEASIBLE`` when a limit was reached: then it is the least that was found.

        Returns
        -------
        answer, least, values
            What each priority falls short of, and the whole numbers that do.
        """
        engine = Engine(self.problem.matrix, self.limits)
        engine.whole(self.problem.whole())
        least: list[float] = []
        answers = [Answer.OPTIMAL]
        short = leading_shortfalls(self.problem)
        for goal in short or [ANYTHING]:
            seek = partial(self._least, engine, goal, begun=bool(least))
            found = pursue(engine, goal.costs, seek, worst=whole_held)
            answers.append(found.answer)
            if found.answer not in FOUND:
                break
            least.append(found.value)
        self.seconds += engine.seconds
        limited = answers[-1] is Answer.OPTIMAL and Answer.FEASIBLE in answers
        return Answer.FEASIBLE if limited else answers[-1], least[: len(short)], engine.values()

    def _least(self, engine: Engine, goal: Pass, *, begun: bool) -> Answer:
        """Find the least in whole numbers of a goal.

        What is found soon is made better step by step, and proven where few nodes are enough for
        that. Only as long as nothing is found the search goes on.
        """
        walk = Walk(engine, self.problem.whole(), goal)
        answer = Answer.FEASIBLE if begun else walk.begin(self.best.values)
        if answer is Answer.STOPPED:
            answer = engine.run(part=0.5)
        if answer is Answer.FEASIBLE:
            walk.onward()
            answer = walk.proof()
        return answer
