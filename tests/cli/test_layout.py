"""Tables on a screen: whatever its width, no number and no name is cut."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cli.accounts.layout import table
from docs.command import invoked
from tests.examples import examples

NAMES = ["Arnhem", "Berg en Dal", "Mook en Middelaar", "'s-Hertogenbosch"]


@given(
    st.integers(40, 200),
    st.integers(1, 12),
    st.lists(st.integers(0, 10**6), min_size=48, max_size=48),
    st.sampled_from(["{:,}", "{:,} 100.0%", "{:,} dwellings"]),
)
@examples(60)
def test_no_table_loses_a_digit_or_a_name(
    width: int, segments: int, numbers: list[int], form: str
) -> None:
    made = table(["municipality", *(f"segment\nof\nkind {n}" for n in range(segments))], "en")
    cells = [[form.format(one) for one in numbers[row * 12 :][:segments]] for row in range(4)]
    for name, row in zip(NAMES, cells, strict=True):
        made.add_row(name, *row)
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False).print(made)
    shown = out.getvalue()
    assert max(map(len, shown.splitlines())) <= width
    for row in cells:
        for cell in row:
            assert re.search(rf"(?<![\d,]){re.escape(cell)}(?![\d,])", shown), (cell, shown)
    bare = "".join(line[:18].strip() for line in shown.splitlines())
    for name in NAMES:
        assert name.replace(" ", "") in bare.replace(" ", ""), shown


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("more", [[], ["--all"]], ids=["first screen", "report"])
def test_shares_that_do_not_fit_are_said_to_be_left_out(width: int, more: list[str]) -> None:
    arguments = ["solve", "fictitious-region", "--language", "en", *more]
    shown = invoked(arguments, {"COLUMNS": str(width)}).stdout
    shares = re.search(r"^Voorbeeldstad .*\d%", shown, re.MULTILINE) is not None
    said = "The shares are left out" in shown
    assert shares != said, shown
    assert said or width > 40
