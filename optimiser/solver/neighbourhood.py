"""The box: whole numbers near a point.

The best of them lie near the best point in fractions as a rule, and the time that HiGHS takes for
an unknown grows with the square of its range.
"""

from __future__ import annotations

import numpy as np

from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT

NEAR = (2, 20)
"""Units that an unknown may lie from a point; tried in this order, before it may lie anywhere."""


def around(
    point: Floats,
    bounds: tuple[Floats, Floats],
    reach: float | Floats,
    above: float | Floats | None = None,
) -> tuple[Floats, Floats]:
    """Give the bounds of a box around a point.

    Parameters
    ----------
    point
        The point; what is not a number in it may lie anywhere.
    bounds
        The least and the most that its numbers can be in any case.
    reach
        Units that they may lie from the whole numbers next to the point.
    above
        Units that they may lie above it, when that is not as many.
    """
    least, most = bounds
    more = reach if above is None else above
    return (
        np.fmax(least, np.floor(point + EXACT) - reach),
        np.fmin(most, np.ceil(point - EXACT) + more),
    )
