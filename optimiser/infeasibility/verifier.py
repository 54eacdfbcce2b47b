"""The verifier: solves what a way out leaves, in whole dwellings, until there is a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.plan import Plan, read_plan
from models.requirement import not_chosen
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.conflict import patient
from optimiser.infeasibility.relaxation import Relaxation, RelaxedScenario, Side, relaxed, side_of
from optimiser.solver.highs import FOUND, Answer, Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats, Indices
from optimiser.solver.neighbourhood import around

NODES = 10
"""Nodes in which a plan is found as a rule; where there is none, proof takes too long."""


NEXT_TO, NEAR = 0, 5
"""Units that a plan may lie from where it is sought before it may lie anywhere. Without costs it is
found anywhere sooner than within twenty, where HiGHS can take seconds for a first point."""


class Verifier:
    """Solves relaxed scenarios in whole dwellings, each until it has a plan.

    Parameters
    ----------
    scenario
        The scenario that is relaxed.
    limits
        When to stop.
    """

    def __init__(self, scenario: Scenario, limits: Limits) -> None:
        # What goals are made of would only take time.
        self._scenario = scenario.model_copy(update={"goals": ()})
        self._limits = limits
        self._known: dict[frozenset[tuple[int, Side, int]], Plan] = {}

    def plan(
        self, relaxations: Iterable[Relaxation], near: Floats, *, within: float = np.inf
    ) -> Plan | None:
        """Give a plan that keeps all requirements with their new thresholds, in exact numbers.

        None when none was found: there is none, or the time was up.

        Parameters
        ----------
        relaxations
            What gives way.
        near
            The numbers of a plan, perhaps in fractions, that keeps them or almost does: the plan is
            sought near it first.
        within
            Units that its numbers may lie from these at most: ``NEXT_TO``, ``NEAR``, or any. To
            look anywhere can take seconds.
        """
        given = relaxed(self._scenario, relaxations)
        key = frozenset(given.gives)
        if key not in self._known:
            plan = self._solved(given, near, within)
            if plan is None:
                return None
            self._known[key] = plan
        return self._known[key]

    @cached_property
    def _problem(self) -> Problem:
        return Problem(self._scenario, elastic=True)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self._problem.matrix, patient(self._limits))

    @cached_property
    def _columns(self) -> Indices:
        """Where all that is whole in a plan is among the unknowns."""
        return np.array(self._problem.whole(), dtype=np.int32)

    @cached_property
    def _yes_or_no(self) -> npt.NDArray[np.bool_]:
        """Which of those are decided by yes or no."""
        return np.isin(self._columns, self._problem.yes_or_no())

    @cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        """Between what they may lie in any case."""
        matrix = self._problem.matrix
        return matrix.lower[self._columns], matrix.upper[self._columns]

    def _relax(self, room: Mapping[int, dict[Side, int]]) -> None:
        """Let requirements give way by some units, and no others."""
        columns, most = list[int](), list[float]()
        for position, gives in room.items():
            row = self._problem.rows[position]
            for place, missing in enumerate(row.missing):
                columns.append(self._problem.matrix.columns[missing])
                most.append(gives.get(side_of(row, place), 0))
        self._engine.bound(columns, [0.0] * len(columns), most)

    def _places(self, point: Floats, within: float) -> Iterator[tuple[Floats, float]]:
        """Give where a plan is sought, and how many units from there, one after the other."""
        yield point, NEXT_TO
        if within >= NEAR:
            yield point, NEAR
            sited = self._sited()
            if sited is not None:
                yield sited, NEAR
        if np.isinf(within):
            yield point, np.inf

    def _sited(self) -> Floats | None:
        """Decide what is decided by yes or no, with all else in fractions; None when it cannot be.

        All at once can take a hundred times as long.
        """
        if not self._yes_or_no.any():
            return None
        self._engine.bound(self._columns, *self._bounds)
        self._engine.whole(self._columns[self._yes_or_no])
        return self._engine.values() if self._engine.run() in FOUND else None

    def _sought(self, point: Floats, reach: float) -> Answer:
        """Look for a plan within some units from a point; near it, with its yes and no."""
        reaches = np.where(self._yes_or_no & np.isfinite(reach), 0.0, reach)
        box = around(point[self._columns], self._bounds, reaches)
        self._engine.bound(self._columns, *box)
        self._engine.whole(self._columns)
        with self._engine.at_most(NODES):
            return self._engine.run()

    def _solved(self, scenario: RelaxedScenario, near: Floats, within: float) -> Plan | None:
        problem, engine = self._problem, self._engine
        engine.limits = patient(self._limits)
        engine.cold()  # what is found must not depend on what was sought before
        point = np.full(len(problem.matrix.columns), np.nan)
        point[[at for _, _, at in problem.positions]] = near
        room = scenario.room()
        self._relax(room)
        answer = Answer.INFEASIBLE
        for place, reach in self._places(point, within):
            answer = self._sought(place, reach)
            if answer is not Answer.INFEASIBLE:
                break
        self._relax({position: {} for position in room})
        if answer not in FOUND:
            return None
        plan = problem.plan_at(engine.values(), whole=True)
        rows = tuple(scenario.requirements(read_plan(scenario, plan)))
        free = not_chosen(rows)
        kept = (
            row.slack() >= 0 or not row.binding or position in free
            for position, row in enumerate(rows)
        )
        return plan if all(kept) else None
