"""Swaps of one: whole numbers as fair as no other swap makes them."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.formulation.swaps import Divided
from optimiser.solver.matrix import Floats
from tests.examples import examples


def divided(fair: list[float], groups: int, least: float = 0.0, most: float = np.inf) -> Divided:
    """Have each count for itself in one group, or in several that are the same."""
    size = len(fair) * groups
    return Divided(
        np.arange(size, dtype=np.int32),
        np.repeat(np.arange(groups, dtype=np.int32), len(fair)),
        np.array(fair * groups, dtype=float),
        np.full(size, least),
        np.full(size, most),
    )


def deviations(what: Divided, numbers: Floats) -> list[float]:
    got = np.bincount(what.owners, numbers, what.fair.size)
    return sorted(np.round(np.abs(got / what.fair - 1), 9).tolist(), reverse=True)


def test_ten_by_six_six_and_two_is_five_four_and_one() -> None:
    what = divided([10 * 6 / 14, 10 * 6 / 14, 10 * 2 / 14], 1)
    assert sorted(what.swapped(np.array([4.0, 4.0, 2.0])).tolist()) == [1, 4, 5]


def test_two_who_are_as_far_off_help_each_other() -> None:
    assert divided([2.0, 2.0], 1).swapped(np.array([1.0, 3.0])).tolist() == [2, 2]


def test_years_of_one_municipality_count_together() -> None:
    """Half a household in each of four years: two in all, whichever years they come in."""
    what = Divided(
        np.array([0, 1] * 4, dtype=np.int32),
        np.repeat(np.arange(4, dtype=np.int32), 2),
        np.array([2.0, 38.0]),
        np.zeros(8),
        np.full(8, np.inf),
    )
    found = what.swapped(np.array([0.0, 10.0] * 4))
    assert found[::2].sum() == 2
    assert (found[::2] + found[1::2] == 10).all()


@given(st.data())
@examples(200)
def test_no_swap_of_one_is_fairer(data: Any) -> None:
    fair = data.draw(st.lists(st.floats(0.2, 9.0), min_size=2, max_size=5))
    groups = data.draw(st.integers(1, 2))
    most = data.draw(st.integers(3, 9))
    what = divided(fair, groups, most=float(most))
    numbers = data.draw(st.lists(st.integers(0, most), min_size=len(fair) * groups, max_size=10))
    start = np.array(numbers[: len(fair) * groups], dtype=float)
    found = what.swapped(start)
    assert (found >= what.lower).all()
    assert (found <= what.upper).all()
    for group in range(groups):
        assert found[what.groups == group].sum() == start[what.groups == group].sum()
    best = deviations(what, found)
    assert best <= deviations(what, start)
    for giver, taker in permutations(range(found.size), 2):
        if what.groups[giver] == what.groups[taker] and found[giver] > 0 and found[taker] < most:
            other = found.copy()
            other[giver] -= 1
            other[taker] += 1
            assert best[0] <= deviations(what, other)[0]
            assert best <= deviations(what, other)


@pytest.mark.parametrize("start", [[3.0, 0.0], [0.0, 3.0]])
def test_who_can_have_no_other_number_keeps_it(start: list[float]) -> None:
    fixed = Divided(
        np.arange(2, dtype=np.int32),
        np.zeros(2, dtype=np.int32),
        np.array([1.5, 1.5]),
        np.array(start),
        np.array(start),
    )
    assert fixed.swapped(np.array(start)).tolist() == start
