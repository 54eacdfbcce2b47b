"""Why this number: what holds a cell or total where it is, and what moving it would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Unpack

import numpy as np

from models.goals import Shortfall
from models.language import Text
from models.linear import as_linear
from models.programme import read_linear
from models.scenario import Scenario
from optimiser.balance.free_ranges import AskedNumber, decided_by_plan, free_range
from optimiser.contradiction.conflict import group_of
from optimiser.contradiction.corrections import smallest_conflict
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import (
    Pass,
    hold_sum,
    passes,
    shortfalls,
    still_held,
    sum_at,
)
from optimiser.formulation.problem import Problem, Row
from optimiser.formulation.relative_deviations import hold_deviations
from optimiser.formulation.reuse import problem_of
from optimiser.optimum.lexicographic import Optimum, optimum
from optimiser.results.audit import AuditedRequirement
from optimiser.results.free_range import FreeRange
from optimiser.results.goal_values import meant_number
from optimiser.results.result import Result
from optimiser.sensitivity.goal_changes import Reached, pursue_goals, reached_by
from optimiser.sensitivity.total import SelectedTotal
from optimiser.sensitivity.why_result import Binding, Direction, Effect, Limit, Why
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits, RunOptions, TimeUp
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import ACTIVE, MEANT, ZERO

DELTAS = (-50, -10, -1, 1, 10, 50)
"""By how much a total is moved to see what that does."""


def why(
    scenario: Scenario,
    result: Result,
    total: SelectedTotal,
    *,
    deltas: Sequence[int] = DELTAS,
    **options: Unpack[RunOptions],
) -> Why:
    """Explain why a total is what it is in a plan.

    What moving it does comes from solving again, in fractions of dwellings, with the total fixed;
    who hosts a facility, and what is chosen, stays as it is. Every solve begins from nothing, but
    for how far it can go in a large problem.

    Parameters
    ----------
    scenario
        The scenario.
    result
        A result with a plan for it.
    total
        The cell or total; see `optimiser.sensitivity.total.selected`.
    deltas
        By how much it is moved.
    **options
        Any of ``time_limit`` (seconds from now), ``cancelled`` (asked now and then whether to
        stop), ``progress`` (told what is being done) and ``params``.

    Raises
    ------
    ValueError
        If the result has no plan.
    Cancelled
        If asked to stop.
    """
    if result.plan is None or result.audit is None:
        raise ValueError("only a result with a plan can be explained cell by cell")
    return Inquiry(scenario, result, total, Limits(**options)).why(deltas)


def free(result: Result, total: SelectedTotal, limits: Limits) -> FreeRange | None:
    """Find between what a total lies in all plans that are as good.

    Parameters
    ----------
    result
        A result with a plan in whole dwellings.
    total
        The total.
    limits
        When to stop.

    Returns
    -------
    FreeRange or None
        None when the time is up, or when nothing limits it.
    """
    assert result.plan is not None
    assert result.audit is not None
    scenario = result.scenario
    problem = problem_of(scenario)
    summed = as_linear(read_linear(scenario)[0].measure(total.measure, total.scope))
    columns = {(quantity, cell): at for quantity, cell, at in problem.decided}
    counted = AskedNumber(
        total.measure.quantity,
        int(total.value(scenario, result.plan)),
        [columns[cell] for cell in summed.terms],
    )
    return free_range(problem, result.plan, result.audit, limits, counted)


Held = tuple[Limit, frozenset[int]]
"""A limit, and the indices of the requirements that hold a total there."""

DIRECTIONS: tuple[Direction, ...] = ("more", "fewer")


class Inquiry:
    """One question about one total.

    Parameters
    ----------
    scenario
        The scenario.
    result
        A result with a plan.
    total
        The total.
    limits
        When to stop, and who is told.
    """

    def __init__(
        self, scenario: Scenario, result: Result, total: SelectedTotal, limits: Limits
    ) -> None:
        assert result.plan is not None
        assert result.audit is not None
        self.scenario, self.result, self.total = scenario, result, total
        self.limits, self._tell = limits.silent(), limits.tell
        self.problem = Problem(scenario, elastic=True)
        # Counted before the problem becomes a matrix: it may be a total of its own.
        counted = self.problem.programme.measure(total.measure, total.scope)
        self.entries, self.constant = self.problem.terms(counted)
        self.value = total.value(scenario, result.plan)
        self.sited = decided_by_plan(self.problem, result.plan, result.audit)

    def why(self, deltas: Sequence[int]) -> Why:
        """Answer it: first what holds it, and then what moving it does, as far as there is time."""
        self._tell(Text("what holds it"), 0, len(deltas) + 2)
        within = None if self.result.preview else free(self.result, self.total, self.limits)
        both = list(self._limits_with_goals())
        limits = (*(limit for limit, _ in both), *(limit for limit, _ in self._limits_alone()))
        held = {limit.direction: indices for limit, indices in both}
        return Why(
            self.scenario,
            self.total,
            self.value,
            tuple(self._bindings(held)),
            limits,
            self._effects(deltas) if deltas else (),
            self.result.preview,
            within,
        )

    def _effects(self, deltas: Sequence[int]) -> tuple[Effect, ...]:
        """Move the total; of what there was no time for is told that it is not known."""
        found: list[Effect] = []
        with suppress(TimeUp):
            base = self._base(len(deltas) + 2)
            for done, delta in enumerate(deltas, 2):
                self._tell(Text("moved by {delta}", delta=delta), done, len(deltas) + 2)
                found.append(self._effect(delta, base, found))
        rest = deltas[len(found) :]
        return (*found, *(Effect(one, self.value + one, Answer.STOPPED) for one in rest))

    def _base(self, in_all: int) -> Reached:
        """Give what the goals come to at the plan's own total, and how far the plan is from it."""
        self._tell(Text("moved by {delta}", delta=0), 1, in_all)
        base = pursue_goals(self.problem, self.limits, lambda engine: self._fix(engine, self.value))
        return replace(base, gaps=base.apart(reached_by(self.result)))

    def _effect(self, delta: int, base: Reached, known: Sequence[Effect]) -> Effect:
        total = self.value + delta
        if not self.entries:
            return Effect(delta, total, Answer.INFEASIBLE)  # it is given, not decided
        found = pursue_goals(self.problem, self.limits, lambda engine: self._fix(engine, total))
        if base.answer is Answer.OPTIMAL and found.answer is Answer.OPTIMAL:
            return Effect(delta, total, found.answer, found.changes(self.scenario, base))
        if found.answer is not Answer.INFEASIBLE:
            return Effect(delta, total, Answer.STOPPED)
        # What stops a smaller change stops this one too: what is possible has no holes in it.
        for other in known:
            smaller = 0 < other.delta <= delta or delta <= other.delta < 0
            if smaller and other.answer is Answer.INFEASIBLE:
                return Effect(delta, total, found.answer, conflict=other.conflict)
        conflict = smallest_conflict(
            self.problem,
            self.limits,
            self.problem.rows,
            whole=False,
            extend=lambda engine: self._fix(engine, total),
        )
        return Effect(delta, total, found.answer, conflict=conflict.groups)

    def _fix(self, engine: Engine, total: Fraction) -> None:
        """Have the total at a number, and hosts and choices as they are."""
        engine.bound(self.sited, self.sited.values(), self.sited.values())
        wanted = float(total) - self.constant
        engine.add_row(wanted, wanted, self.entries)

    def _limits_alone(self) -> Iterator[Held]:
        """Give the most and the least with only the binding agreements."""
        engine = Engine(self.problem.matrix, self.limits)
        engine.bound(self.sited, self.sited.values(), self.sited.values())
        for direction in DIRECTIONS:
            yield from self._limit(engine, direction, {}, goals_kept=False)

    def _limits_with_goals(self) -> Iterator[Held]:
        """Give the most and the least with every goal at its best, and who holds them there."""
        engine = Engine(self.problem.matrix, self.limits)
        engine.bound(self.sited, self.sited.values(), self.sited.values())
        best = optimum(engine, self.problem)
        if best.answer is not Answer.OPTIMAL:
            return
        held = best.held
        if len(self.problem.matrix.unknowns) <= self.limits.params.why.from_nothing:
            engine = Engine(self.problem.matrix, self.limits)
            engine.bound(self.sited, self.sited.values(), self.sited.values())
            held = self._keep_goals(engine, best)
        goals = self._goals(held)
        for direction in DIRECTIONS:
            yield from self._limit(engine, direction, goals, goals_kept=True)

    def _keep_goals(self, engine: Engine, best: Optimum) -> dict[str, int]:
        """Keep every goal at its best; give the row that holds each that is a sum."""
        rows: dict[str, int] = {}
        for goal in passes(self.problem):
            if isinstance(goal, Pass):
                rows[goal.id] = hold_sum(engine, goal.costs, best.bounds[goal.id])
            else:
                self._keep_fairness(engine, best, goal)
        return rows

    def _goals(self, held: Mapping[str, int]) -> dict[int, str]:
        """Give by row the goal that it is about."""
        matrix = self.problem.matrix
        rows: dict[int, str] = {}
        short = {goal.id for goal in shortfalls(self.problem)}
        for goal in passes(self.problem):
            if isinstance(goal, Pass):
                name = goal.refines or goal.id
                rows[held[goal.id]] = Shortfall().id if name in short else name
                continue
            for fair in goal.counted:
                if fair.deviation is not None:
                    name = fair.deviation.name
                    for side in ("above", "below"):
                        rows[matrix.rows[f"{name}_{side}"]] = goal.goal.id
        return rows

    def _keep_fairness(self, engine: Engine, best: Optimum, goal: FairnessRows) -> None:
        for step in best.steps[goal.goal.id]:
            hold_deviations(engine, self.problem, step.fixed, step.level * (1 + ZERO) + ZERO)
        beyond = [self.problem.column(row.assigned) for row in goal.rows if row.deviation is None]
        if beyond:
            costs = dict.fromkeys(beyond, 1.0)
            reached = sum_at(costs, best.values)
            hold_sum(engine, costs, reached, worst=partial(still_held, slack=ZERO))

    def _limit(
        self, engine: Engine, direction: Direction, goals: Mapping[int, str], *, goals_kept: bool
    ) -> Iterator[Held]:
        """Push the total as far as it goes: where it stops, and which requirements stop it.

        Nothing when the time is up.
        """
        sign = -1.0 if direction == "more" else 1.0
        far = self.limits.params.why.far
        row = engine.add_row(-np.inf, float(self.value) - self.constant + far, self.entries)
        engine.costs({column: sign * part for column, part in self.entries.items()})
        if engine.run() is not Answer.OPTIMAL:
            return
        duals = engine.row_duals()
        if abs(duals[row]) > ACTIVE:
            yield Limit(direction, goals_kept, None), frozenset()
            return
        active = [
            (index, one)
            for index, one in enumerate(self.problem.rows)
            if stops_push(duals, self.problem, one)
        ]
        limit = Limit(
            direction,
            goals_kept,
            near(sign * engine.objective() + self.constant),
            tuple(sorted({group_of(one) for _, one in active})),
            tuple(dict.fromkeys(goal for at, goal in goals.items() if abs(duals[at]) > ACTIVE)),
        )
        yield limit, frozenset(index for index, _ in active)

    def _bindings(self, held: Mapping[Direction, frozenset[int]]) -> Iterator[Binding]:
        """List the requirements that contain the total and are tight, or that hold it."""
        programme, _ = read_linear(self.scenario)
        own = as_linear(programme.measure(self.total.measure, self.total.scope)).terms.keys()
        audited: Sequence[AuditedRequirement] = (
            self.result.audit.requirements if self.result.audit else ()
        )
        exact = self.scenario.requirements(programme)
        for index, (row, linear) in enumerate(zip(audited, exact, strict=True)):
            terms = (as_linear(linear.left) - as_linear(linear.right)).terms.keys()
            contains = not own.isdisjoint(terms)
            holding = tuple(one for one, indices in held.items() if index in indices)
            if holding or (contains and row.tight):
                yield Binding(
                    index,
                    row.requirement.agreement,
                    row.requirement.scope,
                    row.requirement.sense,
                    row.requirement.unit,
                    row.left,
                    row.right,
                    row.slack,
                    contains,
                    row.tight,
                    holding,
                )


def stops_push(duals: Floats, problem: Problem, row: Row) -> bool:
    """Tell whether a requirement is one of those that stop a push: its dual is not zero."""
    return bool(abs(duals[problem.matrix.rows[row.name]]) > ACTIVE)


def near(value: float) -> Fraction:
    """Give a limit as the whole number that it is within the tolerance, else with two decimals."""
    whole = round(value)
    return Fraction(whole) if abs(value - whole) < MEANT else meant_number(round(value, 2))
