"""The verifier: solves what a way out leaves, in whole dwellings, until there is a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np

from models.chosen_options import not_chosen
from models.formulas import PlannedProgramme
from models.plan import Plan
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.relaxation import Relaxation, RelaxedScenario, Side, relaxed, side_of
from optimiser.infeasibility.unattained_shares import columns_given
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import Ladder
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.vicinity import Vicinity


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
        self._given: dict[int, tuple[int, ...]] = {}

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
            Units that its numbers may lie from these at most. To look anywhere can take seconds.
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
        return Engine(self._problem.matrix, self._limits.patient())

    @cached_property
    def _decided(self) -> Vicinity:
        """What is decided by yes or no."""
        return Vicinity(self._engine, self._problem.yes_or_no())

    @cached_property
    def _counted(self) -> Vicinity:
        """All else that is whole in a plan."""
        counted = sorted({*self._problem.whole()} - {*self._problem.yes_or_no()})
        return Vicinity(self._engine, counted)

    def _relax(self, units: Mapping[int, dict[Side, int]]) -> None:
        """Let requirements give way by some units, and no others."""
        columns, most = list[int](), list[float]()
        for index, gives in units.items():
            if index not in self._given:
                row = self._problem.rows[index]
                self._given[index] = columns_given(self._problem, self._engine, row)
            for place, given in enumerate(self._given[index]):
                columns.append(given)
                most.append(gives.get(side_of(self._problem.rows[index], place), 0))
        self._engine.bound(columns, [0.0] * len(columns), most)

    def _sought(self, point: Floats, within: float) -> Answer:
        """Look for a plan around a point, then around the best yes and no, at last anywhere."""
        ladder = self._limits.params.ways_out.verified.up_to(within)
        near = ladder.near
        answer = self._around(point, near)
        if answer is Answer.INFEASIBLE and len(near.rungs) > 1:
            sited = self._sited()
            if sited is not None:
                answer = self._around(sited, near.only(near.rungs[-1].radius))
        if answer is Answer.INFEASIBLE and np.isinf(within):
            answer = self._around(point, ladder.only(np.inf))
        return answer

    def _around(self, point: Floats, ladder: Ladder) -> Answer:
        """Look for a plan around a point; near it, with the point's yes and no."""
        self._decided.hold(point, 0.0 if np.isfinite(ladder.rungs[-1].radius) else np.inf)
        self._engine.whole(self._problem.whole())
        return self._counted.first(point, ladder, self._engine.run, proven=True)

    def _sited(self) -> Floats | None:
        """Decide what is decided by yes or no, with all else in fractions; None when it cannot be.

        All at once can take a hundred times as long.
        """
        if not self._problem.yes_or_no():
            return None
        self._decided.let_go()
        self._counted.let_go()
        self._engine.whole(self._problem.yes_or_no())
        return self._engine.values() if self._engine.run() in FOUND else None

    def _solved(self, scenario: RelaxedScenario, near: Floats, within: float) -> Plan | None:
        problem, engine = self._problem, self._engine
        engine.limits = self._limits.patient()
        engine.cold()  # what is found must not depend on what was sought before
        point = np.full(len(problem.matrix.columns), np.nan)
        point[[at for _, _, at in problem.decided]] = near
        units = scenario.units_given()
        self._relax(units)
        answer = self._sought(point, within)
        self._relax({index: {} for index in units})
        if answer not in FOUND:
            return None
        plan = problem.plan_at(engine.values(), whole=True)
        rows = PlannedProgramme(scenario, plan).rows
        free = not_chosen(rows)
        kept = (
            row.slack() >= 0 or not row.binding or index in free for index, row in enumerate(rows)
        )
        return plan if all(kept) else None
