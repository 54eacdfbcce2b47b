"""Weights are ratios: their size changes no plan, and the best is the best however small."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser import Status, solve
from tests.regions import amount, fair_share, municipality, pool, scenario

ROOM = (4, 9)
SOCIAL, MARKET = (
    {"quantity": "new_build", "segments": [segment]} for segment in ("social_rent", "market")
)

SIZES = st.sampled_from([Fraction(1, 10**9), Fraction(1, 23945), Fraction(1), Fraction(10**5)])

WEIGHTS = st.integers(1, 9)

LIGHT = st.sampled_from([1, 3, 10**3, 10**6, 10**8])
"""By how much the one is lighter than the others."""


@settings(max_examples=12, deadline=None)
@given(WEIGHTS, WEIGHTS, WEIGHTS, LIGHT, SIZES, st.integers(6, 13), st.integers(0, 5))
def test_the_least_shortfall_is_found_at_any_size_of_weights(
    much: int, little: int, other: int, light: int, size: Fraction, most: int, least: int
) -> None:
    """One number is wanted high, low, and half as high: every choice is counted out."""
    weights = [much * size, little * size, other * size / light]
    high, low, half = ({"binding": False, "weight": str(weight)} for weight in weights)
    wishes = [
        amount("high", at_least=most, **high),
        amount("low", at_most=least, **low),
        amount("half", at_least=most // 2, **half),
    ]
    region = scenario(
        *wishes, capacity=[pool(at, room) for at, room in enumerate(ROOM)], goals=["shortfall"]
    )
    best = min(
        weights[0] * max(0, most - built)
        + weights[1] * max(0, built - least)
        + weights[2] * max(0, most // 2 - built)
        for built in range(sum(ROOM) + 1)
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL
    (goal,) = result.goals
    assert goal.value == best
    assert goal.least == best
    assert abs(goal.bound - float(best)) <= 1e-6 * float(best)


def test_what_weighs_a_milliardth_of_the_rest_is_made_small_too() -> None:
    """Each of three wishes on one cannot be kept; what they leave free is the fourth's."""
    wishes = [
        amount("large", at_least=12, binding=False, weight=1000),
        amount("one", at_least=1160, measure=SOCIAL, binding=False),
        amount("small", at_least=3, measure=MARKET, binding=False, weight="0.000001"),
    ]
    result = solve(scenario(*wishes, amount("all", at_most=10), goals=["shortfall"]))
    assert result.status is Status.OPTIMAL
    assert result.audit is not None
    # Two of twelve, and as few of 1,160 as ten dwellings leave: none is left for the smallest.
    assert result.audit.goals["shortfall"] == 2000 + 1150 + Fraction(3, 10**6)
    spared = solve(scenario(*wishes, amount("cap", at_most=7, measure=SOCIAL), goals=["shortfall"]))
    assert spared.audit is not None
    assert spared.audit.goals["shortfall"] == 1153


def test_what_is_short_by_a_hundred_thousandth_is_short() -> None:
    """One household is a hundred-thousandth more than Beek's part, and nobody has to house it."""
    region = scenario(
        fair_share(measure={"quantity": "housed"}, of={"quantity": "need"}, tolerance="0%"),
        municipalities=[municipality(0, households=10), municipality(1, households=1_000_000)],
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": 1}],
    )
    above = region.agreements[0].model_copy(update={"side": "above"})
    result = solve(region.model_copy(update={"agreements": (above,)}))
    assert result.status is Status.OPTIMAL
    assert result.audit is not None
    assert result.audit.goals["shortfall"] == 0
