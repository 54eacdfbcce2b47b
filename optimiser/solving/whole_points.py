"""Whole points: where there are whole numbers within the bounds that stand, and which are best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import ALL_NODES
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT
from optimiser.solver.vicinity import Vicinity


class WholePoints:
    """Seeks points with whole numbers within the bounds that stand.

    Parameters
    ----------
    engine
        Holds the model.
    columns
        Positions of what must be whole.
    numbers
        The best point in fractions: how large numbers are.

    Attributes
    ----------
    wanted
        What is made small where any point will do: how far it is from the best one in fractions.
    anywhere
        Whether numbers are so small that searches need not stay near a point.
    """

    def __init__(self, engine: Engine, columns: Iterable[int], numbers: Floats) -> None:
        self.engine, self.columns = engine, np.fromiter(columns, dtype=int)
        self.wanted: Mapping[int, float] = {}
        self._params = engine.limits.params.whole
        self._near = Vicinity(engine, self.columns)
        few = numbers[self.columns].max(initial=0.0) <= self._params.few_units
        self.anywhere = bool(few)

    def add(self, columns: Iterable[int]) -> None:
        """Have more unknowns be whole."""
        self.columns = np.append(self.columns, np.fromiter(columns, dtype=int))

    def find(self, nodes: int = ALL_NODES) -> Answer:
        """Find any, with so many nodes at most: ``INFEASIBLE`` is a proof, ``STOPPED`` is none."""
        answer, whole = self.in_fractions(self.wanted)
        if answer is not Answer.OPTIMAL or whole:
            return answer
        return self._search(self.wanted, nodes, gap=1.0) if nodes else Answer.STOPPED

    def in_fractions(self, costs: Mapping[int, float]) -> tuple[Answer, bool]:
        """Find the least costs in fractions, and tell whether that is whole all the same."""
        self.engine.costs(costs)
        self.engine.whole([])
        self.engine.bounds_changed()
        answer = self.engine.run(part=0.5)
        return answer, answer is Answer.OPTIMAL and self._all_whole()

    def _search(self, costs: Mapping[int, float], nodes: int, gap: float = 0.0) -> Answer:
        self.engine.costs(costs)
        self.engine.whole(self.columns)
        with self.engine.at_most(nodes, gap):
            return self.engine.run(part=0.5)

    def least(self, costs: Mapping[int, float], point: Floats, *, known: bool) -> Answer:
        """Find the one with the least costs, near a point and anywhere.

        Parameters
        ----------
        costs
            What is made small.
        point
            Near which it is sought first, where numbers are large.
        known
            Whether there are whole numbers already: then few nodes are spent.

        Returns
        -------
        Answer
            ``OPTIMAL`` or ``INFEASIBLE`` when that is proven.
        """
        nodes = self._params.proof_nodes
        if not self.anywhere:
            self._near.hold(point, self._params.near.rungs[0].radius)
            answer = self._search(costs, nodes)
            self._near.let_go()
            if answer in FOUND or known:
                return Answer.FEASIBLE if answer in FOUND else Answer.STOPPED
        return self._search(costs, nodes if known else ALL_NODES)

    def root(self, costs: Mapping[int, float]) -> Answer:
        """Look for the one with the least costs anywhere, at one node: mostly that is a proof."""
        return self._search(costs, 1)

    def proof(self, costs: Mapping[int, float]) -> Answer:
        """Look for the one with the least costs anywhere, at as many nodes as a proof may take."""
        return self._search(costs, self._params.proof_nodes)

    def _all_whole(self) -> bool:
        values = self.engine.values()[self.columns]
        return bool(np.abs(values - np.rint(values)).max(initial=0.0) <= EXACT)
