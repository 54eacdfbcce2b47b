"""Consolidation: the same plan to whoever agreed, near the balanced point and in few rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from models.scenario import Scenario
from optimiser.balance.consolidation import Consolidation, columns_left
from optimiser.balance.point import balanced, nearest_total
from optimiser.balance.sum_tiers import crossed_sums, sum_tiers
from optimiser.formulation.objectives import shortfalls
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import optimum
from optimiser.results.audit import audit
from optimiser.solver.answers import FOUND
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solving.attempt import Attempt
from scenarios import library_scenario
from tests.examples import examples
from tests.regions import documents

LARGE, CRUMB, MOST_CRUMBS = 50, 3, 0.03
"""Where so much is built, cells below three dwellings are at most three in a hundred."""
SPREAD = 0.2
"""Part by which what is large by form in a year may lie from the balanced point."""

NAMES = (
    "arnhem-nijmegen",
    pytest.param("r01-arnhem-nijmegen", marks=pytest.mark.long),  # r13 has facilities too
    "r13-specialisation",
    "n06-flex",
)


def before_and_after(scenario: Scenario) -> tuple[Problem, Floats, Floats, Floats] | None:
    """Consolidate a plan, and check that it is as good; None without a plan nearby.

    Gives the problem, the balanced point, and the unknowns before and after.
    """
    problem, limits = Problem(scenario), Limits()
    engine = Engine(problem.matrix, limits)
    best = optimum(engine, problem)
    least = [best.bounds[goal.id] for goal in shortfalls(problem)] if best.answer in FOUND else [1]
    if any(least):
        return None
    total = nearest_total(engine, problem)
    point = balanced(problem, engine.matrix, engine.bounds(), best.face, total)
    attempt = Attempt(problem, best, limits, [0.0] * len(least), within=1)
    if attempt.search() not in FOUND:
        return None
    values = attempt.engine.values()
    point = values if point is None else point
    moved = Consolidation(problem, limits, values, point).plan()
    given = columns_left(problem)
    assert np.rint(moved[given]).tolist() == np.rint(values[given]).tolist()
    before, after = (problem.plan_at(each, whole=True) for each in (values, moved))
    old, new = audit(scenario, before), audit(scenario, after)
    assert old.kept
    assert new.kept
    assert all(new.goals[name] <= value for name, value in old.goals.items())
    return problem, point, values, moved


@pytest.mark.parametrize("name", NAMES)
def test_a_region_comes_near_the_balanced_point_in_few_rows(name: str) -> None:
    found = before_and_after(library_scenario(name))
    assert found is not None
    problem, point, values, moved = found
    hold_near(problem, point, values, moved)
    by_form = crossed_sums(problem)
    near = by_form.at(point)
    off = np.abs(by_form.at(moved) - near)
    assert (off <= SPREAD * near + CRUMB)[near >= LARGE].all()
    cells = problem.plan_at(moved, whole=True).cells["new_build"]
    built: Counter[Any] = Counter()
    for cell, number in cells.items():
        built[cell[0]] += int(number)
    shown = [number for cell, number in cells.items() if built[cell[0]] > LARGE]
    assert sum(number < CRUMB for number in shown) <= MOST_CRUMBS * len(shown)


def hold_near(problem: Problem, point: Floats, values: Floats, moved: Floats) -> None:
    """Insist that a plan came near the balanced point."""
    for sums in sum_tiers(problem)[:-1]:  # by segment in each year small numbers come together
        before, after = (np.abs(sums.at(each) - sums.at(point)).sum() for each in (values, moved))
        assert after <= before + 1e-6
        assert after <= 2 * sums.weights.size


def test_crumbs_that_can_go_nowhere_leave_the_rest_near_the_balanced_point() -> None:
    found = before_and_after(library_scenario("r18-monitoring"))
    assert found is not None
    hold_near(*found)


@given(documents(fair=True, needs=True))
@examples(30)
def test_nothing_that_counts_is_ever_different(document: dict[str, Any]) -> None:
    before_and_after(Scenario.model_validate(document))
