"""The walk: whole numbers near a point, and better ones near those, until there are none.

Where agreements are tight, whole numbers lie too far from the best point in fractions for a proof
that HiGHS could finish. In a small box around whole numbers that are known a better point is found
soon, and around that one another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimiser.formulation.objectives import Pass
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import Ladder
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT
from optimiser.solver.vicinity import Vicinity


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
        self._engine, self._goal = engine, goal
        self._near = Vicinity(engine, columns)
        self._params = engine.limits.params.walk

    def begin(self, point: Floats, ladder: Ladder | None = None) -> Answer:
        """Find whole numbers, the nearer to a point the better.

        Parameters
        ----------
        point
            The point.
        ladder
            Where they are sought; as usual if absent.

        Returns
        -------
        Answer
            ``OPTIMAL`` or ``INFEASIBLE`` when that is proven, ``FEASIBLE`` or ``STOPPED`` when not.
        """
        answer = self._near.first(point, ladder or self._params.start, self._run)
        if answer is Answer.OPTIMAL and np.isfinite(self._near.radius):
            return Answer.FEASIBLE
        return answer

    def onward(self) -> Answer:
        """Go on from the engine's last answer to better ones, until there are none near it."""
        for radius, boxes in self._params.boxes:
            for _ in range(boxes):
                before = self._value()
                if self._from_here(radius) not in FOUND or self._value() > before - EXACT:
                    break
        self._near.let_go()
        return Answer.FEASIBLE

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

    def _from_here(self, radius: float) -> Answer:
        self._near.hold(self._engine.values(), radius)
        self._engine.start_here()
        return self._run()

    def _run(self) -> Answer:
        with self._engine.at_most(self._params.start.nodes):
            return self._engine.run(part=0.5)
