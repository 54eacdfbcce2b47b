r"""Free ranges: the least and the most of each number in all plans that are equally good.

A plan is as good as the one that is shown if it keeps all binding agreements, is no worse in any
goal, leaves nobody further from a fair share, and has the same hosts and choices. What is given is
divided as it is there; where the plan decides how much there is to divide, another amount may be
divided as fairly. In fractions of dwellings those plans are a polyhedron, and the least and the
most of a sum of cells in it are two linear problems, as in flux variability analysis (R. Mahadevan
and C. H. Schilling, *The effects of alternate optimal solutions in constraint-based genome-scale
metabolic models*, 2003). Most are never solved: every point that is found says what each number can
be, and every bound that is proven says what its parts and its wholes cannot be; where both are the
same whole number, nothing is left to seek.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from models.language import Text
from models.plan import Plan
from models.quantity import QUANTITIES
from optimiser.balance.polyhedron import Polyhedron
from optimiser.formulation.objectives import Pass, passes, still_held
from optimiser.formulation.problem import HOUSEHOLDS, Problem
from optimiser.formulation.relative_deviations import deviation_row
from optimiser.quadratic.sparse import by_rows
from optimiser.results.audit import Audit
from optimiser.results.free_range import SHOWN, FreeRange, FreeRanges, NumberKey
from optimiser.results.goal_values import pursued_values
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats, Indices
from optimiser.solver.tolerances import SAME


def find_free_ranges(
    problem: Problem, plan: Plan, audited: Audit, limits: Limits, code: str | None = None
) -> FreeRanges:
    """Find between what each number that is shown lies in all plans that are as good.

    Parameters
    ----------
    problem
        The scenario as a problem.
    plan
        A plan in whole dwellings that keeps all binding agreements.
    audited
        The same, held against the scenario.
    limits
        When to stop; what is not settled by then is left out.
    code
        The municipality whose numbers are meant; all numbers if absent.

    Returns
    -------
    FreeRanges
        By number.
    """
    equally_good = EquallyGood(problem, plan, audited, limits)
    shown = ShownNumbers(problem, plan, equally_good.engine, code)
    for number, cells in enumerate(shown.cells):
        limits.tell(Text("forced or free"), number, len(shown.cells))
        for sign, settled in ((1, shown.below), (-1, shown.above)):
            if settled(number):
                continue
            found = equally_good.least(dict.fromkeys(cells, float(sign)))
            if found is None:
                return shown.ranges()
            proven, point = found
            shown.see(point)
            shown.bound(number, sign, proven)
    return shown.ranges()


def free_range(
    problem: Problem, plan: Plan, audited: Audit, limits: Limits, counted: AskedNumber
) -> FreeRange | None:
    """Find between what one number lies in all plans that are as good.

    Parameters
    ----------
    problem, plan, audited, limits
        As for `find_free_ranges`.
    counted
        The number.

    Returns
    -------
    FreeRange or None
        None when the time is up, or when nothing limits it.
    """
    matrix = problem.matrix
    some = [at for at in counted.cells if matrix.lower[at] or matrix.upper[at]]
    return range_in(EquallyGood(problem, plan, audited, limits), replace(counted, cells=some))


def range_in(plans: Polyhedron, counted: AskedNumber) -> FreeRange | None:
    """Find between what a number lies in the whole dwellings of a polyhedron's plans.

    Parameters
    ----------
    plans
        The plans.
    counted
        The number, in one of them.

    Returns
    -------
    FreeRange or None
        None when the time is up, or when nothing limits it.
    """
    ends = [plans.least(dict.fromkeys(counted.cells, sign)) for sign in (1.0, -1.0)]
    proven = [end[0] for end in ends if end is not None and np.isfinite(end[0])]
    if len(proven) < len(ends):
        return None
    least, most = int(np.ceil(proven[0] - SAME)), int(np.floor(SAME - proven[1]))
    value = counted.value
    return FreeRange(counted.quantity, value, min(value, least), max(value, most))


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """A number of a plan.

    Parameters
    ----------
    quantity
        What is counted.
    value
        What it is in the plan.
    cells
        The cells that it adds up, by their columns.
    """

    quantity: str
    value: int
    cells: Sequence[int]


UNLIMITED = 1e9
"""What nothing limits is at most this."""


class ShownNumbers:
    """The numbers that are shown, and what is known of each.

    Parameters
    ----------
    problem
        The scenario as a problem.
    plan
        A plan in whole dwellings.
    engine
        Holds all plans that are as good.
    code
        The municipality whose numbers are meant; all numbers if absent.

    Attributes
    ----------
    keys
        Their quantities, axes, and places along them: those that add up most first.
    cells
        The cells that each adds up, by their columns; without those that can only be nothing.
    values
        What they are in the plan.
    least, most
        What no plan in whole dwellings that is as good goes below, or above.
    """

    def __init__(
        self, problem: Problem, plan: Plan, engine: Engine, code: str | None = None
    ) -> None:
        some = (problem.matrix.lower != 0) | (problem.matrix.upper != 0)
        found: dict[NumberKey, list[int]] = {}
        for name, axes in sorted(every_sum(), key=lambda one: len(one[1])):
            places = [QUANTITIES[name].axes.index(axis) for axis in axes]
            for quantity, cell, at in problem.decided:
                if quantity == name and some[at]:
                    where = tuple(cell[place] for place in places)
                    if code is None or code in where:
                        found.setdefault((name, axes, where), []).append(at)
        totals = {(name, axes): plan.totals(name, *axes) for name, axes in every_sum()}
        self.keys, self.cells = [*found], [*found.values()]
        self.values = np.array([float(totals[name, axes][key]) for name, axes, key in self.keys])
        lower, upper, *_ = engine.bounds()
        self._sums = _summing([engine.placed(own).tolist() for own in self.cells], lower.size)
        self.least = np.ceil(self._sums @ lower - SAME)
        self.most = np.floor(self._sums @ np.minimum(upper, UNLIMITED) + SAME)
        self._seen_least, self._seen_most = self.values.copy(), self.values.copy()
        self._wholes, self._parts = self._divided()
        self._row, self._part = self._parts.nonzero()
        self._narrow()

    def below(self, number: int) -> bool:
        """Tell whether the least of a number is known, to the dwelling."""
        return bool(self.least[number] >= np.ceil(self._seen_least[number] - SAME))

    def above(self, number: int) -> bool:
        """Tell whether the most of a number is known, to the dwelling."""
        return bool(self.most[number] <= np.floor(self._seen_most[number] + SAME))

    def see(self, point: Floats) -> None:
        """Take note of a plan that is as good, in fractions: a point of the engine's."""
        sums = self._sums @ point
        np.minimum(self._seen_least, sums, out=self._seen_least)
        np.maximum(self._seen_most, sums, out=self._seen_most)

    def bound(self, number: int, sign: int, proven: float) -> None:
        """Take note of what a number, or its negative, does not go below."""
        if not np.isfinite(proven):
            return
        known = self.least[number] if sign > 0 else -self.most[number]
        if (least := np.ceil(proven - SAME)) > known:
            (self.least if sign > 0 else self.most)[number] = sign * least
            self._narrow()

    def ranges(self) -> FreeRanges:
        """Give those of which both ends are known."""
        found: dict[NumberKey, FreeRange] = {}
        for number, key in enumerate(self.keys):
            if self.below(number) and self.above(number):
                value = self.values[number]
                ends = min(value, self.least[number]), max(value, self.most[number])
                found[key] = FreeRange(key[0], int(value), *map(int, ends))
        return FreeRanges(found)

    def _divided(self) -> tuple[Indices, Any]:
        """List which number is the sum of which others, along one axis more."""
        number = {key: at for at, key in enumerate(self.keys)}
        divided: dict[tuple[int, str], list[int]] = {}
        for at, (name, axes, key) in enumerate(self.keys):
            for place, axis in enumerate(axes):
                whole = name, axes[:place] + axes[place + 1 :], key[:place] + key[place + 1 :]
                if whole in number:
                    divided.setdefault((number[whole], axis), []).append(at)
        wholes = np.array([whole for whole, _ in divided], dtype=np.int32)
        return wholes, _summing([*divided.values()], len(self.keys))

    def _narrow(self) -> None:
        """Carry bounds from wholes to their parts, and from parts to their wholes."""
        row, part = self._row, self._part
        least, most = self._parts @ self.least, self._parts @ self.most
        np.maximum.at(self.least, self._wholes, least)
        np.minimum.at(self.most, self._wholes, most)
        whole = self._wholes[row]
        others_least, others_most = least[row] - self.least[part], most[row] - self.most[part]
        np.maximum.at(self.least, part, self.least[whole] - others_most)
        np.minimum.at(self.most, part, self.most[whole] - others_least)


