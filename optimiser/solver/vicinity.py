"""The vicinity: unknowns near a point, and the ladder of ever wider ones.

The best whole numbers lie near the best point in fractions as a rule, and the time that HiGHS takes
for an unknown grows with the square of its range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import Ladder
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT

GOLDEN = 0.6180339887498949
"""The part of a turn after which each next place lies as far as can be from those before."""


class Vicinity:
    """Unknowns of an engine that are held near a point.

    Parameters
    ----------
    engine
        Has the unknowns.
    columns
        Their columns.
    bounds
        Between what they may lie in any case; as in the engine's matrix if absent.

    Attributes
    ----------
    radius
        Units that they may lie from the last point; infinite when they are not held.
    """

    def __init__(
        self, engine: Engine, columns: Iterable[int], bounds: tuple[Floats, Floats] | None = None
    ) -> None:
        self._engine, self._columns = engine, np.fromiter(columns, dtype=int)
        self._bounds = bounds or tuple(
            each[self._columns] for each in (engine.matrix.lower, engine.matrix.upper)
        )
        self.radius = np.inf

    def first(
        self,
        point: Floats,
        ladder: Ladder,
        seek: Callable[[], Answer],
        *,
        proven: bool = False,
        gap: float = 0.0,
    ) -> Answer:
        """Seek something near a point, in wider and wider vicinities until it is found.

        Parameters
        ----------
        point
            The point, with all of the problem's unknowns.
        ladder
            The vicinities.
        seek
            Seeks it within the bounds that stand.
        proven
            Whether to go on only where it is proven that there is nothing.
        gap
            Relative gap at which each search may end.
        """
        answer = Answer.STOPPED
        for rung in ladder.rungs:
            self.hold(point, rung.radius, rung.begins)
            with self._engine.at_most(ladder.nodes, gap):
                answer = seek()
            if answer in FOUND or (proven and answer is Answer.STOPPED):
                break
        return answer

    def hold(self, point: Floats, radius: float, begins: float = 1.0) -> None:
        """Hold them near a point.

        Parameters
        ----------
        point
            The point, with all of the problem's unknowns; what is not a number in it may lie
            anywhere.
        radius
            Units that they may lie from the whole numbers next to it.
        begins
            The part of what is nothing there that may become something, spread over all of it.
        """
        self.radius = radius
        here = point[self._columns]
        some = np.arange(here.size) * GOLDEN % 1 < begins
        above = np.where(some | (here > EXACT), radius, 0.0)
        bounds = bounds_around(here, self._bounds, radius, above)
        self._engine.bound(self._columns, *bounds)

    def let_go(self) -> None:
        """Let them lie anywhere again."""
        self.radius = np.inf
        self._engine.bound(self._columns, *self._bounds)


def bounds_around(
    point: Floats, bounds: tuple[Floats, Floats], below: float, above: float | Floats
) -> tuple[Floats, Floats]:
    """Give the bounds of what lies around a point.

    Parameters
    ----------
    point
        The point; what is not a number in it may lie anywhere.
    bounds
        The least and the most that its numbers can be in any case.
    below, above
        Units that they may lie below and above the whole numbers next to the point.
    """
    least, most = bounds
    return (
        np.fmax(least, np.floor(point + EXACT) - below),
        np.fmin(most, np.ceil(point - EXACT) + above),
    )
