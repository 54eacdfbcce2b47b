"""Whole tables: they add up, and every number is next to its own."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from optimiser.presentation.whole_table import whole_rows, whole_table
from tests.examples import examples

parts = st.builds(Fraction, st.integers(0, 5000), st.sampled_from([1, 2, 3, 7, 1000]))
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(parts, min_size=width, max_size=width), min_size=1, max_size=6)
)


def next_to(whole: int, exact: Fraction) -> bool:
    return floor(exact) <= whole <= ceil(exact)


@given(tables)
@examples(60)
def test_all_adds_up_and_is_next_to_its_own(exact: list[list[Fraction]]) -> None:
    *rows, totals = whole_table(exact)
    assert all(sum(numbers) == total for *numbers, total in [*rows, totals])
    assert [sum(column) for column in zip(*rows, strict=True)] == totals
    for own, (*numbers, total) in zip(exact, rows, strict=True):
        assert all(map(next_to, numbers, own))
        assert next_to(total, sum(own, Fraction(0)))
    columns = [sum(column, Fraction(0)) for column in zip(*exact, strict=True)]
    assert all(map(next_to, totals, [*columns, sum(columns, Fraction(0))]))


def test_rows_of_dwellings_add_up_to_the_region() -> None:
    """Three times a third is one, where each by itself is nothing."""
    third = {"rent": 1 / 3, "sale": 2 / 3, "new_build": 1.0}
    rows = [{"name": name, **third} for name in "abc"]
    *municipalities, region = whole_rows([*rows, {"name": "all"}], ["rent", "sale"])
    assert {row["new_build"] for row in municipalities} <= {1}
    assert region == {"name": "all", "rent": 1, "sale": 2, "new_build": 3}


def test_what_is_nearly_whole_becomes_that() -> None:
    """A tenth is nothing and nine tenths are one, where a tenth as one would add up as well."""
    tenth, rest = Fraction(1, 10), Fraction(9, 10)
    assert whole_table([[tenth, rest]]) == [[0, 1, 1], [0, 1, 1]]
    assert whole_table([[rest, tenth]]) == [[1, 0, 1], [1, 0, 1]]
