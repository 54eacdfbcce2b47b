"""A negotiated plan: held against the best one, and the smallest change that makes it keep all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Unpack

from models.plan import Plan
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.results.audit import Audit, audit
from optimiser.results.status import Status
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Cancelled, Limits, StopOptions
from optimiser.solver.rounding import distance

ENDS = {
    Answer.OPTIMAL: Status.OPTIMAL,
    Answer.FEASIBLE: Status.FEASIBLE,
    Answer.INFEASIBLE: Status.INFEASIBLE_IN_WHOLE_DWELLINGS,
    Answer.STOPPED: Status.TIME_LIMIT_WITHOUT_PLAN,
}


@dataclass(frozen=True, slots=True)
class Repair:
    """The smallest change that makes a plan keep all binding agreements.

    Parameters
    ----------
    status
        ``optimal`` when no smaller change does it; ``feasible`` when the time was up.
    plan
        The changed plan; None when no plan keeps all binding agreements.
    audit
        The changed plan held against the scenario.
    added, removed
        Units that the change adds and takes away, per quantity. What is moved from one cell to
        another counts once in each.
    """

    status: Status
    plan: Plan | None = None
    audit: Audit | None = None
    added: Mapping[str, int] | None = None
    removed: Mapping[str, int] | None = None


def smallest_change(
    scenario: Scenario,
    plan: Plan,
    **options: Unpack[StopOptions],
) -> Repair:
    r"""Find the plan nearest to a negotiated one that keeps all binding agreements.

    .. math:: \min \sum_i |x_i - n_i|

    over all cells, in whole dwellings and households, with :math:`n` the negotiated plan.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        The negotiated plan; what it does not name is zero.
    **options
        Any of ``time_limit`` (seconds from now), ``cancelled`` (asked now and then; it ends with
        the status ``cancelled`` at a yes) and ``params``.
    """
    problem = Problem(scenario)
    engine = Engine(problem.matrix, Limits(**options))
    distance_to(engine, problem, plan)
    try:
        answer = engine.run()
        if answer is not Answer.OPTIMAL:
            return Repair(ENDS[answer] if answer is Answer.STOPPED else Status.INFEASIBLE)
        engine.whole(problem.whole())
        answer = engine.run()
    except Cancelled:
        return Repair(Status.CANCELLED)
    if answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
        return Repair(ENDS[answer])
    changed = problem.plan_at(engine.values(), whole=True)
    added, removed = differences(plan, changed)
    return Repair(ENDS[answer], changed, audit(scenario, changed), added, removed)


def distance_to(engine: Engine, problem: Problem, plan: Plan) -> None:
    """Make the engine minimise the distance to a plan, cell by cell."""
    costs: dict[int, float] = {}
    for quantity, cell, unknown in problem.cells():
        column = problem.place(unknown)
        negotiated = float(plan.cells.get(quantity, {}).get(cell, 0))
        if negotiated:
            costs[distance(engine, column, negotiated)] = 1.0
        else:
            costs[column] = 1.0  # from zero a cell can only rise
    engine.costs(costs)


def differences(before: Plan, after: Plan) -> tuple[dict[str, int], dict[str, int]]:
    """Add up what one plan has more, and less, than another, per quantity."""
    added: defaultdict[str, int] = defaultdict(int)
    removed: defaultdict[str, int] = defaultdict(int)
    for quantity in before.cells.keys() | after.cells.keys():
        old, new = before.cells.get(quantity, {}), after.cells.get(quantity, {})
        for cell in old.keys() | new.keys():
            difference = int(Fraction(new.get(cell, 0)) - Fraction(old.get(cell, 0)))
            if difference > 0:
                added[quantity] += difference
            elif difference < 0:
                removed[quantity] -= difference
    return dict(added), dict(removed)
