"""Compared plans: negotiated plans beside the best one, as they are known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from models.language import Text
from models.negotiated import Negotiated
from models.plan import Plan
from models.scenario import Scenario
from optimiser.infeasibility.ways_out_result import WayOut
from optimiser.plans.complete import Completion
from optimiser.plans.repair import Repair
from optimiser.results.audit import Audit
from optimiser.results.result import Result
from optimiser.results.standing import Standing


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
    standing
        How it stands beside the best one in the goals; None where there is no plan, or no best one.
    """

    name: str
    negotiated: Negotiated
    completion: Completion
    audit: Audit | None = None
    change: Repair | None = None
    standing: Standing | None = None

    @property
    def as_good(self) -> bool:
        """Whether it keeps every binding agreement, and is as good as the best in every goal."""
        kept = self.audit is not None and self.audit.kept
        return kept and self.standing is not None and self.standing.as_good

    @property
    def plan(self) -> Plan | None:
        """The plan, in whole dwellings and households."""
        return self.completion.plan


@dataclass(frozen=True, slots=True)
class Surpassed:
    """That a negotiated plan was better than the best one that had been found.

    Parameters
    ----------
    name
        What the plan is called.
    goal
        In which goal, by its id; empty where no plan had been found.
    given, found
        What the goal comes to on it, and on what had been found.
    unit
        What that is counted in.
    """

    name: str
    goal: str = ""
    given: Fraction = Fraction(0)
    found: Fraction = Fraction(0)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class WayTaken:
    """That no plan keeps all that was agreed, and what plans are held beside instead.

    Parameters
    ----------
    reason
        Why there is none.
    way
        What gives way so that there is one.
    """

    reason: Text
    way: WayOut


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
    surpassed
        The plans from which the search for the best one went on, because they were better.
    way_taken
        Why there is no best plan for all that was agreed, and after which way out this is one.
    """

    scenario: Scenario
    best: Result
    plans: tuple[ComparedPlan, ...]
    unchanged: bool = False
    time_limit: float | None = None
    surpassed: tuple[Surpassed, ...] = ()
    way_taken: WayTaken | None = None
