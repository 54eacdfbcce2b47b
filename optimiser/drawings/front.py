"""The front between two goals as it is drawn: its points, and plans with a letter each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_uppercase
from typing import Any

from models.language import Text, Word
from models.scenario import Scenario
from optimiser.drawings.points import Plane, plane
from optimiser.explore.pareto_result import decimals_told
from optimiser.presentation.columns import Records


@dataclass(frozen=True)
class FrontRows:
    """The rows of a front, told apart.

    Parameters
    ----------
    line
        The points of the front, from the best in the one goal to the best in the other.
    plans
        The best plan when it was asked for, and others, each with the letter that it has in the
        drawing.
    counted_as
        What both goals are counted in, with its unit where numbers do not have it.
    """

    line: Records
    plans: Sequence[tuple[str, Mapping[str, Any]]]
    counted_as: tuple[Text, Text]

    @cached_property
    def plane(self) -> Plane:
        """The drawing."""
        return plane(
            [(row["first"], row["second"]) for row in self.line],
            [(letter, row["first"], row["second"]) for letter, row in self.plans],
            (self._finest("first_unit"), self._finest("second_unit")),
        )

    def decimals(self, end: str) -> int:
        """Give how many decimals a reader sees of the ``first`` or ``second`` goal."""
        return decimals_told([row[end] for row in self.line], self.line[0][f"{end}_unit"])

    @property
    def in_fractions(self) -> bool:
        """Whether points that are counted lie so near to each other that they have decimals."""
        ends = [end for end in ("first", "second") if self.line[0][f"{end}_unit"] != "ratio"]
        return any(self.decimals(end) for end in ends)

    def _finest(self, unit: str) -> float:
        """Give the smallest difference that is told: a tenth of a per cent, or one of a number."""
        return 0.001 if any(row[unit] == "ratio" for row in self.line) else 1.0


def front_rows(scenario: Scenario, rows: Records) -> FrontRows:
    """Tell the points of a front and the plans beside it apart.

    Parameters
    ----------
    scenario
        What it is about.
    rows
        The table of a front, as JSON has it.

    Returns
    -------
    FrontRows
        Both.
    """
    beside = [row for row in rows if row["point"] in ("best", "plan")]
    line = [row for row in rows if row["point"] not in ("best", "plan")]
    first, second = (counted_as(scenario, line[0], end) for end in ("first", "second"))
    return FrontRows(line, list(zip(ascii_uppercase, beside, strict=False)), (first, second))


def counted_as(scenario: Scenario, row: Mapping[str, Any], end: str) -> Text:
    """Name what stands at an axis; a percentage has its sign with each number."""
    what, unit = scenario.goal_counted_as(row[f"{end}_goal"]), row[f"{end}_unit"]
    return what if unit == "ratio" else Text("{what} ({unit})", what=what, unit=Word(unit))
