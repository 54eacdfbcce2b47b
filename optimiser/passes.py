"""The passes: a scenario's goals one after the other, each kept while the next is pursued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from models.goals import Shortfall
from models.language import Text
from optimiser.engine import Answer, Engine
from optimiser.fairness import FairnessStep, leximin
from optimiser.matrix import Floats
from optimiser.problem import FairnessRows, Problem

KEPT = 1e-7
"""How much an earlier goal may give way to rounding in the solver, relative to its value."""

Progress = Callable[[Text, int, int], None]
"""Told what is being done, how many steps are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One goal that is a sum: what to minimise.

    Parameters
    ----------
    id
        The goal's name in results; a priority of the shortfall is a pass by itself.
    costs
        Cost per position of an unknown.
    """

    id: str
    costs: Mapping[int, float]

    def value(self, values: Floats) -> float:
        """Give the goal's value at a point."""
        return float(sum(cost * values[column] for column, cost in self.costs.items()))


@dataclass(slots=True)
class Optimum:
    """The best point in fractions of dwellings.

    Parameters
    ----------
    answer
        ``OPTIMAL``, or why there is none.
    values
        The unknowns.
    bounds
        The best value of each pass, given those before it.
    steps
        The steps of each goal of fairness.
    """

    answer: Answer
    values: Floats = field(default_factory=lambda: np.empty(0))
    bounds: dict[str, float] = field(default_factory=dict)
    steps: dict[str, list[FairnessStep]] = field(default_factory=dict)


def passes(problem: Problem) -> list[Pass | FairnessRows]:
    """Put the goals in their order, the shortfall first unless the scenario says otherwise."""
    sums = {total.goal.id: total for total in problem.sums}
    fairness = {rows.goal.id: rows for rows in problem.fairness}
    goals = problem.scenario.goals
    ordered: list[Pass | FairnessRows] = []
    if not any(isinstance(goal, Shortfall) for goal in goals):
        ordered += shortfalls(problem)
    for goal in goals:
        if isinstance(goal, Shortfall):
            ordered += shortfalls(problem)
        elif goal.id in fairness:
            ordered.append(fairness[goal.id])
        elif goal.id in sums:
            terms = sums[goal.id].terms
            costs = {problem.matrix.columns[column]: float(weight) for column, weight in terms}
            ordered.append(Pass(goal.id, costs))
    return ordered


def shortfalls(problem: Problem) -> list[Pass]:
    """Give a pass for each priority among the agreements that are not binding."""
    by_priority: dict[int, dict[int, float]] = {}
    for row in problem.rows:
        agreement = row.requirement.agreement
        if not agreement.binding:
            costs = by_priority.setdefault(agreement.priority, {})
            costs.update(
                {problem.matrix.columns[column]: float(agreement.weight) for column in row.missing}
            )
    return [
        Pass(f"shortfall:{priority}", by_priority[priority]) for priority in sorted(by_priority)
    ]


def keep(engine: Engine, row: int, value: float) -> None:
    """Hold a goal, through its row, at a value while later goals are pursued."""
    engine.bound_row(row, -np.inf, still_kept(value))


def still_kept(value: float) -> float:
    """Give the worst value that still counts as keeping a goal where it is."""
    return value + KEPT * (1 + abs(value))


def optimum(engine: Engine, problem: Problem, progress: Progress) -> Optimum:
    """Pursue the goals one after the other, in fractions of dwellings.

    Parameters
    ----------
    engine
        Holds the matrix.
    problem
        The scenario as a problem.
    progress
        Told of every goal.
    """
    ordered = passes(problem)
    best = Optimum(engine.run() if not ordered else Answer.OPTIMAL)
    for done, goal in enumerate(ordered):
        name = goal.goal.id if isinstance(goal, FairnessRows) else goal.id
        progress(Text("goal {name}", name=name), done, len(ordered))
        if isinstance(goal, FairnessRows):
            best.answer, best.steps[name] = leximin(engine, problem, goal)
            reached = best.steps[name][0].level if best.steps[name] else 0.0
        else:
            engine.costs(goal.costs)
            best.answer = engine.run()
            reached = engine.objective()
        if best.answer is not Answer.OPTIMAL:
            return best
        best.bounds[name] = reached
        if isinstance(goal, Pass):
            row = engine.add_row(-np.inf, np.inf, goal.costs)
            keep(engine, row, reached)
    if best.answer is Answer.OPTIMAL:
        best.values = engine.values()
    return best
