"""Compared plans: negotiated plans beside the best one, as they are known."""

from __future__ import annotations

from dataclasses import dataclass

from models.negotiated import Negotiated
from models.plan import Plan
from models.scenario import Scenario
from optimiser.plans.complete import Completion
from optimiser.plans.repair import Repair
from optimiser.results.audit import Audit
from optimiser.results.result import Result


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """One negotiated plan, held beside the best.

    Parameters
    ----------
    name
        What it is called.
    negotiated
        What was written down.
    completion
        The plan, filled in where it said nothing.
    audit
        The plan held against the scenario; None when nothing completes it.
    change
        The smallest change that makes it keep all binding agreements.
    """

    name: str
    negotiated: Negotiated
    completion: Completion
    audit: Audit | None = None
    change: Repair | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan, in whole dwellings and households."""
        return self.completion.plan


@dataclass(frozen=True, slots=True)
class ComparedPlans:
    """Negotiated plans side by side, and the best one.

    Parameters
    ----------
    scenario
        What was agreed.
    best
        The best plan, or why there is none.
    plans
        The negotiated plans, in the order in which they were given.
    unchanged
        Whether rows in which no plan differs from the best are kept in the tables.
    time_limit
        Seconds that all of it was allowed.
    """

    scenario: Scenario
    best: Result
    plans: tuple[ComparedPlan, ...]
    unchanged: bool = False
    time_limit: float | None = None
