"""The point of a plan: all unknowns of a problem where its cells are those of a plan."""

from __future__ import annotations

from models.plan import Plan
from optimiser.formulation.objectives import Pass, passes, pursue
from optimiser.formulation.problem import Problem
from optimiser.results.audit import Audit
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats


def unknowns_of(
    problem: Problem, plan: Plan, audited: Audit, limits: Limits
) -> tuple[Floats | None, float]:
    """Give the unknowns of a plan, with every goal as good as its cells allow.

    Parameters
    ----------
    problem
        The scenario as a problem.
    plan
        The plan, in whole dwellings.
    audited
        The same, held against the scenario.
    limits
        When to stop.

    Returns
    -------
    values, seconds
        The unknowns, or None when the time is up; and the time spent inside the solver.
    """
    engine = Engine(problem.matrix, limits)
    held = {at: float(plan.cells.get(name, {}).get(cell, 0)) for name, cell, at in problem.decided}
    held |= problem.choices_of(audited.requirements)
    engine.bound(held, held.values(), held.values())
    answer = engine.run()
    for goal in passes(problem):
        if isinstance(goal, Pass) and answer is Answer.OPTIMAL:
            answer = pursue(engine, goal.costs).answer
    return engine.values() if answer is Answer.OPTIMAL else None, engine.seconds
