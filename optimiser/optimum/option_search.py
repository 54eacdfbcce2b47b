"""Choosing: which options are kept, with every goal in view.

Of choices that serve all goals alike the one nearest to balance is taken.

First all goals are pursued as if options could be chosen in part, which is an LP. When some choice
keeps all that this reaches, none is better, and the balanced point of it tells which is near: what
goals hold some to may lie far from the reference mix. Only when none does, the goals are gone
through one by one: of each the best with whole choices is found, and held. Of a goal of fairness
that is done for the few largest deviations; those below it may then be larger than another choice
would make them, so what is found is not called proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from optimiser.balance.point import balanced_by
from optimiser.balance.preferred_options import preferred
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, pursue, whole_held
from optimiser.formulation.problem import Problem
from optimiser.formulation.relative_deviations import hold_deviations, keep_largest, one_whole
from optimiser.optimum.leximin import leximin
from optimiser.optimum.siting import Siting, decided_by_answer
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.face import Face
from optimiser.solver.highs import Engine
from optimiser.solver.tolerances import ZERO

ANY = Pass("", {}, sites=False)
"""Instead of goals: any choice will do."""

Goals = Sequence[Pass | FairnessRows]


def choose_options(engine: Engine, problem: Problem, goals: Goals) -> Siting:
    """Make the choices, and fix them in the engine.

    Parameters
    ----------
    engine
        Holds the matrix, with what is decided already in its bounds.
    problem
        The scenario as a problem.
    goals
        The scenario's goals in order.
    """
    search = ChoiceSearch(engine, problem)
    if not search.together(goals):
        for goal in goals or [ANY]:
            if not (isinstance(goal, FairnessRows) and search.together([goal])):
                search.by_itself(goal)
            if search.answer not in FOUND:
                break
        else:
            search.prefer()
    engine.seconds += search.seconds
    found = search.decided if search.answer in FOUND else {}
    engine.bound(found, found.values(), found.values())
    return Siting(search.answer, found, search.gap, True, search.preferred)


class ChoiceSearch:
    """One search for the best choices, on an engine of its own.

    Parameters
    ----------
    engine
        Where it starts.
    problem
        The scenario as a problem.

    Attributes
    ----------
    answer
        ``OPTIMAL`` within the gap, ``FEASIBLE`` when a search ended early or did not go to the last
        deviation, or why there is nothing.
    decided
        Yes or no, by column, as last found.
    preferred
        How many others are rather chosen than each option.
    gap
        The largest relative gap of the searches.
    seconds
        Time spent inside the solver.
    """

    def __init__(self, engine: Engine, problem: Problem) -> None:
        self.answer = Answer.OPTIMAL
        self.decided: dict[int, float] = {}
        self.gap = self.seconds = 0.0
        self._problem = problem
        self._engine = engine.twin()
        self._columns = problem.yes_or_no()
        self.preferred: Mapping[int, float] = {}

    def together(self, goals: Goals) -> bool:
        """Pursue goals with choices in part, and tell whether whole choices keep all of it.

        If they do, the goals are held from then on; if not, nothing has changed.
        """
        engine = self._engine.twin()
        engine.whole([])
        face = Face()
        possible = all(self._in_fractions(engine, goal, face) for goal in goals)
        if possible:
            near = balanced_by(engine.twin(), self._problem, face)
            self.preferred = preferred(self._problem, near)
            engine.costs(self.preferred)
            engine.whole(self._columns)
            possible = engine.run(part=0.5) in FOUND
        self.seconds += engine.seconds
        if possible:
            self._engine = engine
            self.decided = decided_by_answer(engine, self._columns)
        return possible

    def by_itself(self, goal: Pass | FairnessRows) -> None:
        """Find the best of a goal with whole choices, and keep it."""
        self._engine.whole(self._columns)
        if isinstance(goal, FairnessRows) and goal.decided and not self._one_whole(goal):
            self._largest(goal)
            return
        for costs in [goal.costs] if isinstance(goal, Pass) else self._deviations(goal):
            before = self._engine.seconds
            run = partial(self._engine.run, 0.5)
            answer = pursue(self._engine, costs, run, worst=whole_held).answer
            self.seconds += self._engine.seconds - before
            if answer is not Answer.OPTIMAL:
                self.answer = answer
            if answer not in FOUND:
                return
            self.gap = max(self.gap, self._engine.relative_gap())
            self.decided = decided_by_answer(self._engine, self._columns)

    def prefer(self) -> None:
        """Take the choice nearest to the reference mix of those that keep what was reached."""
        before = self._engine.seconds
        self.preferred = preferred(self._problem)
        self._engine.costs(self.preferred)
        if self._engine.run(part=0.5) in FOUND:
            self.decided = decided_by_answer(self._engine, self._columns)
        self.seconds += self._engine.seconds - before

    def _one_whole(self, fairness: FairnessRows) -> bool:
        """Tell whether all plans divide as much, so that units say the same as parts of it."""
        engine = self._engine.twin()
        engine.whole([])
        same = one_whole(engine, self._problem, fairness)
        self.seconds += engine.seconds
        return same

    def _largest(self, fairness: FairnessRows) -> None:
        """Find the least of the largest deviation from what the plan decides, and keep it.

        Sums of those that come after it are no quotient any more, and are left open.
        """
        engine, before = self._engine, self._engine.seconds
        answer, _ = keep_largest(engine, self._problem, fairness, partial(engine.run, 0.5))
        self.seconds += engine.seconds - before
        self.answer = Answer.FEASIBLE if answer in FOUND else answer
        if answer in FOUND:
            self.decided = decided_by_answer(engine, self._columns)

    def _in_fractions(self, engine: Engine, goal: Pass | FairnessRows, face: Face) -> bool:
        """Pursue one goal with choices in part, and keep what it reaches."""
        if isinstance(goal, FairnessRows):
            found = leximin(engine, self._problem, goal, face)
            for step in found.steps:  # held a little less tightly than floats in a search can tell
                hold_deviations(engine, self._problem, step.fixed, whole_held(step.level))
            return found.answer is Answer.OPTIMAL
        if pursue(engine, goal.costs, worst=whole_held).answer is not Answer.OPTIMAL:
            return False
        face.add(engine)
        return True

    def _deviations(self, fairness: FairnessRows) -> Iterator[dict[int, float]]:
        r"""Give what makes a goal of fairness leximin: the sum of the k largest, k = 1, 2, ...

        The sum of the k largest deviations is the least of :math:`k\,t + \sum_i \max(0, d_i - t)`
        over all :math:`t` (W. Ogryczak and T. Sliwinski, 2003). It ends when the next is zero.
        """
        place = self._problem.column
        beyond = [place(row.assigned) for row in fairness.rows if row.deviation is None]
        if beyond:
            yield dict.fromkeys(beyond, 1.0)
        rows = [place(row.deviation) for row in fairness.counted if row.deviation is not None]
        before = 0.0
        deepest = self._engine.limits.params.options.deepest
        for number in range(1, min(len(rows), deepest) + 1):
            level = self._engine.add_column(0.0, np.inf)
            costs = {level: float(number)}
            for row in rows:
                above = self._engine.add_column(0.0, np.inf)
                self._engine.add_row(-np.inf, 0.0, {row: 1.0, level: -1.0, above: -1.0})
                costs[above] = 1.0
            yield costs
            if self._engine.objective() - before <= ZERO * number:
                return
            before = self._engine.objective()
        if len(rows) > deepest:
            self.answer = Answer.FEASIBLE
