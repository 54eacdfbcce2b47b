"""The reader for arrays: a programme's numbers as exact sums of unknowns, by their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from models.linear import Linear, added, as_linear, weighted
from models.quantity import Quantity
from models.shape import Shape, Total
from optimiser.formulation.row_reader import Margin, RowReader, naming, written
from optimiser.solver.matrix import Constraint


class NamedUnknown(Linear):
    """An unknown by itself.

    Parameters
    ----------
    name
        Its name.
    """

    __slots__ = ("name",)

    name: str

    def __init__(self, name: str) -> None:
        super().__init__({name: 1})
        self.name = name


CELLS: WeakKeyDictionary[Shape, list[NamedUnknown]] = WeakKeyDictionary()
"""The unknowns of a shape's cells: the same in every problem, as long as it is remembered."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A total as an unknown of its own, with the row that says what it is.

    Parameters
    ----------
    terms
        What is added up.
    column
        The unknown.
    row, margin
        What it means.
    """

    terms: Sequence[Any]
    column: NamedUnknown
    row: Constraint
    margin: Margin


DEFINITIONS: WeakKeyDictionary[Total, Definition] = WeakKeyDictionary()
"""They serve every problem in which the name is free and the terms are the same ones."""


class ArrayReader(RowReader):
    """Makes a programme's numbers as sums, which become a matrix."""

    def cells(self, shape: Shape) -> list[NamedUnknown]:
        """Give the unknowns of a shape's cells."""
        known = CELLS.get(shape)
        if known is None:
            known = CELLS[shape] = super().cells(shape)
        else:
            self._take([column.name for column in known], shape.quantity.most)
        return known

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Any:
        """Add up, as an unknown of its own when there is much to add."""
        known = DEFINITIONS.get(total)
        if known is None or known.column.name in self._names or known.terms != terms:
            made = super().define(quantity, total, terms)
            if self.is_unknown(made) and made.name == written(naming(quantity, total)):
                DEFINITIONS[total] = Definition(terms, made, self.rows[-1], self.margins[-1])
            return made
        self._take([known.column.name])
        self.rows.append(known.row)
        self.margins.append(known.margin)
        return known.column

    def total(self, terms: Sequence[Any]) -> Linear:
        """Add up in one go; most totals are of cells only, each of them once."""
        if {*map(type, terms)} == {NamedUnknown}:
            found = dict.fromkeys([column.name for column in terms], 1)
            if len(found) == len(terms):
                return Linear(found)
        return added(terms)

    def linear(self, expression: Any) -> Linear:
        """Give an expression as the sum that it is."""
        return as_linear(expression)

    def weighted(self, terms: Iterable[tuple[Any, Any]]) -> Linear:
        """Add up terms times their factors in one go."""
        return weighted(terms)

    def is_unknown(self, expression: Any) -> bool:
        """Tell whether an expression is an unknown by itself."""
        return isinstance(expression, NamedUnknown)

    def _column(self, name: str, most: float | None) -> NamedUnknown:
        return NamedUnknown(name)
