"""Fair shares in whole numbers: how far each outcome is from its fair share, exactly.

Somebody's deviation is at most some level exactly when a whole number lies within a band around the
fair share: a question about bounds, without a float in it. Where a year's fair share is below one,
no single year can tell fair from unfair: those years of a municipality count as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf
from typing import Self

import numpy as np
import numpy.typing as npt

from models.exact import common_grain, relative
from models.linear import Linear, Unknown, as_linear
from optimiser.formulation.goal_rows import FairnessRows, FairRow
from optimiser.formulation.problem import Problem
from optimiser.formulation.swaps import Divided
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats, Indices
from optimiser.solver.rounding import distance_from, sum_unknown

Interval = tuple[float, float]
"""Between what an unknown lies."""

TermChange = tuple[int, Fraction, Fraction]
"""What a unit more or less does to a share's term of leximin's sum: for the worse (1), the larger
deviation and less the smaller one, or for the better (-1), the larger with a minus, the smaller."""


@dataclass(frozen=True, slots=True, eq=False)
class GivenShare:
    """What one municipality gets of a given number: its fair share is known before the plan.

    Parameters
    ----------
    columns
        The unknowns for what it gets, in whole numbers: one, or one a year.
    fair
        The fair share, above zero.
    bounds
        Between what they add up to in any case.
    """

    columns: tuple[int, ...]
    fair: Fraction
    bounds: Interval

    def deviation(self, values: Floats) -> Fraction:
        """Give how far a plan is from the fair share, relative to it."""
        return self.deviation_of(self.number(values))

    def number(self, values: Floats) -> int:
        """Give what it gets in a plan."""
        return sum(round(values[at]) for at in self.columns)

    def deviation_of(self, number: int) -> Fraction:
        """Give how far a number is from the fair share, relative to it."""
        return abs(relative(number, self.fair))

    def change(self, number: int, by: int) -> TermChange:
        """Give what it does to the deviation to go from a number to one more or one less."""
        before, after = self.deviation_of(number), self.deviation_of(number + by)
        if before == after:
            return 0, Fraction(0), Fraction(0)
        return (1, after, -before) if after > before else (-1, -before, after)

    def least(self) -> Fraction:
        """Give the least deviation that any whole number has."""
        low, high = self.bounds
        return min(
            self.deviation_of(int(min(max(each, low), high)))
            for each in (floor(self.fair), ceil(self.fair))
        )

    def band(self, level: Fraction, *, below: bool) -> Interval:
        """Give between what they add up to while the deviation is at most a level, or below."""
        low, high = self.fair * (1 - level), self.fair * (1 + level)
        first, last = (floor(low) + 1, ceil(high) - 1) if below else (ceil(low), floor(high))
        return max(self.bounds[0], float(first)), min(self.bounds[1], float(last))


@dataclass(frozen=True, slots=True, eq=False)
class ExactSum:
    """A sum of unknowns that are whole, and a number: all in grains.

    Parameters
    ----------
    places, parts, constant
        The unknowns, what each counts for, and the number.
    grain
        The grain.
    """

    places: Indices
    parts: npt.NDArray[np.object_]
    constant: int
    grain: Fraction

    @classmethod
    def of(cls, linear: Linear, columns: Mapping[Unknown, int]) -> Self:
        """Bring an exact sum to grains."""
        grain = common_grain((*linear.terms.values(), linear.constant)) or Fraction(1)
        return cls(
            np.fromiter((columns[unknown] for unknown in linear.terms), dtype=np.int32),
            # As Python's own integers, which have no end: keys may have long denominators.
            np.array([int(part / grain) for part in linear.terms.values()], dtype=object),
            int(linear.constant / grain),
            grain,
        )

    def at(self, values: Floats) -> Fraction:
        """Give what it comes to at a point in whole numbers."""
        counted = np.rint(values[self.places]).astype(np.int64).astype(object)
        return (int(counted @ self.parts) + self.constant) * self.grain


@dataclass(frozen=True, slots=True, eq=False)
class DecidedShare:
    """What one municipality gets of what the plan itself decides.

    Parameters
    ----------
    row
        The outcome, with the unknown for its deviation.
    off, fair
        What it gets less its fair share, and its fair share.
    whole
        Whether what it gets is a whole number in every plan.
    """

    row: FairRow
    off: ExactSum
    fair: ExactSum
    whole: bool

    def deviation(self, values: Floats) -> Fraction:
        """Give how far a plan is from the fair share, relative to it."""
        fair = self.fair.at(values) or self.row.outcome.weight
        return abs(self.off.at(values)) / fair

    def least(self) -> Fraction:
        """Give the least deviation that can be told without looking at others."""
        return Fraction(0)


GoalShare = GivenShare | DecidedShare


def fair_shares(problem: Problem, fairness: FairnessRows) -> Sequence[GoalShare]:
    """Give the outcomes of a goal of fairness as they count in whole numbers, read once.

    Parameters
    ----------
    problem
        The scenario as a problem.
    fairness
        The goal.
    """
    known = problem.remembered(_known)
    if fairness.id not in known:
        known[fairness.id] = _read(problem, fairness)
    return known[fairness.id]


def _known(_: Problem) -> dict[str, Sequence[GoalShare]]:
    return {}


def _read(problem: Problem, fairness: FairnessRows) -> list[GoalShare]:
    matrix = problem.matrix
    columns = {(name, cell): at for name, cell, at in problem.decided}
    found: list[GoalShare] = []
    exact = problem.programme.linear.outcomes(problem.scenario.agreement(fairness.goal.agreement))
    for row, outcome in zip(fairness.rows, exact, strict=True):
        if row.deviation is None or outcome.small:
            continue
        at = problem.column(row.assigned)
        if outcome.decided:
            own, part = as_linear(outcome.assigned), outcome.weight * as_linear(outcome.total)
            off = ExactSum.of(own - part, columns)
            numbers = *own.terms.values(), own.constant
            whole = all(number.denominator == 1 for number in numbers)
            found.append(DecidedShare(row, off, ExactSum.of(part, columns), whole))
        else:
            found.append(
                GivenShare((at,), outcome.relative_to, (matrix.lower[at], matrix.upper[at]))
            )
    for counted in fairness.counted:
        if counted.years:
            years = tuple(problem.column(row.assigned) for row in counted.years)
            found.append(GivenShare(years, counted.outcome.relative_to, (0.0, inf)))
    return found


def as_divided(
    problem: Problem, fairness: FairnessRows, bounds: Mapping[int, Interval]
) -> tuple[list[int], Divided]:
    """Give what is divided of given numbers as arrays, with the column of each unknown.

    Parameters
    ----------
    problem
        The scenario as a problem.
    fairness
        The goal.
    bounds
        Between what each unknown may lie.
    """
    shares = [each for each in fair_shares(problem, fairness) if isinstance(each, GivenShare)]
    owners = {at: owner for owner, share in enumerate(shares) for at in share.columns}
    rows = {problem.column(row.assigned): row.outcome.scope for row in fairness.rows}
    years = {
        year: place for place, year in enumerate(dict.fromkeys(rows[at].year for at in owners))
    }
    low, high = np.array([bounds[at] for at in owners], dtype=float).reshape(-1, 2).T
    return [*owners], Divided(
        np.fromiter(owners.values(), dtype=np.int32),
        np.fromiter((years[rows[at].year] for at in owners), dtype=np.int32),
        np.fromiter((float(share.fair) for share in shares), dtype=float),
        low,
        high,
    )


def years_before(engine: Engine, problem: Problem, fairness: FairnessRows) -> dict[int, float]:
    """Give what it costs that years whose fair shares are below one do not add up to them.

    Parameters
    ----------
    engine
        Gets the unknowns that this takes.
    problem
        The scenario as a problem.
    fairness
        The goal.
    """
    costs: dict[int, float] = {}
    for years in (row.years for row in fairness.counted):
        for number in range(1, len(years) + 1):
            together = sum_unknown(engine, [problem.column(row.assigned) for row in years[:number]])
            fair = sum(row.outcome.relative_to for row in years[:number])
            costs[distance_from(engine, together, float(fair))] = 1.0
    return costs
