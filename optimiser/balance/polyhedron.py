"""A polyhedron: the plans that keep some rows and bounds, in fractions of dwellings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from optimiser.quadratic.sparse import by_rows, stacked_matrices
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Bounds, Floats
from optimiser.solver.tolerances import ACTIVE


class Polyhedron:
    """The plans that keep some rows and bounds, and the least of sums in all of them.

    Parameters
    ----------
    engine
        Holds the problem as it was given, without goals.

    Attributes
    ----------
    engine
        The same, with what is to hold besides.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._rows: list[Mapping[int, float]] = []
        self._held: tuple[Any, Bounds] | None = None

    def hold(self, costs: Mapping[int, float], most: float) -> None:
        """Have a sum be at most a number.

        Parameters
        ----------
        costs
            What each unknown counts for, by its column.
        most
            The number.
        """
        self.engine.add_row(-np.inf, most, costs)
        self._rows.append(costs)
        self._held = None

    def bound(self, columns: Iterable[int], lower: Iterable[float], upper: Iterable[float]) -> None:
        """Have unknowns lie between two numbers each."""
        self.engine.bound(columns, lower, upper)
        self._held = None

    def least(self, costs: Mapping[int, float]) -> tuple[float, Floats] | None:
        """Find the least of a sum.

        Parameters
        ----------
        costs
            What each unknown counts for, by its column.

        Returns
        -------
        tuple or None
            What none of the plans goes below, and a point of the engine's that is there; None when
            the time is up.
        """
        self.engine.costs(costs)
        if self.engine.run() is not Answer.OPTIMAL:
            return None
        return self._proven(costs), self.engine.point()

    def _proven(self, costs: Mapping[int, float]) -> float:
        """Give what the last answer's duals prove: by weak duality, however they were found."""
        transposed, (lower, upper, row_lower, row_upper) = self._as_it_stands()
        duals = self.engine.row_duals()
        # A row that is bounded on one side has a dual of one sign, but for rounding.
        nearest = np.where(duals > 0, row_lower, row_upper)
        duals[np.isinf(nearest)] = 0.0
        reduced = -(transposed @ duals)
        reduced[self.engine.placed(costs)] += np.fromiter(costs.values(), dtype=float)
        reduced[np.abs(reduced) < ACTIVE] = 0.0
        sides = (duals, nearest), (reduced, np.where(reduced > 0, lower, upper))
        # What counts for nothing counts for nothing where there is no bound either.
        return sum(float(part[part != 0] @ ends[part != 0]) for part, ends in sides)

    def _as_it_stands(self) -> tuple[Any, Bounds]:
        """Give what holds as it stands: the rows as columns, and all bounds."""
        if self._held is None:
            self._held = self._whole_matrix().T.tocsr(), self.engine.bounds()
        return self._held

    def _whole_matrix(self) -> Any:
        """Give the rows of the engine as a sparse matrix, those that were added last."""
        matrix, size = self.engine.matrix, self.engine.matrix.lower.size
        given = (matrix.value, matrix.index, matrix.start)
        blocks = [by_rows(given, (matrix.row_lower.size, size))]
        for costs in self._rows:
            at = self.engine.placed(costs)
            entries = np.fromiter(costs.values(), dtype=float)
            blocks.append(by_rows((entries, (np.zeros(at.size, int), at)), (1, size)))
        return stacked_matrices(blocks)
