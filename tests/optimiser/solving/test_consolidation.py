"""Tidying: the same plan to whoever agreed, in fewer rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from models.scenario import Scenario
from optimiser import solve
from optimiser.formulation.objectives import shortfalls
from optimiser.formulation.problem import Problem
from optimiser.results.audit import audit
from optimiser.solver.highs import FOUND, Engine
from optimiser.solver.limits import Limits
from optimiser.solver.params import DEFAULT, SearchParams, TidyParams
from optimiser.solving.consolidation import as_given, tidied
from optimiser.solving.lexicographic import optimum
from optimiser.solving.tiers import Attempt
from scenarios import library_scenario
from tests.examples import examples
from tests.regions import documents

NAMES = ("arnhem-nijmegen", "r01-arnhem-nijmegen")


def rows_before_and_after(scenario: Scenario) -> tuple[int, int] | None:
    """Tidy a plan, check that it is as good, and count its rows; None without a plan nearby."""
    problem, limits = Problem(scenario), Limits()
    best = optimum(Engine(problem.matrix, limits), problem)
    least = [best.bounds[goal.id] for goal in shortfalls(problem)] if best.answer in FOUND else [1]
    if any(least):
        return None
    attempt = Attempt(problem, best, limits, [0.0] * len(least), within=1)
    if attempt.search() not in FOUND:
        return None
    values = attempt.engine.values()
    tidy = tidied(Engine(problem.matrix, limits), problem, values, best.values)
    assert np.rint(tidy[as_given(problem)]).tolist() == np.rint(values[as_given(problem)]).tolist()
    before, after = (problem.plan_at(each, whole=True) for each in (values, tidy))
    old, new = audit(scenario, before), audit(scenario, after)
    assert old.kept
    assert new.kept
    assert all(new.goals[name] <= value for name, value in old.goals.items())
    return len(before.cells.get("new_build", {})), len(after.cells.get("new_build", {}))


@pytest.mark.parametrize("name", NAMES)
def test_a_region_has_fewer_rows_and_nothing_that_counts_is_different(name: str) -> None:
    rows = rows_before_and_after(library_scenario(name))
    assert rows is not None
    before, after = rows
    assert after < before


@given(documents(fair=True, needs=True))
@examples(30)
def test_nothing_that_counts_is_ever_different(document: dict[str, Any]) -> None:
    rows_before_and_after(Scenario.model_validate(document))


def test_a_second_round_finds_fewer_rows() -> None:
    """Costs follow the plan so far: what has become small gets smaller."""
    region = library_scenario("n10-existing-stock")
    once = SearchParams(tidy=TidyParams(rounds=1))
    rows = [len(solve(region, params=each).records("new_build")) for each in (DEFAULT, once)]
    assert rows[0] < rows[1]
