"""The least of a sum in whole numbers where segments and forms are one, and who builds what then.

Whole numbers need more than fractions do where what a municipality builds in all cannot be divided
over its years: 3,436 dwellings in six of them make a step of one. A tenth of the unknowns tells so,
and among them the least is found in half a second, where a search among all ends with nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Self

import numpy as np

from optimiser.formulation.objectives import Pass, goal_grain, held_within, hold_sum
from optimiser.formulation.problem import Problem
from optimiser.proofs.coarse import all_built, coarse_matrix
from optimiser.proofs.grain_less import compared_totals
from optimiser.proofs.whole_bounds import rounded_up_to_grain
from optimiser.proofs.whole_search import ask_whole, minimised_whole, whole_grains
from optimiser.proofs.whole_totals import RegionTotal
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.dive import all_whole
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats, Matrix, Terms
from optimiser.solver.rounding import near_point


@dataclass(frozen=True, slots=True)
class CoarseLeast:
    """What a sum comes to at least, and cells in which it does.

    Parameters
    ----------
    least
        What it comes to.
    bound
        What no plan that is as good in the goals before goes below.
    values
        The cells: of those that are one the first has all.
    known
        One for each that has any.
    """

    least: float
    bound: float
    values: Floats
    known: Floats

    def sums(self, terms: Terms) -> Floats | None:
        """Give what sums of cells come to; None where some are not known, or not whole."""
        known, sums = terms.sums(self.known) > 0, terms.sums(self.values)
        return np.rint(sums) if known.all() and all_whole(sums) else None


def coarse_least(
    problem: Problem,
    goal: Pass,
    before: Iterable[tuple[Pass, float]],
    *,
    balanced: Floats,
    limits: Limits,
    total: RegionTotal | None = None,
) -> CoarseLeast | None:
    """Find the least of a sum, and of what comes to that what lies near the balanced point.

    Parameters
    ----------
    problem
        The scenario as a problem.
    goal
        The sum.
    before
        The sums that come before it, with what they are held at.
    balanced
        The balanced point.
    limits
        When to stop.
    total
        What all of the region's dwellings add up to, if more is known of that than a problem says.

    Returns
    -------
    CoarseLeast or None
        None where segments and forms matter to the goal, or nothing was found.
    """
    search = CoarseSearch.of(problem, goal, before, limits)
    if search is None:
        return None
    built = None if total is None else all_built(problem, search.matrix)
    rows = [] if total is None or built is None else [(total.least, total.most, built)]
    params = limits.params
    every = {*search.whole, *search.cells}
    engine, answer = search.least(every, params.whole.proof_nodes, rows)
    if answer in UNDECIDED:
        # Of a large region totals alone leave little to search, and cells follow where they can.
        other, again = search.least(search.whole, params.whole.careful_nodes, rows)
        if again in FOUND and (answer not in FOUND or other.objective() <= engine.objective()):
            engine, answer = other, again
            ask_whole(engine, every)
    if answer not in FOUND:
        return None
    grain = search.grain
    least, bound = whole_grains(engine.objective(), grain), search.bound(engine)
    hold_sum(engine, goal.costs, least, worst=partial(held_within, grain))
    values = engine.values()
    near = near_point(engine, search.whole, balanced)
    # With what lies at nothing the cost is the distance, of which a gap is a part.
    rest = engine.add_column(1.0, 1.0)
    engine.costs(near.costs | {rest: near.rest})
    if total is not None and built is not None:
        engine.add_row(total.at, total.at, built)
    with engine.at_most(params.tidy.sums.nodes, params.tidy.gap):
        if engine.run(part=0.5) in FOUND:
            values = engine.values()
    some = np.zeros(values.size)
    some[[*search.cells]] = 1.0
    return CoarseLeast(least, least if answer is Answer.OPTIMAL else bound, values, some)


def coarse_bound(
    problem: Problem, goal: Pass, before: Iterable[tuple[Pass, float]], limits: Limits
) -> float | None:
    """Give what a sum is at least, as far as that shows at one node; None where it does not.

    Parameters
    ----------
    problem
        The scenario as a problem.
    goal
        The sum.
    before
        The sums that come before it, with what they are held at.
    limits
        When to stop.
    """
    search = CoarseSearch.of(problem, goal, before, limits)
    if search is None:
        return None
    engine, answer = search.least(search.whole, 1)
    return search.bound(engine) if answer in FOUND else None


UNDECIDED = (Answer.FEASIBLE, Answer.STOPPED)
"""Answers of a search that more nodes may tell more of."""


@dataclass(frozen=True, slots=True)
class CoarseSearch:
    """A search for the least of a sum where segments and forms are one.

    Parameters
    ----------
    problem
        The scenario as a problem.
    goal
        The sum.
    grain
        The grain in which it goes.
    matrix
        The coarse problem.
    whole
        The totals that the sum compares.
    cells
        What must be whole besides.
    before
        The sums that come before it, with what they are held at.
    limits
        When to stop.
    """

    problem: Problem
    goal: Pass
    grain: Fraction
    matrix: Matrix
    whole: Sequence[int]
    cells: Collection[int]
    before: Collection[tuple[Pass, float]]
    limits: Limits

    @classmethod
    def of(
        cls, problem: Problem, goal: Pass, before: Iterable[tuple[Pass, float]], limits: Limits
    ) -> Self | None:
        """Prepare it; None where segments and forms matter to the goal."""
        grain, whole, held = goal_grain(problem, goal), compared_totals(problem, goal), [*before]
        if grain is None or not whole:
            return None
        spoken_of = {at for each, _ in held for at in each.costs}
        # What the goal compares with nothing is an unknown of the problem all the same.
        matrix = coarse_matrix(problem, {*whole, *goal.costs}, spoken_of)
        known = {*matrix.unknowns.tolist()}
        if not goal.costs.keys() <= known:
            return None
        cells = known.intersection(problem.whole())
        known_of = [(each, value) for each, value in held if each.costs.keys() <= known]
        return cls(problem, goal, grain, matrix, whole, cells, known_of, limits)

    def least(
        self,
        columns: Collection[int],
        nodes: int,
        rows: Iterable[tuple[float, float, Mapping[int, float]]] = (),
    ) -> tuple[Engine, Answer]:
        """Search with some unknowns whole, so many nodes at most, and with what else is known."""
        return minimised_whole(
            self.problem,
            self.goal,
            self.before,
            matrix=self.matrix,
            columns=columns,
            limits=self.limits,
            nodes=nodes,
            rows=rows,
        )

    def bound(self, engine: Engine) -> float:
        """Give what the sum is at least by a search, in whole grains."""
        return rounded_up_to_grain(self.problem, self.goal, engine.objective() - engine.gap)
