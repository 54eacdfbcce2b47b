"""Rounding: unknowns that say how far others lie from the nearest whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np

from optimiser.solver.highs import Engine
from optimiser.solver.tolerances import EXACT


def total(engine: Engine, columns: Sequence[int]) -> int:
    """Give an unknown for the sum of some others, added where it is more than one."""
    if len(columns) == 1:
        return columns[0]
    added = engine.add_column(0.0, np.inf)
    engine.add_row(0.0, 0.0, {**dict.fromkeys(columns, 1.0), added: -1.0})
    return added


def rounding(engine: Engine, column: int, number: float) -> dict[int, float]:
    """Add what it costs that an unknown is not the whole number nearest to a number.

    At whole numbers it is the distance, and straight in between: what is best then is mostly whole
    without being asked to be.
    """
    below = floor(number + EXACT)
    part = min(max(number - below, 0.0), 1.0)
    up, down, next_one = (engine.add_column(0.0, most) for most in (np.inf, np.inf, 1.0))
    engine.add_row(below, below, {column: 1.0, up: -1.0, down: 1.0, next_one: -1.0})
    return {up: 1.0, down: 1.0, next_one: 1.0 - 2.0 * part}
