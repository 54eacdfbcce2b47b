"""The reader for PuLP: a programme's numbers as its unknowns, for who wants a PuLP problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

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

from models.linear import Linear, as_linear
from models.requirement import Sense
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.formulation.row_reader import RowReader

SENSES = {"<=": LpConstraintLE, ">=": LpConstraintGE, "==": LpConstraintEQ}


class PulpReader(RowReader):
    """Makes a programme's numbers as unknowns of a PuLP problem.

    Attributes
    ----------
    problem
        The PuLP problem.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problem = LpProblem("woonsleutel", LpMinimize)

    def linear(self, expression: Any) -> Linear:
        """Give an expression as an exact sum of unknowns by their names."""
        if isinstance(expression, LpVariable):
            return Linear({str(expression.name): 1})
        if isinstance(expression, LpAffineExpression):
            terms = {str(column.name): part for column, part in expression.items() if part}
            return Linear(terms, expression.constant)
        return as_linear(expression)

    def weighted(self, terms: Iterable[tuple[Any, Any]]) -> LpAffineExpression:
        """Add up terms times their factors in one go: PuLP's own ``sum`` copies at every step."""
        coefficients: defaultdict[LpVariable, Any] = defaultdict(int)
        constant: Any = 0
        for factor, term in terms:
            if isinstance(term, LpVariable):
                coefficients[term] += factor
            elif isinstance(term, LpAffineExpression):
                constant += factor * term.constant
                for column, own in term.items():
                    coefficients[column] += factor * own
            else:
                constant += factor * term
        return LpAffineExpression(coefficients, constant)

    def is_unknown(self, expression: Any) -> bool:
        """Tell whether an expression is an unknown by itself."""
        return isinstance(expression, LpVariable)

    def add(self, name: str, expression: LpAffineExpression, sense: Sense) -> None:
        """Add the constraint ``expression sense 0``."""
        super().add(name, expression, sense)
        self.problem.addConstraint(LpConstraint(expression, SENSES[sense], name))

    def _column(self, name: str, most: float | None) -> LpVariable:
        return self.problem.add_variable(name, 0, most)


def pulp_problem(scenario: Scenario) -> LpProblem:
    """Give a scenario as a PuLP problem: its unknowns and rows, without a goal.

    Parameters
    ----------
    scenario
        The scenario.
    """
    reader = PulpReader()
    Problem(scenario, reader=reader)
    return reader.problem
