"""Exact bounds: what a goal is at least in all plans that are as good in those before it.

They are worked out in fractions from the duals of a solve, and rounded up to the goal's next step.
What a search for whole numbers proves beyond that is its word, and is told so.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from math import ceil, inf

from models.exact import Number
from models.requirement import Sense
from optimiser.balance.audited_plans import audited
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, exact_step
from optimiser.formulation.problem import Problem
from optimiser.formulation.relative_deviations import small_years
from optimiser.results.goal_values import pursued
from optimiser.solver.matrix import Constraint, Floats
from optimiser.solver.weak_duality import RowDuals, dual_bound, reach

SIDES: tuple[tuple[Sense, int], ...] = (("<=", 1), (">=", -1))
"""Where a number lies that is at most so far from another."""


class ExactBounds:
    """The goals of a plan in their order, each kept where it is while the next is bounded.

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
        self._reached = pursued(audited(problem, plan).objectives)
        self._kept: dict[str, list[tuple[int, Constraint]]] = {}
        self._most: dict[str, Number] = {}

    def reached(self, goal: Pass | FairnessRows) -> Fraction | None:
        """Give what the plan comes to in a goal, in its unit; None where nobody asks for that."""
        value = self._reached.get(goal.id)
        if value is None or isinstance(goal, FairnessRows):
            return value
        return value / goal.unit

    def keep(self, goal: Pass | FairnessRows) -> None:
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
        else:
            self._kept[goal.id] = [*enumerate(self._beside_the_whole(goal, value))]
            after = len(self._kept[goal.id])
            self._kept[goal.id] += self._years_as_one(goal, value, after)

    def _beside_the_whole(self, goal: FairnessRows, value: Fraction) -> Iterator[Constraint]:
        """Keep deviations at a level; gives the rows where the plan decides what is divided."""
        for row in goal.rows:
            if row.deviation is None or row.outcome.small:
                continue
            if not row.outcome.decided:
                self._most[row.deviation.name] = value
                continue
            whole = self._problem.reader.linear(row.outcome.total)
            # Where nothing is divided a deviation counts as one of a single unit does.
            beyond = value if value * row.outcome.weight >= 1 else Fraction(0)
            terms = {name: -value * part for name, part in whole.terms.items()}
            constant = -value * whole.constant - beyond
            yield Constraint(goal.id, {**terms, row.deviation.name: 1}, constant, "<=")

    def _years_as_one(
        self, goal: FairnessRows, value: Fraction, first: int
    ) -> Iterator[tuple[int, Constraint]]:
        """Give the rows of years that count as one, each with its place among the goal's."""
        names = [*self._problem.matrix.columns]
        for place, years in enumerate(small_years(self._problem, goal.rows).values(), first):
            fair = sum((share for _, share in years), Fraction(0))
            terms = dict.fromkeys((names[at] for at, _ in years), 1)
            for sense, side in SIDES:
                yield place, Constraint(goal.id, terms, -fair * (1 + side * value), sense)

    def least(self, goal: Pass, prices: RowDuals | None) -> Fraction | None:
        """Give what a sum is at least, in its unit.

        Parameters
        ----------
        goal
            The sum.
        prices
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
        if prices is None or (upward and not value):
            return value if upward and not value else None

        def most(name: str) -> Number | None:
            known = [self._most[name]] if name in self._most else []
            if upward and goal.weights.get(name):
                # What is above that is no better than the plan.
                known.append(value / goal.weights[name])
            limit = self._reach[self._problem.matrix.columns[name]]
            if limit < inf:
                known.append(Fraction(limit))
            return min(known, default=None)

        found = dual_bound(goal.weights, self._priced(prices), self._totals, most)
        if found is None:
            return None
        step = exact_step(self._problem, goal.id)
        if step:
            found = ceil(found * goal.unit / step) * step / goal.unit
        return min(found, value)

    def _priced(self, prices: RowDuals) -> Iterator[tuple[Constraint, float]]:
        """Give the rows with their prices, those that keep the goals before among them."""
        yield from prices.named(self._problem.constraints)
        for name, rows in self._kept.items():
            if name in prices.held:
                for place, row in rows:
                    yield row, float(prices.duals[prices.held[name] + place])

    @cached_property
    def _totals(self) -> list[tuple[str, Constraint]]:
        rows = self._problem.constraints
        return [(margin.column, rows[margin.row]) for margin in self._problem.margins]

    @cached_property
    def _reach(self) -> Floats:
        return reach(self._problem.matrix)
