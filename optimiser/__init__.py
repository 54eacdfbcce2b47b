"""From a scenario to an audited plan: the solve, its audit and its explanations."""

from optimiser.country.solve import solve_country
from optimiser.keys.compare import compare_keys
from optimiser.keys.result import KeyComparison
from optimiser.plans.evaluate import Evaluation, evaluate
from optimiser.results.audit import Audit, audit
from optimiser.results.result import Result
from optimiser.results.solved import Status
from optimiser.solving.run import solve

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
