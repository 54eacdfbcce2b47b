"""Shares a hair beside a simple one, as a sweep in floats gives them: whole plans keep them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exact import next_fraction
from optimiser import Status, solve
from tests.regions import amount, pool, scenario, share

MEASURE = {"quantity": "new_build", "segments": ["social_rent"]}


@given(st.fractions(0, 3, max_denominator=10**12), st.integers(1, 60))
def test_of_up_to_so_many_the_next_fraction_asks_the_same(ratio: Fraction, most: int) -> None:
    told = next_fraction(ratio, most)
    assert told.denominator <= most
    assert all(ceil(told * whole) == ceil(ratio * whole) for whole in range(most + 1))


@settings(max_examples=10, deadline=None)
@given(
    st.integers(1, 9),
    st.integers(2, 40),
    st.integers(8, 17),
    st.sampled_from(["at_least", "at_most"]),
    st.sampled_from([-1, 0, 1]),
)
def test_a_share_a_hair_beside_a_round_one_is_kept_to_the_dwelling(
    part: int, groups: int, digits: int, side: str, hair: int
) -> None:
    """Of a total that the round share divides, the hair decides over one dwelling."""
    ratio = Fraction(part, 10) + Fraction(hair, 10**digits)
    total = 10 * groups
    sought = "social_rent" if side == "at_least" else "market"
    region = scenario(
        share(**{side: str(ratio)}),
        amount("total", exactly=total),
        capacity=[pool(0, total)],
        goals=[{"kind": "least", "measure": {**MEASURE, "segments": [sought]}}],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL, result.fault
    assert result.plan is not None
    built = sum(
        number
        for cell, number in result.plan.cells.get("new_build", {}).items()
        if "social_rent" in cell
    )
    assert built == (ceil(ratio * total) if side == "at_least" else floor(ratio * total))


@pytest.mark.parametrize("ratio", ["0.30000000000000004", "0.3000000001"])
def test_where_a_hair_is_impossible_it_is_said(ratio: str) -> None:
    """Three of ten are not enough, and there may be no fourth."""
    region = scenario(
        share(at_least=ratio),
        amount("total", exactly=10),
        amount("room", measure=MEASURE, at_most=3),
        capacity=[pool(0, 10)],
    )
    result = solve(region)
    assert result.status in (Status.INFEASIBLE, Status.INFEASIBLE_IN_WHOLE_DWELLINGS)
    assert result.infeasibility is not None
