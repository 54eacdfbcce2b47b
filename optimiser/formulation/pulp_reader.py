"""The reader for PuLP: makes the numbers of a programme as unknowns of a problem."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

from pulp import (
    LpAffineExpression,
    LpConstraint,
    LpConstraintEQ,
    LpConstraintGE,
    LpConstraintLE,
    LpMinimize,
    LpProblem,
    LpVariable,
)

from models.quantity import Quantity
from models.reader import Reader
from models.shape import Selection, Shape, Total

SENSES = {"<=": LpConstraintLE, ">=": LpConstraintGE, "==": LpConstraintEQ}


NO_NAME = re.compile(r"\W+", re.ASCII)


FEW = 3
"""A total of so few terms is not worth an unknown of its own. It says what the problem is, not how
it is searched: of one to twenty a preview of five shipped scenarios takes as long."""


@dataclass(frozen=True, slots=True)
class Margin:
    """A total that many rows use, as an unknown of its own.

    Parameters
    ----------
    quantity
        Of what.
    selection
        The axes that it is restricted on, and to what.
    column
        The unknown.
    row
        The name of the row that says what it is.
    """

    quantity: Quantity
    selection: Selection
    column: LpVariable
    row: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A total as an unknown of its own, with the row that says what it is."""

    column: LpVariable
    row: LpConstraint


UNKNOWNS: WeakKeyDictionary[Shape, list[LpVariable]] = WeakKeyDictionary()


DEFINITIONS: WeakKeyDictionary[Total, Definition] = WeakKeyDictionary()
"""What was made for a shape serves every problem that has it, as long as the shape is remembered:
only rows with numbers in them are made anew."""


MAKING = RLock()
"""Held while one of them is made: of two threads that need it, the second finds the first's."""


class PulpReader(Reader[Any]):
    """Makes a programme's numbers as unknowns of a PuLP problem.

    Attributes
    ----------
    rows
        Its rows: the definitions of totals, and what was added.
    unknowns
        Its unknowns: PuLP itself forgets those that stand in no row.
    margins
        The totals that are unknowns of their own.
    """

    def __init__(self) -> None:
        self._owner = LpProblem()
        self.rows: list[LpConstraint] = []
        self.margins: list[Margin] = []
        self.unknowns: list[LpVariable] = []
        self._names: dict[str, int] = {}

    def problem(self) -> LpProblem:
        """Make the PuLP problem; a solve needs no more of it than the rows."""
        problem = LpProblem("woonsleutel", LpMinimize)
        for row in self.rows:
            problem.addConstraint(row)
        return problem

    def cells(self, shape: Shape) -> list[LpVariable]:
        """Give the unknowns of a shape's cells."""
        quantity = shape.quantity
        with MAKING:
            if shape not in UNKNOWNS:
                UNKNOWNS[shape] = [
                    self._owner.add_variable(self.name(quantity.name, *cell), 0, quantity.most)
                    for cell in shape.cells
                ]
            known = UNKNOWNS[shape]
        self.unknowns += known
        self._names.update((column.name, 1) for column in known)
        return known

    def total(self, terms: Sequence[Any]) -> LpAffineExpression:
        """Add up in one go (PuLP's own ``sum`` copies at every step)."""
        return self.weighted([(1, term) for term in terms])

    def weighted(self, terms: Iterable[tuple[Any, Any]]) -> LpAffineExpression:
        """Add up terms times their factors in one go (so does every operator of PuLP)."""
        pairs: list[tuple[LpVariable, Any]] = []
        constant: Any = 0
        for factor, term in terms:
            if isinstance(term, LpVariable):
                pairs.append((term, factor))
            elif isinstance(term, LpAffineExpression):
                constant += factor * term.constant
                pairs.extend(
                    term.items()
                    if factor == 1
                    else [(column, factor * own) for column, own in term.items()]
                )
            else:
                constant += factor * term
        total = LpAffineExpression(pairs, constant)
        if len(total) < len(pairs):  # an unknown that stands in more than one term
            coefficients: defaultdict[LpVariable, Any] = defaultdict(int)
            for column, coefficient in pairs:
                coefficients[column] += coefficient
            total = LpAffineExpression(coefficients, constant)
        return total

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Any:
        """Add up, as an unknown of its own when there is much to add."""
        with MAKING:
            known = DEFINITIONS.get(total)
            if known is None or known.column.name in self._names:
                added = self.total(terms)
                if len(added) <= FEW:
                    return added
                parts = (quantity.name, *map(shown, total.selection.values()))
                known = self._definition(added, *parts)
                if known.column.name == written(parts):  # else the name is this problem's alone
                    DEFINITIONS[total] = known
            else:
                self.unknowns.append(known.column)
                self._names[known.column.name] = 1
        self.rows.append(known.row)
        self.margins.append(Margin(quantity, total.selection, known.column, known.row.name))
        return known.column

    def defined(self, expression: Any, *parts: str | int) -> LpVariable:
        """Give an expression as one unknown."""
        if isinstance(expression, LpVariable):
            return expression
        definition = self._definition(expression, *parts)
        self.rows.append(definition.row)
        return definition.column

    def _definition(self, expression: Any, *parts: str | int) -> Definition:
        column = self.unknown(*parts)
        row = self.weighted([(1, expression), (-1, column)])
        return Definition(column, LpConstraint(row, LpConstraintEQ, f"define_{column.name}"))

    def unknown(self, *parts: str | int, most: float | None = None) -> LpVariable:
        """Make an unknown of at least zero."""
        column = self._owner.add_variable(self.name(*parts), 0, most)
        self.unknowns.append(column)
        return column

    def is_unknown(self, expression: Any) -> bool:
        """Tell whether an expression is an unknown by itself."""
        return isinstance(expression, LpVariable)

    def at_most_zero(
        self, terms: Iterable[tuple[Any, Any]], *parts: str | int, scale: int = 1
    ) -> str:
        """Add the row that terms times their factors are at most zero, and give its name."""
        name = self.name(*parts)
        self.add(name, self.weighted((scale * factor, term) for factor, term in terms), "<=")
        return name

    def name(self, *parts: str | int) -> str:
        """Make a name that solvers and LP files accept, and that nothing else has."""
        name = wanted = written(parts)
        while name in self._names:
            self._names[wanted] += 1
            name = f"{wanted}_{self._names[wanted]}"
        self._names[name] = 1
        return name

    def add(self, name: str, expression: LpAffineExpression, sense: str) -> None:
        """Add the constraint ``expression sense 0``."""
        self.rows.append(LpConstraint(expression, SENSES[sense], name))


@lru_cache(maxsize=4096)
def clean(part: str | int) -> str:
    """Write a part of a name with letters, digits and underscores."""
    return NO_NAME.sub("_", str(part))


def written(parts: Iterable[str | int]) -> str:
    """Write the parts of a name as one."""
    return "_".join([clean(part) for part in parts if part != ""])


def shown(members: Iterable[Any]) -> str:
    """Write a selection in a name: its one member, or how many there are from the first."""
    ordered = sorted(members)
    return str(ordered[0]) if len(ordered) == 1 else f"{ordered[0]}_and_{len(ordered) - 1}_more"
