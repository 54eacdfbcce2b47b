"""Negotiated plans beside the best one: what they miss, what differs, what makes them right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.findings import InvalidScenario
from models.language import Amount, Term, Text
from models.negotiated import Negotiated
from models.plan import Plan
from models.scenario import Scenario
from optimiser.audit import Audit, audit
from optimiser.comparison_tables import COMPARISON_TABLES
from optimiser.completion import Completion, complete, over_capacity
from optimiser.engine import Limits
from optimiser.negotiated import Change, smallest_change
from optimiser.passes import Progress
from optimiser.result import Result, Status
from optimiser.solving import silent, solve
from optimiser.tabled import Table, Tabled
from scenarios import check


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
    change: Change | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan, in whole dwellings and households."""
        return self.completion.plan


@dataclass(frozen=True, slots=True)
class Comparison(Tabled):
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

    @property
    def all_tables(self) -> Mapping[str, Table]:
        """The tables of a comparison."""
        return COMPARISON_TABLES

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {"all": self.unchanged, "timeLimit": self.time_limit}

    def in_full(self) -> Comparison:
        """Give the same with unchanged rows."""
        return replace(self, unchanged=True)

    def sentences(self) -> Iterator[Text]:
        """Say of each plan what it misses, and what makes it right."""
        for one in self.plans:
            for said in self.said_of(one):
                yield Text("{plan}: {said}", plan=one.name, said=said)

    def said_of(self, one: ComparedPlan) -> Iterator[Text]:
        """Say of one plan what was filled in, what it misses, and what makes it right."""
        if one.completion.open and one.plan:
            names = tuple(Term(name) for name in one.completion.open)
            yield Text(
                "the plan does not say all of {names}; it was completed so that it misses as "
                "little as can be",
                names=names,
            )
        if one.audit is None:
            yield self.why_incomplete(one)
            return
        if one.audit.kept:
            yield Text("the plan keeps every binding agreement")
            return
        rows = len(one.audit.missed)
        agreements = len({row.requirement.agreement.id for row in one.audit.missed})
        if rows == 1:
            yield Text("the plan misses one requirement of a binding agreement")
        elif agreements == 1:
            yield Text("the plan misses {rows} requirements of one binding agreement", rows=rows)
        else:
            yield Text(
                "the plan misses {rows} requirements of {agreements} binding agreements",
                rows=rows,
                agreements=agreements,
            )
        if one.change is None or one.change.plan is None:
            status = one.change.status if one.change else Status.CANCELLED
            yield Text("no change makes it right: {status}", status=status.text())
            return
        pieces = tuple(
            Text(
                "{added} more and {removed} fewer",
                added=Amount((one.change.added or {}).get(name, 0), unit),
                removed=Amount((one.change.removed or {}).get(name, 0), unit),
            )
            for name, unit in (("new_build", "dwellings"), ("housed", "households"))
            if (one.change.added or {}).get(name) or (one.change.removed or {}).get(name)
        )
        proven = one.change.status is Status.OPTIMAL
        if proven:
            yield Text("the smallest change that makes it keep them all: {pieces}", pieces=pieces)
        else:
            yield Text(
                "a change that makes it keep them all, perhaps not the smallest: {pieces}",
                pieces=pieces,
            )

    def why_incomplete(self, one: ComparedPlan) -> Text:
        """Say why nothing completes a plan."""
        over = over_capacity(self.scenario, one.negotiated)
        if over:
            pieces = tuple(
                Text(
                    "{name} {said} where {fits} fit",
                    name=self.scenario.municipality(code).name,
                    said=said,
                    fits=fits,
                )
                for code, (said, fits) in over.items()
            )
            return Text("the plan capacity is too small for it: {pieces}", pieces=pieces)
        return Text("no plan has these totals: {status}", status=one.completion.status.text())


def compare_plans(
    scenario: Scenario,
    plans: Mapping[str, Negotiated | Plan],
    *,
    unchanged: bool = False,
    time_limit: float | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Comparison:
    """Hold negotiated plans beside the best one, and beside each other.

    Parameters
    ----------
    scenario
        What was agreed.
    plans
        The plans by their names, complete or not.
    unchanged
        Whether to keep rows in which no plan differs from the best.
    time_limit
        Seconds for all of it, from now.
    progress
        Told what is being done.
    cancelled
        Asked now and then.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    InvalidScenario
        If the checks find an error.
    KeyError
        If a plan names a cell that the scenario does not have.
    """
    findings = check(scenario)
    if any(finding.severity == "error" for finding in findings):
        raise InvalidScenario(findings)
    limits = Limits(time_limit, cancelled)
    tell = progress or silent
    best = solve(scenario, time_limit=time_limit, progress=tell, cancelled=cancelled)
    compared: list[ComparedPlan] = []
    for done, (name, given) in enumerate(plans.items()):
        limits.check()
        tell(Text("plan {name}", name=name), done, len(plans))
        negotiated = Negotiated.of(given) if isinstance(given, Plan) else given
        compared.append(compared_plan(scenario, name, negotiated, limits))
    return Comparison(scenario, best, tuple(compared), unchanged, time_limit)


def compared_plan(
    scenario: Scenario, name: str, negotiated: Negotiated, limits: Limits
) -> ComparedPlan:
    """Complete a plan, audit it, and find the smallest change that makes it right."""
    completion = complete(scenario, negotiated, limits)
    if completion.plan is None:
        return ComparedPlan(name, negotiated, completion)
    audited = audit(scenario, completion.plan)
    left = None if limits.seconds is None else max(limits.remaining(), 0.01)
    change = (
        Change(Status.OPTIMAL, completion.plan, audited, {}, {})
        if audited.kept
        else smallest_change(scenario, completion.plan, time_limit=left, cancelled=limits.cancelled)
    )
    return ComparedPlan(name, negotiated, completion, audited, change)
