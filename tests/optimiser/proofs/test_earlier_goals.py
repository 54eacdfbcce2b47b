"""What a goal has reached is not given away to a later one, where floats tell its steps too."""

from __future__ import annotations

from fractions import Fraction

from models.scenario import Scenario
from optimiser import Status, solve
from tests.regions import Document, amount, pool, scenario, share

MARKET = {"quantity": "new_build", "segments": ["market"]}
LEAST = {"kind": "least", "measure": {"quantity": "new_build"}}
CAPACITY = 100_000_003
"""Dwellings, where twice as many are asked for: each that is missing counts for a thousand."""

SHORT = 1000 * (200_000_000 - CAPACITY)


def far_apart(small: Document) -> Scenario:
    """Give a region with a wish that weighs a thousand, and one of a hundred-thousandth."""
    return scenario(
        amount("large", at_least=200_000_000, binding=False, weight=1000),
        {**small, "binding": False, "weight": "1/99991"},
        capacity=[pool(0, CAPACITY - 4), pool(1, 4)],
        goals=["shortfall", LEAST],
    )


def test_no_thousand_dwellings_fewer_for_what_a_tolerance_lets_go() -> None:
    """Of a shortfall of 10^11 a hundred-thousandth is a thousand dwellings."""
    region = far_apart(amount("small", measure=MARKET, at_least=7))
    result = solve(region)
    assert [goal.value for goal in result.goals] == [SHORT, CAPACITY]
    assert (result.status, *(goal.proven for goal in result.goals)) == (Status.OPTIMAL, True, True)
    preview = solve(region, preview=True)
    assert [round(goal.value) for goal in preview.goals] == [SHORT, CAPACITY]


def test_what_floats_cannot_settle_is_not_proven_and_what_comes_after_it_is() -> None:
    """A third cannot be had of 100,000,003 dwellings: one of a third is short, in either way."""
    result = solve(far_apart(share("small", exactly="1/3")))
    short, least = result.goals
    assert [short.value, least.value] == [SHORT + Fraction(1, 3 * 99991), CAPACITY]
    assert short.least == SHORT
    assert (short.exact, short.proven, least.proven) == (True, False, True)
    assert result.status is Status.FEASIBLE
