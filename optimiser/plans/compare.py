"""Negotiated plans beside the best one: what they miss, what differs, what makes them right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

from models.findings import InvalidScenario
from models.language import Text
from models.negotiated import Negotiated
from models.plan import Plan
from models.scenario import Scenario
from optimiser.plans.compare_result import Comparison
from optimiser.plans.compared_plans import ComparedPlan
from optimiser.plans.complete import complete
from optimiser.plans.repair import Repair, smallest_change
from optimiser.results.audit import audit
from optimiser.results.solved import Status
from optimiser.solver.limits import Limits, RunOptions
from optimiser.solving.run import solve
from scenarios import check


def compare_plans(
    scenario: Scenario,
    plans: Mapping[str, Negotiated | Plan],
    *,
    unchanged: bool = False,
    **options: Unpack[RunOptions],
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
    **options
        Any of ``time_limit`` (seconds for all of it, from now), ``cancelled`` (asked now and then),
        ``progress`` (told what is being done) and ``params``.

    Returns
    -------
    Comparison
        The plans beside the best one, number by number.

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
    limits = Limits(**options)
    best = solve(scenario, **options)
    compared: list[ComparedPlan] = []
    for done, (name, given) in enumerate(plans.items()):
        limits.check()
        limits.tell(Text("plan {name}", name=name), done, len(plans))
        negotiated = Negotiated.of(given) if isinstance(given, Plan) else given
        compared.append(compared_plan(scenario, name, negotiated, limits))
    return Comparison(scenario, best, tuple(compared), unchanged, limits.time_limit)


def compared_plan(
    scenario: Scenario, name: str, negotiated: Negotiated, limits: Limits
) -> ComparedPlan:
    """Complete a plan, audit it, and find the smallest change that makes it right."""
    completion = complete(scenario, negotiated, limits)
    if completion.plan is None:
        return ComparedPlan(name, negotiated, completion)
    audited = audit(scenario, completion.plan)
    left = limits.left()
    if limits.time_limit is not None:
        left["time_limit"] = max(limits.remaining(), 0.01)
    change = (
        Repair(Status.OPTIMAL, completion.plan, audited, {}, {})
        if audited.kept
        else smallest_change(scenario, completion.plan, **left)
    )
    return ComparedPlan(name, negotiated, completion, audited, change)
