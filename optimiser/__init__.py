"""From a scenario to an audited plan: the solve, its audit and its explanations."""

from optimiser.audit import Audit, audit
from optimiser.country import solve_country
from optimiser.evaluation import Evaluation, evaluate
from optimiser.keys import KeyComparison, compare_keys
from optimiser.result import Result, Status
from optimiser.solving import solve

__all__ = [
    "Audit",
    "Evaluation",
    "KeyComparison",
    "Result",
    "Status",
    "audit",
    "compare_keys",
    "evaluate",
    "solve",
    "solve_country",
]
