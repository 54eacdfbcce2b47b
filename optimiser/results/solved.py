"""What a solve found: the plan and its audit, goals, steps and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from models.division import Division
from models.findings import Finding
from models.language import Text
from models.plan import Plan
from models.requirement import Outcome
from models.scenario import Scenario
from optimiser.infeasibility.explain import Infeasibility
from optimiser.results.audit import Audit
from optimiser.results.free_range import FreeRanges
from optimiser.results.goal_values import GoalValue
from optimiser.results.status import Status


@dataclass(frozen=True, slots=True)
class ExactShare:
    """A fair outcome in fractions of dwellings: what whole dwellings are rounded from.

    Parameters
    ----------
    agreement
        The agreement that divides.
    municipality
        Who gets it; empty for the region.
    year
        In which year; None for all together.
    assigned
        How much.
    """

    agreement: str
    municipality: str
    year: int | None
    assigned: float

    @classmethod
    def of(cls, outcome: Outcome, assigned: float | Fraction) -> ExactShare:
        """Give what somebody gets."""
        scope = outcome.scope
        return cls(outcome.agreement.id, scope.municipality or "", scope.year, float(assigned))


@dataclass(frozen=True, slots=True)
class ServedDemand:
    """How a plan serves one demand scenario.

    Parameters
    ----------
    agreement
        The agreement of kind `bandwidth`.
    name
        The demand scenario.
    shortfall
        What the plan lacks in it.
    least
        The least that any plan that keeps all binding agreements would lack in it.
    """

    agreement: str
    name: str
    shortfall: Fraction
    least: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a goal of fairness, as recorded.

    Parameters
    ----------
    goal
        The goal's name.
    step
        Its number, from 1: the largest deviation first.
    deviation
        The level, relative to the fair share.
    fixed
        Municipality and year of those who cannot come nearer.
    held_by
        Agreement and municipality of what stands in the way.
    """

    goal: str
    step: int
    deviation: float
    fixed: tuple[tuple[str, int | None], ...]
    held_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """What a solve found.

    Parameters
    ----------
    scenario
        What was solved.
    status
        What happened.
    preview
        Whether the plan stops before whole dwellings.
    plan
        The plan, when there is one.
    audit
        The plan held against the scenario, when there is one.
    goals
        Value and bound per goal.
    exact_shares
        The fair outcomes in fractions of dwellings.
    steps
        The steps of each goal of fairness.
    demand_scenarios
        How the plan serves each demand scenario.
    siting_gap
        Proven relative gap of the choice of hosts and options; None when there was neither.
    within
        Dwellings within which every fair outcome lies of the exact one; None when that could not be
        kept, or was not asked.
    infeasibility
        Why not, when no plan keeps all binding agreements.
    findings
        What the checks found.
    fault
        What went wrong, when the status is `FAILED`.
    seconds
        Wall-clock seconds per phase; ``solver`` counts what was spent inside HiGHS.
    options
        What was asked.
    free
        Between what each number lies in all plans that are as good; None when that was not asked.
    division
        What each part of a country got, when it was solved part by part.
    parts
        The results of the parts, by name; their audit is the country's.
    """

    scenario: Scenario
    status: Status
    preview: bool = False
    plan: Plan | None = None
    audit: Audit | None = None
    goals: tuple[GoalValue, ...] = ()
    exact_shares: tuple[ExactShare, ...] = ()
    steps: tuple[Step, ...] = ()
    demand_scenarios: tuple[ServedDemand, ...] = ()
    siting_gap: float | None = None
    within: int | None = None
    infeasibility: Infeasibility | None = None
    findings: tuple[Finding, ...] = ()
    fault: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    free: FreeRanges | None = None
    division: Division | None = None
    parts: Mapping[str, Solved] = field(default_factory=dict)

    def status_text(self) -> Text:
        """Say what happened, and claim no more than what was proven."""
        if self.status is Status.OPTIMAL and self.preview:
            return Text("the best plan in fractions of dwellings, proven")
        best = {part.status for part in self.parts.values()} == {Status.OPTIMAL}
        if self.status is Status.FEASIBLE and best:
            return Text(
                "a plan that keeps every binding agreement; "
                "each part has the best plan for what it got, proven"
            )
        if self.status is Status.FEASIBLE and 0 < len(self.unproven) < len(self.goals):
            return Text(
                "a plan that keeps every binding agreement; "
                "{proven} of {all} goals are proven to be the best in whole numbers",
                proven=len(self.goals) - len(self.unproven),
                all=len(self.goals),
            )
        return self.status.text()

    @property
    def unproven(self) -> tuple[GoalValue, ...]:
        """The goals of which it is not proven that no plan in whole numbers is better."""
        return () if self.preview else tuple(goal for goal in self.goals if not goal.proven)
