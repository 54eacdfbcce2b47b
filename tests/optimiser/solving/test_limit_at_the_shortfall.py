"""A limit that is reached while the least shortfall in whole dwellings is sought."""

from __future__ import annotations

import pytest

from optimiser import Status, solve
from optimiser.solver.answers import Answer
from optimiser.solver.matrix import Floats
from optimiser.solver.params import SearchParams, WholeParams
from optimiser.solving.whole_dwellings import Search
from tests.regions import amount, pool, scenario


def test_what_was_found_by_then_is_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """11 asked for and room for 10: the shortfall of one is kept."""
    sought = Search.least_shortfalls

    def limited(search: Search) -> tuple[Answer, list[float], Floats]:
        answer, least, point = sought(search)
        assert answer is Answer.OPTIMAL
        return Answer.FEASIBLE, least, point

    monkeypatch.setattr(Search, "least_shortfalls", limited)
    region = scenario(
        amount(at_least=11, binding=False), capacity=[pool(0, 6), pool(1, 4)], goals=["shortfall"]
    )
    large = SearchParams(whole=WholeParams(few_cells=0))
    result = solve(region, params=large)
    assert result.status is Status.OPTIMAL, "in fractions no fewer are possible"
    assert sum(row["dwellings"] for row in result.records("new_build")) == 10
