"""Shares as a solver is told them: by less than a millionth of a unit it sees no row missed.

Of whole units a ratio says the same as the next one that so many units can have, and two such
ratios that follow on each other can be told apart. So a share that must hold is told as the next.
Of one that is a wish, what is missing is counted by the share itself; the least that can be missing
may be too little to be seen, and is then pursued after all that is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil

from models.exact import next_fraction
from models.proportion import Proportion
from models.requirement import Requirement, Sense
from models.scenario import Scenario

SEEN = 10**6
"""A ratio with no larger denominator is never missed by less than the solver sees."""


class ToldShares:
    """Tells a solver the shares of a scenario.

    Parameters
    ----------
    scenario
        The scenario.

    Attributes
    ----------
    most
        No more dwellings or households than this are counted anywhere in it.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.most = most_units(scenario)

    def told(self, row: Requirement) -> Requirement:
        """Give a row as a solver is told it: what is a wish, and most else, as it is.

        Parameters
        ----------
        row
            The row, in the solver's unknowns.
        """
        share = row.proportion
        if share is None or not row.binding or not self._between(share.ratio):
            return row
        if row.sense == "==":
            # No part of so many units is exactly that, but nothing of none.
            return self._as(row, Fraction(-1)) if not share.added else row
        return self._as(row, self._next(share.ratio, row.sense))

    def unseen(self, row: Requirement) -> Iterator[tuple[Requirement, Fraction]]:
        """Give what keeps a wish that may be missed by less than is seen, and what a miss counts.

        Parameters
        ----------
        row
            The row, in the solver's unknowns.

        Yields
        ------
        row, weight
            A row that is missed wherever the wish is, by enough to be seen. Of the least that can
            be missing of the wish, each unit missing of the row stands for so many.
        """
        share = row.proportion
        if share is None or row.binding or not self._between(share.ratio):
            return
        senses: dict[Sense, tuple[Sense, ...]] = {"==": (">=", "<=")}
        for sense in senses.get(row.sense, (row.sense,)):
            other: Sense = "<=" if sense == ">=" else ">="
            least = abs(share.ratio - self._next(share.ratio, other))
            if least * SEEN < 1:
                told = self._next(share.ratio, sense)
                weight = least / (least + abs(told - share.ratio))
                yield self._as(replace(row, sense=sense), told), weight

    def _between(self, ratio: Fraction) -> bool:
        """Tell whether a ratio lies between those that so many units can have, and may be close."""
        return ratio.denominator > max(SEEN, self.most)

    def _next(self, ratio: Fraction, sense: Sense) -> Fraction:
        """Give the next ratio that so many units can have and that keeps a share."""
        side = 1 if sense == ">=" else -1
        return side * next_fraction(side * ratio, self.most)

    def _as(self, row: Requirement, ratio: Fraction) -> Requirement:
        assert row.proportion is not None
        share: Proportion = replace(row.proportion, ratio=ratio)
        left, right = share.sides()
        choice = row.choice
        if choice is not None:
            # The next ratio asks at most one unit more of all there are.
            size = Fraction(ratio.denominator, row.scale)
            choice = replace(
                choice,
                big_m=ceil(choice.big_m * size) + ratio.denominator,
                per_dwelling=ceil(choice.per_dwelling * size) + ratio.denominator,
            )
        return replace(
            row, left=left, right=right, scale=ratio.denominator, proportion=share, choice=choice
        )


def most_units(scenario: Scenario) -> int:
    """Give the most dwellings or households that are counted anywhere in a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    """
    figures = [municipality.model_extra or {} for municipality in scenario.municipalities]
    stock = sum(int(own.get("stock", 0)) for own in figures)
    vacancies = sum(int(own.get("vacancies", 0)) for own in figures)
    built = sum(pool.dwellings for pool in scenario.capacity)
    asked = sum(need.households for need in scenario.needs)
    return max(1, stock + vacancies * len(scenario.horizon.years) + built + asked)
