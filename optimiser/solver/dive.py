"""Diving: from the best point in fractions to whole numbers, one rounding after the other.

What is whole already stays as it is, what lies nearest to a whole number is put there, and the rest
is solved again from where it was (T. Achterberg, *Constraint Integer Programming*, 2007, section
9.2). Where sums are nearly a network a few such steps find what a search finds in many times as
long.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from models.language import Text
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats, Indices
from optimiser.solver.tolerances import EXACT

Which = npt.NDArray[np.bool_]
"""Which of some unknowns."""


def dive(engine: Engine, columns: Iterable[int]) -> Answer:
    """Round unknowns one after the other, from the engine's last answer on.

    What is whole stays as it is at first: that is soon done, or leads nowhere. Then only what was
    rounded is.

    Parameters
    ----------
    engine
        Its last answer is the best point in fractions.
    columns
        Columns of what must be whole. Their bounds are afterwards what they were.

    Returns
    -------
    Answer
        ``OPTIMAL`` where all are whole at once, ``FEASIBLE`` where they were made so; ``STOPPED``
        where nothing was found.
    """
    chosen = np.fromiter(columns, dtype=np.int32)
    places = engine.placed(chosen)
    point = engine.point()[places]
    if all_whole(point):
        return Answer.OPTIMAL
    lower, upper, *_ = engine.bounds()
    bounds = lower[places], upper[places]
    down = (Descent(engine, chosen, bounds).whole(point, firm=firm) for firm in (True, False))
    answer = Answer.FEASIBLE if any(down) else Answer.STOPPED
    engine.bound(chosen, *bounds)
    return answer


def all_whole(values: Floats) -> bool:
    """Tell whether all numbers are whole."""
    return bool(np.abs(values - np.rint(values)).max(initial=0.0) <= EXACT)


class Descent:
    """One way down to whole numbers.

    Parameters
    ----------
    engine
        Solves what is left to be rounded.
    columns
        What must be whole.
    bounds
        Between what each may lie.
    """

    def __init__(self, engine: Engine, columns: Indices, bounds: tuple[Floats, Floats]) -> None:
        self._engine, self._columns, self._places = engine, columns, engine.placed(columns)
        self._lower, self._upper = (each.copy() for each in bounds)

    def whole(self, point: Floats, *, firm: bool) -> bool:
        """Round one after the other, and tell whether all are whole then.

        Parameters
        ----------
        point
            Where they are now.
        firm
            Whether what is whole already stays as it is.
        """
        params = self._engine.limits.params.dive
        yet = int((np.abs(point - np.rint(point)) > EXACT).sum())
        # Each round makes one whole at least where what is whole stays so.
        many = min(yet, point.size // params.each) if firm else 0
        for _ in range(max(params.rounds, many)):
            near = np.rint(point)
            off = np.abs(point - near)
            loose = off > EXACT
            whole_yet = int(off.size - loose.sum())
            self._engine.limits.tell(Text("numbers that are whole"), whole_yet, int(off.size))
            if not loose.any():
                return True
            if firm:
                self._lower[~loose] = self._upper[~loose] = near[~loose]
            one = np.arange(off.size) == np.argmin(np.where(loose, off, np.inf))
            clear, other = loose & (off <= params.clear), np.where(near > point, near - 1, near + 1)
            ways = [(clear, near)] if clear.sum() > 1 else []
            if not any(self._leads_on(*way) for way in (*ways, (one, near), (one, other))):
                return False
            point = self._engine.point()[self._places]
        return all_whole(point)

    def _leads_on(self, which: Which, numbers: Floats) -> bool:
        """Put some at numbers, and tell whether there is a point then."""
        before = self._lower[which], self._upper[which]
        self._lower[which] = self._upper[which] = numbers[which]
        self._engine.bound(self._columns, self._lower, self._upper)
        self._engine.bounds_changed()
        if self._engine.run(part=0.5) in FOUND:
            return True
        self._lower[which], self._upper[which] = before
        return False
