"""Growth: the regions can be solved, and a power that is known is found again."""

from __future__ import annotations

import pytest

from benchmarks.growth import DATA, Case, exponents, region
from optimiser import Status, solve


def test_a_region_of_any_size_has_a_plan() -> None:
    if not DATA.exists():
        pytest.skip(f"{DATA.name} is not in ../shared/data")
    small = region(5, 2)
    assert len(small.municipalities) == 5
    assert len(small.horizon.years) == 2
    assert solve(small).status is Status.OPTIMAL


def test_the_exponent_of_a_known_power_is_found() -> None:
    cases = [
        Case(size, 1, size, "optimal", size**1.5, size**2.0, 3.0 * size)
        for size in (10, 100, 1000, 10_000)
    ]
    late = Case(99_999, 1, 99_999, "no plan in time", 1.0, float("nan"), 1.0)
    rows = exponents([*cases, late]).rows
    assert [row[1:] for row in rows] == [("1.50", "1.50"), ("2.00", "2.00"), ("1.00", "1.00")]
