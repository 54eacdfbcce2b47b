"""The dual bound: what no point of a linear model goes below, recomputed from the duals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pyomo.environ import Constraint, value
from pyomo.repn import generate_standard_repn

from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import ACTIVE


class DualBound:
    r"""A linear Pyomo model in arrays, to hold its duals against it.

    By weak duality the smallest value of :math:`c^\top x` is at least

    .. math:: \sum_i \min_{l_i \le a \le u_i} y_i a
        + \sum_j \min_{l_j \le x \le u_j} (c - A^\top y)_j x

    whatever the multipliers :math:`y` are and however they were found. When that reaches the value
    of a point, the point is the best: it does not matter from where the solver started.

    Parameters
    ----------
    model
        The model; it must not change afterwards, except for its objective.
    """

    def __init__(self, model: Any) -> None:
        self._columns: dict[int, int] = {}
        self._lower, self._upper = list[float](), list[float]()
        self._rows = list(model.component_data_objects(Constraint, active=True))
        place, index, factors = list[int](), list[int](), list[float]()
        low, high = list[float](), list[float]()
        for number, row in enumerate(self._rows):
            linear = generate_standard_repn(row.body)
            index += [self._column(column) for column in linear.linear_vars]
            factors += map(float, linear.linear_coefs)
            place += [number] * len(linear.linear_vars)
            low.append(-np.inf if row.lower is None else float(value(row.lower) - linear.constant))
            high.append(np.inf if row.upper is None else float(value(row.upper) - linear.constant))
        self._place, self._index = np.array(place, dtype=int), np.array(index, dtype=int)
        self._factors = np.array(factors)
        self._low, self._high = np.array(low), np.array(high)

    def of(self, expression: Any, duals: Mapping[Any, float]) -> float:
        """Give what an expression is at least.

        Parameters
        ----------
        expression
            A sum of the model's unknowns.
        duals
            A multiplier per row.
        """
        linear = generate_standard_repn(expression)
        own = np.array([self._column(column) for column in linear.linear_vars], dtype=int)
        found = np.array([duals[row] for row in self._rows])
        # A row that is bounded on one side has a multiplier of one sign, but for rounding.
        multipliers = np.where(np.isinf(np.where(found > 0, self._low, self._high)), 0.0, found)
        costs = np.bincount(own, np.array(linear.linear_coefs, dtype=float), len(self._columns))
        weights = self._factors * multipliers[self._place]
        reduced = costs - np.bincount(self._index, weights, len(self._columns))
        reduced[np.abs(reduced) < ACTIVE] = 0.0
        sides = (
            (multipliers, self._low, self._high),
            (
                reduced,
                np.array(self._lower),
                np.array(self._upper),
            ),
        )
        return float(linear.constant) + sum(_least(*side) for side in sides)

    def _column(self, column: Any) -> int:
        column_at = self._columns.setdefault(id(column), len(self._columns))
        if column_at == len(self._lower):
            self._lower.append(-np.inf if column.lb is None else float(column.lb))
            self._upper.append(np.inf if column.ub is None else float(column.ub))
        return column_at


def _least(factors: Floats, lower: Floats, upper: Floats) -> float:
    """Add up the least of each factor times what lies between its bounds."""
    some = factors != 0
    nearest = np.where(factors > 0, lower, upper)
    return float(factors[some] @ nearest[some])
