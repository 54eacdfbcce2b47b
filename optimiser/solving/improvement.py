"""The walk: whole numbers near a point, and better ones near those, until there are none.

Where agreements are tight, whole numbers lie too far from the best point in fractions for a proof
that HiGHS could finish. In a small box around whole numbers that are known a better point is found
soon, and around that one another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimiser.formulation.objectives import Pass
from optimiser.solver.highs import FOUND, Answer, Engine
from optimiser.solver.matrix import Floats
from optimiser.solver.neighbourhood import NEAR, around
from optimiser.solver.tolerances import EXACT

REACHES = (NEAR[1], 100, np.inf)
"""Units that the first whole numbers may lie from a point: the next where there are none."""
NODES = 10
"""Nodes that each search may take: in a box few are enough, and proof takes too long."""
STEPS = {NEAR[1]: 3, NEAR[0]: 10}
"""Boxes that are looked through, one after the other, by reach: the wide ones first."""


class Walk:
    """Whole numbers on their way to better ones.

    Parameters
    ----------
    engine
        Holds the model, with what must be whole.
    columns
        Positions of the unknowns that are held near a point.
    goal
        What the engine minimises.
    """

    def __init__(self, engine: Engine, columns: Sequence[int], goal: Pass) -> None:
        self._engine, self._columns, self._goal = engine, np.array(columns, dtype=int), goal
        matrix = engine.matrix
        self._bounds = matrix.lower[self._columns], matrix.upper[self._columns]

    def begin(self, point: Floats, reaches: Sequence[float] = REACHES) -> Answer:
        """Find whole numbers, the nearer to a point the better.

        Parameters
        ----------
        point
            The point.
        reaches
            Units that they may lie from it: the next where there are none.

        Returns
        -------
        Answer
            ``OPTIMAL`` or ``INFEASIBLE`` when that is proven, ``FEASIBLE`` or ``STOPPED`` when not.
        """
        answer = Answer.STOPPED
        for reach in reaches:
            self._hold_near(point, reach)
            answer = self._run()
            if answer in FOUND:
                return answer if np.isinf(reach) else Answer.FEASIBLE
        return answer

    def onward(self) -> None:
        """Go on from the engine's last answer to better ones, until there are none near it."""
        for reach, steps in STEPS.items():
            for _ in range(steps):
                before = self._value()
                if self._from_here(reach) not in FOUND or self._value() > before - EXACT:
                    break
        self._hold_near(self._engine.values(), np.inf)

    def proof(self) -> Answer:
        """Look from the engine's last answer anywhere, as far as few nodes lead.

        Returns
        -------
        Answer
            ``OPTIMAL`` when it is proven that there is nothing better, or ``FEASIBLE``.
        """
        return Answer.OPTIMAL if self._from_here(np.inf) is Answer.OPTIMAL else Answer.FEASIBLE

    def _value(self) -> float:
        return self._goal.value(self._engine.values())

    def _from_here(self, reach: float) -> Answer:
        point = self._engine.values()
        self._hold_near(point, reach)
        self._engine.start_here()
        return self._run()

    def _hold_near(self, point: Floats, reach: float) -> None:
        self._engine.bound(self._columns, *around(point[self._columns], self._bounds, reach))

    def _run(self) -> Answer:
        with self._engine.at_most(NODES):
            return self._engine.run(part=0.5)
