"""The kind `amount`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.readers import NEW_BUILD, Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, amount, scenario

A, B, _ = CODES
TOTAL = scenario(amount(at_least=12))
BAND = scenario(
    amount(at_least=3, at_most=5, each="municipality", measure={"quantity": "new_build"})
)


@pytest.mark.parametrize(("in_b", "slack"), [(4, -1), (5, 0), (6, 1)])
def test_twelve_dwellings_over_the_region(in_b: int, slack: int) -> None:
    """7 in Aarle and 4 in Beek are one short of 12, with 5 they are exactly enough."""
    plan = plan_of(TOTAL, {(A, "social_rent"): 7, (B, "market"): in_b})
    (row,) = audited(TOTAL, "total", plan)
    assert [row.left, row.right, row.slack, row.kept] == [7 + in_b, 12, slack, slack >= 0]


def test_a_band_in_each_municipality_is_two_rows_each() -> None:
    """Aarle builds 6: one more than the most. Beek builds 3: exactly the least."""
    plan = plan_of(BAND, {(A, "market"): 6, (B, "market"): 3})
    rows = audited(BAND, "total", plan)
    assert [(row.requirement.scope.municipality, row.requirement.sense) for row in rows] == [
        (A, ">="),
        (A, "<="),
        (B, ">="),
        (B, "<="),
    ]
    assert [row.slack for row in rows] == [3, -1, 0, 2]


def test_a_conditional_amount_holds_where_the_figures_say() -> None:
    """Of 60 and 40 households only 60 is above 50."""
    region = scenario(amount(at_least=1, each="municipality", where="households > 50"))
    (agreed,) = region.agreements
    said = agreed.sentence(region)
    assert said.render("en").endswith("in each municipality with households above 50")
    assert said.render("nl").endswith("in elke gemeente met huishoudens boven 50")
    (row,) = audited(region, "total", plan_of(region, {}))
    assert [row.requirement.scope.municipality, row.slack] == [A, Fraction(-1)]


def test_exactly_counts_what_is_over_and_what_is_under() -> None:
    region = scenario(amount(exactly=4))
    over = audited(region, "total", plan_of(region, {(A, "market"): 6}))
    under = audited(region, "total", plan_of(region, {(A, "market"): 3}))
    assert [row.slack for row in over + under] == [-2, -1]


def test_both_solvers_read_the_same() -> None:
    """There are 20 places, and 12 is the least; in the band 3 + 3 to 5 + 5."""
    for region, least, most in ((TOTAL, 12, 20), (BAND, 6, 10)):
        assert range_by_both(region, NEW_BUILD) == pytest.approx((least, most))


def test_the_sentence() -> None:
    assert sentences(TOTAL, "total") == (
        "nieuwbouw: minstens 12 woningen in de hele regio",
        "new build: at least 12 dwellings over the region",
    )
    assert sentences(BAND, "total") == (
        "nieuwbouw: minstens 3 woningen en hoogstens 5 woningen in elke gemeente",
        "new build: at least 3 dwellings and at most 5 dwellings in each municipality",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("amount", BAND)
