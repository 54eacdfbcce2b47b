"""Whole totals: what goals come to at least where those of the region are whole.

A third at least of one thing and two thirds of another leave only totals that three divides: 23,946
dwellings where fractions have 23,945, and one more than was bid. A search with little more than the
region's totals whole finds that in some hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from models.language import Text
from optimiser.formulation.objectives import Pass, goal_grain, whole_held
from optimiser.formulation.problem import Problem
from optimiser.proofs.grain_less import compared_totals, regional_totals
from optimiser.proofs.whole_search import minimised_whole, whole_grains
from optimiser.solver.answers import Answer
from optimiser.solver.limits import Limits


@dataclass(frozen=True, slots=True)
class RegionTotal:
    """All of the region's dwellings, where its totals are whole and goals where they need more.

    Parameters
    ----------
    at
        What they are in one way.
    least, most
        Between what they are in all.
    """

    at: float
    least: float
    most: float


def least_with_totals(
    problem: Problem, sums: Sequence[Pass], reached: Mapping[str, float], limits: Limits
) -> tuple[dict[str, float], RegionTotal | None]:
    """Find the least of sums, one after the other, with the region's totals whole.

    Parameters
    ----------
    problem
        The scenario as a problem.
    sums
        The sums in their order.
    reached
        What each is at least.
    limits
        When to stop.

    Returns
    -------
    reached, total
        The same, or more where that is needed, and all of the region's dwellings then; None where
        no more is.
    """
    found, raised, columns = dict(reached), False, {*regional_totals(problem)}
    for place, goal in enumerate(sums):
        limits.tell(Text("whole dwellings: totals of the region"), place, len(sums))
        grain, whole = goal_grain(problem, goal), compared_totals(problem, goal)
        if grain is None or not whole:
            continue
        columns |= {*whole}
        held = [(each, found[each.id]) for each in sums[:place]]
        engine, answer = minimised_whole(
            problem, goal, held, matrix=problem.matrix, columns=columns, limits=limits
        )
        least = whole_grains(engine.objective(), grain)
        if answer is Answer.OPTIMAL and least > whole_held(found[goal.id]):
            found[goal.id], raised = least, True
    held = [(each, found[each.id]) for each in sums]
    return found, _total(problem, held, columns, limits) if raised else None


def _total(
    problem: Problem,
    held: Sequence[tuple[Pass, float]],
    columns: Collection[int],
    limits: Limits,
) -> RegionTotal | None:
    """Find between what all of the region's dwellings lie, while some unknowns are whole."""
    built, ends = [at for name, _, at in problem.decided if name == "new_build"], []
    for sign in (1.0, -1.0):
        ask = Pass("total", dict.fromkeys(built, sign), sites=False)
        engine, answer = minimised_whole(
            problem, ask, held, matrix=problem.matrix, columns=columns, limits=limits
        )
        known = answer is Answer.OPTIMAL
        ends.append(float(round(sign * engine.objective())) if known else sign * -inf)
    return RegionTotal(ends[0], *ends) if isfinite(ends[0]) else None
