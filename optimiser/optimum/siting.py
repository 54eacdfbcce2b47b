"""Siting: what is decided by yes or no. The only truly combinatorial part.

That is which municipalities host which facility, and which options are chosen. It is decided first
and then fixed, so that everything after it is an LP again. Places and travel stay continuous
meanwhile: whole places would make the search many times as long, and the hosts no better.

Hosts are sought with the goals that they matter to. A choice between options can matter to any
goal; `optimiser.optimum.option_search` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, pursue, shortfalls, whole_held
from optimiser.formulation.problem import Problem
from optimiser.formulation.relative_deviations import keep_largest
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine


@dataclass(frozen=True, slots=True)
class Siting:
    """What is decided by yes or no.

    Parameters
    ----------
    answer
        ``OPTIMAL`` within the gap, ``FEASIBLE`` when the time was up, or why there is nothing.
    decided
        Per column of a yes-or-no unknown: 1 for yes, 0 for no.
    gap
        The largest relative gap of the searches.
    every_goal
        Whether it was decided with every goal in view, and not only those on facilities.
    preferred
        Per column of an option how many others are rather chosen where all goals are as good.
    """

    answer: Answer
    decided: dict[int, float]
    gap: float
    every_goal: bool = False
    preferred: Mapping[int, float] = field(default_factory=dict)

    def then(self, other: Siting) -> Siting:
        """Give this with what was decided after it."""
        answer = self.answer if other.answer is Answer.OPTIMAL else other.answer
        gap, every = max(self.gap, other.gap), self.every_goal and other.every_goal
        return Siting(answer, self.decided | other.decided, gap, every, other.preferred)


def choose_sites(engine: Engine, problem: Problem, goals: Sequence[Pass | FairnessRows]) -> Siting:
    """Decide who hosts what by the goals that it matters to, and fix that in the engine.

    Parameters
    ----------
    engine
        Holds the matrix.
    problem
        The scenario as a problem.
    goals
        The scenario's goals in order; only those on facilities, and the shortfall, are pursued.
    """
    engine.whole(problem.yes_or_no())
    held: list[int] = []
    answer, gap, stopped = Answer.OPTIMAL, 0.0, False
    run = partial(engine.run, 0.5)
    for wanted in searches(problem, goals):
        if isinstance(wanted, FairnessRows):
            answer, rows = keep_largest(engine, problem, wanted, run)
        else:
            pursued = pursue(engine, wanted, run, worst=whole_held)
            answer, rows = pursued.answer, [pursued.row]
        stopped |= answer is Answer.FEASIBLE
        if answer not in FOUND:
            break
        gap = max(gap, engine.relative_gap())
        held += rows
    found = decided_by_answer(engine, problem.hosts()) if answer in FOUND else {}
    engine.bound(found, found.values(), found.values())
    for row in held:
        engine.bound_row(row, -np.inf, np.inf)
    engine.whole([])
    return Siting(Answer.FEASIBLE if stopped and found else answer, found, gap)


def decided_by_answer(engine: Engine, columns: Iterable[int]) -> dict[int, float]:
    """Give yes or no of the last answer, by column."""
    values = engine.values()
    return {column: float(round(values[column])) for column in columns}


def searches(
    problem: Problem, goals: Sequence[Pass | FairnessRows]
) -> list[dict[int, float] | FairnessRows]:
    """Give what to minimise while siting: the goals that hosts, places or travel matter to.

    The unwritten wish for few places is searched only when no written goal chooses between hosts:
    after one, it has little left to choose, and proving so takes ten times as long as the rest.
    """
    wanted: dict[str, dict[int, float] | FairnessRows] = {}
    for goal in goals:
        if isinstance(goal, Pass):
            if goal.sites:
                wanted[goal.id] = dict(goal.costs)
        elif any(row.outcome.agreement.unit in ("places", "locations") for row in goal.rows):
            costs = {problem.column(goal.largest): 1.0}
            wanted[goal.goal.id] = goal if goal.decided else costs
    if not wanted.keys() <= {"places", *(goal.id for goal in shortfalls(problem))}:
        wanted.pop("places", None)
    return list(wanted.values()) or [{}]
