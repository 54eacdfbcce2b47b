r"""Endless totals: what a plan decides to divide, where no agreement says how much that is at most.

Households take no plan capacity, so a plan may house any number of them. Deviations are relative:
who must house 26 without a fair share puts the others off by :math:`26 / T`, which is less the more
there is to divide, and none of these plans is the fairest. So the fairest is sought among those
that divide at most some :math:`M`: where all can be exactly at their fair shares what that takes,
with units above it, and else a multiple of the least that must be divided in any case.

A level that is reached below :math:`M` is the least of all. For a level :math:`\lambda` the least
of the largest :math:`d_m - \lambda T` over all plans in fractions that divide :math:`T` is convex
in :math:`T`. Where it is zero below :math:`M`, and nowhere up to :math:`M` below zero, a plan with
more to divide in which it is below zero would put some up to :math:`M` below zero too. And nothing
is fairer than that nobody is off. A level above zero that is reached at :math:`M` only is not
proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.ceiling import ceiling
from models.linear import as_linear
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.problem import Problem
from optimiser.formulation.relative_deviations import Coefficients, deviation_base, hold_deviations
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats

FAR = 1e9
"""Units that no plan divides: where as much can be divided there is no end."""

ABOUT = 0.99
"""Part of the most that is as much to a solver, where a goal that is held gives way a little."""

TIMES, MORE = 100.0, 10_000.0
"""How often what must be divided in any case is looked at, and units more."""


@dataclass(frozen=True, slots=True)
class EndlessTotal:
    """A total that may be endless, and the most that is looked at.

    Parameters
    ----------
    entries
        What it adds up, by columns.
    most
        The most, in units.
    """

    entries: Coefficients
    most: float

    def at(self, values: Floats) -> float:
        """Give what is divided at a point."""
        return sum(part * float(values[at]) for at, part in self.entries.items())

    def is_most(self, divided: float) -> bool:
        """Tell whether so much is about as much as is looked at."""
        return divided >= self.most * ABOUT

    def hold(self, engine: Engine) -> int:
        """Hold it to its most; gives the row."""
        return engine.add_row(-np.inf, self.most, self.entries)


def endless_totals(
    engine: Engine, problem: Problem, fairness: FairnessRows
) -> tuple[EndlessTotal, ...]:
    """Find what a goal of fairness divides that nothing limits, with the most to look at.

    Parameters
    ----------
    engine
        Holds every goal before it; it minimises something else afterwards.
    problem
        The scenario as a problem.
    fairness
        The goal.
    """
    found = [total for total in _unlimited(problem, fairness) if _has_no_end(engine, total)]
    if not found:
        return ()
    decided = (row for row in fairness.rows if row.outcome.decided)
    least = smallest_totals(engine, found)
    rows = hold_deviations(engine, problem, decided, 0.0)
    fair = smallest_totals(engine, found)
    _let_go(engine, rows)
    most = (
        max(TIMES * low, 2 * exact) + MORE for low, exact in zip(least, fair or least, strict=True)
    )
    return tuple(
        EndlessTotal(total.entries, limit) for total, limit in zip(found, most, strict=True)
    )


def smallest_totals(engine: Engine, totals: Sequence[EndlessTotal]) -> list[float]:
    """Make some totals together as small as can be; gives what each is then, if anything is."""
    costs: Coefficients = {}
    for total in totals:
        for at, part in total.entries.items():
            costs[at] = costs.get(at, 0.0) + part
    engine.costs(costs)
    if engine.run(part=0.5) is not Answer.OPTIMAL:
        return []
    values = engine.values()
    return [total.at(values) for total in totals]


def _unlimited(problem: Problem, fairness: FairnessRows) -> Iterator[EndlessTotal]:
    """Give the totals that the tables do not limit, each once."""
    scenario = problem.scenario
    seen: list[Coefficients] = []
    exact = problem.programme.linear.outcomes(scenario.agreement(fairness.goal.agreement))
    for row, outcome in zip(fairness.rows, exact, strict=True):
        if outcome.decided and ceiling(scenario, as_linear(outcome.total)) is None:
            entries, _ = deviation_base(problem, row)
            if entries not in seen:
                seen.append(entries)
                yield EndlessTotal(entries, FAR)


def _has_no_end(engine: Engine, total: EndlessTotal) -> bool:
    """Tell whether a total can be further than any plan's."""
    row = total.hold(engine)
    engine.costs({at: -part for at, part in total.entries.items()})
    answer = engine.run(part=0.5)
    _let_go(engine, [row])
    return answer is Answer.OPTIMAL and total.is_most(total.at(engine.values()))


def _let_go(engine: Engine, rows: Iterable[int]) -> None:
    for row in rows:
        engine.bound_row(row, -np.inf, np.inf)
