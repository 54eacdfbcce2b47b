"""A decided total: of all totals that the plan may divide the one that is divided most fairly.

Levels of deviations from what the plan decides are too many to go down one by one. But once the
total is known, whether it is divided fairly is arithmetic, so allotments are gone through from the
fairest on until some plan has one. That none is fairer is then proven: those before have no plan.
Of totals that are divided as fairly the one is taken that lies nearest to balance; where there may
be nothing to divide, and nobody is off then, only a later goal leads to that.

Where the total is endless only so many are gone through, from the least on that may be as fair as
the point so far. Then it is proven where nobody is off, and where nothing larger is as fair, be it
in fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, lcm

import numpy as np

from models.linear import as_linear, linear_sum
from optimiser.formulation.endless_totals import EndlessTotal
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import whole_held
from optimiser.formulation.problem import Problem
from optimiser.formulation.relative_deviations import hold_deviations, largest_deviation_at
from optimiser.proofs.allotments import Allotment, Allotments
from optimiser.solver.answers import FOUND, Answer, NoEnd
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT
from optimiser.solving.whole_points import WholePoints


class DecidedTotal:
    """One goal of fairness whose total the plan decides.

    Parameters
    ----------
    problem
        The scenario as a problem.
    points
        Seeks whole numbers; everything before this goal is held in its engine.
    fairness
        The goal.
    values
        A point in whole numbers.
    endless
        What it divides without an end, held to a most in that engine.

    Attributes
    ----------
    level
        The largest deviation of the fairest allotment, once it was found.
    values
        A point with that allotment.
    proven
        Whether no total that was not looked at can be divided more fairly.
    """

    def __init__(
        self,
        problem: Problem,
        points: WholePoints,
        fairness: FairnessRows,
        values: Floats,
        endless: Sequence[EndlessTotal] = (),
    ) -> None:
        self._points, self._engine = points, points.engine
        self._problem, self._fairness = problem, fairness
        self._endless, self._last, self._nothing = endless, 0, False
        self._params = points.engine.limits.params.whole
        self._columns = [problem.column(row.assigned) for row in fairness.rows]
        self._weights = [row.outcome.weight for row in fairness.rows]
        self.level = Fraction(0)
        self.values, self.proven = values, True
        exact = problem.programme.linear
        outcomes = [*exact.outcomes(problem.scenario.agreement(fairness.goal.agreement))]
        together = linear_sum([outcome.assigned for outcome in outcomes])
        self._one_whole = all(
            outcome.decided and outcome.weight > 0 and as_linear(outcome.total) == together
            for outcome in outcomes
        ) and {*map(type, together.terms.values())} <= {int}

    def find(self) -> bool:
        """Find the fairest allotment that some plan has, and hold plans to those as fair.

        Tells whether that is proven; if not nothing has changed.
        """
        allotments = self._allotments() if self._one_whole else None
        if allotments is None:
            return False
        before = self._engine.bounds()[:2]
        best = self._first_with_a_plan(allotments)
        places = self._engine.placed(self._columns)
        self._engine.bound(self._columns, before[0][places], before[1][places])
        if best is None or (self._nothing and best.levels[0]):
            return False
        self.level = best.levels[0]
        if self._endless and not self.level:
            self._hold_exactly_fair()
            found = self._points.find() in FOUND
        elif as_fair := self._as_fair(allotments, best):
            self.proven = not self._endless or self._none_larger()
            nobody = [0] * len(self._columns)
            self._hold([*(each.numbers for each in as_fair), *([nobody] if self._nothing else [])])
            found = any(map(self._has_a_plan, sorted(as_fair, key=self._moved)))
        else:
            return False
        if found:
            self.values = self._engine.values()
        return found

    def _moved(self, allotment: Allotment) -> int:
        """Give how far an allotment is from the point so far, which lies near the balanced one."""
        pairs = zip(allotment.numbers, self.values[self._columns].tolist(), strict=True)
        return sum(abs(number - round(here)) for number, here in pairs)

    def _has_a_plan(self, allotment: Allotment) -> bool:
        """Tell whether some plan has an allotment: the engine's last answer is one then."""
        places = self._engine.placed(self._columns)
        before = [ends[places] for ends in self._engine.bounds()[:2]]
        self._engine.bound(self._columns, allotment.numbers, allotment.numbers)
        found = self._points.find() in FOUND
        self._engine.bound(self._columns, *before)
        return found

    def _allotments(self) -> Allotments | None:
        """Give the allotments that there may be, where they can be gone through."""
        try:
            total = self._totals()
            if total is None or total[1] - total[0] >= self._params.few_totals:
                return None
            self._nothing = total[0] < 1
            box = tuple(filter(None, (self._between([column]) for column in self._columns)))
        except NoEnd:
            return None
        if len(box) < len(self._columns):
            return None
        return Allotments(self._weights, box, range(max(1, total[0]), total[1] + 1))

    def _totals(self) -> tuple[int, int] | None:
        """Give between what the total lies that is gone through."""
        if not self._endless:
            return self._between(self._columns)
        level = largest_deviation_at(self._problem, self._fairness.rows, self.values)
        found = self._as_fair_as(level)
        if found is None:
            return None
        self._last = min(found[1], found[0] + self._params.few_totals - 1)
        return found[0], self._last

    def _as_fair_as(self, level: float) -> tuple[int, int] | None:
        """Give between what the total lies where nobody is further off, in fractions."""
        rows = hold_deviations(self._engine, self._problem, self._fairness.rows, whole_held(level))
        found = self._between(self._columns)
        for row in rows:
            self._engine.bound_row(row, -np.inf, np.inf)
        return found

    def _none_larger(self) -> bool:
        """Tell whether every total that may be divided as fairly was looked at."""
        found = self._as_fair_as(float(self.level))
        if found is None or found[1] > self._last:
            return False
        return not any(total.is_most(found[1]) for total in self._endless)

    def _hold_exactly_fair(self) -> None:
        """Hold plans to those in which nobody is off: all get a multiple of the same numbers."""
        parts = lcm(*(weight.denominator for weight in self._weights))
        times = self._engine.add_column(0.0, np.inf)
        for column, weight in zip(self._columns, self._weights, strict=True):
            self._engine.add_row(0.0, 0.0, {column: 1.0, times: -float(weight * parts)})
        self._points.add([times])

    def _between(self, columns: list[int]) -> tuple[int, int] | None:
        """Give between what whole numbers some unknowns add up in all plans."""
        ends = []
        for sign in (1.0, -1.0):
            answer, _ = self._points.in_fractions(dict.fromkeys(columns, sign))
            if answer is not Answer.OPTIMAL:
                return None
            ends.append(sign * self._engine.objective())
        return ceil(ends[0] - EXACT), floor(ends[1] + EXACT)

    def _first_with_a_plan(self, allotments: Allotments) -> Allotment | None:
        for _ in range(self._params.allotments):
            allotment = allotments.next()
            if allotment is None:
                return None
            self._engine.bound(self._columns, allotment.numbers, allotment.numbers)
            answer = self._points.find(self._params.proof_nodes)
            if answer in FOUND:
                return allotment
            if answer is not Answer.INFEASIBLE:
                return None
            allotments.around(allotment)
        return None

    def _as_fair(self, allotments: Allotments, best: Allotment) -> list[Allotment] | None:
        """Give all that are as fair, where they are few."""
        found = [best]
        allotments.around(best)
        while (other := allotments.next()) is not None and other.levels == best.levels:
            if len(found) == self._params.allotments:
                return None
            found.append(other)
            allotments.around(other)
        return found

    def _hold(self, allotments: Sequence[Sequence[int]]) -> None:
        """Hold plans to one of some allotments, by what each of them gives."""
        engine = self._engine
        if len(allotments) == 1:
            engine.bound(self._columns, allotments[0], allotments[0])
            return
        chosen = [engine.add_column(0.0, 1.0) for _ in allotments]
        engine.add_row(1.0, 1.0, dict.fromkeys(chosen, 1.0))
        for place, column in enumerate(self._columns):
            parts = {at: -float(one[place]) for at, one in zip(chosen, allotments, strict=True)}
            engine.add_row(0.0, 0.0, {column: 1.0, **parts})
        self._points.add(chosen)
