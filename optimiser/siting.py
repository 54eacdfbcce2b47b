"""Siting: what is decided by yes or no. The only truly combinatorial part.

That is which municipalities host which facility, and which options are chosen. It is decided first
and then fixed, so that everything after it is an LP again. Places and travel stay continuous
meanwhile: whole places would make the search many times as long, and the hosts no better.

Hosts are sought with the goals that they matter to. A choice between options can matter to any
goal, so where there is one all goals are pursued, one after the other, and of a goal of fairness
all deviations: whatever is chosen otherwise, no plan in fractions of dwellings is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from optimiser.engine import Answer, Engine
from optimiser.fairness import ZERO
from optimiser.passes import KEPT_WHOLE, Pass, still_kept
from optimiser.problem import FairnessRows, Problem


@dataclass(frozen=True, slots=True)
class Siting:
    """The hosts and the choices.

    Parameters
    ----------
    answer
        ``OPTIMAL`` within the gap, ``FEASIBLE`` when the time was up, or why there are none.
    decided
        Per position of a yes-or-no unknown: 1 for yes, 0 for no.
    gap
        The largest relative gap of the searches.
    """

    answer: Answer
    decided: dict[int, float]
    gap: float


def site(engine: Engine, problem: Problem, goals: Sequence[Pass | FairnessRows]) -> Siting:
    """Decide by the goals that it matters to, and fix that in the engine.

    Parameters
    ----------
    engine
        Holds the matrix.
    problem
        The scenario as a problem.
    goals
        The scenario's goals in order.
    """
    undecided = problem.yes_or_no()
    engine.whole(undecided)
    held: list[int] = []
    answer, gap, stopped = Answer.OPTIMAL, 0.0, False
    for costs in all_searches(engine, problem, goals) if problem.choices.chosen else searches(problem, goals):
        engine.costs(costs)
        answer = engine.run(part=0.5)
        stopped |= answer is Answer.FEASIBLE
        if answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
            break
        gap = max(gap, engine.relative_gap())
        held.append(engine.add_row(-np.inf, still_kept(engine.objective(), KEPT_WHOLE), costs))
    found: dict[int, float] = {}
    if answer in (Answer.OPTIMAL, Answer.FEASIBLE):
        values = engine.values()
        found = {column: float(round(values[column])) for column in undecided}
        engine.bound(found, found.values(), found.values())
    for row in held:
        engine.bound_row(row, -np.inf, np.inf)
    engine.whole([])
    return Siting(Answer.FEASIBLE if stopped and found else answer, found, gap)


def searches(problem: Problem, goals: Sequence[Pass | FairnessRows]) -> list[dict[int, float]]:
    """Give what to minimise while siting: the goals that hosts, places or travel matter to.

    The unwritten wish for few places is searched only when no written goal chooses between hosts:
    after one, it has little left to choose, and proving so takes ten times as long as the rest.
    """
    wanted: dict[str, dict[int, float]] = {}
    for goal in goals:
        if isinstance(goal, Pass):
            if goal.sites:
                wanted[goal.id] = dict(goal.costs)
        elif any(row.outcome.agreement.unit in ("places", "locations") for row in goal.rows):
            wanted[goal.goal.id] = {problem.matrix.columns[goal.largest]: 1.0}
    if not all(name == "places" or name.startswith("shortfall:") for name in wanted):
        wanted.pop("places", None)
    return list(wanted.values()) or [{}]


def all_searches(
    engine: Engine, problem: Problem, goals: Sequence[Pass | FairnessRows]
) -> Iterator[dict[int, float]]:
    """Give what to minimise where options are chosen: every goal, as far as it goes."""
    for goal in goals:
        if isinstance(goal, Pass):
            yield dict(goal.costs)
        else:
            yield from deviations(engine, problem, goal)
    if not goals:
        yield {}


def deviations(
    engine: Engine, problem: Problem, fairness: FairnessRows
) -> Iterator[dict[int, float]]:
    r"""Give what makes a goal of fairness leximin: the sum of the k largest deviations, k = 1, 2, ...

    The sum of the k largest is the least of :math:`k\,t + \sum_i \max(0, d_i - t)` over all
    :math:`t` (W. Ogryczak and T. Śliwiński, 2003). It ends when the next largest is zero.
    """
    columns = problem.matrix.columns
    beyond = [columns[row.assigned] for row in fairness.rows if row.deviation is None]
    if beyond:
        yield dict.fromkeys(beyond, 1.0)
    rows = [columns[row.deviation] for row in fairness.rows if row.deviation is not None]
    before = 0.0
    for number in range(1, len(rows) + 1):
        level = engine.add_column(0.0, np.inf)
        costs = {level: float(number)}
        for row in rows:
            above = engine.add_column(0.0, np.inf)
            engine.add_row(-np.inf, 0.0, {row: 1.0, level: -1.0, above: -1.0})
            costs[above] = 1.0
        yield costs
        if engine.objective() - before <= ZERO * number:
            return
        before = engine.objective()
