"""The goals one after the other in whole numbers, each proven: for regions with few cells.

The order is the scenario's, as in fractions. Each goal goes in grains (a dwelling, or what a
dwelling counts for), so what it comes to in fractions is rounded up to what whole numbers allow;
where a plan is there already, nothing has to be sought. At last ties are broken: where several
plans are equally good, options are chosen that lie near the reference mix, years look at what went
before, and the lowest code goes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import takewhile
from math import ceil, isfinite

import numpy as np

from optimiser.balance.consolidation import Consolidation, columns_left
from optimiser.balance.sum_tiers import sum_tiers
from optimiser.formulation.fair_shares import fair_shares, years_before
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import (
    Pass,
    goal_grain,
    hold_sum,
    passes,
    pursue,
    sum_at,
    told_by_floats,
    whole_held,
)
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.proofs.coarse_least import coarse_bound
from optimiser.proofs.earlier_goals import EarlierGoals
from optimiser.proofs.fairest import proven_fairest
from optimiser.proofs.whole_bounds import ProvenBounds
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.dive import all_whole
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.rounding import near_point
from optimiser.solver.tolerances import EXACT, HELD_WHOLE, ZERO
from optimiser.solving.code_order import with_ties
from optimiser.solving.decided_total import DecidedTotal
from optimiser.solving.whole_leximin import Levels
from optimiser.solving.whole_points import WholePoints


class WholeGoals:
    """One search through all goals in whole numbers.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    limits
        When to stop.

    Attributes
    ----------
    engine
        Does the searching.
    values
        The best point so far; nothing before there is any.
    bounds
        What is proven of that point.
    """

    def __init__(self, problem: Problem, best: Optimum, limits: Limits) -> None:
        self.problem, self.best = problem, best
        self.engine = Engine(problem.matrix, limits)
        self.values: Floats | None = None
        self.bounds = ProvenBounds()
        self._earlier = EarlierGoals(problem)
        self._points = WholePoints(self.engine, problem.whole(), best.values)
        # Of what the plan decides, among amounts that are divided as fairly, the balanced one.
        self._near: dict[int, float] = {}
        # Whether all goals so far stand where they do in fractions: then bounds are those there.
        self._tight = True
        # Whether a goal so far might be better where more is divided than was looked at.
        self._open = False

    def search(self) -> Answer:
        """Go through the goals.

        Returns
        -------
        Answer
            ``OPTIMAL`` when all are proven, ``FEASIBLE``, ``STOPPED``, or ``INFEASIBLE``.
        """
        for goal in passes(self.problem):
            answer = self._fairly(goal) if isinstance(goal, FairnessRows) else self._sum(goal)
            if answer not in FOUND or self.values is None:
                return answer if self.values is None else Answer.FEASIBLE
            self._earlier.add(goal, self.values)
        if self.values is None and (answer := self._first()) not in FOUND:
            return answer
        self._prefer()
        self._break_ties()
        names = {goal.id for goal in passes(self.problem)}
        return Answer.OPTIMAL if names <= self.bounds.proven else Answer.FEASIBLE

    def _sum(self, goal: Pass) -> Answer:
        """Make a sum as small as can be, and hold it there."""
        grain = goal_grain(self.problem, goal)
        least_weight = min((abs(cost) for cost in goal.costs.values() if cost), default=1.0)
        scale = float(grain) if grain else least_weight
        costs = {at: cost / scale for at, cost in goal.costs.items()}
        bound = self._bound(goal, scale, whole=grain is not None)
        answer = Answer.OPTIMAL
        if self._value(costs) > bound + EXACT:
            answer, bound = self._least(costs, bound, whole=grain is not None, goal=goal)
            if self._earlier.given_away:
                self._earlier.tighten(self.engine)
                bound = self._least(costs, bound, whole=grain is not None)[1]
            if answer not in FOUND:
                return answer
        value = self._value(costs)
        if grain:
            value = float(round(value))
        told = told_by_floats(self.problem, goal)
        proven = told and value <= bound + EXACT
        # A whole number is one within a tolerance.
        off = 0.0 if told else EXACT * sum(map(abs, costs.values()))
        least = Fraction(max(bound - off, min(bound, 0.0))).limit_denominator(10**9)
        self._note(goal, least * (grain or Fraction(scale)), proven=proven)
        self._tight &= abs(value * scale - self.best.bounds[goal.id]) <= EXACT
        hold_sum(self.engine, costs, value, worst=_within_a_grain if grain else whole_held)
        return answer

    def _bound(self, goal: Pass, scale: float, *, whole: bool) -> float:
        """Give what a sum is at least, in grains."""
        bound = -np.inf
        if all(cost >= 0 for cost in goal.costs.values()):
            bound = 0.0
        if self._tight and self.best.proven(goal):
            least = self.best.bounds[goal.id] / scale
            bound = max(bound, float(ceil(least - EXACT)) if whole else least - EXACT)
        return bound

    def _value(self, costs: Mapping[int, float]) -> float:
        """Give what something comes to at the best point so far, if that knows of all of it."""
        if self.values is None or max(costs, default=0) >= self.values.size:
            return np.inf
        return sum_at(costs, self.values)

    def _least(
        self,
        costs: Mapping[int, float],
        bound: float,
        *,
        whole: bool = False,
        goal: Pass | None = None,
    ) -> tuple[Answer, float]:
        """Find the least of a sum: in fractions, near points that are good, at last anywhere.

        Where numbers are large, the balanced point leaves more room for whole ones than the corner
        that the least in fractions is.

        It ends as soon as what is there is as good as can be.

        Returns
        -------
        answer, bound
            Whether something was found, and what the sum is at least.
        """
        engine = self.engine

        def at_least(least: float) -> float:
            # A search that ended before it had any bound says so by minus infinity.
            return max(bound, float(ceil(least - EXACT)) if whole and isfinite(least) else least)

        answer, all_whole = self._points.in_fractions(costs)
        if answer is not Answer.OPTIMAL:
            return answer, bound
        bound = at_least(engine.objective())
        if all_whole:
            self._accept(engine.values())
        if self._value(costs) <= bound + EXACT:
            return Answer.OPTIMAL, bound
        near = engine.values()
        if self.values is not None and not self._points.anywhere:
            if self._points.least(costs, self._balanced(near.size), known=True) in FOUND:
                self._take(costs)
            if self._value(costs) <= bound + EXACT:
                return Answer.OPTIMAL, bound
        for point in (near, near if self.values is None else self.values):
            answer = self._points.least(costs, point, known=self.values is not None)
            if answer in FOUND:
                self._take(costs)
                if answer is Answer.OPTIMAL:
                    bound = at_least(engine.objective() - engine.gap)
            if answer is not Answer.STOPPED:
                break
        above = self.values is not None and self._value(costs) > bound + EXACT
        if above and goal is not None and self._as_low(goal):
            return Answer.OPTIMAL, self._value(costs)
        if above and self._points.root(costs) in FOUND:
            self._take(costs)
            bound = at_least(engine.objective() - engine.gap)
        return answer if self.values is None else Answer.OPTIMAL, bound

    def _as_low(self, goal: Pass) -> bool:
        """Tell whether a sum is the least where segments and forms are one: that shows soon."""
        assert self.values is not None
        before = takewhile(lambda each: each.id != goal.id, passes(self.problem))
        held = [(each, each.value(self.values)) for each in before if isinstance(each, Pass)]
        bound = coarse_bound(self.problem, goal, held, self.engine.limits)
        return bound is not None and goal.value(self.values) <= bound + EXACT

    def _balanced(self, size: int) -> Floats:
        """Give the balanced point, in which what was added since may be anything."""
        point, known = np.full(size, np.nan), self.best.balanced[:size]
        point[: known.size] = known
        return point

    def _take(self, costs: Mapping[int, float]) -> None:
        """Take the engine's last answer when it is better than the best point so far."""
        found = self.engine.values()
        if sum_at(costs, found) <= self._value(costs):
            self._accept(found)

    def _accept(self, found: Floats) -> None:
        """Take a point, unless it gives some of an earlier goal away."""
        if self._earlier.held(found):
            self.values = found

    def _first(self) -> Answer:
        """Find any whole numbers, near the best point in fractions where there are some."""
        return self._least({}, 0.0)[0]

    def _fairly(self, fairness: FairnessRows) -> Answer:
        """Make one goal of fairness leximin, unless that gives some of an earlier goal away."""
        before = self.values
        self._earlier.tighten(self.engine)
        answer = self._fair(fairness)
        if before is None or self.values is None or self._earlier.held(self.values):
            return answer
        self.values = before
        self.bounds.proven.discard(fairness.id)
        return Answer.STOPPED

    def _fair(self, fairness: FairnessRows) -> Answer:
        """Make one goal of fairness leximin, and hold it there."""
        place = self.problem.column
        endless = self.best.endless.get(fairness.id, ())
        held = [total.hold(self.engine) for total in endless]
        nothing = [place(row.assigned) for row in fairness.rows if row.deviation is None]
        if nothing:
            costs = dict.fromkeys(nothing, 1.0)
            self.engine.whole(self._points.columns)
            answer = pursue(self.engine, costs, worst=_within_a_grain).answer
            if answer not in FOUND:
                return answer
            self.values = self.engine.values()
        answer = self._rounded(fairness)
        if answer not in FOUND:
            return answer
        assert self.values is not None
        decided = DecidedTotal(self.problem, self._points, fairness, self.values, endless)
        if decided.find():
            self.values = decided.values
            self._fairest(fairness, held, decided.level, proven=decided.proven)
            return answer
        shares = fair_shares(self.problem, fairness)
        exact = len(shares) <= self.engine.limits.params.whole.few_shares
        levels = Levels(self.problem, self._points, shares, self.values, exact=exact)
        deepest = self.engine.limits.params.options.deepest
        answer = levels.pursue(deepest if levels.large else len(shares))
        self.values = levels.values
        tight = self._tight and self.best.proven(fairness)
        known = self.best.bounds[fairness.id] if tight else 0.0
        exact_bound = Fraction(max(0.0, known - ZERO)).limit_denominator(10**9)
        proven = levels.proven and not (endless and levels.bound)
        bound = max(exact_bound, levels.bound) if proven or not endless else exact_bound
        self._fairest(
            fairness,
            held,
            bound,
            proven=proven or proven_fairest(self.problem, fairness, self.values),
        )
        return answer

    def _fairest(
        self, fairness: FairnessRows, held: Iterable[int], bound: Fraction, *, proven: bool
    ) -> None:
        """Note what is known of a goal of fairness, and hold no longer what it divides to a most.

        That stays where more might be divided more fairly: then nothing after it is proven either.

        Parameters
        ----------
        fairness
            The goal.
        held
            The rows that hold it.
        bound
            What the largest deviation is at least.
        proven
            Whether it is as fair as can be.
        """
        self._note(fairness, bound, proven=proven)
        self._tight = False
        for row in held:
            if proven:
                self.engine.bound_row(row, -np.inf, np.inf)
            else:
                self._open = True

    def _note(self, goal: Pass | FairnessRows, least: Fraction, *, proven: bool) -> None:
        """Note what is known of a goal, unless one before it might still be better."""
        if self._open:
            return
        self.bounds.least[goal.id] = least
        if proven:
            self.bounds.proven.add(goal.id)

    def _rounded(self, fairness: FairnessRows) -> Answer:
        """Start near the best outcomes in fractions: about what largest remainders give."""
        columns = [self.problem.column(row.assigned) for row in fairness.rows]
        near = near_point(self.engine, columns, self.best.values).costs
        wanted = self._with_ties(near, fairness)
        self._points.wanted = wanted
        if fairness.decided:
            self._near |= wanted
        answer = self._points.find()
        if answer in FOUND:
            self.values = self.engine.values()
        return answer if self.values is None else Answer.OPTIMAL

    def _with_ties(self, costs: Mapping[int, float], fairness: FairnessRows) -> dict[int, float]:
        """Give costs by which what is equally fair goes to lower codes."""
        whose = {
            self.problem.column(row.assigned): row.outcome.scope.municipality or ""
            for row in fairness.rows
        }
        return with_ties(costs, self.problem, whose, self.engine.limits.params.whole.tie)

    def _prefer(self) -> None:
        """Take the choice nearest to balance, among plans that are equally good."""
        costs = {} if self.best.siting is None else dict(self.best.siting.preferred)
        if costs:
            self._least(costs, 0.0, whole=True)
            hold_sum(self.engine, costs, round(self._value(costs)), worst=_within_a_grain)

    def _break_ties(self) -> None:
        """Of plans that are equally good take the one that is published: see the module."""
        costs = dict(self._near)
        for fairness in self.problem.fairness:
            if fairness.decided:
                continue
            costs |= years_before(self.engine, self.problem, fairness)
            costs = self._with_ties(costs, fairness)
        if not costs:
            return
        answer, all_whole = self._points.in_fractions(costs)
        if answer is Answer.OPTIMAL and all_whole:
            self._take(costs)
            return
        corner, before = self.engine.values(), self._value(costs)
        if self._moved_to(corner):
            return
        # A search takes long, and ties are of no weight: the second is where the first is in vain.
        for point in (corner, self._balanced(corner.size)):
            if self._points.least(costs, point, known=True) in FOUND:
                self._take(costs)
            if self._value(costs) < before:
                return

    def _moved_to(self, corner: Floats) -> bool:
        """Take a plan with the shares of a point, where they are whole and leave room for one."""
        if self._points.anywhere or self.values is None:
            return False
        size = len(self.problem.matrix.columns)
        sums = [goal for goal in passes(self.problem) if isinstance(goal, Pass)]
        held = {goal.id: goal.value(self.values) for goal in sums}
        limits = self.engine.limits
        near = Consolidation(self.problem, limits, corner[:size], self.best.balanced, held)
        here = np.rint(sum_tiers(self.problem)[0].at(self.values[:size]))
        found = near.within(here) if all_whole(corner[columns_left(self.problem)]) else None
        if found is None or any(goal.value(found) > whole_held(held[goal.id]) for goal in sums):
            return False
        self.values = found
        return True


def _within_a_grain(value: float) -> float:
    """Give the worst value of a goal in grains that still counts as keeping it."""
    return value + min(0.5, HELD_WHOLE * max(1.0, abs(value)))
