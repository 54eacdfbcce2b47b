"""Linear: a scenario's programme read as exact sums over its cells, to prove things with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.quantity import Cell, Quantity
from models.reader import Reader
from models.shape import Shape, Total

Unknown = tuple[str, Cell]
"""A quantity's name and one of its cells."""

Number = int | Fraction
"""An exact number; whole ones are ints, which add up ten times as fast."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of unknowns with exact coefficients.

    Parameters
    ----------
    terms
        Coefficient per unknown; never zero.
    constant
        What is added.
    """

    terms: Mapping[Unknown, Number]
    constant: Number = 0

    def __add__(self, other: object) -> Linear:
        return added([self, other])

    __radd__ = __add__

    def __sub__(self, other: object) -> Linear:
        return added([self, -1 * as_linear(other)])

    def __rsub__(self, other: object) -> Linear:
        return added([other, -1 * self])

    def __rmul__(self, factor: Number) -> Linear:
        if not factor:
            return Linear({})
        return Linear(
            {unknown: factor * part for unknown, part in self.terms.items()},
            factor * self.constant,
        )


def as_linear(number: object) -> Linear:
    """Take a number as a sum without unknowns.

    Parameters
    ----------
    number
        A sum, or an exact number.

    Returns
    -------
    Linear
        The sum.
    """
    if isinstance(number, Linear):
        return number
    if isinstance(number, (int, Fraction)):
        return Linear({}, number)
    raise TypeError(f"{number!r} is not exact")


def added(terms: Sequence[object]) -> Linear:
    """Add up.

    Parameters
    ----------
    terms
        Sums and exact numbers.

    Returns
    -------
    Linear
        The sum.
    """
    found: dict[Unknown, Number] = {}
    constant: Number = 0
    for term in map(as_linear, terms):
        constant += term.constant
        for unknown, part in term.terms.items():
            found[unknown] = found.get(unknown, 0) + part
    return Linear({unknown: part for unknown, part in found.items() if part}, constant)


class LinearReader(Reader[Linear]):
    """Makes a programme's numbers as sums over its cells.

    Attributes
    ----------
    most
        The most that an unknown can be, where it has such.
    """

    def __init__(self) -> None:
        self.most: dict[Unknown, int] = {}

    def cells(self, shape: Shape) -> list[Linear]:
        """Give the sums of cells."""
        unknowns = [(shape.quantity.name, cell) for cell in shape.cells]
        if shape.quantity.most is not None:
            self.most.update(dict.fromkeys(unknowns, shape.quantity.most))
        return [Linear({unknown: 1}) for unknown in unknowns]

    def total(self, terms: Sequence[Any]) -> Linear:
        """Add up."""
        return added(terms)

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Linear:
        """Add up; a proof speaks of cells only."""
        return added(terms)
