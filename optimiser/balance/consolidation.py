r"""Consolidation: whole dwellings near the balanced point, in few rows.

A search for whole numbers ends in any of very many plans that are equally good. So at last, with
goals and fair outcomes as they are, what a municipality builds moves to the whole numbers that lie
nearest to the balanced point, level by level: first its sums by segment, form and year, then those
by segment in each year and the households by year. Nothing that was agreed tells a plan with two
dwellings here and two there from one with four in one place, and nobody builds crumbs. So within
those sums dwellings move from small cells to large ones: :math:`\sum_i x_i / (1 + \bar x_i)` as
small as can be, where :math:`\bar x` is the plan so far (E. J. Candès, M. B. Wakin and S. P. Boyd,
*Enhancing Sparsity by Reweighted L1 Minimization*, 2008).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from math import floor
from typing import Any

import numpy as np

from optimiser.formulation.objectives import Pass, hold, kept_within, passes, step_of
from optimiser.formulation.problem import Problem
from optimiser.results.audit import Audit, audit
from optimiser.solver.answers import FOUND
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.neighbourhood import PointNeighbourhood
from optimiser.solver.tolerances import EXACT

CRUMB = 1e-3
"""What is less than this of a dwelling at the balanced point is nothing there."""

MOVED = ("new_build", "housed")
"""The quantities that move."""


@dataclass(frozen=True, slots=True)
class Summed:
    """Unknowns that are added up, by their positions, and what a unit of their sum counts for."""

    cells: list[int] = field(default_factory=list)
    weight: float = 1.0


class Consolidation:
    """A plan in whole numbers on its way to the balanced point.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop: the plan then stays as it is.
    values
        The unknowns of a plan in whole numbers.
    balanced
        The balanced point, in fractions.

    Attributes
    ----------
    seconds
        Time spent inside the solver.
    """

    def __init__(self, problem: Problem, limits: Limits, values: Floats, balanced: Floats) -> None:
        self.problem, self.limits = problem, limits
        self.values, self.balanced = values, balanced
        self.seconds = 0.0
        self._whole = np.rint(values)
        matrix = problem.matrix
        # What can only be nothing is no unknown of a condensed problem.
        some = (matrix.lower != 0) | (matrix.upper != 0)
        self._given = [at for at in as_given(problem) if some[at]]
        moved = {at for name, _, at in problem.positions if name in MOVED and some[at]}
        self._cells = np.array(sorted(moved - {*self._given}), dtype=int)

    def plan(self) -> Floats:
        """Give a plan that is as good, near the balanced point, and in few rows.

        Where sums cannot be whole near the balanced ones, those before them stay as they were.

        Returns
        -------
        array
            The unknowns; those of the plan that came in where nothing else is found in time.
        """
        every = levels(self.problem)
        for kept in range(len(every) + 1):
            engine = self._engine()
            for sums in every[:kept]:
                for each in sums:
                    number = self._whole[each.cells].sum()
                    engine.add_row(number, number, dict.fromkeys(each.cells, 1.0))
            near = all(self._near_balance(engine, sums) for sums in every[kept:])
            found = self._fewer_rows(engine) if near else None
            self.seconds += engine.seconds
            if found is not None and self._as_good(found):
                return found
        return self.values

    def _engine(self) -> Engine:
        """Hold the problem, with the plan's goals, fair outcomes, hosts and choices."""
        engine = Engine(self.problem.condensed(self.limits.params.matrix.few_rows), self.limits)
        here = self._whole[self._given]
        engine.bound(self._given, here, here)
        for goal, step in self._goals:
            hold(engine, goal.costs, goal.value(self.values), kept=partial(kept_within, step))
        return engine

    @cached_property
    def _goals(self) -> list[tuple[Pass, Fraction | None]]:
        """The goals that are sums, with the steps in which they go."""
        ordered = [goal for goal in passes(self.problem) if isinstance(goal, Pass)]
        return [(goal, step_of(self.problem, goal)) for goal in ordered]

    def _near_balance(self, engine: Engine, sums: Iterable[Summed]) -> bool:
        """Bring sums of cells to the whole numbers nearest to balance, and fix them there."""
        rounded = [RoundedSum(engine, each, self.balanced) for each in sums]
        if not rounded:
            return True
        # With what lies at nothing the cost is the distance, of which a gap is a part.
        rest = engine.add_column(1.0, 1.0)
        costs = {at: cost for each in rounded for at, cost in each.costs.items()}
        engine.costs(costs | {rest: sum(each.rest for each in rounded)})
        steps = [*costs]
        answer = engine.run(part=0.5)
        point = engine.values()
        if answer in FOUND and off_whole(point[steps]) > EXACT:
            most = np.array(MOST * len(rounded))
            near = PointNeighbourhood(engine, steps, (np.zeros(most.size), most))
            engine.whole(steps)
            ladder, seek = self.limits.params.tidy.sums, partial(engine.run, 0.5)
            answer = near.first(point, ladder, seek, gap=self.limits.params.tidy.gap)
            engine.whole([])
        if answer not in FOUND:
            return False
        found = np.rint(engine.values()[steps])
        engine.bound(steps, found, found)
        return True

    def _fewer_rows(self, engine: Engine) -> Floats | None:
        """Bring the cells to few rows, within the sums that are fixed; None where none is whole."""
        cells, point = self._cells, engine.values()
        used = (self._whole[cells] > 0) | (point[cells] > EXACT) | (self.balanced[cells] > CRUMB)
        least = self.problem.matrix.lower[cells]
        most = np.where(used, self.problem.matrix.upper[cells], least)
        near = PointNeighbourhood(engine, cells, (least, most))
        near.let_go()
        costs = 1 / (1 + np.rint(point[cells]))
        engine.costs(dict(zip(cells.tolist(), costs.tolist(), strict=True)))
        answer = engine.run(part=0.5)
        point = engine.values()
        if answer in FOUND and off_whole(point[cells]) > EXACT:
            engine.whole(cells[used])
            ladder, seek = self.limits.params.tidy.near, partial(engine.run, 0.5)
            answer = near.first(point, ladder, seek)
        return engine.values() if answer in FOUND else None

    def _as_good(self, values: Floats) -> bool:
        """Tell whether what was found is whole, and in exact numbers kept and no worse."""
        positions = [at for _, _, at in self.problem.positions]
        if off_whole(values[positions]) > EXACT:
            return False
        found = self._audited(values)
        own = self._audited(self.values).goals
        return found.kept and all(found.goals[name] <= value for name, value in own.items())

    def _audited(self, values: Floats) -> Audit:
        return audit(self.problem.scenario, self.problem.plan_at(values, whole=True))


