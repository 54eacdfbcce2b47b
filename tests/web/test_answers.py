"""Answers: numbers as their reader writes them, and as a document has them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.language import LANGUAGES, Language
from models.numbers import write_number
from web.answers import as_shown, as_written

DECIMAL = st.builds(
    lambda units, places: write_number(Fraction(units, 10**places)),
    st.integers(-(10**12), 10**12),
    st.integers(0, 8),
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(number=DECIMAL, unit=st.sampled_from(["", "%"]))
def test_what_is_shown_in_a_field_is_read_back(language: Language, number: str, unit: str) -> None:
    assert as_written(as_shown(number + unit, language), language) == number + unit


@pytest.mark.parametrize("said", ["", "GM0014", "2/3", "1.2.3", "12,34,5", "−", "007a"])
def test_what_is_no_number_stays_as_it_was(said: str) -> None:
    for language in LANGUAGES:
        assert as_written(said, language) == as_shown(said, language) == said


def test_digits_that_are_a_name_keep_their_zeros() -> None:
    assert as_written("0042", "nl") == "0042"