def every_sum() -> list[tuple[str, tuple[str, ...]]]:
    """List what is shown: quantities, and the axes along which each is added up."""
    return [(name, axes) for name, every in SHOWN.items() for axes in every]


def _summing(members: Sequence[Sequence[int]], size: int) -> Any:
    """Give the matrix that adds up some of so many numbers, row by row."""
    every = np.arange(len(members), dtype=np.int32)
    rows = np.repeat(every, [len(own) for own in members])
    columns = np.array([at for own in members for at in own], dtype=np.int32)
    return by_rows((np.ones(columns.size), (rows, columns)), (len(members), size))


def decided_by_plan(problem: Problem, plan: Plan, audited: Audit) -> dict[int, float]:
    """Give who hosts what in a plan, and which options it keeps, by the columns of the unknowns.

    Parameters
    ----------
    problem
        The scenario as a problem.
    plan
        The plan.
    audited
        The same, held against the scenario.
    """
    hosting = plan.cells.get("hosts", {})
    hosts = {
        problem.column(unknown): float(hosting.get(cell, 0))
        for cell, unknown in problem.programme.grids["hosts"].cells.items()
    }
    return hosts | problem.choices_of(audited.requirements)


class EquallyGood(Polyhedron):
    """All plans that are as good as one in whole dwellings, in fractions of dwellings.

    Parameters
    ----------
    problem
        The scenario as a problem.
    plan
        The plan.
    audited
        The same, held against the scenario.
    limits
        When to stop.
    """

    def __init__(self, problem: Problem, plan: Plan, audited: Audit, limits: Limits) -> None:
        super().__init__(Engine(problem.condensed(limits.params.matrix.few_rows), limits))
        self._house_no_more(problem, plan)
        held = decided_by_plan(problem, plan, audited)
        self.bound(held, held.values(), held.values())
        self._hold_fairness(problem, audited)
        self._hold_goals(problem, plan, audited)

    def _house_no_more(self, problem: Problem, plan: Plan) -> None:
        """Let nobody house more households than there are: else nothing might limit them."""
        needed = sum(need.households for need in problem.scenario.needs)
        most = float(max(needed, *(plan.totals(name)[()] for name in HOUSEHOLDS)))
        unlimited = problem.unlimited()
        lower = problem.matrix.lower[unlimited]
        self.bound(unlimited, lower, np.full(len(unlimited), most))

    def _hold_fairness(self, problem: Problem, audited: Audit) -> None:
        """Hold fair outcomes; where the plan decides what there is to divide, deviations."""
        found = {(row.outcome.agreement.id, row.outcome.scope): row for row in audited.outcomes}
        for fairness in problem.fairness:
            for row in fairness.rows:
                own = found[row.outcome.agreement.id, row.outcome.scope]
                if row.outcome.decided and row.deviation is not None:
                    off = float(abs(own.deviation or Fraction(0)))
                    entries, most = deviation_row(problem, row, still_held(off))
                    self.hold(entries, most)
                else:
                    at, assigned = problem.column(row.assigned), float(own.assigned)
                    self.bound([at], [assigned], [assigned])

    def _hold_goals(self, problem: Problem, plan: Plan, audited: Audit) -> None:
        values = pursued_values(audited.objectives)
        for goal in passes(problem):
            if isinstance(goal, Pass) and not goal.refines:
                value = values[goal.id] if goal.id in values else plan.totals(goal.id)[()]
                self.hold(goal.costs, still_held(float(Fraction(value) / goal.scale)))
