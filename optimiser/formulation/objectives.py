"""The passes: a scenario's goals one after the other, each kept while the next is pursued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.goals import Shortfall
from optimiser.formulation.problem import FairnessRows, Problem, Sum
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import KEPT


@dataclass(frozen=True, slots=True)
class Pass:
    """One goal that is a sum: what to minimise.

    Parameters
    ----------
    id
        The goal's name in results; a priority of the shortfall is a pass by itself.
    costs
        Cost per position of an unknown.
    sites
        Whether it matters to this goal which municipalities host a facility.
    builds
        Whether it matters to this goal what is built, or who is housed.
    ranked
        Whether it is one of the sums that a goal makes best in turn.
    """

    id: str
    costs: Mapping[int, float]
    sites: bool
    builds: bool = True
    ranked: bool = False

    def value(self, values: Floats) -> float:
        """Give the goal's value at a point."""
        return float(sum(cost * values[column] for column, cost in self.costs.items()))


def passes(problem: Problem) -> list[Pass | FairnessRows]:
    """Put the goals in their order, and after them what every scenario wants."""
    sums = {total.id: total for total in problem.sums}
    fairness = {rows.goal.id: rows for rows in problem.fairness}
    goals = problem.scenario.goals
    ordered: list[Pass | FairnessRows] = []
    for goal in goals:
        if isinstance(goal, Shortfall):
            ordered += shortfalls(problem)
        elif goal.id in fairness:
            ordered.append(fairness[goal.id])
        else:
            found = [sums[name] for name in goal.names if name in sums]
            ranked = goal.ranked > 1
            ordered += [
                Pass(total.id, costs_of(problem, total), goal.sites, goal.builds, ranked)
                for total in found
            ]
    if not any(isinstance(goal, Shortfall) for goal in goals):
        ordered += shortfalls(problem)
    return ordered + unwritten(problem)


def costs_of(problem: Problem, total: Sum) -> dict[int, float]:
    """Give the costs of a sum, per position of an unknown."""
    return {problem.matrix.columns[column]: float(weight) for column, weight in total.terms}


def unwritten(problem: Problem) -> list[Pass]:
    """Give what every scenario wants last: no more places and no more transfers than needed."""
    columns = problem.matrix.columns
    return [
        Pass(
            quantity,
            {columns[column]: 1.0 for column in cells.values()},
            quantity == "places",
            quantity != "places",
        )
        for quantity in ("places", "transferred")
        if (cells := problem.programme.grids[quantity].cells)
    ]


def shortfalls(problem: Problem) -> list[Pass]:
    """Give a pass for each priority among the agreements that are not binding."""
    by_priority: dict[int, dict[int, float]] = {}
    for row in problem.rows:
        agreement = row.requirement.agreement
        if not row.requirement.binding:
            costs = by_priority.setdefault(agreement.priority, {})
            costs.update(
                {problem.matrix.columns[column]: float(agreement.weight) for column in row.missing}
            )
    return [
        Pass(f"shortfall:{priority}", costs, Shortfall().sites)
        for priority, costs in sorted(by_priority.items())
    ]


def keep(engine: Engine, row: int, value: float, slack: float = KEPT) -> None:
    """Hold a goal, through its row, at a value while later goals are pursued."""
    engine.bound_row(row, -np.inf, still_kept(value, slack))


def still_kept(value: float, slack: float = KEPT) -> float:
    """Give the worst value that still counts as keeping a goal where it is."""
    return value + slack * max(1.0, abs(value))
