r"""Consolidation: whole dwellings near the balanced point, in few rows.

A search for whole numbers ends in any of very many plans that are equally good. So at last, with
goals and fair outcomes as they are, what a municipality builds moves to the whole numbers that lie
nearest to the balanced point, tier by tier: first its sums by segment, form and year, then those
by segment in each year and the households by year. Nothing that was agreed tells a plan with two
dwellings here and two there from one with four in one place, and nobody builds crumbs. So within
those sums dwellings move from small cells to large ones: :math:`\sum_i x_i / (1 + \bar x_i)` as
small as can be, where :math:`\bar x` is the plan so far (E. J. Candès, M. B. Wakin and S. P. Boyd,
*Enhancing Sparsity by Reweighted L1 Minimization*, 2008). But nobody builds all clustered dwellings
of a city in one year either, or none of them to let: what is large by form in a year, or by segment
of a form, stays within a fifth of what it is at the balanced point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

import numpy as np

from models.language import Text
from models.quantity import Cell
from optimiser.balance.crumbs import gathered_crumbs
from optimiser.balance.remembered_audits import remembered_audit
from optimiser.balance.sum_tiers import CODE, YEAR, Sums, crossed_sums, held_and_moved, sum_tiers
from optimiser.balance.swapped_sums import FixedSums, TermsOverCells
from optimiser.formulation.objectives import (
    Pass,
    goal_grain,
    held_within,
    hold_sum,
    passes,
    whole_held,
)
from optimiser.formulation.problem import Problem
from optimiser.results.audit import Audit
from optimiser.solver.answers import FOUND
from optimiser.solver.dive import all_whole, dive
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import Ladder
from optimiser.solver.limits import Limits, TimeUp
from optimiser.solver.matrix import Floats, Indices, Terms
from optimiser.solver.rounding import MOST, RoundedSums
from optimiser.solver.tolerances import EXACT
from optimiser.solver.vicinity import Vicinity

NOTHING = 1e-3
"""What is less than this of a dwelling at the balanced point is nothing there."""

MOVED = ("new_build", "housed")
"""The quantities that move."""


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
    held
        Where goals are held, by name; where the plan has them if absent.

    Attributes
    ----------
    seconds
        Time spent inside the solver.
    """

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        values: Floats,
        balanced: Floats,
        held: Mapping[str, float] | None = None,
    ) -> None:
        self.problem, self.limits = problem, limits
        self.values, self.balanced = values, balanced
        self.seconds = 0.0
        self._whole = np.rint(values)
        matrix = problem.matrix
        # What can only be nothing is no unknown of a condensed problem.
        some = (matrix.lower != 0) | (matrix.upper != 0)
        self._given = [at for at in columns_left(problem) if some[at]]
        moved = {at for name, _, at in problem.decided if name in MOVED and some[at]}
        self._cells = np.array(sorted(moved - {*self._given}), dtype=int)
        self._ladder = limits.params.tidy.sums
        self._held = self._reached(values) if held is None else dict(held)

    def plan(self) -> Floats:
        """Give a plan that is as good, near the balanced point, and in few rows.

        Where sums cannot be whole near the balanced ones, those before them stay as they were.

        Returns
        -------
        array
            The unknowns; those of the plan that came in where nothing else is found in time.
        """
        for unmoved, moved in held_and_moved(sum_tiers(self.problem)):
            engine = self._engine(self._held)
            for sums in unmoved:
                numbers = np.rint(sums.at(self._whole))
                engine.add_rows(numbers, numbers, sums.terms)
            found = self._moved(engine, moved)
            if found is not None and self._as_good(found):
                return found
        return self.values

    def straight(
        self, ladder: Ladder | None = None, *, soon: bool = False, total: float | None = None
    ) -> Floats | None:
        """Give a plan near the balanced point that need not be as good; None where none is found.

        Parameters
        ----------
        ladder
            Where sums are made whole; no further than its first rung as usual if absent, because
            others are sought elsewhere then.
        soon
            Whether none is given where the first sums are not whole without a search.
        total
            All of the region's dwellings, where that is known.
        """
        first = self._ladder.only(self._ladder.rungs[0].radius)
        self._ladder = first if ladder is None else ladder
        for goal, grain in self._goals[-1:]:
            self._held[goal.id] += self._given_up(goal, grain, sum_tiers(self.problem)[0].single())
        engine, moved = self._engine(self._held), sum_tiers(self.problem)
        if total is not None:
            engine.add_rows(np.array([total]), np.array([total]), moved[0].first().terms)
        found = self._moved(engine, moved, soon=soon)
        return found if found is not None and self._kept(found) else None

    def within(self, numbers: Floats) -> Floats | None:
        """Give a plan whose first sums are these, near the balanced point; None where none is."""
        self._ladder = self._ladder.only(self._ladder.rungs[0].radius)
        first, *moved = sum_tiers(self.problem)
        # What these come to in goals stays as it is.
        self._in_terms = [goal for goal in self._in_terms if goal.over(first.single()) is None]
        engine = self._engine(self._held)
        engine.add_rows(numbers, numbers, first.terms)
        found = self._moved(engine, moved)
        return found if found is not None and self._kept(found) else None

    def without_crumbs(self) -> Floats:
        """Give the plan as it is, but for crumbs; as it is where the time is up."""
        with suppress(TimeUp):
            return self._without_crumbs(self.values)
        return self.values

    def _given_up(self, goal: Pass, grain: Fraction | None, sums: Terms) -> float:
        """Give by how much a goal may be worse while sums become whole: swaps make up for it."""
        terms = TermsOverCells.of(self.problem, goal)
        if grain is None or terms is None or terms.over(sums) is None:
            return 0.0
        return self.limits.params.tidy.loose * sums.start.size * float(grain)

    def _reached(self, values: Floats) -> dict[str, float]:
        """Give what goals come to, by name."""
        return {goal.id: goal.value(values) for goal, _ in self._goals}

    def _moved(self, engine: Engine, moved: Sequence[Sums], *, soon: bool = False) -> Floats | None:
        """Bring sums to balance beside what an engine holds, and cells to few rows."""
        for place, sums in enumerate(moved):
            self.limits.tell(Text("whole dwellings: totals near balance"), place, len(moved))
            if not self._near_balance(engine, sums, soon=soon and not place):
                self.seconds += engine.seconds
                return None
        self.limits.tell(Text("whole dwellings: in few rows"), 0, 1)
        found = self._spread(engine)
        self.seconds += engine.seconds
        return None if found is None else self._without_crumbs(found)

    def _engine(self, held: Mapping[str, float]) -> Engine:
        """Hold the problem, with goals, fair outcomes, hosts and choices."""
        engine = Engine(self.problem.condensed(self.limits.params.matrix.few_rows), self.limits)
        here = self._whole[self._given]
        engine.bound(self._given, here, here)
        for goal, grain in self._goals:
            hold_sum(engine, goal.costs, held[goal.id], worst=partial(held_within, grain))
        return engine

    @cached_property
    def _goals(self) -> list[tuple[Pass, Fraction | None]]:
        """The goals that are sums, with the grains in which they go."""
        ordered = [goal for goal in passes(self.problem) if isinstance(goal, Pass)]
        return [(goal, goal_grain(self.problem, goal)) for goal in ordered]

    def _near_balance(self, engine: Engine, sums: Sums, *, soon: bool) -> bool:
        """Bring sums of cells to the whole numbers nearest to balance, and fix them there.

        Soon is without a search: nothing is moved where that does not lead there.
        """
        if not sums.weights.size:
            return True
        rounded = RoundedSums(engine, sums.terms, sums.at(self.balanced), sums.weights)
        # With what lies at nothing the cost is the distance, of which a gap is a part.
        rest = engine.add_column(1.0, 1.0)
        engine.costs(rounded.costs | {rest: rounded.rest})
        added = [*rounded.costs]
        params = self.limits.params.tidy
        answer = engine.run(part=0.5)
        if answer in FOUND:
            point, least = engine.values(), engine.objective()
            answer = dive(engine, added)
            if answer not in FOUND or engine.objective() > least * (1 + params.gap):
                if soon:
                    return False
                most = np.repeat(MOST, sums.weights.size)
                near = Vicinity(engine, added, (np.zeros(most.size), most))
                engine.whole(added)
                seek = partial(engine.run, 0.5)
                answer = near.first(point, self._ladder, seek, gap=params.gap)
                engine.whole([])
        if answer not in FOUND:
            return False
        found = np.rint(engine.values()[added])
        engine.bound(added, found, found)
        self._swap(engine, sums, np.array(added, dtype=np.int32).reshape(3, -1))
        return True

    def _swap(self, engine: Engine, sums: Sums, added: Indices) -> None:
        """Swap dwellings between a municipality's sums where that makes a goal smaller."""
        terms = sums.single()
        for goal in tuple(self._in_terms):
            over_sums = goal.over(terms)
            if over_sums is not None:
                self._in_terms.remove(goal)
                owner = {at: cell[CODE] for _, cell, at in self.problem.decided}
                owners = [owner[at] for at in terms.index[terms.start[:-1]].tolist()]
                numbers, near = (terms.sums(at) for at in (engine.values(), self.balanced))
                fixed = FixedSums(
                    engine, added[:, sums.weights == 1], np.rint(numbers), near, owners
                )
                fixed.swap(over_sums, self.limits.params.tidy.swaps)

    @cached_property
    def _in_terms(self) -> list[TermsOverCells]:
        """The goals that are not where they are in fractions, as far as they add up terms."""
        further = (
            TermsOverCells.of(self.problem, goal)
            for goal, _ in self._goals
            if self._held[goal.id] > whole_held(goal.value(self.balanced))
        )
        return [goal for goal in further if goal is not None]

    def _spread(self, engine: Engine) -> Floats | None:
        """Bring the cells to few rows, with forms spread over years and segments if they can be."""
        params = self.limits.params.tidy
        sums = crossed_sums(self.problem)
        near = sums.at(self.balanced)
        large = near >= params.large
        terms, _ = sums.terms.only(large)
        least, most = (near[large] * (1 + sign * params.apart) for sign in (-1, 1))
        rows = engine.add_rows(np.floor(least), np.ceil(most), terms)
        found = self._fewer_rows(engine)
        if found is None and large.any():
            for row in range(rows, rows + least.size):
                engine.bound_row(row, -np.inf, np.inf)
            found = self._fewer_rows(engine)
        return found

    def _fewer_rows(self, engine: Engine) -> Floats | None:
        """Bring the cells to few rows, within the sums that are fixed; None where none is whole."""
        cells, point = self._cells, engine.values()
        used = (self._whole[cells] > 0) | (point[cells] > EXACT) | (self.balanced[cells] > NOTHING)
        least = self.problem.matrix.lower[cells]
        most = np.where(used, self.problem.matrix.upper[cells], least)
        near = Vicinity(engine, cells, (least, most))
        near.let_go()
        costs = 1 / (1 + np.rint(point[cells]))
        engine.costs(dict(zip(cells.tolist(), costs.tolist(), strict=True)))
        params = self.limits.params.tidy
        answer = engine.run(part=0.5)
        if answer in FOUND:
            point = engine.values()
            answer = dive(engine, cells)
            if answer not in FOUND:
                engine.whole(cells[used])
                answer = near.first(point, params.near, partial(engine.run, 0.5))
        return engine.values() if answer in FOUND else None

    def _without_crumbs(self, values: Floats) -> Floats:
        """Gather crumbs: all at once, or else as many as leave a plan, one after the other."""
        problem, places = self.problem, self.problem.cell_columns["new_build"]
        cells, numbers = problem.scenario.shapes["new_build"].cells, np.rint(values[places])
        place = dict(zip(cells, places.tolist(), strict=True))
        fixed, built = {*self._given}, defaultdict[Any, dict[Cell, int]](dict)
        rows = problem.scenario.realised
        realised = {(row.municipality, row.year) for row in rows if row.group is None}
        for at in np.flatnonzero(numbers).tolist():
            cell = cells[at]
            if (cell[CODE], cell[YEAR]) not in realised:
                built[cell[CODE]][cell] = int(numbers[at])
        engine, here = self._engine(self._reached(values)), np.rint(values[self._cells])
        engine.bound(self._cells, here, here)

        def possible(changes: dict[Cell, int]) -> bool:
            nonlocal values
            move = {place[cell]: number for cell, number in changes.items()}
            if move.keys() & fixed or not self._possible(engine, move):
                return False
            values = engine.values()
            return True

        left = [(own, gathered_crumbs(own, tries=1, possible=bool)) for own in built.values()]
        together = {cell: number for _, move in left for cell, number in move.items()}
        if together and not possible(together):
            crumbled = [own for own, move in left if move]
            for done, own in enumerate(crumbled):
                self.limits.tell(Text("whole dwellings: no crumbs"), done, len(crumbled))
                gathered_crumbs(own, tries=self.limits.params.tidy.crumbs, possible=possible)
        self.seconds += engine.seconds
        return values

    def _possible(self, engine: Engine, move: dict[int, int]) -> bool:
        """Fix cells at other numbers where that leaves a plan, and tell whether it does."""
        places = engine.placed(move)
        before = [bounds[places] for bounds in engine.bounds()[:2]]
        engine.bound(move, move.values(), move.values())
        engine.bounds_changed()
        if engine.run(part=0.5) in FOUND:
            return True
        engine.bound(move, *before)
        return False

    def _as_good(self, values: Floats) -> bool:
        """Tell whether what was found is whole, and in exact numbers kept and no worse."""
        if not self._kept(values):
            return False
        found, own = (self._audited(each).goals for each in (values, self.values))
        return all(found[name] <= value for name, value in own.items())

    def _kept(self, values: Floats) -> bool:
        """Tell whether what was found is whole, and in exact numbers kept."""
        columns = [at for _, _, at in self.problem.decided]
        return all_whole(values[columns]) and self._audited(values).kept

    def _audited(self, values: Floats) -> Audit:
        return remembered_audit(self.problem, self.problem.plan_at(values, whole=True))


def columns_left(problem: Problem) -> list[int]:
    """Give the columns of what stays as it is: fair outcomes, and who hosts and chose what."""
    fair = [problem.column(row.assigned) for fairness in problem.fairness for row in fairness.rows]
    others = [at for name, _, at in problem.decided if name not in MOVED]
    chosen = map(problem.column, problem.choices.unknowns())
    return sorted({*fair, *others, *chosen})
