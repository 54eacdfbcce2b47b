"""From a scenario to an audited plan: the solve, its audit, and all that can be asked around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.on_demand import on_demand

if TYPE_CHECKING:
    from optimiser.country.solve import solve_country
    from optimiser.explanation import Explanation, explain
    from optimiser.explore.alternatives import alternatives
    from optimiser.explore.alternatives_result import Alternatives
    from optimiser.explore.pareto import front
    from optimiser.explore.pareto_result import Front
    from optimiser.explore.room import room
    from optimiser.explore.room_result import Rooms
    from optimiser.infeasibility.relaxation import relaxed
    from optimiser.keys.compare import compare_keys
    from optimiser.keys.result import KeyComparison
    from optimiser.negotiation.compromise_result import Compromise
    from optimiser.negotiation.negotiate import compromise
    from optimiser.plans.compare import compare_plans
    from optimiser.plans.compare_result import Comparison
    from optimiser.plans.evaluate import evaluate
    from optimiser.plans.evaluate_result import Evaluation
    from optimiser.results.audit import Audit, audit
    from optimiser.results.result import Result
    from optimiser.results.status import Status
    from optimiser.sensitivity.price import prices
    from optimiser.sensitivity.price_result import Prices
    from optimiser.solver.params import SearchParams
    from optimiser.solving.run import solve
else:
    _STANDS_IN = {
        "Alternatives": "explore.alternatives_result",
        "Audit": "results.audit",
        "Comparison": "plans.compare_result",
        "Compromise": "negotiation.compromise_result",
        "Evaluation": "plans.evaluate_result",
        "Explanation": "explanation",
        "Front": "explore.pareto_result",
        "KeyComparison": "keys.result",
        "Prices": "sensitivity.price_result",
        "Result": "results.result",
        "Rooms": "explore.room_result",
        "SearchParams": "solver.params",
        "Status": "results.status",
        "alternatives": "explore.alternatives",
        "audit": "results.audit",
        "compare_keys": "keys.compare",
        "compare_plans": "plans.compare",
        "compromise": "negotiation.negotiate",
        "evaluate": "plans.evaluate",
        "explain": "explanation",
        "front": "explore.pareto",
        "prices": "sensitivity.price",
        "relaxed": "infeasibility.relaxation",
        "room": "explore.room",
        "solve": "solving.run",
        "solve_country": "country.solve",
    }
    __getattr__ = on_demand(__name__, _STANDS_IN)


__all__ = [
    "Alternatives",
    "Audit",
    "Comparison",
    "Compromise",
    "Evaluation",
    "Explanation",
    "Front",
    "KeyComparison",
    "Prices",
    "Result",
    "Rooms",
    "SearchParams",
    "Status",
    "alternatives",
    "audit",
    "compare_keys",
    "compare_plans",
    "compromise",
    "evaluate",
    "explain",
    "front",
    "prices",
    "relaxed",
    "room",
    "solve",
    "solve_country",
]
