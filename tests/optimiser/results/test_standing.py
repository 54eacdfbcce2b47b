"""The standing of plans: told in numbers that say what was compared."""

from __future__ import annotations

from fractions import Fraction

from models.plan import Plan
from optimiser.results.audit import audit
from optimiser.results.standing import Standing, in_numbers, standing
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


def test_numbers_that_say_the_other_way_round_are_not_shown() -> None:
    """Of 57 one and a half is off, a twentieth of its share; of 10 one, a fifth, and yet less."""
    large, small = audit(HALVES, built(30, 27)), audit(HALVES, built(6, 4))
    found = standing(HALVES, large, small)
    assert found == Standing("fair_share:fair", better=False, one=Fraction(3), other=Fraction(2))
    assert large.goals["fair_share:fair"] < small.goals["fair_share:fair"]
    assert in_numbers(HALVES, found, large, small) == (Fraction(3), Fraction(2), "dwellings")


def test_numbers_as_they_are_reported_are_shown_where_they_say_the_same() -> None:
    even, odd = audit(HALVES, built(5, 5)), audit(HALVES, built(6, 4))
    found = standing(HALVES, odd, even)
    assert in_numbers(HALVES, found, odd, even) == (Fraction(1, 5), Fraction(0), "ratio")
    assert standing(HALVES, even, even).as_good
