"""Objectives: the numbers that a goal makes as small as can be, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from models.exact import Number, by_size, exact_sum
from models.requirement import GoalTerm, Requirement


class WithShortfalls(Protocol):
    """A requirement as somebody reads it, with its shortfalls."""

    @property
    def requirement(self) -> Requirement:
        """The requirement."""
        ...

    @property
    def shortfalls(self) -> Sequence[Any]:
        """Numbers of at least zero that add up to its shortfall, in units."""
        ...


@dataclass(frozen=True, slots=True)
class Objective:
    r"""Sums of which the largest is made as small as can be, then the largest two, and so on.

    A sum is one of differences :math:`\sum_i w_i |l_i - r_i|`. Most objectives have only one.

    Parameters
    ----------
    names
        What is pursued, in this order: the largest sum, the largest two together, and so on.
    terms
        The differences; those of one sum are added up.
    leximin
        Whether the next largest counts wherever the largest are equal, though it has no name.
    """

    names: tuple[str, ...]
    terms: tuple[GoalTerm, ...]
    leximin: bool = False

    def sums(self) -> dict[str, Fraction]:
        """Give what exact deviations add up to, each with those of the same sum, by its name.

        Returns
        -------
        dict
            Numbers in the unit of the goal.
        """
        by_sum: dict[str, list[Number]] = {}
        for term in self.terms:
            by_sum.setdefault(term.in_sum, []).append(term.value())
        return {name: Fraction(exact_sum(values)) for name, values in by_sum.items()}

    def values(self) -> dict[str, tuple[Fraction, ...]]:
        """Give what exact deviations come to, by name: one number, of a leximin one per sum.

        The largest comes first. This is what a goal is worth on a plan, and nothing else says it.

        Returns
        -------
        dict
            Numbers by name, in the unit of the goal.
        """
        sums = sorted(self.sums().values(), key=by_size, reverse=True)
        if self.leximin:
            return dict.fromkeys(self.names, tuple(sums))
        return {name: (sum(sums[:rank], Fraction(0)),) for rank, name in enumerate(self.names, 1)}
