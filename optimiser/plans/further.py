"""Further: from a plan in whole dwellings that somebody brought to one that is at least as good.

Where a negotiated plan turns out better than what was found, it is where the search goes on: goal
by goal, with fair outcomes, hosts and choices as they are, from the plan to better ones near it.
Last it moves to the balanced point, as any plan does. What comes out is never worse than the plan.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from models.plan import Plan
from models.scenario import Scenario
from optimiser.balance.consolidation import MOVED, Consolidation, columns_left
from optimiser.formulation.objectives import Pass, hold_sum, passes, whole_held
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.optimum.plan_point import unknowns_of
from optimiser.proofs.whole_bounds import bounds_of
from optimiser.results.audit import audit
from optimiser.results.result import Result
from optimiser.results.standing import standing
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.vicinity import Vicinity
from optimiser.solving.run import Run, ended_well
from optimiser.solving.whole_dwellings import Whole, judged
from scenarios import check


def solve_further(scenario: Scenario, start: Plan, limits: Limits) -> Result:
    """Solve a scenario, searching on from a plan that keeps all binding agreements.

    Parameters
    ----------
    scenario
        The scenario.
    start
        The plan, in whole dwellings.
    limits
        When to stop.

    Returns
    -------
    Result
        A plan that is at least as good.
    """
    return ended_well(RunFurther(scenario, limits, check(scenario), preview=False, start=start))


class RunFurther(Run):
    """A solve that finds whole dwellings from a plan onwards.

    Parameters
    ----------
    start
        The plan.
    """

    def __init__(self, *asked: Any, start: Plan, **options: Any) -> None:
        super().__init__(*asked, **options)
        self.start = start

    def whole(self, problem: Problem, best: Optimum) -> Whole:
        """Find whole dwellings from the plan onwards."""
        return further(problem, best, self.start, self.limits)


def further(problem: Problem, best: Optimum, start: Plan, limits: Limits) -> Whole:
    """Search on from a plan that keeps all binding agreements.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    start
        The plan, in whole dwellings.
    limits
        When to stop.

    Returns
    -------
    Whole
        What was found, with what is proven of it.
    """
    audited = audit(problem.scenario, start)
    values, seconds = unknowns_of(problem, start, audited, limits)
    if values is None:
        return Whole(Answer.STOPPED, seconds=seconds)
    walked, walking = nearby(problem, best, values, limits)
    moved = Consolidation(problem, limits, walked, best.balanced)
    for point in (moved.plan(), walked):
        reached = audit(problem.scenario, problem.plan_at(point, whole=True))
        if reached.kept and not standing(problem.scenario, audited, reached).better:
            values = point
            break
    found = Whole(Answer.FEASIBLE, values, seconds=seconds + walking + moved.seconds)
    found.bounds = bounds_of(problem, best, values, limits)
    return judged(problem, best, found)


def nearby(problem: Problem, best: Optimum, values: Floats, limits: Limits) -> tuple[Floats, float]:
    """Look near whole numbers for better ones, goal by goal.

    A goal that stands where it does in fractions cannot do better.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    values
        The unknowns of a plan, which fair outcomes, hosts and choices stay as they are in.
    limits
        When to stop.

    Returns
    -------
    values, seconds
        The unknowns, and the time spent inside the solver.
    """
    engine = Engine(problem.matrix, limits)
    given = columns_left(problem)
    here = np.rint(values[given])
    engine.bound(given, here, here)
    engine.whole(problem.whole())
    fixed = {*given}
    cells = [at for name, _, at in problem.decided if name in MOVED and at not in fixed]
    near = Vicinity(engine, cells)
    ladder, seek = limits.params.walk.onward, partial(engine.run, 0.5)
    for goal in passes(problem):
        if not isinstance(goal, Pass):
            continue
        value = goal.value(values)
        if value > whole_held(best.bounds[goal.id]):
            engine.costs(goal.costs)
            if near.first(values, ladder, seek) in FOUND and goal.value(engine.values()) < value:
                values = engine.values()
        hold_sum(engine, goal.costs, goal.value(values), worst=whole_held)
    return values, engine.seconds
