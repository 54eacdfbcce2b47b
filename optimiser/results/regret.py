"""Regret: how a plan serves each demand scenario, beside the plan made for that scenario alone."""

from __future__ import annotations

from collections.abc import Iterable

from models.agreements import Bandwidth
from models.goals.objective import Objective
from models.linear import as_linear
from models.plan import Plan, programme_of_plan
from models.requirement import GoalTerm
from optimiser.formulation.problem import Problem
from optimiser.results.solved import ServedDemand
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits


def served_demand(problem: Problem, plan: Plan, limits: Limits) -> tuple[ServedDemand, ...]:
    """Hold a plan against each demand scenario of the scenario's bandwidths.

    The least possible shortfall is that of an LP with the binding agreements only, for one demand
    scenario at a time. A demand scenario for which the time was up is left out.
    """
    scenario = problem.scenario
    found: list[ServedDemand] = []
    for agreement in scenario.agreements:
        if not isinstance(agreement, Bandwidth):
            continue
        rows = tuple(agreement.goal_terms(programme_of_plan(scenario, plan)))
        on_plan = Objective((agreement.id,), rows)
        # Over cells, because the problem is complete: it has no totals that only demands ask for.
        unknown = by_demand_scenario(agreement.goal_terms(problem.programme.linear))
        for name, shortfall in sorted(on_plan.sums().items()):
            least = least_possible(problem, unknown[name], limits)
            if least is not None:
                found.append(ServedDemand(agreement.id, name, shortfall, least))
    return tuple(found)


def by_demand_scenario(terms: Iterable[GoalTerm]) -> dict[str, list[GoalTerm]]:
    """Sort the rows of the demands by demand scenario."""
    rows: dict[str, list[GoalTerm]] = {}
    for term in terms:
        rows.setdefault(term.in_sum, []).append(term)
    return rows


def least_possible(problem: Problem, terms: list[GoalTerm], limits: Limits) -> float | None:
    """Minimise the shortfall in one demand scenario; None when the time was up."""
    engine = Engine(problem.matrix, limits)
    cells = {(quantity, cell): column for quantity, cell, column in problem.decided}
    costs: dict[int, float] = {}
    for term in terms:
        lacking = engine.add_column(0.0, float("inf"))
        built = as_linear(term.right)
        entries = {cells[unknown]: float(part) for unknown, part in built.terms.items()}
        demanded = float(term.left) - float(built.constant)
        engine.add_row(demanded, float("inf"), {**entries, lacking: 1.0})
        costs[lacking] = float(term.weight)
    engine.costs(costs)
    return engine.objective() if engine.run() is Answer.OPTIMAL else None
