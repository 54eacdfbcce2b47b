"""The kind `either`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from models.ceiling import ceiling
from models.measure import Measure
from models.programme import read_linear
from optimiser import Status, solve
from scenarios import check
from tests.readers import (
    NEW_BUILD,
    SOCIAL_RENT,
    Golden,
    audited,
    everywhere,
    plan_of,
    range_by_both,
    sentences,
)
from tests.regions import CODES, Document, amount, municipality, pool, scenario, share

A, B, _ = CODES
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
MARKET = {"quantity": "new_build", "segments": ["market"]}
ALL = {"quantity": "new_build"}
EUROS = {"quantity": "euros", "rates": ["rent"]}


def either(*options: Document, **rest: Any) -> Document:
    return {"id": "either", "kind": "either", "options": list(options), **rest}


def social(bound: str = "60%", **rest: Any) -> Document:
    return {
        "id": "social",
        "kind": "share",
        "measure": SOCIAL,
        "of": ALL,
        "at_least": bound,
        **rest,
    }


def market(least: int = 4) -> Document:
    return {"id": "market", "kind": "amount", "measure": MARKET, "at_least": least}


REGION = scenario(
    either(social(), market(), each="municipality"), amount(at_least=10, each="municipality")
)


def test_an_option_may_be_an_average_or_have_a_figure_of_each_municipality() -> None:
    """In Aarle 30% of 9 is 2.7 and 5 are built; in Beek 4 of 10 cost 400 and 80% of 10 is 8."""
    own = {**social(), "at_least": None, "at_least_by": "own"}
    mean = {"id": "mean", "kind": "average", "measure": EUROS, "at_most": 50}
    here = scenario(
        either(own, mean, each="municipality"),
        municipalities=[municipality(0, own="0.3"), municipality(1, own="0.8")],
        rates=[{"rate": "rent", "segment": "social_rent", "euros": 100}],
    )
    built = {(A, "social_rent"): 5, (A, "market"): 4, (B, "social_rent"): 4, (B, "market"): 6}
    rows = [row for row in audited(here, "either", plan_of(here, built)) if row.chosen]
    chosen = [(one.requirement.scope.municipality, one.requirement.scope.label) for one in rows]
    assert chosen == [(A, "social"), (B, "mean")]
    assert [row.slack for row in rows] == [Fraction(23, 10), 100]
    everywhere = check(scenario(either(own, mean), municipalities=[municipality(0, own="0.3")]))
    assert "relative-without-municipality" in {one.code for one in everywhere}


@pytest.mark.parametrize(
    ("built", "counts", "slack", "kept"),
    [
        ((6, 3), "social", Fraction(3, 5), True),  # 60% of 9 is 5.4
        ((2, 5), "market", 1, True),
        ((2, 3), "market", -1, False),  # 60% of 5 is 3, which is one short as well
        ((5, 4), "market", 0, True),  # 60% of 9 is 5.4, and four are exactly enough
        ((4, 3), "social", Fraction(-1, 5), False),  # 60% of 7 is 4.2
    ],
)
def test_of_two_options_the_nearest_counts(
    built: tuple[int, int], counts: str, slack: Fraction, kept: bool
) -> None:
    plan = plan_of(REGION, {(A, "social_rent"): built[0], (A, "market"): built[1]})
    rows = [
        row for row in audited(REGION, "either", plan) if row.requirement.scope.municipality == A
    ]
    (row,) = [row for row in rows if row.chosen]
    assert (row.requirement.scope.label, row.slack, row.kept) == (counts, slack, kept)
    assert all(
        other.kept and not other.tight and other.shortfall == 0 for other in rows if other != row
    )


def test_two_of_three_have_to_be_kept() -> None:
    region = scenario(
        either(
            social(),
            market(),
            {"id": "total", "kind": "amount", "measure": ALL, "at_most": 8},
            at_least=2,
            each="municipality",
        )
    )
    plan = plan_of(region, {(A, "social_rent"): 7, (A, "market"): 2})
    rows = [
        row for row in audited(region, "either", plan) if row.requirement.scope.municipality == A
    ]
    missed = [(row.requirement.scope.label, row.slack) for row in rows if not row.kept]
    assert missed == [("total", Fraction(-1))]  # the other way out of three, market, is two short


def test_an_option_with_a_bandwidth_is_kept_on_both_sides() -> None:
    band = {"id": "band", "kind": "amount", "measure": ALL, "at_least": 3, "at_most": 5}
    region = scenario(either(band, market(9), municipalities=[A]))
    for total, kept in ((2, False), (3, True), (5, True), (6, False)):
        plan = plan_of(region, {(A, "social_rent"): total})
        assert all(row.kept for row in audited(region, "either", plan)) is kept


def test_what_is_not_chosen_says_no_more_than_plan_capacity() -> None:
    """Ten dwellings: 6 of 10 social rent are missed by at most 30/5, four market ones by 4."""
    rows = [row for row in REGION.requirements(read_linear(REGION)[0]) if row.choice]
    assert {row.choice.option: row.choice.big_m for row in rows if row.choice} == {
        "social": 30,
        "market": 4,
    }


def test_the_ceiling_follows_years_and_segments() -> None:
    """At most 3 a year for two years of the horizon's three, though there is room for ten."""
    region = scenario(
        horizon={"first_year": 2025, "last_year": 2027},
        capacity=[
            pool(0, 10, most_per_year=3, first_year=2026),
            pool(1, 10, segments=["market"]),
        ],
    )
    programme, _ = read_linear(region)
    everything = programme.measure(Measure(quantity="new_build"), everywhere(region))
    assert ceiling(region, everything) == (16, 1)
    rented = programme.measure(SOCIAL_RENT, everywhere(region))
    assert ceiling(region, 5 * rented - 2 * everything) == (18, 3)


