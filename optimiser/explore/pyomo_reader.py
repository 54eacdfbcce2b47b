"""The reader for Pyomo: makes the numbers of a programme as unknowns of a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pyomo.core.expr.numvalue import is_potentially_variable
from pyomo.environ import Any as AnyIndex
from pyomo.environ import Binary, Constraint, NonNegativeReals, Var, quicksum

from models.quantity import Quantity
from models.reader import Reader
from models.shape import Shape, Total
from optimiser.formulation.row_reader import FEW


class PyomoReader(Reader[Any]):
    """Makes a programme's numbers as unknowns of a Pyomo model.

    Parameters
    ----------
    model
        The model to which the unknowns and the definitions of totals are added.
    """

    def __init__(self, model: Any) -> None:
        model.cells = Var(AnyIndex, domain=NonNegativeReals, dense=False)
        model.totals = Var(AnyIndex, domain=NonNegativeReals, dense=False)
        model.definitions = Constraint(AnyIndex)
        self._model = model
        self._used: Counter[tuple[str | int, ...]] = Counter()

    def cells(self, shape: Shape) -> list[Any]:
        """Give the unknowns of cells; whether something is there at all stays a yes or no."""
        columns = [self._model.cells[shape.quantity.name, *cell] for cell in shape.cells]
        if shape.quantity.most == 1:
            for column in columns:
                column.domain = Binary
        return columns

    def total(self, terms: Sequence[Any]) -> Any:
        """Add up."""
        return quicksum(terms)

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Any:
        """Add up, as an unknown of its own when there is much to add."""
        if len(terms) <= FEW:
            return self.total(terms)
        named = [(axis, *sorted(members)) for axis, members in total.selection.items()]
        index = (quantity.name, *(name for path in named for name in path))
        column = self._model.totals[index]
        self._model.definitions[index] = column == self.total(terms)
        return column

    def weighted(self, terms: Iterable[tuple[Any, Any]]) -> Any:
        """Add up terms times their factors."""
        return quicksum(factor * term for factor, term in terms)

    def unknown(self, *parts: str | int) -> Any:
        """Make an unknown of at least zero, with a name of these parts."""
        return self._model.deviations[self._name(parts)]

    def is_unknown(self, expression: Any) -> bool:
        """Tell whether an expression is an unknown by itself."""
        return bool(is_potentially_variable(expression) and expression.is_variable_type())

    def defined(self, expression: Any, *parts: str | int) -> Any:
        """Give it as it is: Pyomo reads an expression anew in every row."""
        return expression

    def at_most_zero(
        self, terms: Iterable[tuple[Any, Any]], *parts: str | int, scale: int = 1
    ) -> str:
        """Add the row that terms times their factors are at most zero, and give its name.

        Fractions stay as they are: rows are best of one size, as those of a matrix become later.
        """
        name = self._name(parts)
        self._model.limits[name] = self.weighted(terms) <= 0
        return str(self._model.limits[name])

    def _name(self, parts: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Give parts a number that nothing else of their name has."""
        self._used[parts] += 1
        return (*parts, self._used[parts])
