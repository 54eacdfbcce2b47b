"""Bounds in whole numbers: how far at most each goal of a plan lies from the best there is.

Where all goals so far stand where they do in fractions, so does the bound of the next. After one
that does worse, the next has more room: its least is then found anew, with those before it no worse
than in the plan, and with hosts and choices in part. It is rounded up to the goal's next step.
Where a plan lies above that, a step less is asked for with only those totals whole that the goal
compares, which mostly is impossible: 1,358 dwellings of changes between years, where fractions have
1,355.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, inf

import numpy as np

from optimiser.balance.audited_plans import audited
from optimiser.formulation.any_goal import hold_goal, least_of, value_of
from optimiser.formulation.fair_shares import GivenShare, fair_shares
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, passes, step_of
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.results.goal_values import Proofs, pursued
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT, NOTICEABLE, SAME, ZERO
from optimiser.solving.fairest import fairest


@dataclass(slots=True)
class Bounds:
    """What is proven of a plan in whole numbers, by the names by which goals are pursued.

    Parameters
    ----------
    least
        Per goal, in its unit, what no plan in whole numbers goes below that is as good in those
        before it; of a goal of fairness what the largest deviation does not go below.
    proven
        The goals in which no such plan is better.
    """

    least: dict[str, Fraction] = field(default_factory=dict)
    proven: set[str] = field(default_factory=set)

    def reached(self, problem: Problem, values: Floats) -> None:
        """Call proven what comes to its least in exact numbers: a plan may have moved since.

        Parameters
        ----------
        problem
            The scenario as a problem.
        values
            The plan's unknowns.
        """
        plan = problem.plan_at(values, whole=True)
        exact = pursued(audited(problem, plan).objectives)
        self.proven |= {
            goal.id
            for goal in passes(problem)
            if isinstance(goal, Pass)
            and {goal.id} <= self.least.keys() & exact.keys()
            and exact[goal.id] <= self.least[goal.id] * goal.unit
        }

    def proofs(self, problem: Problem) -> Proofs:
        """Give them as results have them: in the goals' own numbers."""
        ordered = passes(problem)
        refining = {
            goal.id: goal.refines for goal in ordered if isinstance(goal, Pass) and goal.refines
        }
        named = frozenset(goal.id for goal in ordered) - refining.keys()
        units = {goal.id: goal.unit for goal in ordered if isinstance(goal, Pass)}
        least = {
            name: least * units.get(name, 1) for name, least in self.least.items() if name in named
        }
        open_yet = {name for one, name in refining.items() if one not in self.proven}
        return Proofs(named, least, frozenset(self.proven & named) - open_yet)


def bounds_of(problem: Problem, best: Optimum, values: Floats, limits: Limits) -> Bounds:
    """Find how far at most each goal of a plan in whole numbers lies from the best.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    values
        The plan's unknowns.
    limits
        When to stop; what is not bounded by then has no bound.
    """
    found = Bounds()
    engine: Engine | None = None
    tight, before = True, list[tuple[Pass | FairnessRows, float]]()
    for goal in passes(problem):
        fair = goal if isinstance(goal, FairnessRows) else None
        value = value_of(problem, goal, values)
        as_told = fair is None or as_exact(problem, fair, best.values, values)
        near = as_told and value - best.bounds[goal.id] <= SAME * (1 + abs(value))
        # In fractions each year counts by itself, also where whole years count as one.
        other = fair is not None and fair.small and best.bounds[goal.id] > ZERO
        known = tight and best.proven(goal) and not other
        if engine is None and not (known and near):
            engine = Engine(problem.condensed(limits.params.matrix.few_rows), limits)
            for kept in before:
                hold_goal(engine, problem, *kept)
        if known:
            least: float | None = best.bounds[goal.id]
        else:
            assert engine is not None
            least = least_of(engine, problem, goal)
        if least is not None:
            bound = stepped(problem, goal, least)
            if value > bound + SAME * (1 + abs(value)) and fair and engine is not None:
                bound = value if none_below(engine, problem, fair, values) else bound
            found.least[goal.id] = Fraction(bound).limit_denominator(10**9)
            as_good = value <= bound + SAME * (1 + abs(value))
            if (
                not as_good
                and isinstance(goal, Pass)
                and none_better(problem, goal, before, values, limits)
            ):
                found.least[goal.id], as_good = Fraction(value).limit_denominator(10**9), True
            if as_good and as_told:
                found.proven.add(goal.id)
        if fair is not None and goal.id not in found.proven and fairest(problem, fair, values):
            shares = fair_shares(problem, fair)
            found.least[goal.id] = max(share.deviation(values) for share in shares)
            found.proven.add(goal.id)
        tight &= near
        before.append((goal, value))
        if engine is not None:
            hold_goal(engine, problem, goal, value)
    return found


