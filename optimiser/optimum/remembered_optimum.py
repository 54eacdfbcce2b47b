"""Remembered optimum: where the same is asked once more, the optimum in fractions is there already.

A plan is asked for, and then with the free ranges of its numbers, beside a plan that was
negotiated, or in a workbook. Whole dwellings are sought anew each time; what they are sought from
is the same.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from models.agreements import Agreement
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.solver.answers import Answer
from optimiser.solver.limits import Limits
from optimiser.solver.params import SearchParams


@dataclass(frozen=True, slots=True)
class RememberedOptimum:
    """An optimum, and what was asked; of a remembered problem nothing else can be different.

    Parameters
    ----------
    agreements
        What was agreed.
    params
        The numbers that steered searches.
    gap
        The gap at which a search could end.
    best
        The optimum, with its balanced point.
    """

    agreements: tuple[Agreement, ...]
    params: SearchParams
    gap: float
    best: Optimum


def remember_optimum(problem: Problem, limits: Limits, best: Optimum) -> None:
    """Remember an optimum, unless another might be found where there is more time.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        How it was sought.
    best
        The optimum.
    """
    searched = best.siting is not None
    if best.answer is Answer.OPTIMAL and not (searched and limits.time_limit is not None):
        asked = tuple(problem.scenario.agreements)
        before = RememberedOptimum(asked, limits.params, limits.gap, best)
        problem.remembered(_last).append(before)


def optimum_before(problem: Problem, limits: Limits) -> Optimum | None:
    """Give the optimum of a problem that was the same; None without one.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        How it is sought.
    """
    asked = tuple(problem.scenario.agreements), limits.params, limits.gap
    for before in problem.remembered(_last):
        if (before.agreements, before.params, before.gap) == asked:
            return before.best
    return None


def _last(_: Problem) -> deque[RememberedOptimum]:
    """Remember one, which is as large as a plan."""
    return deque(maxlen=1)
