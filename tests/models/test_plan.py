"""A plan's sums: exact, and the same whatever they are split by."""

from fractions import Fraction
from itertools import combinations

from models.plan import Plan
from models.quantity import QUANTITIES
from tests.regions import CODES

A, B, _ = CODES

PLAN = Plan(
    {
        "new_build": {
            (A, "social_rent", 2025, "regular", "a"): Fraction(1, 3),
            (A, "social_rent", 2026, "regular", "a"): Fraction(2, 3),
            (A, "market", 2025, "regular", "a"): 4,
            (B, "market", 2025, "zero_step", "b"): 5,
        }
    }
)


def test_a_plan_is_added_up_by_the_axes_that_are_named() -> None:
    assert PLAN.totals("new_build") == {(): 10}
    assert PLAN.totals("new_build", "municipality") == {(A,): 5, (B,): 5}
    assert PLAN.totals("new_build", "segment", "municipality") == {
        ("social_rent", A): 1,
        ("market", A): 4,
        ("market", B): 5,
    }


def test_what_a_plan_does_not_name_is_zero() -> None:
    assert PLAN.totals("new_build", "year")[2027,] == 0
    assert PLAN.totals("housed")[()] == 0


def test_however_it_is_split_it_adds_up_to_the_same() -> None:
    axes = QUANTITIES["new_build"].axes
    for number in range(len(axes) + 1):
        for chosen in combinations(axes, number):
            assert sum(PLAN.totals("new_build", *chosen).values()) == 10
