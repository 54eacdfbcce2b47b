"""Ties: of municipalities that are alike the one with the lowest code gets one more."""

from __future__ import annotations

import pytest

from models.scenario import Scenario
from optimiser import SearchParams, solve
from optimiser.solver.params import WholeParams
from tests.regions import amount, fair_share, scenario


def alike(number: int, total: int) -> Scenario:
    """Divide a total over municipalities that differ in their codes only, listed from the last."""
    codes = [f"GM{100 + place:04}" for place in range(number)]
    return scenario(
        amount(exactly=total),
        fair_share(),
        municipalities=[
            {"code": code, "name": f"number {number - place}", "households": 10}
            for place, code in enumerate(codes)
        ][::-1],
        capacity=[{"pool": f"p{code}", "municipality": code, "dwellings": 9} for code in codes],
        goals=[{"fair_share": "fair"}],
    )


TIER_BY_TIER = SearchParams(whole=WholeParams(few_cells=0))
"""As regions of many cells are made whole."""


@pytest.mark.parametrize("params", [SearchParams(), TIER_BY_TIER], ids=["few", "many"])
@pytest.mark.parametrize(("number", "total"), [(3, 4), (5, 12), (8, 13), (13, 40), (17, 50)])
def test_the_lowest_codes_get_one_more(number: int, total: int, params: SearchParams) -> None:
    """Which the solver comes upon first means nothing, nor does the order of rows or names."""
    region = alike(number, total)
    result = solve(region, params=params)
    assert result.audit
    found = {row.outcome.scope.municipality: row.assigned for row in result.audit.outcomes}
    least, more = divmod(total, number)
    assert [found[code] for code in region.codes] == [least + 1] * more + [least] * (number - more)
