"""A cell of each kind of column as a person reads it in a Dutch CSV."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from optimiser.presentation.columns import in_csv, shown_cell


@pytest.mark.parametrize(
    ("table", "row", "shown"),
    [
        # A fair share is a number of dwellings, and a segment's share is a part of them.
        ("fair_shares", {"fair_share": Fraction(80043, 100)}, 800.43),
        ("fair_shares", {"fair_share": 9}, 9),
        ("totals", {"social_rent_share": Fraction(1, 4)}, "25%"),
        ("totals", {"social_rent_share": 0.125}, "12,5%"),
        ("fair_shares", {"deviation": Fraction(-1, 8)}, "-12,5%"),
        ("spreads", {"largest_deviation": 0.5}, "50%"),
        ("spreads", {"hoover": Fraction(1, 5)}, "20%"),
        ("spreads", {"gini": 0}, "0%"),
        ("keys", {"remaining_share_by_key": Fraction(2, 5)}, "40%"),
        # What a number counts says another column.
        ("goals", {"value": Fraction(1, 2), "unit": "ratio"}, "50%"),
        ("goals", {"value": Fraction(1, 2), "unit": "dwellings"}, 0.5),
        ("goals", {"value": "", "unit": "ratio"}, ""),
        ("agreements", {"agreed": 0.3, "threshold_unit": "ratio"}, "30%"),
        ("agreements", {"agreed": 30, "threshold_unit": "dwellings"}, 30),
        ("front", {"first": 0.1, "first_unit": "ratio", "second_unit": "dwellings"}, "10%"),
        ("front", {"second": 0.1, "first_unit": "ratio", "second_unit": "dwellings"}, 0.1),
        # Words.
        ("goals", {"unit": "ratio"}, "procent"),
        ("goals", {"unit": "dwellings"}, "woningen"),
        ("agreements", {"sense": ">="}, "minstens"),
        ("agreements", {"kept": True}, "ja"),
        ("totals", {"name": "", "municipality": ""}, "de regio"),
        ("totals", {"name": "Aarle", "municipality": "GM0001"}, "Aarle"),
        ("room", {"segment": ""}, "totaal"),
        ("totals", {"new_build": 1200}, 1200),
        ("totals", {"new_build": None}, None),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_cell_reads_as_what_it_counts(table: str, row: dict[str, Any], shown: object) -> None:
    """The first column is meant: others say of what it is."""
    assert in_csv(shown_cell(table, row, next(iter(row)), "nl")) == shown
