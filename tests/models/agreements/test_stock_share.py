"""The kind `stock_share`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.readers import SOCIAL_RENT, Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, Document, municipality, scenario

A, B, _ = CODES
AGREED = {
    "id": "stock",
    "kind": "stock_share",
    "segments": ["social_rent"],
    "each": "municipality",
    "at_least": "30%",
}
FIGURES = [
    municipality(0, stock=100, stock_social_rent=28),
    municipality(1, stock=50, stock_social_rent=20),
]
REGION = scenario(AGREED, municipalities=FIGURES)


@pytest.mark.parametrize(
    ("social", "market", "slack"),
    [
        (5, 5, 0),  # 28 + 5 is 30% of 100 + 10
        (4, 6, -1),  # one less
        (0, 0, -2),  # today 28 of 100
    ],
)
def test_the_stock_at_the_end(social: int, market: int, slack: int) -> None:
    plan = plan_of(REGION, {(A, "social_rent"): social, (A, "market"): market})
    row, other = audited(REGION, "stock", plan)
    assert [row.left, row.slack] == [28 + social, slack]
    assert other.slack == 5  # 20 of 50, where 15 are asked


def test_what_was_built_before_counts_as_stock_later() -> None:
    """2 social dwellings of 2025 stand in 2026 as well: 28 + 2 of 100 + 2 is 0.6 short."""
    region = scenario(
        {**AGREED, "each": ["municipality", "year"]},
        municipalities=FIGURES,
        horizon={"first_year": 2025, "last_year": 2026},
    )
    rows = audited(region, "stock", plan_of(region, {(A, "social_rent"): 2}))
    in_a = [row.slack for row in rows if row.requirement.scope.municipality == A]
    assert in_a == [Fraction(-6, 10), Fraction(-6, 10)]


def test_two_agreements_on_one_stock_do_not_change_each_other() -> None:
    """A reader's total is read twice: 100 + 10 dwellings stay 110."""
    region = scenario(
        AGREED, {**AGREED, "id": "stock-too", "at_least": "31%"}, municipalities=FIGURES
    )
    # 28 + s >= 31% of 100 + s: s is at least 3 / 0.69; the other agreement asks less.
    expected = pytest.approx((3 / 0.69, 20))
    assert range_by_both(region, SOCIAL_RENT) == expected


def test_both_solvers_read_the_same() -> None:
    """28 + s >= 30% of 100 + s in Aarle: s is at least 2 / 0.7. Beek needs none."""
    assert range_by_both(REGION, SOCIAL_RENT) == pytest.approx((2 / 0.7, 20))


def test_the_sentence() -> None:
    assert sentences(REGION, "stock") == (
        "sociale huur: minstens 30% van de voorraad aan het eind van 2025 in elke gemeente",
        "social rent: at least 30% of the stock at the end of 2025 in each municipality",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("stock_share", REGION)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "the stock at the end of 2028 over the region"),
        ({"years": [2025, 2026]}, "the stock at the end of 2026 over the region"),
        ({"each": "year", "years": [2025, 2027]},
         "the stock at the end of the year in each year, 2025, 2027"),
    ],
)  # fmt: skip
def test_the_sentence_names_the_year_at_the_end_of_which_it_holds(
    fields: Document, said: str
) -> None:
    horizon = {"first_year": 2025, "last_year": 2028}
    figures = {"stock": 100, "stock_social_rent": 20}
    region = scenario(
        {
            "id": "s",
            "kind": "stock_share",
            "segments": ["social_rent"],
            "at_least": "25%",
            **fields,
        },
        horizon=horizon,
        municipalities=[municipality(0, **figures), municipality(1, **figures)],
    )
    assert sentences(region, "s")[1].endswith(said)
