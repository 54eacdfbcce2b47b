"""The workbench: Pyomo finds what the solve finds with PuLP."""

from __future__ import annotations

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.explore.dual_bound import DualBound
from optimiser.explore.pyomo_model import Workbench
from optimiser.solver.answers import SolverFault
from optimiser.solver.limits import NoPlan
from tests.examples import examples
from tests.readers import NEW_BUILD, everywhere
from tests.regions import Document, amount, documents, scenario


@given(documents(needs=True) | documents())
@examples(30)
def test_the_goals_one_after_the_other_are_as_good_with_pyomo(document: Document) -> None:
    region = Scenario.model_validate(document)
    workbench = Workbench(region)
    result = solve(region, preview=True)
    if result.status is Status.INFEASIBLE:
        with pytest.raises(NoPlan):
            workbench.minimise(0)
        return
    total = 0.0
    for goal in sorted(goal for goal in region.goal_names if goal.startswith("shortfall:")):
        least = workbench.minimise(workbench.goal(goal))
        workbench.hold(goal, least + 1e-7)
        total += least
    (shortfall,) = result.goals
    assert shortfall.bound == pytest.approx(total, abs=1e-5)


def test_what_is_added_to_the_model_holds_from_then_on() -> None:
    workbench = Workbench(scenario(amount(at_least=5)))
    built = workbench.programme.measure(NEW_BUILD, everywhere(workbench.scenario))
    assert workbench.minimise(built) == pytest.approx(5)
    workbench.model.limits["more"] = built >= 7.5
    assert workbench.minimise(built) == pytest.approx(7.5)


@given(documents(needs=True) | documents(), st.lists(st.floats(-3, 3), min_size=1, max_size=9))
@examples(30)
def test_duals_prove_the_least_and_no_multipliers_prove_more(
    document: Document, multipliers: list[float]
) -> None:
    workbench = Workbench(Scenario.model_validate(document))
    built = workbench.programme.measure(NEW_BUILD, everywhere(workbench.scenario))
    try:
        workbench.minimise(0)
    except NoPlan:
        return
    bound = DualBound(workbench.model)
    for expression in (built, -built):
        least = workbench.minimise(expression)
        duals = workbench.duals()
        assert bound.of(expression, duals) == pytest.approx(least, abs=1e-6)
        wrong = dict(zip(duals, cycle(multipliers), strict=False))
        assert bound.of(expression, wrong) <= least + 1e-6


def test_no_plan_is_said_so() -> None:
    with pytest.raises(NoPlan):
        Workbench(scenario(amount(at_least=21))).minimise(0)


def test_what_has_no_smallest_is_no_answer() -> None:
    workbench = Workbench(scenario(amount(at_least=21, binding=False)))
    with pytest.raises(SolverFault):
        workbench.minimise(-workbench.goal("shortfall:1"))


def test_a_goal_that_the_scenario_does_not_have() -> None:
    with pytest.raises(KeyError):
        Workbench(scenario()).goal("cost")
