"""Rounding: unknowns that say how far others lie from the nearest whole numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats, Terms, summing_rows
from optimiser.solver.tolerances import EXACT


def sum_unknown(engine: Engine, columns: Sequence[int]) -> int:
    """Give an unknown for the sum of some others, added where it is more than one."""
    if len(columns) == 1:
        return columns[0]
    added = engine.add_column(0.0, np.inf)
    engine.add_row(0.0, 0.0, {**dict.fromkeys(columns, 1.0), added: -1.0})
    return added


def distance_from(engine: Engine, column: int, number: float) -> int:
    """Give an unknown of at least how far another lies from a number."""
    off = engine.add_column(0.0, np.inf)
    engine.add_row(-np.inf, number, {column: 1.0, off: -1.0})
    engine.add_row(number, np.inf, {column: 1.0, off: 1.0})
    return off


MOST, SIGNS = (1.0, np.inf, np.inf), (-1.0, -1.0, 1.0)
"""Units that a sum may lie away, and how they count: the step to the next whole number, those above
it, and those below."""


class RoundedSums:
    """Sums of cells that are to be whole and near what they should be.

    Each costs its distance at every whole number, and straight in between: so the best point in
    fractions is mostly whole by itself.

    Parameters
    ----------
    engine
        Holds the cells.
    terms
        What each adds up.
    targets
        What they should be.
    weights
        What a unit of each counts for.

    Attributes
    ----------
    rest
        Distance of the whole numbers below from what they should be, by weight.
    costs
        What a unit costs of each unknown that was added: of the steps to the next whole numbers, of
        those above them, and of those below.
    """

    def __init__(self, engine: Engine, terms: Terms, targets: Floats, weights: Floats) -> None:
        size = weights.size
        below = np.floor(targets + EXACT)
        part = np.maximum(0.0, targets - below)
        self.rest = float(part @ weights)
        added = engine.add_columns(np.zeros(3 * size), np.repeat(MOST, size))
        slopes = np.concatenate([1 - 2 * part, np.ones(2 * size)])
        slopes *= np.tile(weights, 3)
        self.costs = dict(zip(added.tolist(), slopes.tolist(), strict=True))
        ends = np.repeat(terms.start[1:], 3)
        index = np.insert(terms.index, ends, added.reshape(3, size).T.ravel())
        factor = np.insert(terms.factor, ends, np.tile(SIGNS, size))
        start = terms.start + 3 * np.arange(size + 1)
        engine.add_rows(below, below, Terms(start, index, factor))


def near_point(engine: Engine, columns: Sequence[int], point: Floats) -> RoundedSums:
    """Have unknowns near where they are at a point, each by itself."""
    terms = summing_rows([column] for column in columns)
    return RoundedSums(engine, terms, point[terms.index], np.ones(terms.index.size))