MOST = (1.0, np.inf, np.inf)
"""Units that a sum may lie away: the step to the next whole number, those above it, and below."""


class RoundedSum:
    """A sum of cells that is to be whole and near the balanced one.

    It costs its distance at every whole number, and straight in between: so the best point in
    fractions is mostly whole by itself.

    Parameters
    ----------
    engine
        Holds the cells.
    summed
        Which are added up.
    balanced
        The balanced point.

    Attributes
    ----------
    rest
        Distance of the whole number below from the balanced sum, times its weight.
    costs
        What a unit costs of each unknown that was added: of the step to the next whole number, of
        those above it, and of those below.
    """

    def __init__(self, engine: Engine, summed: Summed, balanced: Floats) -> None:
        target = float(balanced[summed.cells].sum())
        below = floor(target + EXACT)
        part = max(0.0, target - below)
        self.rest = part * summed.weight
        above, further, down = (engine.add_column(0.0, most) for most in MOST)
        signs = {above: -1.0, further: -1.0, down: 1.0}
        engine.add_row(below, below, {**dict.fromkeys(summed.cells, 1.0), **signs})
        slopes = {above: 1 - 2 * part, further: 1.0, down: 1.0}
        self.costs = {at: summed.weight * slope for at, slope in slopes.items()}


LEVELS = (
    ((), ("code", "year")),
    (("code", "segment"),),
    (("code", "form"),),
    (("code", "segment", "year"),),
)
"""Level by level, the axes along which dwellings are added up: at first all of the region's, and
each municipality's by year."""

TOTAL = 10.0
"""What a dwelling counts for in the region's total, beside one in a sum of a municipality."""


def as_given(problem: Problem) -> list[int]:
    """Give the positions of what stays as it is: fair outcomes, and who hosts and chose what."""
    columns = problem.matrix.columns
    fair = [columns[row.assigned] for fairness in problem.fairness for row in fairness.rows]
    others = [at for name, _, at in problem.positions if name not in MOVED]
    chosen = [columns[each] for each in problem.choices.unknowns()]
    return sorted({*fair, *others, *chosen})


def levels(problem: Problem) -> list[list[Summed]]:
    """Give the sums that become whole together, level by level."""
    found: list[dict[tuple[Any, ...], Summed]] = [{} for _ in LEVELS]
    matrix = problem.matrix
    for name, cell, at in problem.positions:
        if matrix.lower[at] == matrix.upper[at] == 0:
            continue
        if name == "new_build":
            code, segment, year, form, _ = cell
            labels = {"code": code, "segment": segment, "year": year, "form": form}
            for sums, level in zip(found, LEVELS, strict=True):
                for axes in level:
                    own = tuple(labels[axis] for axis in axes)
                    sums.setdefault(own, Summed(weight=1.0 if axes else TOTAL)).cells.append(at)
        elif name == "housed":
            found[-1].setdefault((name, *cell), Summed()).cells.append(at)
    return [[*sums.values()] for sums in found]


def off_whole(values: Floats) -> float:
    """Give how far the number that is least whole is from being so."""
    return float(np.abs(values - np.rint(values)).max(initial=0.0))
