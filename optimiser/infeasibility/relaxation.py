"""Relaxed: a scenario in which requirements give way by some units, or an agreement altogether."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from models.measure import Scope
from models.requirement import Agreed
from models.scenario import Scenario
from optimiser.formulation.problem import Row
from optimiser.solver.matrix import Floats

if TYPE_CHECKING:
    from models.programme import Programme
    from models.requirement import Requirement


Side = Literal["below", "above"]
"""On which side of what was agreed a requirement gives way."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What one requirement gives, in whole units.

    Parameters
    ----------
    index
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

    index: int
    agreement: Agreed
    scope: Scope
    side: Side
    amount: int
    unit: str


class RelaxedScenario(Scenario):
    """A scenario that asks less than another: some of its requirements give way.

    Parameters
    ----------
    gives
        Index of a requirement, the side on which it gives way, and by how many units.
    """

    gives: tuple[tuple[int, Side, int], ...]

    @cached_property
    def most_built(self) -> int | None:
        """The most dwellings in all: not known, because what limits them may give way."""
        return None

    def units_given(self) -> dict[int, dict[Side, int]]:
        """Give the units by which requirements give way, by index and side."""
        found: dict[int, dict[Side, int]] = {}
        for index, side, amount in self.gives:
            found.setdefault(index, {})[side] = amount
        return found

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the rows, what is relaxed with its new threshold."""
        units = self.units_given()
        for index, requirement in enumerate(super().requirements(programme)):
            if index in units:
                yield from given_way(requirement, units[index])
            else:
                yield requirement


def given_way(requirement: Requirement, units: dict[Side, int]) -> Iterator[Requirement]:
    """Give a requirement that gives way on a side; an equality becomes a band."""
    right, scale = requirement.right, requirement.scale
    given = replace(requirement, proportion=None)
    if requirement.sense in (">=", "=="):
        yield replace(given, sense=">=", right=right - scale * units.get("below", 0))
    if requirement.sense in ("<=", "=="):
        yield replace(given, sense="<=", right=right + scale * units.get("above", 0))


def relaxed(scenario: Scenario, relaxations: Iterable[Relaxation]) -> RelaxedScenario:
    """Give the scenario in which some requirements give way: it can be solved like any other.

    Parameters
    ----------
    scenario
        The scenario.
    relaxations
        What gives way.

    Returns
    -------
    RelaxedScenario
        The scenario, with other thresholds.
    """
    fields = {name: getattr(scenario, name) for name in Scenario.model_fields}
    gives = tuple((one.index, one.side, one.amount) for one in relaxations)
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


def without_agreement(scenario: Scenario, identifier: str) -> WithoutAgreement:
    """Give the scenario without what one agreement asks: it can be solved like any other."""
    fields = {name: getattr(scenario, name) for name in Scenario.model_fields}
    return WithoutAgreement.model_construct(**fields, left_out=identifier)


def side_of(row: Row, place: int) -> Side:
    """Tell on which side of what was agreed an unknown of a row lets it give way."""
    return "above" if row.requirement.sense == "<=" or place == 1 else "below"


@dataclass(frozen=True, slots=True, eq=False)
class Giver:
    """A side of a requirement that can give.

    Parameters
    ----------
    index, row
        The requirement.
    side
        Whether there may be less, or more.
    shortfall, amount
        Indices of the unknown for its shortfall, and for the whole units given for it.
    """

    index: int
    row: Row
    side: Side
    shortfall: int
    amount: int

    @property
    def agreement(self) -> str:
        """The agreement's id."""
        return self.row.requirement.agreement.id

    def relaxation(self, amount: int) -> Relaxation:
        """Say what it gives."""
        requirement = self.row.requirement
        return Relaxation(
            self.index,
            requirement.agreement,
            requirement.scope,
            self.side,
            amount,
            requirement.unit,
        )


@dataclass(frozen=True, slots=True, eq=False)
class FoundRelaxations:
    """What gives.

    Parameters
    ----------
    relaxations
        Which requirements, and by how much.
    cost
        All of it, by weight.
    largest
        The most that one agreement gives in one municipality, by weight.
    by_rules
        Units that rules give.
    proven
        Whether nothing is better at what was wished for.
    near
        The numbers of a plan that keeps all else, or in fractions almost does.
    upward
        Of fractions that were made whole so that they add up: the same with each rounded up.
    """

    relaxations: tuple[Relaxation, ...]
    cost: Fraction
    largest: Fraction
    by_rules: int
    proven: bool
    near: Floats
    upward: FoundRelaxations | None = None

    @property
    def agreements(self) -> frozenset[str]:
        """The ids of the agreements that give."""
        return frozenset(one.agreement.id for one in self.relaxations)

    @property
    def order(self) -> tuple[Fraction, int, int, list[str]]:
        """The cheaper, and the less the rules give, the sooner."""
        return self.cost, self.by_rules, len(self.agreements), sorted(self.agreements)
