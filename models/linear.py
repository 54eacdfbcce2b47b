"""Linear: a scenario's programme read as exact sums over its cells, to prove things with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.exact import Number
from models.quantity import Cell, Quantity
from models.reader import Reader
from models.shape import Shape, Total

Unknown = tuple[str, Cell]
"""A quantity's name and one of its cells."""


@dataclass(slots=True)
class Linear:
    """A sum of unknowns with exact coefficients, which nobody changes.

    It is not frozen: a problem is made of thousands, and frozen ones take three times as long.

    Parameters
    ----------
    terms
        Coefficient per unknown, by what its reader calls it; never zero.
    constant
        What is added.
    """

    terms: Mapping[Any, Number]
    constant: Number = 0

    def __add__(self, other: object) -> Linear:
        return weighted([(1, self), (1, other)])

    def __radd__(self, other: object) -> Linear:
        return weighted([(1, other), (1, self)])

    def __sub__(self, other: object) -> Linear:
        return weighted([(1, self), (-1, other)])

    def __rsub__(self, other: object) -> Linear:
        return weighted([(1, other), (-1, self)])

    def __rmul__(self, factor: Number) -> Linear:
        return weighted([(factor, self)])


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


def weighted(terms: Iterable[tuple[Number, object]]) -> Linear:
    """Add up terms times their factors.

    Parameters
    ----------
    terms
        Factors, each with a sum or an exact number.

    Returns
    -------
    Linear
        The sum.
    """
    found: dict[Any, Number] = {}
    constant: Number = 0
    count = 0
    for factor, term in terms:
        if not factor:
            continue
        if not isinstance(term, Linear):
            constant += factor * as_linear(term).constant
            continue
        if term.constant:
            constant += factor * term.constant
        own = term.terms
        count += len(own)
        if len(own) == 1:  # as most are
            ((unknown, part),) = own.items()
            found[unknown] = found.get(unknown, 0) + factor * part
            continue
        if factor != 1:
            own = {at: factor * part for at, part in own.items()}
        if found.keys().isdisjoint(own):
            found.update(own)
        else:
            for unknown, part in own.items():
                found[unknown] = found.get(unknown, 0) + part
    if len(found) < count:  # what stands in more than one term may have come to nothing
        found = {unknown: part for unknown, part in found.items() if part}
    return Linear(found, constant)


def linear_sum(terms: Iterable[object]) -> Linear:
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
    sums = [*map(as_linear, terms)]
    found: dict[Any, Number] = {}
    for each in sums:
        found.update(each.terms)
    if len(found) < sum([len(each.terms) for each in sums]):
        return weighted((1, each) for each in sums)
    # No unknown stands in two of them, as in most totals.
    return Linear(found, sum([each.constant for each in sums]))


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
        return linear_sum(terms)

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Linear:
        """Add up; a proof speaks of cells only."""
        return linear_sum(terms)
