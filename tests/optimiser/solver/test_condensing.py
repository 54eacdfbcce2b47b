"""Condensing: another way to write the same problem, with the same best point."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import optimum
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from scenarios import library_scenario
from tests.examples import examples
from tests.regions import documents

NAMES = (
    "arnhem-nijmegen",
    pytest.param("r01-arnhem-nijmegen", marks=pytest.mark.long),  # r13 has facilities too
    "r13-specialisation",
    "n04-either-share",
)


def off(problem: Problem, values: np.ndarray[Any, Any]) -> float:
    """Give by how much a point misses what was agreed, or what totals are."""
    matrix = problem.matrix
    row = np.repeat(np.arange(len(matrix.rows)), np.diff(matrix.start))
    sides = np.bincount(row, matrix.value * values[matrix.index], minlength=len(matrix.rows))
    beyond = np.maximum(matrix.row_lower - sides, sides - matrix.row_upper)
    names = [row.name for row in problem.rows] + [marginal.row for marginal in problem.marginals]
    outside = np.maximum(matrix.lower - values, values - matrix.upper)
    return max(float(outside.max()), *(float(beyond[matrix.rows[name]]) for name in names))


def with_the_same_best(scenario: Scenario) -> Problem:
    """Give the problem of a scenario, of which the best point is the same when it is condensed."""
    problem = Problem(scenario)
    whole = optimum(Engine(problem.matrix, Limits()), problem)
    short = optimum(Engine(problem.condensed(3), Limits()), problem)
    assert short.answer is whole.answer
    if whole.answer is Answer.OPTIMAL:
        assert short.bounds == pytest.approx(whole.bounds, abs=1e-5)
        assert off(problem, short.values) < 1e-5
    return problem


@given(documents(fair=True, needs=True))
@examples(40)
def test_a_condensed_problem_has_the_same_best_point(document: dict[str, Any]) -> None:
    with_the_same_best(Scenario.model_validate(document))


@pytest.mark.parametrize("name", NAMES)
def test_regions_are_as_good_and_smaller_when_they_are_condensed(name: str) -> None:
    problem = with_the_same_best(library_scenario(name))
    assert len(problem.condensed(3).rows) < len(problem.matrix.rows)
    assert len(problem.condensed(3).unknowns) < len(problem.matrix.unknowns)


def test_what_was_written_out_cannot_be_asked_for() -> None:
    problem = Problem(library_scenario("arnhem-nijmegen"))
    engine = Engine(problem.condensed(3), Limits())
    total = int(problem.condensed(3).totals[0])
    for ask in (
        lambda: engine.costs({total: 1.0}),
        lambda: engine.bound([total], [0.0], [1.0]),
        lambda: engine.add_row(0.0, 1.0, {total: 1.0}),
        lambda: engine.whole([total]),
    ):
        with pytest.raises(IndexError):
            ask()
