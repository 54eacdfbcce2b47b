"""Forbidden: what one binding agreement alone does not let a municipality have."""

from __future__ import annotations

from models.ceiling import ceiling
from models.linear import Linear, as_linear
from models.programme import read_linear
from models.requirement import Agreed, Outcome
from models.scenario import Scenario


def forbidding(scenario: Scenario, outcome: Outcome, number: int) -> Agreed | None:
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
    programme, _ = read_linear(scenario)
    own = scenario.agreement(outcome.agreement.id).outcomes(programme)
    assigned = next(as_linear(one.assigned) for one in own if one.scope == outcome.scope)
    for row in scenario.requirements(programme):
        if not row.binding or row.choice is not None:
            continue
        apart = as_linear(row.left) - as_linear(row.right)
        over = {"<=": (apart,), ">=": (-1 * apart,), "==": (apart, -1 * apart)}[row.sense]
        if any(above_zero(scenario, total, assigned, number) for total in over):
            return row.agreement
    return None


def above_zero(scenario: Scenario, total: Linear, assigned: Linear, number: int) -> bool:
    """Tell whether a sum is above zero whatever the rest is, once a part of it is some number."""
    factors = {total.terms.get(unknown, 0) for unknown in assigned.terms}
    if len(factors) != 1 or 0 in factors:
        return False
    (factor,) = factors
    least = ceiling(scenario, factor * assigned - total)
    return least is not None and factor * number > least[0]
