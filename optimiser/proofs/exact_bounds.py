"""Exact bounds: what a goal is at least in all plans that are as good in those before it.

They are worked out in fractions from the duals of a solve, and rounded up to the goal's next grain.
What a search for whole numbers proves beyond that is its word, and is told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import ceil, inf

from models.exact import Number
from optimiser.balance.remembered_audits import remembered_audit
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, exact_grain
from optimiser.formulation.problem import Problem
from optimiser.results.goal_values import pursued_values
from optimiser.solver.matrix import Constraint, Floats
from optimiser.solver.weak_duality import RowDuals, dual_bound, most_by_rows


class ExactBounds:
    """The goals of a plan in their order, each held where it is while the next is bounded.

    Parameters
    ----------
    problem
        The scenario as a problem.
    values
        The plan's unknowns, in whole numbers.
    """

    def __init__(self, problem: Problem, values: Floats) -> None:
        self._problem = problem
        plan = problem.plan_at(values, whole=True)
        self._reached = pursued_values(remembered_audit(problem, plan).objectives)
        self._kept: dict[str, list[tuple[int, Constraint]]] = {}
        self._most: dict[str, Number] = {}

    def reached(self, goal: Pass | FairnessRows) -> Fraction | None:
        """Give what the plan comes to in a goal, in its unit; None where nobody asks for that."""
        value = self._reached.get(goal.id)
        if value is None or isinstance(goal, FairnessRows):
            return value
        return value / goal.scale

    def hold(self, goal: Pass | FairnessRows) -> None:
        """Keep a goal where it is in the plan, by the rows of `any_goal.hold_goal` in their order.

        Parameters
        ----------
        goal
            The goal.
        """
        value = self.reached(goal)
        if value is None:
            return
        if isinstance(goal, Pass):
            self._kept[goal.id] = [(0, Constraint(goal.id, goal.weights, -value, "<="))]
            if all(weight >= 0 for weight in goal.weights.values()):
                for name, weight in goal.weights.items():
                    if weight:
                        self._at_most(name, value / weight)
        else:
            self._kept[goal.id] = [*enumerate(self._beside_the_whole(goal, value))]

    def _beside_the_whole(self, goal: FairnessRows, value: Fraction) -> Iterator[Constraint]:
        """Keep deviations at a level; gives the rows where the plan decides what is divided."""
        for row in goal.counted:
            if row.deviation is None:
                continue
            if not row.outcome.decided:
                self._at_most(row.deviation.name, value)
                continue
            whole = self._problem.reader.linear(row.outcome.total)
            # Where nothing is divided a deviation counts as one of a single unit does.
            beyond = value if value * row.outcome.weight >= 1 else Fraction(0)
            terms = {name: -value * part for name, part in whole.terms.items()}
            constant = -value * whole.constant - beyond
            limits = [(self._limit(name), part) for name, part in whole.terms.items()]
            if all(limit is not None and part >= 0 for limit, part in limits):
                most = sum(value * part * limit for limit, part in limits if limit is not None)
                self._at_most(row.deviation.name, most - constant)
            if terms:  # where nothing can be divided that was a bound, and is no row
                yield Constraint(goal.id, {**terms, row.deviation.name: 1}, constant, "<=")

    def _at_most(self, name: str, value: Number) -> None:
        self._most[name] = min(value, self._most.get(name, value))

    def _limit(self, name: str) -> Number | None:
        """Give what an unknown is at most in all plans that are as good; None where not known."""
        known = [self._most[name]] if name in self._most else []
        limit = self._most_by_rows[self._problem.matrix.columns[name]]
        return min([*known, *([Fraction(limit)] if limit < inf else [])], default=None)

    def least(self, goal: Pass, duals: RowDuals | None) -> Fraction | None:
        """Give what a sum is at least, in its unit.

        Parameters
        ----------
        goal
            The sum.
        duals
            The duals of an answer, of this problem or one much like it; None without any.

        Returns
        -------
        Fraction or None
            None where these duals prove nothing.
        """
        value = self.reached(goal)
        if value is None or not goal.weights:
            return None
        upward = all(weight >= 0 for weight in goal.weights.values())
        if duals is None or (upward and not value):
            return value if upward and not value else None
        found = self.bound(goal.weights, duals, value if upward else None)
        if found is None:
            return None
        grain = exact_grain(self._problem, goal.id)
        if grain:
            found = ceil(found * goal.scale / grain) * grain / goal.scale
        return min(found, value)

    def bound(
        self, weights: Mapping[str, Number], duals: RowDuals, enough: Fraction | None = None
    ) -> Fraction | None:
        """Give what any sum is at least.

        Parameters
        ----------
        weights
            What it multiplies unknowns by, by their names.
        duals
            The duals of an answer.
        enough
            Plans in which the sum is more than this need no bound. None is above zero then.

        Returns
        -------
        Fraction or None
            None where these duals prove nothing.
        """

        def most(name: str) -> Number | None:
            known, weight = self._limit(name), weights.get(name)
            if enough is None or not weight:
                return known
            return enough / weight if known is None else min(known, enough / weight)

        return dual_bound(weights, self._with_duals(duals), self._totals, most)

    def _with_duals(self, duals: RowDuals) -> Iterator[tuple[Constraint, float]]:
        """Give the rows with their duals, those that keep the goals before among them."""
        yield from duals.named(self._problem.constraints)
        for name, rows in self._kept.items():
            if name in duals.held:
                for place, row in rows:
                    yield row, float(duals.duals[duals.held[name] + place])

    @cached_property
    def _totals(self) -> list[tuple[str, Constraint]]:
        rows = self._problem.constraints
        return [(marginal.column, rows[marginal.row]) for marginal in self._problem.marginals]

    @cached_property
    def _most_by_rows(self) -> Floats:
        return most_by_rows(self._problem.matrix)
