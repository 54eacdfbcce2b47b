"""Readers that write rows: a programme's numbers as unknowns of a problem, each with its name.

One makes sums for arrays, which is what is solved; one makes them with PuLP, for who wants its
problem or an LP file. Names and rows, in their order, are the same.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from math import inf
from typing import Any

from models.exact import Number, multiplied
from models.linear import Linear
from models.quantity import Quantity
from models.reader import FormulaReader
from models.requirement import Sense
from models.shape import Selection, Shape, Total
from optimiser.solver.matrix import Constraint

NO_NAME = re.compile(r"\W+", re.ASCII)


FEW = 3
"""A total of so few terms is not worth an unknown of its own. It says what the problem is, not how
it is searched: of one to twenty a preview of five shipped scenarios takes as long."""


@dataclass(slots=True)
class Marginal:
    """A total that many rows use, as an unknown of its own, which nobody changes.

    It is not frozen, as `Linear` is not: there are many.

    Parameters
    ----------
    quantity
        Of what.
    selection
        The axes that it is restricted on, and to what.
    column
        The unknown's name.
    row
        The name of the row that says what it is.
    """

    quantity: Quantity
    selection: Selection
    column: str
    row: str


class RowReader(FormulaReader[Any], ABC):
    """Makes a programme's numbers as unknowns of a problem.

    Attributes
    ----------
    marginals
        The totals that are unknowns of their own.
    rows
        Its rows: the definitions of totals, and what was added.
    unknowns
        The most that each unknown can be, by its name; it is at least zero.
    cell_names
        By quantity the names of the unknowns of its cells, in their order.
    """

    def __init__(self) -> None:
        self.marginals: list[Marginal] = []
        self.rows: list[Constraint] = []
        self.unknowns: dict[str, float] = {}
        self.cell_names: dict[str, list[str]] = {}
        self._names: dict[str, int] = {}

    @abstractmethod
    def linear(self, expression: Any) -> Linear:
        """Give an expression as an exact sum of unknowns by their names."""

    @abstractmethod
    def weighted(self, terms: Iterable[tuple[Any, Any]]) -> Any:
        """Add up terms times their factors in one go."""

    def combined(self, parts: Sequence[tuple[Number, Any]], constant: Number) -> Any:
        """Add up terms times their factors; an unknown by itself is given as that."""
        if not constant and [factor for factor, _ in parts] == [1]:
            return parts[0][1]
        return self.weighted([*parts, (constant, 1)] if constant else parts)

    @abstractmethod
    def is_unknown(self, expression: Any) -> bool:
        """Tell whether an expression is an unknown by itself."""

    @abstractmethod
    def _column(self, name: str, most: float | None) -> Any:
        """Make an unknown of at least zero."""

    def cells(self, shape: Shape) -> Sequence[Any]:
        """Give the unknowns of a shape's cells."""
        return [self._column(name, shape.quantity.most) for name in self.named_cells(shape)]

    def named_cells(self, shape: Shape) -> list[str]:
        """Have an unknown for each cell of a shape, and give their names."""
        name = shape.quantity.name
        parts = {part: clean(part) for part in {*chain.from_iterable(shape.cells)}}
        along = (map(parts.__getitem__, axis) for axis in zip(*shape.cells, strict=True))
        names = (
            [joined_name((name, *cell)) for cell in shape.cells]
            if "" in parts
            else [*map("_".join, zip(repeat(clean(name), len(shape.cells)), *along, strict=True))]
        )
        if len({*names}) < len(names) or not self._names.keys().isdisjoint(names):
            names = [self.name(name, *cell) for cell in shape.cells]
        most = shape.quantity.most
        self.unknowns.update(dict.fromkeys(names, inf if most is None else most))
        self._names.update(dict.fromkeys(names, 1))
        self.cell_names[name] = names
        return names

    def total(self, terms: Sequence[Any]) -> Any:
        """Add up in one go."""
        return self.weighted([(1, term) for term in terms])

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Any:
        """Add up, as an unknown of its own when there is much to add."""
        added = self.total(terms)
        if len(self.linear(added).terms) <= FEW:
            return added
        column, row = self._defined(added, *named_after(quantity, total))
        self.marginals.append(Marginal(quantity, total.selection, column.name, row))
        return column

    def defined(self, expression: Any, *parts: str | int) -> Any:
        """Give an expression as one unknown."""
        return expression if self.is_unknown(expression) else self._defined(expression, *parts)[0]

    def _defined(self, expression: Any, *parts: str | int) -> tuple[Any, str]:
        column = self.unknown(*parts)
        row = f"define_{column.name}"
        self.add(row, self.weighted([(1, expression), (-1, column)]), "==")
        return column, row

    def unknown(self, *parts: str | int, most: float | None = None) -> Any:
        """Make an unknown of at least zero."""
        name = self.name(*parts)
        self.unknowns[name] = inf if most is None else most
        return self._column(name, most)

    def add(self, name: str, expression: Any, sense: Sense) -> None:
        """Add the constraint ``expression sense 0``."""
        sides = self.linear(expression)
        self.rows.append(Constraint(name, sides.terms, sides.constant, sense))

    def at_most_zero(
        self, terms: Iterable[tuple[Any, Any]], *parts: str | int, scale: int = 1
    ) -> str:
        """Add the row that terms times their factors are at most zero, and give its name."""
        name = self.name(*parts)
        whole = self.weighted([(multiplied(factor, scale), term) for factor, term in terms])
        self.add(name, whole, "<=")
        return name

    def name(self, *parts: str | int) -> str:
        """Make a name that solvers and LP files accept, and that nothing else has."""
        name = wanted = joined_name(parts)
        while name in self._names:
            self._names[wanted] += 1
            name = f"{wanted}_{self._names[wanted]}"
        self._names[name] = 1
        return name


@lru_cache(maxsize=4096)
def clean(part: str | int) -> str:
    """Write a part of a name with letters, digits and underscores."""
    return NO_NAME.sub("_", str(part))


def joined_name(parts: Iterable[str | int]) -> str:
    """Write the parts of a name as one."""
    return "_".join([clean(part) for part in parts if part != ""])


def named_after(quantity: Quantity, total: Total) -> list[str]:
    """Give what a total is named after."""
    return [quantity.name, *map(members_in_name, total.selection.values())]


@lru_cache(maxsize=4096)
def members_in_name(members: frozenset[Any]) -> str:
    """Write a selection in a name: its one member, or how many there are from the first."""
    first = min(members)
    return str(first) if len(members) == 1 else f"{first}_and_{len(members) - 1}_more"
