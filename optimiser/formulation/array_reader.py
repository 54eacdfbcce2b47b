"""The reader for arrays: a programme's numbers as exact sums of unknowns, by their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from typing import Any
from weakref import WeakKeyDictionary

from models.linear import Linear, added, as_linear, weighted
from models.shape import Shape
from optimiser.formulation.row_reader import RowReader


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
        object.__setattr__(self, "name", name)


CELLS: WeakKeyDictionary[Shape, list[NamedUnknown]] = WeakKeyDictionary()
"""The unknowns of a shape's cells: the same in every problem, as long as it is remembered."""


class ArrayReader(RowReader):
    """Makes a programme's numbers as sums, which become a matrix."""

    def cells(self, shape: Shape) -> list[NamedUnknown]:
        """Give the unknowns of a shape's cells."""
        known = CELLS.get(shape)
        if known is None:
            known = CELLS[shape] = super().cells(shape)
        else:
            names, most = [column.name for column in known], shape.quantity.most
            self.unknowns.update(dict.fromkeys(names, inf if most is None else most))
            self._names.update(dict.fromkeys(names, 1))
        return known

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
