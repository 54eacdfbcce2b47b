"""The face: all plans that are as good as the best for the goals that were pursued.

An optimum in fractions comes with prices, and by complementary slackness every other optimum has
the same unknowns at their bounds and the same rows tight, wherever a price is not zero. That says
which plans are equally good without a number that somebody had to round.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from optimiser.solver.highs import Engine
from optimiser.solver.tolerances import TOLERANCE

PRICED = 1e-7
"""A price counts above this, relative to the largest cost."""


@dataclass(slots=True)
class Face:
    """What all equally good plans have in common.

    Parameters
    ----------
    columns
        The value of each unknown that is the same in all of them, by its place in the engine.
    rows
        The same of rows.
    """

    columns: dict[int, float] = field(default_factory=dict)
    rows: dict[int, float] = field(default_factory=dict)

    def add(self, engine: Engine, without: Collection[int] = ()) -> None:
        """Add what the engine's last answer, which is optimal, has a price for.

        Parameters
        ----------
        engine
            Holds the answer.
        without
            Rows that stand for the goal itself: they mean something else when the next is pursued.
        """
        matrix = engine.matrix
        least = PRICED * engine.largest_cost()
        point, prices = engine.point(), engine.column_duals()
        for place in np.flatnonzero(np.abs(prices[: matrix.lower.size]) > least).tolist():
            for bound in (matrix.lower[place], matrix.upper[place]):
                # What was held at what a goal reached is not at a bound of its own.
                if abs(point[place] - bound) < TOLERANCE:
                    self.columns.setdefault(place, float(bound))
        sums, prices = engine.row_values(), engine.row_duals()
        priced = np.abs(prices[: matrix.row_lower.size]) > least
        for row in np.flatnonzero(priced).tolist():
            for bound in (matrix.row_lower[row], matrix.row_upper[row]):
                if row not in without and abs(sums[row] - bound) < TOLERANCE:
                    self.rows.setdefault(row, float(bound))

    def set(self, engine: Engine, values: Mapping[int, float]) -> None:
        """Add values that unknowns, by their positions in the problem, have in all of them."""
        places = engine.placed(values).tolist()
        self.columns |= dict(zip(places, values.values(), strict=True))
