"""Weights are ratios: how large they are makes no difference, and the smallest counts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from optimiser import Status, solve
from scenarios import check
from tests.regions import amount, pool, scenario

SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
MARKET = {"quantity": "new_build", "segments": ["market"]}


@pytest.mark.parametrize("size", [Fraction(1, 10**12), Fraction(1, 23945), Fraction(3 * 10**8)])
@pytest.mark.parametrize("preview", [False, True])
def test_of_two_wishes_the_heavier_one_is_kept_whatever_both_weigh(
    size: Fraction, preview: bool
) -> None:
    asked = scenario(
        amount("one", measure=SOCIAL, at_least=8, weight=str(size), binding=False),
        amount("other", measure=MARKET, at_least=9, weight=str(3 * size), binding=False),
        capacity=[pool(0, 12)],
        goals=["shortfall"],
    )
    result = solve(asked, preview=preview)
    assert result.status is Status.OPTIMAL
    built = {row["segment"]: row["dwellings"] for row in result.records("new_build", "en")}
    assert built == {"social_rent": 3, "market": 9}


def test_what_lies_too_far_apart_to_be_a_ratio_is_said() -> None:
    asked = scenario(
        amount("one", measure=SOCIAL, at_least=8, weight="1/10000000000", binding=False),
        amount("other", measure=MARKET, at_least=9, weight=1, binding=False),
        goals=["shortfall"],
    )
    assert "weights-too-far-apart" in {finding.code for finding in check(asked)}
