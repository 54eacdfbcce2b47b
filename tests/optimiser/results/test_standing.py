"""The standing of plans: what is compared is what is reported."""

from __future__ import annotations

from fractions import Fraction

from models.plan import Plan
from optimiser.results.audit import audit
from optimiser.results.standing import Standing, standing
from tests.regions import CODES, fair_share, municipality, pool, scenario

HALVES = scenario(
    fair_share(key="households"),
    municipalities=[municipality(0, households=50), municipality(1, households=50)],
    capacity=[pool(0, 90), pool(1, 90)],
    goals=[{"fair_share": "fair"}],
)
"""Two municipalities that should build as much; how much that is, is for the plan."""


def built(first: int, second: int) -> Plan:
    """Give a plan with so many dwellings in each."""
    numbers = zip(CODES, ("p0", "p1"), (first, second), strict=False)
    return Plan({"new_build": {(c, "market", 2025, "regular", p): n for c, p, n in numbers}})


def test_what_is_compared_is_what_is_reported() -> None:
    """Of 57 one and a half is off, a nineteenth of its share; of 10 one, a fifth: that is worse."""
    large, small = audit(HALVES, built(30, 27)), audit(HALVES, built(6, 4))
    found = standing(HALVES, large, small)
    off = Fraction(1, 19), Fraction(1, 5)
    assert found == Standing("fair_share:fair", better=True, one=off[0], other=off[1])
    assert (large.goals["fair_share:fair"], small.goals["fair_share:fair"]) == off
    assert standing(HALVES, small, small).as_good
