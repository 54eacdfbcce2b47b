"""From a scenario to an audited plan: the solve, its audit, and all that can be asked around it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from optimiser.country.solve import solve_country
from optimiser.explanation import Explanation, explain
from optimiser.infeasibility.relaxation import relaxed
from optimiser.keys.compare import compare_keys
from optimiser.keys.result import KeyComparison
from optimiser.negotiation.compromise_result import Compromise
from optimiser.negotiation.negotiate import compromise
from optimiser.plans.compare import compare_plans
from optimiser.plans.compare_result import Comparison
from optimiser.plans.evaluate import Evaluation, evaluate
from optimiser.results.audit import Audit, audit
from optimiser.results.result import Result
from optimiser.results.solved import Status
from optimiser.sensitivity.price import prices
from optimiser.sensitivity.price_result import Prices
from optimiser.solver.params import SearchParams
from optimiser.solving.run import solve

if TYPE_CHECKING:
    from optimiser.explore.alternatives import alternatives
    from optimiser.explore.alternatives_result import Alternatives
    from optimiser.explore.pareto import Front, front
    from optimiser.explore.room import Rooms, room
else:
    _EXPLORED = {
        "Alternatives": "alternatives_result",
        "Front": "pareto",
        "Rooms": "room",
        "alternatives": "alternatives",
        "front": "pareto",
        "room": "room",
    }

    def __getattr__(name: str) -> object:
        """Give what explores, which brings in Pyomo: who only solves need not wait for that."""
        if name in _EXPLORED:
            return getattr(import_module(f"{__name__}.explore.{_EXPLORED[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


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
