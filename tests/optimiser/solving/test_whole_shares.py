"""What seat apportionment asks of a division in whole units: no names, and what one more does."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.key import apportioned
from models.scenario import Scenario
from optimiser import compare_keys, solve
from tests.regions import CODES, amount, fair_share, municipality, pool, scenario, share

HOUSEHOLDS = (50, 30, 10)


def region(
    total: int, households: tuple[int, ...] = HOUSEHOLDS, order: tuple[int, ...] = (0, 1, 2)
) -> Scenario:
    """Give three municipalities that divide a total by households; `order` is who has which code.

    They differ in more than that: in plan capacity, and in the share of social rent.
    """
    return scenario(
        amount(exactly=total),
        share(at_least="50%", each="municipality", municipalities=[CODES[order[0]]]),
        fair_share(),
        municipalities=[
            municipality(code, households=number)
            for code, number in zip(order, households, strict=True)
        ],
        capacity=[pool(code, room) for code, room in zip(order, (40, 25, 25), strict=True)],
        goals=[{"fair_share": "fair"}],
    )


def built(found: Scenario, order: tuple[int, ...] = (0, 1, 2)) -> list[dict[str, int]]:
    """Give the dwellings of each municipality by segment, in the order of `region`."""
    plan = solve(found).plan
    assert plan is not None
    said: dict[str, dict[str, int]] = {code: {} for code in CODES}
    for (code, segment, *_), number in plan.cells["new_build"].items():
        own = said[str(code)]
        own[str(segment)] = own.get(str(segment), 0) + int(number)
    return [said[CODES[at]] for at in order]


def totals(found: Scenario, order: tuple[int, ...] = (0, 1, 2)) -> list[int]:
    return [sum(own.values()) for own in built(found, order)]


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_who_has_which_code_changes_no_number(order: tuple[int, int, int]) -> None:
    """In a plan and in a comparison of keys; nobody is equal to another here."""
    assert totals(region(13, order=order), order) == totals(region(13))
    assert by_key(10, (61, 62, 20), order) == by_key(10, (61, 62, 20))


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_who_is_equal_in_all_gets_one_more_by_the_lowest_code(order: tuple[int, int, int]) -> None:
    alike = scenario(
        amount(exactly=10),
        fair_share(),
        municipalities=[municipality(code, households=7) for code in order],
        capacity=[pool(code, 10) for code in order],
        goals=[{"fair_share": "fair"}],
    )
    assert totals(alike) == [4, 3, 3]
    assert by_key(10, (7, 7, 7), order, (0, 1, 2)) == [4, 3, 3]


def by_key(
    households: int,
    weights: tuple[int, ...],
    order: tuple[int, ...] = (0, 1, 2),
    asked: tuple[int, ...] | None = None,
) -> list[int]:
    """Divide households by a key, as a comparison of keys does; in the order of the weights."""
    found = scenario(
        fair_share(measure={"quantity": "housed"}, of={"quantity": "need"}),
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": households}],
        municipalities=[
            municipality(code, households=number)
            for code, number in zip(order, weights, strict=True)
        ],
        capacity=[],
    )
    rows = compare_keys(found, None, [], plans=False).records("fair_shares")
    whole = {row["municipality"]: row["whole"] for row in rows if row["year"] is None}
    return [whole[CODES[at]] for at in asked or order]


def test_one_more_to_divide_by_a_key_can_cost_who_was_rounded_up_one() -> None:
    """Of 10 by 6:6:2 the exact parts are 4 2/7, 4 2/7, 1 3/7; of 11: 4 5/7, 4 5/7, 1 4/7."""
    assert by_key(10, (6, 6, 2)) == [4, 4, 2]
    assert by_key(11, (6, 6, 2)) == [5, 5, 1]


def housed(households: int, weights: tuple[int, ...]) -> list[int]:
    """Divide a given need as a goal, and give whom each municipality houses."""
    need = {"quantity": "need"}
    found = scenario(
        amount(exactly=households, measure={"quantity": "housed"}),
        fair_share(measure={"quantity": "housed"}, of=need),
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": households}],
        municipalities=[municipality(at, households=n) for at, n in enumerate(weights)],
        capacity=[],
        goals=[{"fair_share": "fair"}],
    )
    plan = solve(found).plan
    assert plan is not None
    return [int(plan.cells["housed"].get((code, "urgent", 2025), 0)) for code in CODES]


def test_a_plan_whose_goal_is_the_fair_share_has_the_least_largest_deviation() -> None:
    """Where there is so much to divide, and where the plan decides how much that is.

    Largest remainders would give 4, 4, 2 and 5, 5, 1: 40 and 36 % off, where 30 and 27 % are
    possible. And of eleven nobody gets less than of ten.
    """
    assert housed(10, (6, 6, 2)) == totals(region(10, (60, 60, 20))) == [5, 4, 1]
    assert housed(11, (6, 6, 2)) == totals(region(11, (60, 60, 20))) == [5, 4, 2]


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=8).filter(any),
    st.integers(0, 400),
)
def test_by_a_key_nobody_loses_more_than_one_and_only_who_had_been_rounded_up(
    numbers: list[int], total: int
) -> None:
    weights = {f"GM{at:04}": Fraction(n, sum(numbers)) for at, n in enumerate(numbers)}
    before, after = apportioned(total, weights), apportioned(total + 1, weights)
    for code, weight in weights.items():
        assert floor(weight * total) <= before[code] <= ceil(weight * total)
        if after[code] < before[code]:
            assert before[code] == floor(weight * total) + 1 == after[code] + 1
            assert after[code] == floor(weight * (total + 1))
