"""What a key gives, what a plan makes of it and what is left besides: by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.agreements import FairShare
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser.keys.effects import KeyDivision, Left, divisions, left_over
from tests.regions import CODES, Document, fair_share, scenario, share

A, B, C = CODES
YEARS = {"first_year": 2025, "last_year": 2026}
HOUSED = {"quantity": "housed"}
CAP = {"id": "cap", "kind": "vacancy_cap", "at_most": "1/4", "each": ["municipality", "year"]}


def region(*agreements: Document, weights: tuple[int, ...] = (5, 3, 2), **rest: Any) -> Scenario:
    """Give three municipalities with 10, 6 and 0 vacancies, which 9 urgent households need a year.

    Parameters
    ----------
    agreements
        Besides the fair share by households, when another one is given.
    weights
        The households of each.
    """
    fair = fair_share(measure=HOUSED, of={"quantity": "need"}, each=["municipality", "year"])
    return scenario(
        *(agreements or (fair,)),
        horizon=YEARS,
        groups=["urgent", "others"],
        needs=[{"group": "urgent", "year": year, "households": 9} for year in (2025, 2026)],
        municipalities=[
            {"code": code, "name": code, "households": weight, "vacancies": vacancies}
            for code, weight, vacancies in zip(CODES, weights, (10, 6, 0), strict=True)
        ],
        **rest,
    )


def fractions(*numbers: str) -> list[Fraction]:
    return list(map(Fraction, numbers))


def divided(region: Scenario, plan: Plan | None = None) -> tuple[KeyDivision, ...]:
    agreement = region.agreement("fair")
    assert isinstance(agreement, FairShare)
    return divisions(region, agreement, plan)


def left(region: Scenario, plan: Plan | None) -> dict[tuple[str, int | None], Left]:
    agreement = region.agreement("fair")
    assert isinstance(agreement, FairShare)
    found = left_over(region, agreement, plan, divided(region, plan))
    return {(each.code, each.year): each for each in found}


PLAN = Plan(
    {
        "housed": {
            (A, "urgent", 2025): 6,
            (B, "urgent", 2025): 3,
            (A, "urgent", 2026): 3,
            (B, "urgent", 2026): 3,
            (C, "urgent", 2026): 3,
        },
        "new_build": {
            (A, "social_rent", 2025, "regular", "p0"): 2,
            (A, "market", 2025, "regular", "p0"): 5,
        },
    }
)


def test_a_key_gives_exact_parts_and_whole_ones_by_largest_remainder() -> None:
    """Of nine: 4.5, 2.7 and 1.8 a year; of eighteen 9, 5.4 and 3.6."""
    first, second, both = divided(region())
    assert [each.year for each in (first, second, both)] == [2025, 2026, None]
    assert [share.fair for share in first.shares.values()] == fractions("9/2", "27/10", "9/5")
    assert [share.whole for share in first.shares.values()] == [4, 3, 2]
    assert [share.whole for share in both.shares.values()] == [9, 5, 4]
    assert [share.weight for share in both.shares.values()] == fractions("1/2", "3/10", "1/5")
    assert {share.assigned for share in first.shares.values()} == {None}
    assert (first.largest, first.furthest, first.hoover) == (None, "", None)


def test_a_plan_is_held_against_it_in_each_year_and_over_all() -> None:
    """In 2025 Cuijk has none of its 1.8; over both years 3 of 3.6, and Beek 6 of 5.4: a tenth."""
    first, second, both = divided(region(), PLAN)
    assert [share.assigned for share in first.shares.values()] == [6, 3, 0]
    assert [each.furthest for each in (first, second, both)] == [C, C, C]
    assert [first.largest, second.largest, both.largest] == fractions("1", "2/3", "1/6")
    assert [first.hoover, both.hoover] == fractions("1/5", "1/30")
    assert [share.assigned for share in both.shares.values()] == [9, 6, 3]


def test_what_the_plan_decides_is_not_divided_without_one() -> None:
    """Of new build nobody knows how much there will be; each one's weight is known."""
    built = region(fair_share(each=["municipality", "year"]))
    first, *_ = divided(built)
    assert {(each.fair, each.whole) for each in first.shares.values()} == {(None, None)}
    assert [each.weight for each in first.shares.values()] == fractions("1/2", "3/10", "1/5")
    planned, _, both = divided(built, PLAN)
    assert [each.fair for each in planned.shares.values()] == fractions("7/2", "21/10", "7/5")
    assert both.furthest == A
    assert [each.whole for each in both.shares.values()] == [4, 2, 1]


def test_a_plan_as_fair_as_can_be_has_nobody_furthest_off() -> None:
    """A preview houses in fractions, of which there are no whole ones when the total is none."""
    exact: dict[Cell, Fraction] = {
        (code, "urgent", year): part * Fraction(9, 2)
        for code, part in zip(CODES, (Fraction(1), Fraction(3, 5), Fraction(2, 5)), strict=True)
        for year in (2025, 2026)
    }
    first, *_ = divided(region(), Plan({"housed": exact}))
    assert first.furthest == ""
    assert first.largest == first.hoover == 0
    housed = fair_share(measure=HOUSED, each=["municipality", "year"])
    half, *_ = divided(region(housed), Plan({"housed": {(A, "urgent", 2025): Fraction(7, 2)}}))
    assert [each.fair for each in half.shares.values()] == fractions("7/4", "21/20", "7/10")
    assert {each.whole for each in half.shares.values()} == {None}


