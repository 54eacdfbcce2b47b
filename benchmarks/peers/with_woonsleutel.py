"""The region as a user of this project solves it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.peers.answer import Answer, Reached
from benchmarks.peers.region import Region
from models.plan import Plan
from optimiser import Status
from optimiser import solve as solve_scenario


def solve(region: Region, seconds: float) -> Answer:
    """Solve the scenario itself: its goals, leximin included, in whole dwellings, audited."""
    result = solve_scenario(region.scenario, time_limit=seconds)
    plan = result.plan
    if plan is None:
        return Answer(fault=result.status.value)
    proven = result.status is Status.OPTIMAL
    return Answer(
        [
            Reached(goal.id, float(goal.value), goal.bound, proven, 0.0)
            for goal in result.goals
            if goal.id in {written.id for written in region.scenario.goals}
        ],
        dict(cells(plan, "new_build")),
        {(code, year): number for (code, _, year), number in cells(plan, "housed")},
    )


def cells(plan: Plan, quantity: str) -> Iterable[tuple[Any, Any]]:
    """Give the cells of one quantity with their numbers."""
    return plan.cells.get(quantity, {}).items()
