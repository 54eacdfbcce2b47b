"""The goals: what a plan is made best in, one after the other."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from models.goals.concessions import Concessions, Party
from models.goals.cost import Cost
from models.goals.fairness import Fairness
from models.goals.goal import Goal
from models.goals.least import Least
from models.goals.nearness import Nearness
from models.goals.shortfall import Shortfall
from models.goals.smooth_years import SmoothYears
from models.goals.travel import Travel
from models.goals.worst_case import WorstCase


def _written_briefly(value: Any) -> Any:
    """Read ``shortfall`` and ``{fair_share: id}`` as what they are short for."""
    if isinstance(value, str):
        return {"kind": value}
    if isinstance(value, dict) and "kind" not in value and len(value) == 1:
        ((kind, named),) = value.items()
        return {"kind": kind, "measure" if kind == "least" else "agreement": named}
    return value


AnyGoal = Annotated[
    Annotated[
        Shortfall
        | Fairness
        | WorstCase
        | Nearness
        | SmoothYears
        | Travel
        | Cost
        | Least
        | Concessions,
        Field(discriminator="kind"),
    ],
    BeforeValidator(_written_briefly),
]
"""What a scenario may list."""

__all__ = [
    "AnyGoal",
    "Concessions",
    "Cost",
    "Fairness",
    "Goal",
    "Least",
    "Nearness",
    "Party",
    "Shortfall",
    "SmoothYears",
    "Travel",
    "WorstCase",
]
