"""The kind `share`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scenarios import check
from tests.readers import SOCIAL_RENT, Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, amount, municipality, scenario, share

A, B, _ = CODES
REGION = scenario(share(at_least="30%", each="municipality"), amount(at_least=10))


@pytest.mark.parametrize(
    ("social", "market", "slack"),
    [
        (3, 7, 0),  # 3 of 10 is 30% to the last dwelling
        (2, 5, Fraction(-1, 10)),  # 30% of 7 is 2.1
        (1, 2, Fraction(1, 10)),  # 30% of 3 is 0.9
        (0, 0, 0),  # of nothing nothing is asked
    ],
)
def test_thirty_percent_social_rent(social: int, market: int, slack: Fraction) -> None:
    plan = plan_of(REGION, {(A, "social_rent"): social, (A, "market"): market})
    row, other = audited(REGION, "social", plan)
    assert [row.left, row.slack, row.kept] == [social, slack, slack >= 0]
    assert [other.requirement.scope.municipality, other.slack] == [B, 0]


def test_a_third_is_a_third() -> None:
    """2 of 6 is exactly a third, which no float is."""
    region = scenario(share(exactly="1/3"))
    plan = plan_of(region, {(A, "social_rent"): 2, (A, "market"): 4})
    (row,) = audited(region, "social", plan)
    assert row.slack == 0


def test_rounding_leaves_room_for_one_unit() -> None:
    """Half of 7 is 3.5: 3 and 4 are within one of it, 2 lacks half a dwelling even so."""
    region = scenario(share(exactly="50%", rounding=1))
    least = {}
    for social in (2, 3, 4):
        plan = plan_of(region, {(A, "social_rent"): social, (A, "market"): 7 - social})
        least[social] = min(row.slack for row in audited(region, "social", plan))
    assert least == {2: Fraction(-1, 2), 3: Fraction(1, 2), 4: Fraction(1, 2)}


def test_beyond_asks_that_more_is_left_over() -> None:
    """Half of 7 and one more: 4 lack half a dwelling of that. At most: of 7 no more than 2.5."""
    for bound, slacks in (("at_least", [Fraction(-1, 2)]), ("at_most", [Fraction(-3, 2)])):
        region = scenario(share(**{bound: "50%"}, beyond=1))
        plan = plan_of(region, {(A, "social_rent"): 4, (A, "market"): 3})
        assert [row.slack for row in audited(region, "social", plan)] == slacks


def test_both_solvers_read_the_same() -> None:
    """With 10 built at least 3 are social rent; at most all 20 places are."""
    assert range_by_both(REGION, SOCIAL_RENT) == pytest.approx((3, 20))


def test_the_sentence() -> None:
    assert sentences(REGION, "social") == (
        "nieuwbouw (sociale huur): minstens 30% van de nieuwbouw in elke gemeente",
        "new build (social rent): at least 30% of new build in each municipality",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("share", REGION)


def test_a_doubling_is_two_hundred_percent_of_what_there_was() -> None:
    """There were three, so six are a doubling and five lack one."""
    region = scenario(
        share(of={"quantity": "had"}, at_least="200%"),
        municipalities=[municipality(0, households=1, had=2), municipality(1, households=1, had=1)],
    )
    slacks = {
        social: audited(region, "social", plan_of(region, {(A, "social_rent"): social}))[0].slack
        for social in (5, 6)
    }
    assert slacks == {5: -1, 6: 0}


@pytest.mark.parametrize(
    ("of", "refused"),
    [
        ({"segments": ["social_rent"]}, False),  # three times as much as there is social rent
        ({}, True),
        ({"segments": ["social_rent", "market"]}, True),
    ],
)
def test_a_multiple_of_what_it_is_no_part_of(of: dict[str, list[str]], refused: bool) -> None:
    market = {"quantity": "new_build", "segments": ["market"]}
    region = scenario(share(measure=market, of={"quantity": "new_build"} | of, exactly="300%"))
    assert ("share-above-100" in {one.code for one in check(region)}) == refused
    if not refused:
        (row,) = audited(
            region, "social", plan_of(region, {(A, "social_rent"): 3, (A, "market"): 8})
        )
        assert row.slack == -1


def test_a_figure_is_needed_only_where_it_is_counted() -> None:
    """Beek lacks the figure, and the agreement holds in Aarle only."""
    task = {"quantity": "task"}
    places = [municipality(0, task=3, grows=1), municipality(1, grows=0)]
    for where in ({"municipalities": [A]}, {"where": "grows = 1"}):
        region = scenario(
            share(of=task, at_least="100%", each="municipality", **where), municipalities=places
        )
        assert not [one for one in check(region) if one.severity == "error"]
    everywhere = scenario(share(of=task, at_least="100%"), municipalities=places)
    assert "missing-figure" in {one.code for one in check(everywhere)}
