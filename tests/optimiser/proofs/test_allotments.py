"""Allotments come fairest first: against all that there are."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from optimiser.proofs.allotments import Allotments
from tests.examples import examples

BOXES = st.tuples(st.integers(0, 3), st.integers(0, 4)).map(lambda ends: (ends[0], sum(ends)))


def levels(numbers: tuple[int, ...], weights: list[Fraction]) -> tuple[Fraction, ...]:
    """Give how far each is from its part of what all get, the furthest first."""
    total = sum(numbers)
    off = (
        abs(number - weight * total) / (weight * total)
        for number, weight in zip(numbers, weights, strict=True)
    )
    return tuple(sorted(off, reverse=True))


@given(st.lists(st.tuples(st.integers(1, 9), BOXES), min_size=2, max_size=3), st.integers(0, 3))
@examples(60)
def test_all_allotments_come_once_and_fairest_first(
    drawn: list[tuple[int, tuple[int, int]]], more: int
) -> None:
    people = sum(number for number, _ in drawn)
    weights = [Fraction(number, people) for number, _ in drawn]
    box = tuple(ends for _, ends in drawn)
    first = max(1, sum(low for low, _ in box))
    totals = range(first, first + more + 1)
    allotments, found = Allotments(weights, box, totals), []
    while (allotment := allotments.next()) is not None:
        found.append(allotment)
        allotments.around(allotment)
    every = product(*(range(low, high + 1) for low, high in box))
    expected = [numbers for numbers in every if sum(numbers) in totals]
    assert sorted(allotment.numbers for allotment in found) == sorted(expected)
    assert [allotment.levels for allotment in found] == sorted(
        levels(numbers, weights) for numbers in expected
    )
    assert all(levels(one.numbers, weights) == one.levels for one in found)
