"""Audited plans: a search asks of the same plan again whether it is kept, and how good it is."""

from __future__ import annotations

from collections import deque

from models.plan import Plan
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.results.audit import Audit, audit

REMEMBERED = 2
"""A plan, and the one that it is held beside."""


def remembered_audit(problem: Problem, plan: Plan) -> Audit:
    """Audit a plan in whole numbers, unless it is one of the last that were.

    Parameters
    ----------
    problem
        The scenario as a problem.
    plan
        The plan.
    """
    last = problem.remembered(_last)
    for scenario, known, found in last:
        if scenario is problem.scenario and known == plan:
            return found
    last.append((problem.scenario, plan, audit(problem.scenario, plan)))
    return last[-1][-1]


def _last(_: Problem) -> deque[tuple[Scenario, Plan, Audit]]:
    return deque(maxlen=REMEMBERED)