def test_on_a_growth_path_the_weight_over_all_years_is_that_of_all_there_is() -> None:
    """Aarle has ten of the sixteen vacancies now, and is to have half: of nine each, in two years.

    So 45/8 in 2025 and 9/2 in 2026, together 81/8 of eighteen: that is 9/16.
    """
    fair = fair_share(
        measure=HOUSED,
        of={"quantity": "need"},
        each=["municipality", "year"],
        path={"start": "vacancies", "from_year": 2025, "to_year": 2026},
    )
    first, second, both = divided(region(fair))
    parts = [each.shares[A].weight for each in (first, second, both)]
    assert parts == fractions("5/8", "1/2", "9/16")


def test_an_agreement_over_all_years_has_one_division() -> None:
    (only,) = divided(region(fair_share(measure=HOUSED, of={"quantity": "need"})))
    assert only.year is None
    assert sum(each.whole or 0 for each in only.shares.values()) == 18


def test_who_weighs_nothing_has_no_deviation() -> None:
    first, *_ = divided(region(weights=(1, 0, 0)), PLAN)
    assert [each.fair for each in first.shares.values()] == [9, 0, 0]
    assert first.furthest == A
    assert first.largest == Fraction(1, 3)


def test_what_is_left_is_what_comes_free_and_is_built_but_for_whom_it_is_housed() -> None:
    fair = fair_share(measure=HOUSED, of={"quantity": "need"}, each=["municipality", "year"])
    found = left(region(fair, CAP), PLAN)
    assert [*found] == [(code, year) for code in (A, B, C, "") for year in (2025, 2026, None)]
    here = found[A, 2025]
    assert [here.vacancies, here.new_social_rent, here.housed] == fractions("10", "2", "6")
    assert [here.free, here.left, here.share(here.housed)] == fractions("12", "6", "1/2")
    # By the key it would be 4.5 of the twelve.
    assert [here.housed_by_key, here.share(here.housed_by_key)] == fractions("9/2", "15/24")
    assert here.agreed == Fraction(3, 4)
    assert found[A, None].agreed is None
    everywhere = found["", None]
    assert [everywhere.free, everywhere.housed] == fractions("34", "18")
    assert everywhere.housed_by_key is None
    assert found[C, 2025].share(Fraction(0)) is None


@pytest.mark.parametrize(
    ("agreements", "housed", "by_key"),
    [
        # The cap is for others than the key divides: who is capped counts.
        ([{**CAP, "groups": ["others"]}], 0, None),
        ([{**CAP, "groups": ["urgent"]}], 6, Fraction(9, 2)),
        ([], 6, Fraction(9, 2)),
    ],
)
def test_whom_a_cap_is_for_is_no_regular_seeker(
    agreements: list[Document], housed: int, by_key: Fraction | None
) -> None:
    measure = {"quantity": "housed", "groups": ["urgent"]}
    fair = fair_share(measure=measure, of={"quantity": "need"}, each=["municipality", "year"])
    here = left(region(fair, *agreements), PLAN)[A, 2025]
    assert here.housed == housed
    assert here.housed_by_key == by_key


def test_a_key_that_divides_something_else_asks_for_no_households() -> None:
    built = region(fair_share(each=["municipality", "year"]), CAP)
    assert {each.housed_by_key for each in left(built, PLAN).values()} == {None}


def test_of_several_caps_the_one_that_leaves_most_to_regular_seekers_counts() -> None:
    fair = fair_share(measure=HOUSED, of={"quantity": "need"}, each=["municipality", "year"])
    looser = {**CAP, "id": "looser", "at_most": "1/2"}
    yearly = {**looser, "id": "yearly", "each": "year"}
    found = left(region(fair, CAP, looser, yearly, share(at_least="30%")), PLAN)
    assert found[A, 2025].agreed == Fraction(3, 4)
    assert found["", 2025].agreed == Fraction(1, 2)
    assert left(region(fair, {**yearly, "municipalities": [A, B]}), PLAN)["", 2025].agreed is None


def test_what_each_of_several_groups_leaves_says_nothing_of_all_of_them() -> None:
    fair = fair_share(measure=HOUSED, of={"quantity": "need"}, each=["municipality", "year"])
    caps = ({**CAP, "id": group, "groups": [group]} for group in ("urgent", "others"))
    assert left(region(fair, *caps), PLAN)[A, 2025].agreed is None


def test_nothing_is_said_without_a_plan_or_without_all_vacancies() -> None:
    assert left(region(), None) == {}
    document = region().model_dump(mode="json")
    del document["municipalities"][2]["vacancies"]
    assert left(Scenario.model_validate(document), PLAN) == {}
