"""The giver: a side of a requirement that can give way, and what was found to give."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from optimiser.matrix import Floats
from optimiser.problem import Row
from optimiser.relaxed import Relaxation, Side


@dataclass(frozen=True, slots=True, eq=False)
class Giver:
    """A side of a requirement that can give.

    Parameters
    ----------
    position, row
        The requirement.
    side
        Whether there may be less, or more.
    missing, amount
        Positions of the unknown for what is missing, and for the whole units given for it.
    weight
        What a unit counts for, in whole numbers.
    """

    position: int
    row: Row
    side: Side
    missing: int
    amount: int
    weight: int

    @property
    def agreement(self) -> str:
        """The agreement's id."""
        return self.row.requirement.agreement.id

    def relaxation(self, amount: int) -> Relaxation:
        """Say what it gives."""
        requirement = self.row.requirement
        return Relaxation(
            self.position,
            requirement.agreement,
            requirement.scope,
            self.side,
            amount,
            requirement.unit,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Found:
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
    """

    relaxations: tuple[Relaxation, ...]
    cost: Fraction
    largest: Fraction
    by_rules: int
    proven: bool
    near: Floats

    @property
    def agreements(self) -> frozenset[str]:
        """The ids of the agreements that give."""
        return frozenset(one.agreement.id for one in self.relaxations)

    @property
    def order(self) -> tuple[Fraction, int, int, list[str]]:
        """The cheaper, and the less the rules give, the sooner."""
        return self.cost, self.by_rules, len(self.agreements), sorted(self.agreements)
