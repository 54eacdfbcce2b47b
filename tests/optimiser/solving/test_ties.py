"""Ties: of municipalities that are alike the one with the lowest code gets one more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.scenario import Scenario
from optimiser import SearchParams, solve
from optimiser.solver.params import WholeParams
from tests.regions import Document, amount, fair_share, scenario, share


def decided(total: int) -> Document:
    """Let the plan build so many, and divide those."""
    return {"agreements": [amount(exactly=total), fair_share()]}


def needed(total: int) -> Document:
    """House so many urgent households, as many as there are."""
    housed, need = ({"quantity": name, "groups": ["urgent"]} for name in ("housed", "need"))
    return {
        "agreements": [
            share("all", measure=housed, of=need, exactly="100%"),
            fair_share(measure=housed, of=need),
        ],
        "groups": ["urgent"],
        "needs": [{"group": "urgent", "year": 2025, "households": total}],
    }


def alike(number: int, divided: Document) -> Scenario:
    """Divide a total over municipalities that differ in their codes only, listed from the last."""
    codes = [f"GM{100 + place:04}" for place in range(number)]
    return scenario(
        *divided["agreements"],
        municipalities=[
            {"code": code, "name": f"number {number - place}", "households": 10}
            for place, code in enumerate(codes)
        ][::-1],
        capacity=[{"pool": f"p{code}", "municipality": code, "dwellings": 9} for code in codes],
        goals=[{"fair_share": "fair"}],
        **{name: rows for name, rows in divided.items() if name != "agreements"},
    )


TIER_BY_TIER = SearchParams(whole=WholeParams(few_cells=0))
"""As regions of many cells are made whole."""


@pytest.mark.parametrize("divided", [decided, needed])
@pytest.mark.parametrize("params", [SearchParams(), TIER_BY_TIER], ids=["few", "many"])
@pytest.mark.parametrize(("number", "total"), [(3, 4), (5, 12), (8, 13), (13, 40), (17, 50)])
def test_the_lowest_codes_get_one_more(
    number: int, total: int, params: SearchParams, divided: Callable[[int], Document]
) -> None:
    """Which the solver comes upon first means nothing, nor does the order of rows or names."""
    region = alike(number, divided(total))
    result = solve(region, params=params)
    assert result.audit
    found = {row.outcome.scope.municipality: row.assigned for row in result.audit.outcomes}
    least, more = divmod(total, number)
    assert [found[code] for code in region.codes] == [least + 1] * more + [least] * (number - more)
