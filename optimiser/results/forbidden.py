"""Forbidden: what one binding agreement alone does not let a municipality have."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from models.ceiling import ceiling
from models.linear import Linear, as_linear
from models.programme import Programme, read_linear
from models.requirement import Agreed, Outcome, Requirement
from models.scenario import Scenario


def forbidding_agreement(scenario: Scenario, outcome: Outcome, number: int) -> Agreed | None:
    """Name an agreement that no plan within capacity keeps in which an outcome is some number.

    Parameters
    ----------
    scenario
        The scenario.
    outcome
        What a municipality gets.
    number
        The number.

    Returns
    -------
    Agreed or None
        None when no row of an agreement by itself rules it out.
    """
    binding = scenario.remembered(BindingRows)
    own = scenario.agreement(outcome.agreement.id).outcomes(binding.programme)
    assigned = next(as_linear(one.assigned) for one in own if one.scope == outcome.scope)
    for agreement, sides in binding.rows:
        if any(above_zero(scenario, total, assigned, number) for total in sides):
            return agreement
    return None


class BindingRows:
    """What is binding, read once for all that is asked of it: reading takes longer than asking.

    Parameters
    ----------
    scenario
        The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as its scenario: there it is read anew."""
        return BindingRows, (self._scenario,)

    @cached_property
    def programme(self) -> Programme[Any]:
        """Of which it is read."""
        programme, _ = read_linear(self._scenario)
        return programme

    @cached_property
    def rows(self) -> tuple[tuple[Agreed, tuple[Linear, ...]], ...]:
        """Agreements, each with sums that it does not let be above zero."""
        return tuple(
            (row.agreement, self._sides(row))
            for row in self._scenario.requirements(self.programme)
            if row.binding and row.choice is None
        )

    def _sides(self, row: Requirement) -> tuple[Linear, ...]:
        apart = as_linear(row.left) - as_linear(row.right)
        return {"<=": (apart,), ">=": (-1 * apart,), "==": (apart, -1 * apart)}[row.sense]


def above_zero(scenario: Scenario, total: Linear, assigned: Linear, number: int) -> bool:
    """Tell whether a sum is above zero whatever the rest is, once a part of it is some number."""
    factors = {total.terms.get(unknown, 0) for unknown in assigned.terms}
    if len(factors) != 1 or 0 in factors:
        return False
    (factor,) = factors
    least = ceiling(scenario, factor * assigned - total)
    return least is not None and factor * number > least[0]
