"""Proportions: what a row asks that wants a part of a whole."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Proportion:
    """That a row asks of a part that it is some ratio of a whole, and some units more.

    Parameters
    ----------
    part
        In whole units, in the numbers of whoever reads them.
    ratio
        The ratio.
    whole
        As the part is.
    added
        The units.
    """

    part: Any
    ratio: Fraction
    whole: Any
    added: int = 0

    def sides(self) -> tuple[Any, Any]:
        """Give the sides of the row, multiplied by the ratio's denominator.

        Returns
        -------
        tuple
            The left and the right side.
        """
        above, below = self.ratio.as_integer_ratio()
        right = above * self.whole
        return below * self.part, right + below * self.added if self.added else right
