"""Choices: which options of an agreement are kept, as yes-or-no unknowns of the problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from models.measure import Scope
from models.requirement import Choice, Requirement
from optimiser.formulation.row_reader import RowReader


class Choices:
    """The choices of a problem, made as its requirements ask for them.

    Parameters
    ----------
    reader
        Makes the unknowns.
    beyond
        Dwellings that may be built beyond plan capacity: the rows of what is not chosen say
        nothing even then.

    Attributes
    ----------
    chosen
        Per agreement, scope and option the unknown for whether it is chosen.
    of_facilities
        Whether some option counts hosts or places.
    """

    def __init__(self, reader: RowReader, beyond: int) -> None:
        self._reader, self._beyond = reader, beyond
        self._needed: dict[tuple[str, Scope], int] = {}
        self.chosen: dict[tuple[str, Scope], dict[str, Any]] = {}
        self.of_facilities = False

    def switched_off(self, requirement: Requirement) -> Iterator[tuple[int, Any]]:
        """Give the terms that make a row say nothing where its option is not chosen."""
        choice = requirement.choice
        if choice is None:
            return
        self.of_facilities |= requirement.agreement.unit in ("places", "locations")
        most = choice.big_m + choice.per_dwelling * self._beyond
        sign = -1 if requirement.sense == "<=" else 1
        yield sign * most, 1
        yield -sign * most, self._unknown(requirement.agreement.id, choice)

    def close(self) -> None:
        """Have as many options chosen as have to be kept."""
        for (identifier, scope), options in self.chosen.items():
            name = self._reader.name("choice", identifier, *scope_labels(scope))
            needed = self._needed[identifier, scope]
            self._reader.add(name, self._reader.total([*options.values(), -needed]), ">=")

    def unknowns(self) -> Iterator[Any]:
        """Give the yes-or-no unknowns."""
        for options in self.chosen.values():
            yield from options.values()

    def _unknown(self, identifier: str, choice: Choice) -> Any:
        options = self.chosen.setdefault((identifier, choice.scope), {})
        self._needed[identifier, choice.scope] = choice.at_least
        if choice.option not in options:
            parts = (identifier, *scope_labels(choice.scope), choice.option)
            options[choice.option] = self._reader.unknown("chosen", *parts, most=1)
        return options[choice.option]


def scope_labels(scope: Scope) -> tuple[str | int, ...]:
    """Give what tells a scope from others, for a name."""
    return scope.municipality or "region", scope.label, scope.year or ""


def most_wanted(reader: RowReader, requirements: Iterable[Requirement]) -> int:
    """Add up all numbers in requirements: more than that nobody can want to be built."""
    total = Fraction(0)
    for row in requirements:
        constant = reader.linear(row.left - row.right).constant
        total += abs(Fraction(constant)) / row.scale
    return ceil(total)
