"""The kind `vacancy_cap`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.measure import Measure
from models.plan import Plan
from models.scenario import Scenario
from tests.readers import Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, municipality, scenario

A, B, _ = CODES
HOUSED = Measure(quantity="housed")
REGION = scenario(
    {"id": "cap", "kind": "vacancy_cap", "groups": ["urgent"], "at_most": "25%"},
    groups=["urgent"],
    municipalities=[municipality(0, vacancies=8), municipality(1, vacancies=4)],
)


def housing(region: Scenario, in_a: int, social: int, market: int = 0) -> Plan:
    """Give a plan that houses urgent households in Aarle, and builds there."""
    built = plan_of(region, {(A, "social_rent"): social, (A, "market"): market})
    return Plan({**built.cells, "housed": {(A, "urgent", 2025): in_a}})


@pytest.mark.parametrize(
    ("housed", "social", "market", "slack"),
    [
        (3, 4, 0, 0),  # 8 come free and 4 are built: a quarter of 12 is 3
        (4, 4, 0, -1),  # one more
        (3, 3, 9, Fraction(-1, 4)),  # a quarter of 11; what is no social rent does not count
        (0, 0, 0, 2),
    ],
)
def test_a_quarter_of_what_comes_free(
    housed: int, social: int, market: int, slack: Fraction
) -> None:
    row, other = audited(REGION, "cap", housing(REGION, housed, social, market))
    assert [row.left, row.slack, row.kept] == [housed, slack, slack >= 0]
    assert [other.requirement.scope.municipality, other.slack] == [B, 1]


def test_over_the_horizon_the_vacancies_of_every_year_count() -> None:
    """Two years of 8 and 4 vacancies are 24: at most 6 households."""
    region = scenario(
        {"id": "cap", "kind": "vacancy_cap", "at_most": "25%", "each": "region"},
        groups=["urgent"],
        horizon={"first_year": 2025, "last_year": 2026},
        municipalities=[municipality(0, vacancies=8), municipality(1, vacancies=4)],
    )
    (row,) = audited(region, "cap", housing(region, 6, 0))
    assert [row.right, row.slack] == [6, 0]


def test_both_solvers_read_the_same() -> None:
    """12 come free and at most 20 are built: a quarter of 32 is 8."""
    assert range_by_both(REGION, HOUSED) == pytest.approx((0, 8))


def test_the_sentence() -> None:
    assert sentences(REGION, "cap") == (
        "hoogstens 25% van de sociale huurwoningen die vrijkomen of gebouwd worden gaat naar "
        "urgente huishoudens, in elke gemeente en elk jaar",
        "at most 25% of the social dwellings that come free or are built go to urgent, "
        "in each municipality and year",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("vacancy_cap", REGION)
