"""What each municipality notices: its dwellings and households, with and without an agreement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from models.language import Text, Units
from models.quantity import QUANTITIES
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.results.account import Record, code_and_name
from optimiser.results.free_range import FreeRanges
from optimiser.results.goal_values import meant_number
from optimiser.solver.answers import Answer, NoEnd
from optimiser.solver.highs import Engine
from optimiser.solver.tolerances import NOTICEABLE

COUNTED = ("new_build", "housed")
"""The quantities that a municipality notices."""

Ranges: TypeAlias = "dict[tuple[str, str], tuple[Fraction, Fraction]]"
"""Per quantity and municipality the least and the most in any plan that is as good."""


def municipal_ranges(engine: Engine, problem: Problem) -> Ranges:
    """Find between what each municipality's numbers may lie, every goal held at its best.

    Many plans are equally good, so a number of one of them says nothing by itself. Without all of
    the answers, as when the time is up, none is given. A number that nothing bounds any more, as
    of households where the agreement was left out that said how many, has no range.

    Parameters
    ----------
    engine
        Holds the problem, with every goal at its best.
    problem
        The scenario as a problem.
    """
    totals: dict[tuple[str, str], dict[int, float]] = {}
    for quantity, cell, column in problem.decided:
        if quantity in COUNTED:
            code = str(cell[QUANTITIES[quantity].axes.index("municipality")])
            totals.setdefault((quantity, code), {})[column] = 1.0
    found: Ranges = {}
    for key, entries in sorted(totals.items()):
        ends: list[Fraction] = []
        for sign in (1.0, -1.0):
            engine.costs({column: sign * part for column, part in entries.items()})
            try:
                answer = engine.run()
            except NoEnd:
                break
            if answer is not Answer.OPTIMAL:
                return {}
            ends.append(meant_number(sign * engine.objective()))
        else:
            found[key] = (ends[0], ends[1])
    return found


def whole_ranges(free: FreeRanges | None) -> Ranges:
    """Give the same in whole dwellings: of the plans that are as good as one, or better.

    Parameters
    ----------
    free
        What such a plan leaves free; None where that is not known.
    """
    return {
        (quantity, str(key[0])): (Fraction(one.least), Fraction(one.most))
        for (quantity, axes, key), one in free or ()
        if quantity in COUNTED and axes == ("municipality",)
    }


@dataclass(frozen=True, slots=True)
class MunicipalChange:
    """How one number of a municipality must differ from what it was.

    Parameters
    ----------
    quantity, municipality
        What is counted, and where.
    before, after
        The least and the most of it in the plans that are the best, before and after.
    """

    quantity: str
    municipality: str
    before: tuple[Fraction, Fraction]
    after: tuple[Fraction, Fraction]

    @property
    def least(self) -> Fraction:
        """By how much it changes at least: above zero more, below zero fewer, zero if it need not.

        Where the ranges overlap, a plan before and one after may have the same number.
        """
        more = self.after[0] - self.before[1]
        fewer = self.after[1] - self.before[0]
        if more > NOTICEABLE:
            return more
        return fewer if fewer < -NOTICEABLE else Fraction(0)

    def text(self, scenario: Scenario) -> Text:
        """Say it, for a reader."""
        return Text(
            "{name} at least {amount} more" if self.least > 0 else "{name} at least {amount} fewer",
            name=scenario.municipality(self.municipality).name,
            amount=Units(abs(self.least), QUANTITIES[self.quantity].unit),
        )

    def cells(self, scenario: Scenario) -> Record:
        """Give it as cells of a row."""
        return {
            **code_and_name(scenario, self.municipality),
            "quantity": self.quantity,
            "before_least": self.before[0],
            "before_most": self.before[1],
            "after_least": self.after[0],
            "after_most": self.after[1],
            "effect": self.least,
            "unit": QUANTITIES[self.quantity].unit,
        }


def changes_by_municipality(before: Ranges, after: Ranges) -> Iterator[MunicipalChange]:
    """Hold the ranges of each municipality beside what they were."""
    for (quantity, code), was in before.items():
        if (quantity, code) in after:
            yield MunicipalChange(quantity, code, was, after[quantity, code])
