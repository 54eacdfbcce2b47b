"""Households that nothing limits: the more are housed, the fairer they may be divided."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.scenario import Scenario
from optimiser import Result, Status, solve
from tests.regions import CODES as THREE
from tests.regions import Document, amount, fair_share, scenario

HOUSED = {"quantity": "housed"}
FAIR = "fair_share:fair"
CODES = (*THREE, "GM0004")


def housing(
    households: tuple[int, ...],
    *agreements: Document,
    least: int = 13,
    years: int = 1,
    each: str = "year",
) -> Scenario:
    """House so many at least in each municipality every year, and divide them by households."""
    return scenario(
        amount("least", measure=HOUSED, at_least=least, each=["municipality", "year"]),
        fair_share(measure=HOUSED, each=[*{"municipality": 0, each: 0}]),
        *agreements,
        horizon={"first_year": 2025, "last_year": 2024 + years},
        groups=["urgent"],
        municipalities=[
            {"code": code, "name": code, "households": own}
            for code, own in zip(CODES, households, strict=False)
        ],
        capacity=[],
        goals=[{"fair_share": "fair"}],
    )


def housed(result: Result) -> list[int]:
    """Give what each municipality houses in all, in the order of their codes."""
    assert result.plan
    totals = result.plan.totals("housed", "municipality")
    return [int(totals[code,]) for code in CODES if (code,) in totals]


@pytest.mark.parametrize(
    ("households", "least"),
    [
        ((105, 1540, 660, 77), 13),
        ((77, 660, 105, 1540), 13),
        ((105, 1540, 660, 77), 1300),
        ((15, 220, 11), 13),
    ],
)
def test_what_can_be_divided_exactly_is_whatever_that_takes(
    households: tuple[int, ...], least: int
) -> None:
    """By households that have no divisor in common: a multiple of these, over both years."""
    region = housing(households, least=least, years=2, each="municipality")
    result, preview = solve(region), solve(region, preview=True)
    assert (result.status, preview.status) == (Status.OPTIMAL, Status.OPTIMAL)
    (times,) = {Fraction(got, own) for got, own in zip(housed(result), households, strict=True)}
    assert times.denominator == 1
    assert min(housed(result)) >= least
    assert [goal.value for goal in result.goals if goal.id == FAIR] == [0]


def test_years_that_are_divided_by_themselves_end_too() -> None:
    result = solve(housing((15, 220, 11), years=2))
    assert result.status is Status.OPTIMAL
    assert [goal.value for goal in result.goals if goal.id == FAIR] == [0]


@pytest.mark.parametrize("years", [1, 2])
def test_where_more_would_always_be_fairer_nothing_is_called_the_fairest(years: int) -> None:
    """Cuijk has no share and houses thirteen: the rest is off by thirteen parts of the whole."""
    region = housing((3, 2, 0), years=years)
    for result in (solve(region), solve(region, preview=True)):
        assert result.status is Status.FEASIBLE
        assert result.audit
        assert result.audit.kept
        (goal,) = [goal for goal in result.goals if goal.id == FAIR]
        assert not goal.proven
        assert not goal.least
        assert goal.value <= Fraction(1, 100)


def test_what_a_number_elsewhere_limits_is_the_fairest_of_all() -> None:
    """Five in Aarle for two parts of seven: twelve or thirteen in Beek, and no more by far."""
    five = amount("five", measure=HOUSED, exactly=5, municipalities=[CODES[0]])
    region = housing((2, 5), five, least=1)
    result = solve(region)

    def off(other: int) -> Fraction:
        fair = Fraction(2 * (5 + other), 7), Fraction(5 * (5 + other), 7)
        return max(abs(5 - fair[0]) / fair[0], abs(other - fair[1]) / fair[1])

    best = min(range(1, 1000), key=off)
    assert result.status is Status.OPTIMAL
    assert housed(result) == [5, best]