def test_the_ceiling_fills_the_years_that_count_most_first() -> None:
    """Of four dwellings, three a year: three count five times in 2026, and one once in 2025."""
    region = scenario(
        horizon={"first_year": 2025, "last_year": 2026}, capacity=[pool(0, 4, most_per_year=3)]
    )
    programme, _ = read_linear(region)
    everything, late = (
        programme.measure(NEW_BUILD, replace(everywhere(region), years=frozenset(years)))
        for years in ([2025, 2026], [2026])
    )
    assert ceiling(region, everything + 4 * late) == (16, 5)


def test_both_solvers_read_the_same() -> None:
    """Nine market dwellings: eight in one place leave one in the other, so 9 social and 2."""
    strict = scenario(
        either(social(), market(8), each="municipality"),
        amount(at_least=10, each="municipality"),
        amount("little-market", measure=MARKET, at_most=9),
    )
    assert range_by_both(strict, SOCIAL_RENT) == pytest.approx((11, 20))


def test_the_sentence() -> None:
    assert sentences(REGION, "either") == (
        "minstens 1 van deze 2, in elke gemeente: nieuwbouw (vrije sector): minstens 4 woningen; "
        "nieuwbouw (sociale huur): minstens 60% van de nieuwbouw",
        "at least 1 of these 2, in each municipality: new build (market): at least 4 dwellings; "
        "new build (social rent): at least 60% of new build",
    )


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (either(social()), "too-few-options"),
        (either(social(), social()), "duplicate-option"),
        (either(social(), market(), at_least=3), "more-than-options"),
        (either(social(each="year"), market()), "option-says-where"),
        (either(social(binding=False), market()), "option-says-where"),
        (either(social(), {"id": "pace", "kind": "pace", "at_least": 1}), "union_tag_invalid"),
    ],
)
def test_what_no_choice_can_mean_is_refused(wrong: Document, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        scenario(wrong)
    assert [error["type"] for error in refused.value.errors()] == [code]


def test_the_problem_as_written(golden: Golden) -> None:
    golden("either", REGION)


@pytest.mark.parametrize("each", ["region", "municipality"])
def test_capacity_without_end_leaves_a_choice_its_meaning(each: str) -> None:
    """Of fifteen in all thirty per cent of social rent, or half of market."""
    options = [
        share("social", at_least="30%"),
        {**share("market", at_least="50%"), "measure": MARKET},
    ]
    region = scenario(
        {"id": "either", "kind": "either", "each": each, "options": options},
        amount("all", exactly=15),
        capacity=[pool(0, 99_999_999), pool(1, 99_999_999)],
        goals=[{"kind": "least", "measure": MARKET}],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL, result.fault
    assert result.plan is not None
    assert result.audit is not None
    assert result.audit.kept
    assert result.audit.goals[region.goals[0].id] == 0
