"""The reader of what is solved: a programme's numbers as exact sums of unknowns, by their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.exact import Number
from models.linear import Linear, as_linear, linear_sum, weighted
from models.quantity import Quantity
from models.shape import Shape, Total
from optimiser.formulation.row_reader import FEW, Marginal, RowReader, named_after
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


class SumReader(RowReader):
    """Makes a programme's numbers as sums, which become a matrix.

    A cell is its unknown's name, until a formula reads it.
    """

    def cells(self, shape: Shape) -> Sequence[str]:
        """Give the names of the unknowns of a shape's cells."""
        return self.named_cells(shape)

    def given(self, numbers: Sequence[Any]) -> Sequence[Any]:
        """Give the unknown of each name."""
        return [NamedUnknown(one) if type(one) is str else one for one in numbers]

    def total(self, terms: Sequence[Any]) -> Linear:
        """Add up in one go."""
        each_once = self._each_once(terms)
        return linear_sum(self.given(terms)) if each_once is None else Linear(each_once)

    def _each_once(self, terms: Sequence[Any]) -> dict[str, Number] | None:
        """Give unknowns as a sum, as most totals are; None where there is anything else."""
        kinds = {*map(type, terms)}
        if kinds == {NamedUnknown}:
            terms = [column.name for column in terms]
        elif kinds != {str}:
            return None
        found: dict[str, Number] = dict.fromkeys(terms, 1)
        return found if len(found) == len(terms) else None

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Any:
        """Add up, as an unknown of its own when there is much to add."""
        meaning = self._each_once(terms)
        if meaning is None or len(meaning) <= FEW:
            return super().define(quantity, total, terms)
        column = self.unknown(*named_after(quantity, total))
        row = f"define_{column.name}"
        meaning[column.name] = -1
        self.rows.append(Constraint(row, meaning, 0, "=="))
        self.marginals.append(Marginal(quantity, total.selection, column.name, row))
        return column

    def combined(self, parts: Sequence[tuple[Number, Any]], constant: Number) -> Linear:
        """Add up terms times their factors; an unknown by itself is given as that."""
        factors, numbers = zip(*parts, strict=True) if parts else ((), ())
        return as_linear(
            super().combined([*zip(factors, self.given(numbers), strict=True)], constant)
        )

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
