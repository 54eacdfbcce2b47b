"""The face: all plans that are as good as the best for the goals that were pursued.

An optimum in fractions comes with duals, and by complementary slackness every other optimum has
the same unknowns at their bounds and the same rows tight, wherever a dual is not zero. That says
which plans are equally good without a number that somebody had to round.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats, Indices
from optimiser.solver.tolerances import TOLERANCE

LEAST_DUAL = 1e-7
"""A dual counts above this, relative to the largest cost."""


@dataclass(slots=True)
class Face:
    """What all equally good plans have in common.

    Parameters
    ----------
    columns
        The value of each unknown that is the same in all of them, by its place in the engine.
    rows
        The same of rows.
    sums
        Sums of unknowns that are the same in all of them, by places and factors, with their value.
    """

    columns: dict[int, float] = field(default_factory=dict)
    rows: dict[int, float] = field(default_factory=dict)
    sums: list[tuple[Indices, Floats, float]] = field(default_factory=list)

    def add(self, engine: Engine, without: Collection[int] = ()) -> None:
        """Add what the engine's last answer, which is optimal, has a dual for.

        Parameters
        ----------
        engine
            Holds the answer.
        without
            Rows that stand for the goal itself: they mean something else when the next is pursued.
        """
        matrix = engine.matrix
        least, point, duals = (
            engine.largest_cost() * LEAST_DUAL,
            engine.point(),
            engine.column_duals(),
        )
        # What was held at what a goal reached is not at a bound of its own.
        found = np.flatnonzero(np.abs(duals[: matrix.lower.size]) > least)
        self.columns = at_a_bound(found, point, matrix.lower, matrix.upper) | self.columns
        sums = engine.row_values()
        found = np.setdiff1d(rows_with_duals(engine), np.fromiter(without, dtype=int))
        self.rows = at_a_bound(found, sums, matrix.row_lower, matrix.row_upper) | self.rows

    def set(self, engine: Engine, entries: Mapping[int, float], value: float) -> None:
        """Add the value that a sum of unknowns has in all of them.

        Parameters
        ----------
        engine
            Holds them.
        entries
            What each counts for, by its column in the problem; one when it is alone.
        value
            What the sum comes to.
        """
        places, factors = engine.placed(entries), np.fromiter(entries.values(), dtype=float)
        if places.size == 1:
            self.columns[int(places[0])] = value
        else:
            self.sums.append((places, factors, value))

    def hold(self, lower: Floats, upper: Floats, row_lower: Floats, row_upper: Floats) -> None:
        """Write into bounds what all of them have in common, where a row counts at all."""
        places, values = spread_out(self.columns)
        lower[places] = upper[places] = values
        rows, values = spread_out(self.rows)
        some = np.isfinite(row_lower[rows]) | np.isfinite(row_upper[rows])
        row_lower[rows[some]] = row_upper[rows[some]] = values[some]


def rows_with_duals(engine: Engine) -> Indices:
    """Give the rows of an engine's matrix that have a dual in its last answer."""
    duals = engine.row_duals()[: engine.matrix.row_lower.size]
    return np.flatnonzero(np.abs(duals) > LEAST_DUAL * engine.largest_cost()).astype(np.int32)


def at_a_bound(
    places: npt.NDArray[np.intp], values: Floats, lower: Floats, upper: Floats
) -> dict[int, float]:
    """Give those that are at a bound, with that bound; the lower where they are at both."""
    found: dict[int, float] = {}
    for bound in (upper, lower):
        near = places[np.abs(values[places] - bound[places]) < TOLERANCE]
        found |= dict(zip(near.tolist(), bound[near].tolist(), strict=True))
    return found


def spread_out(values: Mapping[int, float]) -> tuple[Indices, Floats]:
    """Give places and their values as arrays."""
    size = len(values)
    return np.fromiter(values, np.int32, size), np.fromiter(values.values(), float, size)
