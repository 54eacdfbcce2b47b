"""Siting: which municipalities host which facility. The only truly combinatorial part.

It is decided first and then fixed, so that everything after it is an LP again. Places and travel
stay continuous meanwhile: whole places would make the search many times as long, and the hosts no
better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimiser.engine import Answer, Engine
from optimiser.passes import KEPT_WHOLE, Pass, still_kept
from optimiser.problem import FairnessRows, Problem


@dataclass(frozen=True, slots=True)
class Siting:
    """The hosts.

    Parameters
    ----------
    answer
        ``OPTIMAL`` within the gap, ``FEASIBLE`` when the time was up, or why there are none.
    hosts
        Per position of a yes/no unknown: 1 for a host, 0 for none.
    gap
        The largest relative gap of the searches.
    """

    answer: Answer
    hosts: dict[int, float]
    gap: float


def host_columns(problem: Problem) -> list[int]:
    """Give the positions of the yes/no unknowns."""
    cells = problem.programme.grids["hosts"].cells.values()
    return [problem.matrix.columns[column] for column in cells]


def site(engine: Engine, problem: Problem, goals: Sequence[Pass | FairnessRows]) -> Siting:
    """Choose the hosts by the goals that they matter to, and fix them in the engine.

    Parameters
    ----------
    engine
        Holds the matrix.
    problem
        The scenario as a problem.
    goals
        The scenario's goals in order; only those on facilities, and the shortfall, are pursued.
    """
    hosts = host_columns(problem)
    engine.whole(hosts)
    held: list[int] = []
    answer, gap, stopped = Answer.OPTIMAL, 0.0, False
    for costs in searches(problem, goals):
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
        found = {column: float(round(values[column])) for column in hosts}
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