def as_exact(problem: Problem, fairness: FairnessRows, exact: Floats, values: Floats) -> bool:
    """Tell whether all fair outcomes are where they are best in fractions."""
    columns = [problem.place(row.assigned) for row in fairness.rows]
    return all(abs(exact[at] - values[at]) <= EXACT for at in columns)


def stepped(problem: Problem, goal: Pass | FairnessRows, least: float) -> float:
    """Round what a goal is at least in fractions up to what whole numbers allow."""
    if isinstance(goal, FairnessRows):
        return max(0.0, least)
    if abs(least - round(least)) <= SAME * (1 + abs(least)):
        return float(round(least))
    step = step_of(problem, goal)
    return least if step is None else float(ceil(least / float(step) - EXACT) * step)


def none_better(
    problem: Problem,
    goal: Pass,
    before: Iterable[tuple[Pass | FairnessRows, float]],
    values: Floats,
    limits: Limits,
) -> bool:
    """Tell whether a sum can be no smaller where the totals that it compares are whole.

    Parameters
    ----------
    problem
        The scenario as a problem.
    goal
        The goal.
    before
        The goals that come before it, with what they come to in the plan.
    values
        The plan's unknowns.
    limits
        When to stop.
    """
    step, whole = step_of(problem, goal), compared(problem, goal)
    if step is None or not whole:
        return False
    engine = Engine(problem.matrix, limits)
    for kept in before:
        hold_goal(engine, problem, *kept)
    value = goal.value(values)
    engine.costs(goal.costs)
    slack = min(float(step) / 2, NOTICEABLE * (1 + abs(value)))
    engine.add_row(-inf, value - float(step) + slack, goal.costs)
    engine.whole(whole)
    with engine.proofs_only():
        return engine.run(part=0.5) is Answer.INFEASIBLE


def compared(problem: Problem, goal: Pass) -> list[int]:
    """Give the positions of the totals, in whole numbers, that a sum's own rows compare."""
    matrix = problem.matrix
    rows = np.repeat(np.arange(matrix.row_lower.size), np.diff(matrix.start))
    own = np.unique(rows[np.isin(matrix.index, [*goal.costs])])
    totals = [matrix.columns[margin.column] for margin in problem.margins]
    return [*map(int, np.intersect1d(matrix.index[np.isin(rows, own)], totals))]


def none_below(engine: Engine, problem: Problem, fairness: FairnessRows, values: Floats) -> bool:
    """Tell whether no point in fractions has all outcomes nearer than the furthest of a plan."""
    shares = [each for each in fair_shares(problem, fairness) if isinstance(each, GivenShare)]
    if not shares:
        return False
    level = max(share.deviation(values) for share in shares)
    rows = []
    for share in shares:
        low, high = share.band(level, below=True)
        if low > high:
            return True
        rows.append(engine.add_row(low, high, dict.fromkeys(share.columns, 1.0)))
    engine.costs({})
    answer = engine.run(part=0.5)
    for row in rows:
        engine.bound_row(row, -inf, inf)
    return answer is Answer.INFEASIBLE
