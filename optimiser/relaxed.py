"""Relaxed: a scenario in which requirements give way by some units, or an agreement altogether."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from models.agreements import Agreement
from models.measure import Scope
from models.plan import Plan, read_plan
from models.requirement import not_chosen
from models.scenario import Scenario
from optimiser.box import around
from optimiser.conflict import patient
from optimiser.engine import FOUND, Answer, Engine, Limits
from optimiser.matrix import Floats, Indices
from optimiser.problem import Problem, Row

if TYPE_CHECKING:
    from models.programme import Programme
    from models.requirement import Requirement

NODES = 10
"""Nodes in which a plan is found as a rule; where there is none, proof takes too long."""

NEXT_TO, NEAR = 0, 5
"""Units that a plan may lie from where it is sought before it may lie anywhere. Without costs it is
found anywhere sooner than within twenty, where HiGHS can take seconds for a first point."""

Side = Literal["below", "above"]
"""On which side of what was agreed a requirement gives way."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What one requirement gives, in whole units.

    Parameters
    ----------
    position
        Its place among the scenario's requirements.
    agreement, scope
        Whose requirement it is, and where and when it holds.
    side
        Whether there may be less than agreed, or more.
    amount
        By how many units.
    unit
        Which units.
    """

    position: int
    agreement: Agreement
    scope: Scope
    side: Side
    amount: int
    unit: str


class RelaxedScenario(Scenario):
    """A scenario that asks less than another: some of its requirements give way.

    Parameters
    ----------
    gives
        Position of a requirement, the side on which it gives way, and by how many units.
    """

    gives: tuple[tuple[int, Side, int], ...]

    def room(self) -> dict[int, dict[Side, int]]:
        """Give the units by which requirements give way, by position and side."""
        found: dict[int, dict[Side, int]] = {}
        for position, side, amount in self.gives:
            found.setdefault(position, {})[side] = amount
        return found

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the rows, what is relaxed with its new threshold."""
        room = self.room()
        for position, requirement in enumerate(super().requirements(programme)):
            if position in room:
                yield from eased(requirement, room[position])
            else:
                yield requirement


def eased(requirement: Requirement, room: dict[Side, int]) -> Iterator[Requirement]:
    """Give a requirement with room on a side; an equality becomes a band."""
    right, scale = requirement.right, requirement.scale
    if requirement.sense in (">=", "=="):
        yield replace(requirement, sense=">=", right=right - scale * room.get("below", 0))
    if requirement.sense in ("<=", "=="):
        yield replace(requirement, sense="<=", right=right + scale * room.get("above", 0))


def relaxed(scenario: Scenario, relaxations: Iterable[Relaxation]) -> RelaxedScenario:
    """Give the scenario in which some requirements give way: it can be solved like any other.

    Parameters
    ----------
    scenario
        The scenario.
    relaxations
        What gives way.
    """
    fields = {name: getattr(scenario, name) for name in Scenario.model_fields}
    gives = tuple((one.position, one.side, one.amount) for one in relaxations)
    return RelaxedScenario.model_construct(**fields, gives=gives)


class WithoutAgreement(Scenario):
    """A scenario in which one agreement asks nothing; what others say of it still holds.

    Parameters
    ----------
    left_out
        The agreement's id.
    """

    left_out: str

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the rows of all others, and of this one what only says what the unknowns mean."""
        for requirement in super().requirements(programme):
            if requirement.firm or requirement.agreement.id != self.left_out:
                yield requirement


def left_out(scenario: Scenario, identifier: str) -> WithoutAgreement:
    """Give the scenario without what one agreement asks: it can be solved like any other."""
    fields = {name: getattr(scenario, name) for name in Scenario.model_fields}
    return WithoutAgreement.model_construct(**fields, left_out=identifier)


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


def side_of(row: Row, place: int) -> Side:
    """Tell on which side of what was agreed an unknown of a row lets it give way."""
    return "above" if row.requirement.sense == "<=" or place == 1 else "below"
