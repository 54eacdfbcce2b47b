"""A decided total: of all totals that the plan may divide the one that is divided most fairly.

Levels of deviations from what the plan decides are too many to go down one by one. But once the
total is known, whether it is divided fairly is arithmetic, so allotments are gone through from the
fairest on until some plan has one. That none is fairer is then proven: those before have no plan.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from models.linear import added, as_linear
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.problem import Problem
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

    Attributes
    ----------
    level
        The largest deviation of the fairest allotment, once it was found.
    values
        A point with that allotment.
    """

    def __init__(self, problem: Problem, points: WholePoints, fairness: FairnessRows) -> None:
        self._points, self._engine = points, points.engine
        self._params = points.engine.limits.params.whole
        self._columns = [problem.place(row.assigned) for row in fairness.rows]
        self._weights = [row.outcome.weight for row in fairness.rows]
        self.level = Fraction(0)
        self.values: Floats | None = None
        exact = problem.programme.linear
        outcomes = [*exact.outcomes(problem.scenario.agreement(fairness.goal.agreement))]
        together = added([outcome.assigned for outcome in outcomes])
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
        as_fair = None if best is None else self._as_fair(allotments, best)
        if as_fair is None:
            return False
        self._hold(as_fair)
        self.level = as_fair[0].levels[0]
        if self._points.find() not in FOUND:
            return False
        self.values = self._engine.values()
        return True

    def _allotments(self) -> Allotments | None:
        """Give the allotments that there may be, where they can be gone through."""
        try:
            total = self._between(self._columns)
            if total is None or total[0] < 1 or total[1] - total[0] >= self._params.few_totals:
                return None
            box = tuple(filter(None, (self._between([column]) for column in self._columns)))
        except NoEnd:
            return None
        if len(box) < len(self._columns):
            return None
        return Allotments(self._weights, box, range(total[0], total[1] + 1))

    def _between(self, columns: list[int]) -> tuple[int, int] | None:
        """Give between what whole numbers some unknowns add up in all plans."""
        ends = []
        for sign in (1.0, -1.0):
            answer, _ = self._points.relaxed(dict.fromkeys(columns, sign))
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

    def _hold(self, allotments: list[Allotment]) -> None:
        """Hold plans to one of some allotments."""
        engine = self._engine
        if len(allotments) == 1:
            numbers = allotments[0].numbers
            engine.bound(self._columns, numbers, numbers)
            return
        chosen = [engine.add_column(0.0, 1.0) for _ in allotments]
        engine.add_row(1.0, 1.0, dict.fromkeys(chosen, 1.0))
        for place, column in enumerate(self._columns):
            parts = {
                at: -float(one.numbers[place]) for at, one in zip(chosen, allotments, strict=True)
            }
            engine.add_row(0.0, 0.0, {column: 1.0, **parts})
        self._points.add(chosen)
