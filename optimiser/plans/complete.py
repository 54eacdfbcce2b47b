"""Completion: what an incomplete plan leaves open, filled in as well as it can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from fractions import Fraction
from itertools import repeat
from math import ceil
from typing import Any

import numpy as np

from models.agreements import RULES, Agreement
from models.goals import Shortfall
from models.measure import Scope
from models.negotiated import REST, Negotiated, Totals
from models.plan import Plan
from models.quantity import QUANTITIES, Cell
from models.requirement import Requirement
from models.scenario import Scenario
from optimiser.balance.point import balanced_by
from optimiser.formulation.problem import Problem, Row
from optimiser.optimum.lexicographic import optimum
from optimiser.plans.repair import ENDS
from optimiser.results.audit import audit
from optimiser.results.goal_values import DIGITS
from optimiser.results.status import Status
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.tolerances import EXACT
from optimiser.solving.whole_dwellings import whole_dwellings


@dataclass(frozen=True, slots=True)
class Span:
    """How far the ways to complete a plan can be off one requirement, in units.

    In fractions of dwellings, while the other agreements that the best completion keeps are kept,
    and each by itself: the worst of all need not come together.

    Parameters
    ----------
    worst, best
        The least and the most slack; below zero it is missed by so many.
    few, many
        How many too few and too many it can be at worst.
    """

    worst: float
    best: float
    few: float
    many: float


@dataclass(frozen=True, slots=True)
class Range:
    """What the ways to complete a plan can make of one requirement.

    Parameters
    ----------
    agreement, municipality, year, label
        Which requirement; the region has no municipality.
    span
        How far it can be off.
    """

    agreement: Agreement
    municipality: str
    year: int | None
    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class Completion:
    """An incomplete plan, filled in.

    Parameters
    ----------
    status
        ``optimal``, ``feasible`` when the time was up, ``infeasible`` when no plan has these
        totals, not even where the plan capacity gives way.
    open
        The quantities that the plan left open, in part or altogether.
    plan
        The completion that misses least of the binding agreements, then least of the others, is
        then best in the goals, and then nearest to balance; None when there is none. Rules that
        always hold, such as the plan capacity, are missed only as far as the totals need it.
    ranges
        Per binding requirement what the ways to complete the plan can make of it.
    """

    status: Status
    open: tuple[str, ...]
    plan: Plan | None = None
    ranges: tuple[Range, ...] = ()


def complete(scenario: Scenario, negotiated: Negotiated, limits: Limits) -> Completion:
    """Fill in what a plan leaves open, with all that it says held exactly.

    Parameters
    ----------
    scenario
        The scenario.
    negotiated
        What was written down.
    limits
        When to stop.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    """
    left_open = negotiated.open(scenario)
    if not left_open:
        return Completion(Status.OPTIMAL, (), negotiated.plan())
    limits = limits.silent()
    problem = problem_of_plan(scenario, negotiated)
    engine = Engine(problem.matrix, limits)
    best = optimum(engine, problem)
    if best.answer is Answer.INFEASIBLE:
        beyond = least_beyond(problem, limits)
        if beyond is not None:
            problem = problem_of_plan(scenario, negotiated, beyond)
            engine = Engine(problem.matrix, limits)
            best = optimum(engine, problem)
    if best.answer is not Answer.OPTIMAL:
        return Completion(without_plan(best.answer), left_open)
    near = balanced_by(engine, problem, best.face)
    best.balanced = best.values if near is None else near
    whole = whole_dwellings(problem, best, limits)
    if whole.answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
        return Completion(without_plan(whole.answer), left_open)
    plan = problem.plan_at(whole.values, whole=True)
    audited = audit(scenario, plan)
    missed = {row.requirement.agreement.id for row in audited.missed}
    kept = frozenset(one.id for one in scenario.agreements if one.binding and one.id not in missed)
    found = tuple(slack_ranges(scenario, problem, Engine(problem.matrix, limits), kept))
    return Completion(ENDS[whole.answer], left_open, plan, found)


def wished(scenario: Scenario) -> Scenario:
    """Give the scenario with every agreement as a wish, the binding ones before the others."""
    agreements = tuple(
        one.model_copy(
            update={"binding": False, "priority": 1 if one.binding else one.priority + 1}
        )
        for one in scenario.agreements
    )
    goals = (Shortfall(), *(goal for goal in scenario.goals if not isinstance(goal, Shortfall)))
    # No copy of the scenario, which would take along what it has worked out from its agreements.
    said = {name: getattr(scenario, name) for name in Scenario.model_fields}
    return Scenario.model_construct(**{**said, "agreements": agreements, "goals": goals})


def problem_of_plan(scenario: Scenario, negotiated: Negotiated, beyond: int = 0) -> Problem:
    """Give the scenario as a problem in which what a plan says is held, and all else is a wish.

    Parameters
    ----------
    scenario
        The scenario.
    negotiated
        The plan.
    beyond
        Units that rules that always hold, such as the plan capacity, may give in all.

    Returns
    -------
    Problem
        The problem.
    """
    problem = Problem(wished(scenario))
    gives = given_by_rules(problem) if beyond else []
    if gives:
        problem.reader.add("given_by_rules", problem.reader.total([*gives, -beyond]), "<=")
    hold_plan(problem, negotiated)
    problem.matrix.upper[[*map(problem.column, gives)]] = np.inf
    return problem


def hold_plan(problem: Problem, negotiated: Negotiated) -> None:
    """Hold what a plan says: its totals as rows, and its cells as bounds."""
    for name, table in negotiated.tables.items():
        if table.axes == QUANTITIES[name].axes:
            continue
        grid = problem.programme.grids[name]
        rest = table.together(problem.scenario.segments)
        for key in sorted(nameable_cells(name, table, grid.cells, rest)):
            selection = {
                axis: rest if member == REST else frozenset([member])
                for axis, member in zip(table.axes, key, strict=True)
            }
            number = table.numbers.get(key, 0)
            total = problem.reader.total([grid.total(selection), -number])
            problem.reader.add(problem.reader.name("stated", name, *key), total, "==")
    matrix = problem.matrix
    for name, cell, unknown in problem.cells():
        told = negotiated.tables.get(name)
        if told is not None and told.axes == QUANTITIES[name].axes:
            column = problem.column(unknown)
            matrix.lower[column] = matrix.upper[column] = float(told.numbers.get(cell, 0))


def least_beyond(problem: Problem, limits: Limits) -> int | None:
    """Give how many units rules that always hold, such as the plan capacity, have to give.

    Parameters
    ----------
    problem
        The scenario as a problem, with what the plan says held: nothing keeps all rules.
    limits
        When to stop.

    Returns
    -------
    int or None
        The least in all, rounded up; None where there is no plan even so.
    """
    gives = [*map(problem.column, given_by_rules(problem))]
    engine = Engine(problem.matrix, limits)
    engine.bound(gives, repeat(0.0, len(gives)), repeat(np.inf, len(gives)))
    engine.costs(dict.fromkeys(gives, 1.0))
    return ceil(engine.objective() - EXACT) if engine.run() is Answer.OPTIMAL else None


def given_by_rules(problem: Problem) -> list[Any]:
    """List the unknowns for what is missing of rules that always hold."""
    rules = {rule.id for rule in RULES}
    return [
        shortfall
        for row in problem.rows
        if row.requirement.agreement.id in rules and not row.requirement.firm
        for shortfall in row.shortfalls
    ]


def nameable_cells(
    name: str, table: Totals, cells: Iterable[Cell], rest: Collection[object]
) -> set[Cell]:
    """List what a table of totals can name; some segments it names together, as the rest."""
    places = [QUANTITIES[name].axes.index(axis) for axis in table.axes]
    return {
        tuple(REST if cell[place] in rest else cell[place] for place in places) for cell in cells
    }


def slack_ranges(
    scenario: Scenario, problem: Problem, engine: Engine, kept: frozenset[str]
) -> Iterator[Range]:
    """Find for each binding requirement the least and the most slack.

    Parameters
    ----------
    scenario
        The scenario.
    problem, engine
        The same with every agreement as a wish, and what the plan says held.
    kept
        Ids of the agreements that are kept while another one is looked at.
    """
    by_agreement: dict[str, list[Row]] = {}
    for row in problem.rows:
        # What an unknown means can be neither kept nor missed.
        if not row.requirement.firm:
            by_agreement.setdefault(row.requirement.agreement.id, []).append(row)
    limit_cells(scenario, problem, engine)
    shortfall = {
        name: [problem.column(column) for row in rows for column in row.shortfalls]
        for name, rows in by_agreement.items()
    }
    for name in kept:
        engine.bound(
            shortfall[name], repeat(0.0, len(shortfall[name])), repeat(0.0, len(shortfall[name]))
        )
    for name, rows in by_agreement.items():
        agreement = scenario.agreement(name)
        if agreement not in scenario.agreements or not agreement.binding:
            continue  # a rule, which every plan keeps, or a wish
        upper = np.inf if name not in kept else 0.0
        size = len(shortfall[name])
        engine.bound(shortfall[name], repeat(0.0, size), repeat(np.inf, size))
        options: dict[tuple[Scope, int], dict[str, list[Span]]] = {}
        for row in rows:
            requirement = replace(row.requirement, agreement=agreement)
            if requirement.binding:
                span = span_of(problem, engine, requirement)
                if span is None:
                    return
                choice = requirement.choice
                if choice is None:
                    yield range_of(agreement, requirement.scope, span)
                else:
                    own = options.setdefault((choice.scope, choice.at_least), {})
                    own.setdefault(choice.option, []).append(span)
        for (scope, at_least), found in options.items():
            yield range_of(agreement, scope, of_options(at_least, list(found.values())))
        engine.bound(shortfall[name], repeat(0.0, size), repeat(upper, size))


def range_of(agreement: Agreement, scope: Scope, span: Span) -> Range:
    """Give a range, as far as floats can tell."""
    told = Span(*(round(end, DIGITS) + 0.0 for end in astuple(span)))
    return Range(agreement, scope.municipality or "", scope.year, scope.label, told)


def of_options(at_least: int, options: Sequence[Sequence[Span]]) -> Span:
    """Give how far a choice can be off: as far as the last option that counts."""
    spans = [
        Span(
            min(row.worst for row in rows),
            min(row.best for row in rows),
            max(row.few for row in rows),
            max(row.many for row in rows),
        )
        for rows in options
    ]
    last = sorted(spans, key=lambda span: -span.worst)[at_least - 1]
    best = sorted((span.best for span in spans), reverse=True)[at_least - 1]
    return replace(last, best=best)


def limit_cells(scenario: Scenario, problem: Problem, engine: Engine) -> None:
    """Let a completion house no more households than there are, so that there is a worst."""
    most = float(sum(need.households for need in scenario.needs))
    unlimited = problem.unlimited()
    engine.bound(unlimited, problem.matrix.lower[unlimited], repeat(most, len(unlimited)))


def span_of(problem: Problem, engine: Engine, requirement: Requirement) -> Span | None:
    """Give how far a requirement can be off; None when the time is up."""
    costs, constant = problem.terms(requirement.left - requirement.right)
    ends: list[float] = []
    for sign in (1, -1):
        engine.costs({column: sign * cost for column, cost in costs.items()})
        if engine.run() is not Answer.OPTIMAL:
            return None
        found = sign * engine.objective() + constant
        ends.append(found / requirement.scale)
    low, high = ends
    few, many = max(0.0, -low), max(0.0, high)
    match requirement.sense:
        case ">=":
            return Span(low, high, few, 0.0)
        case "<=":
            return Span(-high, -low, 0.0, many)
        case _:
            nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
            return Span(-max(few, many), -nearest, few, many)


def without_plan(answer: Answer) -> Status:
    """Say what it means that there is no completion."""
    return Status.TIME_LIMIT_WITHOUT_PLAN if answer is Answer.STOPPED else Status.INFEASIBLE


def over_capacity(scenario: Scenario, negotiated: Negotiated) -> dict[str, tuple[int, int]]:
    """Give per municipality what is said to be built and what fits, where that is less."""
    table = negotiated.tables.get("new_build")
    if table is None:
        return {}
    said: dict[str, Fraction] = dict.fromkeys(scenario.codes, Fraction(0))
    for key, number in table.numbers.items():
        said[str(key[table.axes.index("municipality")])] += number
    fits = dict.fromkeys(scenario.codes, 0)
    for pool in scenario.capacity:
        if scenario.pool_years(pool):
            fits[pool.municipality] += pool.dwellings
    return {
        code: (int(said[code]), fits[code]) for code in scenario.codes if said[code] > fits[code]
    }
