"""The least of a sum in whole numbers where segments and forms are one, and who builds what then.

Whole numbers need more than fractions do where what a municipality builds in all cannot be divided
over its years: 3,436 dwellings in six of them make a step of one. A tenth of the unknowns tells so,
and among them the least is found in half a second, where a search among all ends with nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from optimiser.formulation.objectives import Pass, goal_step, held_within, hold_sum
from optimiser.formulation.problem import Problem
from optimiser.proofs.coarse import all_built, coarse
from optimiser.proofs.step_less import compared_totals
from optimiser.proofs.whole_search import minimised, whole_steps
from optimiser.proofs.whole_totals import RegionTotal
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats, Terms
from optimiser.solver.rounding import near_point


@dataclass(frozen=True, slots=True)
class CoarseLeast:
    """What a sum comes to at least, and cells in which it does.

    Parameters
    ----------
    least
        What it comes to.
    proven
        Whether no plan that is as good in the goals before has less.
    values
        The cells: of those that are one the first has all.
    known
        One for each that has any.
    """

    least: float
    proven: bool
    values: Floats
    known: Floats

    def sums(self, terms: Terms) -> Floats | None:
        """Give what sums of cells come to; None where some are of nothing that is known."""
        some = terms.sums(self.known) > 0
        return np.rint(terms.sums(self.values)) if some.all() else None


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
    step, whole, held = goal_step(problem, goal), compared_totals(problem, goal), [*before]
    if step is None or not whole:
        return None
    spoken_of = {at for each, _ in held for at in each.costs}
    matrix = coarse(problem, whole, {*goal.costs, *spoken_of})
    known = {*matrix.unknowns.tolist()}
    if not goal.costs.keys() <= known:
        return None
    cells = known.intersection(problem.whole())
    known_of = [(each, value) for each, value in held if each.costs.keys() <= known]
    built = None if total is None else all_built(problem, matrix)
    rows = [] if total is None or built is None else [(total.least, total.most, built)]
    engine, answer = minimised(
        problem, goal, known_of, matrix=matrix, columns={*whole, *cells}, limits=limits, rows=rows
    )
    if answer not in FOUND:
        return None
    least = whole_steps(engine.objective(), step)
    hold_sum(engine, goal.costs, least, worst=partial(held_within, step))
    values, params = engine.values(), limits.params.tidy
    near = near_point(engine, whole, balanced)
    # With what lies at nothing the cost is the distance, of which a gap is a part.
    rest = engine.add_column(1.0, 1.0)
    engine.costs(near.costs | {rest: near.rest})
    if total is not None and built is not None:
        engine.add_row(total.at, total.at, built)
    with engine.at_most(params.sums.nodes, params.gap):
        if engine.run(part=0.5) in FOUND:
            values = engine.values()
    some = np.zeros(values.size)
    some[[*cells]] = 1.0
    return CoarseLeast(least, answer is Answer.OPTIMAL, values, some)
