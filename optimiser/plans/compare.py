"""Negotiated plans beside the best one: what they miss, what differs, what makes them right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Unpack

from models.findings import InvalidScenario
from models.language import Text
from models.negotiated import Negotiated
from models.plan import Plan
from models.scenario import Scenario
from optimiser.balance.free_ranges import find_free_ranges
from optimiser.formulation.reuse import problem_of
from optimiser.infeasibility.relaxation import relaxed
from optimiser.plans.compare_result import Comparison
from optimiser.plans.compared_plans import ComparedPlan, Surpassed, WayTaken
from optimiser.plans.complete import complete
from optimiser.plans.further import solve_further
from optimiser.plans.repair import Repair, smallest_change
from optimiser.results.audit import audit
from optimiser.results.result import Result
from optimiser.results.standing import standing
from optimiser.results.status import Status
from optimiser.solver.limits import Limits, RunOptions, StopOptions
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
    best, way_taken = after_way_out(solve(scenario, **options), limits)
    compared: list[ComparedPlan] = []
    surpassed: list[Surpassed] = []
    for done, (name, given) in enumerate(plans.items()):
        limits.check()
        limits.tell(Text("plan {name}", name=name), done, len(plans))
        negotiated = Negotiated.of(given) if isinstance(given, Plan) else given
        one = compared_plan(scenario, name, negotiated, limits, best.scenario)
        compared.append(one)
        if (better := surpassing(best, one)) and (start := start_of(best, one)) is not None:
            limits.tell(Text("search on from {name}", name=name), done, len(plans))
            further = solve_further(scenario, start, limits.silent())
            if further.audit is not None and improved(best, further):
                best = further
                surpassed.append(better)
    return Comparison(
        scenario,
        ranged(best, limits),
        tuple(standing_beside(best, one) for one in compared),
        unchanged,
        limits.time_limit,
        tuple(surpassed),
        way_taken,
    )


def after_way_out(best: Result, limits: Limits) -> tuple[Result, WayTaken | None]:
    """Give the best plan; where there is none the best one after the first way out, and which.

    Parameters
    ----------
    best
        The best plan, or why there is none.
    limits
        When to stop.

    Returns
    -------
    result, way_taken
        What plans are held beside, and what had to give for it.
    """
    reason = best.infeasibility
    ways = reason.ways_out.ways if reason is not None else ()
    for way in ways:
        if reason is not None and way.verified:
            after = solve(relaxed(best.scenario, way.relaxations), **left_of(limits))
            return (best, None) if after.plan is None else (after, WayTaken(reason.sentence, way))
    return best, None


def left_of(limits: Limits) -> StopOptions:
    """Give what is left of the limits, as a search takes it."""
    left = limits.left()
    if limits.time_limit is not None:
        left["time_limit"] = max(limits.remaining(), 0.01)
    return left


def surpassing(best: Result, one: ComparedPlan) -> Surpassed | None:
    """Say in what a plan is better than the best that was found.

    Parameters
    ----------
    best
        The best plan that was found, or why there is none.
    one
        The plan.

    Returns
    -------
    Surpassed or None
        None where it is not, or where no plan that keeps all binding agreements can be.
    """
    if one.audit is None:
        return None
    if best.audit is None:
        return Surpassed(one.name) if one.audit.kept else None
    found = standing(best.scenario, one.audit, best.audit)
    if not found.better or found.goal in {goal.id for goal in best.goals if goal.proven}:
        return None
    unit = best.scenario.goal(found.goal).unit(best.scenario)
    return Surpassed(one.name, found.goal, found.one, found.other, unit)


def start_of(best: Result, one: ComparedPlan) -> Plan | None:
    """Give where to search on: the plan, what it is changed to, or the best one that was found."""
    candidates = [(one.plan, one.audit)]
    if one.change is not None:
        candidates.append((one.change.plan, one.change.audit))
    for plan, audited in candidates:
        if plan is None or audited is None or not audited.kept:
            continue
        if best.audit is None:
            return plan
        found = standing(best.scenario, audited, best.audit)
        if found.better or found.as_good:
            return plan
    return best.plan


def improved(best: Result, further: Result) -> bool:
    """Tell whether what was found further on is better."""
    if best.audit is None or further.audit is None:
        return further.audit is not None
    return standing(best.scenario, further.audit, best.audit).better


def standing_beside(best: Result, one: ComparedPlan) -> ComparedPlan:
    """Give a plan with how it stands beside the best one."""
    if best.audit is None or one.audit is None:
        return one
    return replace(one, standing=standing(best.scenario, one.audit, best.audit))


def ranged(best: Result, limits: Limits) -> Result:
    """Give the best plan with between what each number lies in all that are as good."""
    if best.plan is None or best.audit is None:
        return best
    limits.tell(Text("forced or free"), 0, 1)
    problem = problem_of(best.scenario)
    return replace(best, free=find_free_ranges(problem, best.plan, best.audit, limits.silent()))


def compared_plan(
    scenario: Scenario, name: str, negotiated: Negotiated, limits: Limits, kept: Scenario
) -> ComparedPlan:
    """Complete a plan, audit it, and find the smallest change that makes it right.

    Parameters
    ----------
    scenario
        What was agreed.
    name
        What the plan is called.
    negotiated
        The plan.
    limits
        When to stop.
    kept
        What the changed plan is to keep: what was agreed, or what is left of it after a way out.

    Returns
    -------
    ComparedPlan
        The plan, as it is known.
    """
    completion = complete(scenario, negotiated, limits)
    if completion.plan is None:
        return ComparedPlan(name, negotiated, completion)
    audited = audit(scenario, completion.plan)
    change = (
        Repair(Status.OPTIMAL, completion.plan, audited, {}, {})
        if audited.kept
        else smallest_change(kept, completion.plan, **left_of(limits))
    )
    return ComparedPlan(name, negotiated, completion, audited, change)
