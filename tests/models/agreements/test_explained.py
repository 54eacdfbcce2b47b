"""Comply or explain: a municipality that misses a binding agreement gives its reason."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.plan import Plan, programme_of_plan
from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.solver.limits import NoPlan
from tests.regions import CODES, amount, fair_share, pool, scenario, share

A, B, _ = CODES
REASON = "the only location that is left has been granted to an owner"


def region(**explained: str) -> Scenario:
    """Give a region where Beek can build nothing but market dwellings, and has to build ten."""
    return scenario(
        share(at_least="30%", each="municipality", explained=explained),
        amount(at_least=20),
        capacity=[pool(0, 10), pool(1, 10, segments=["market"])],
        goals=["shortfall"],
    )


def test_without_a_reason_no_plan_keeps_it() -> None:
    assert solve(region()).status is Status.INFEASIBLE
    with pytest.raises(NoPlan):
        Workbench(region()).minimise(0)


def test_a_reason_of_another_does_not_help() -> None:
    assert solve(region(**{A: REASON})).status is Status.INFEASIBLE


def test_with_a_reason_the_miss_is_shown_counted_and_no_failure() -> None:
    """Beek misses 30% of its ten dwellings; Aarle still has to keep its share."""
    result = solve(region(**{B: REASON}))
    assert result.status is Status.OPTIMAL
    rows = [row for row in result.records("requirements") if row["agreement"] == "social"]
    found = [(row["municipality"], row["kept"], row["binding"]) for row in rows]
    assert found == [(A, True, True), (B, False, False)]
    assert rows[1]["slack"] == -3
    assert [row["explanation"] for row in rows] == ["", REASON]
    (goal,) = result.goals
    assert (goal.id, goal.value) == ("shortfall", Fraction(3))


def test_both_solvers_miss_as_little_as_can_be() -> None:
    workbench = Workbench(region(**{B: REASON}))
    assert workbench.minimise(workbench.goal("shortfall:1")) == pytest.approx(3)
    goals: tuple[Any, ...] = solve(region(**{B: REASON})).goals
    assert goals[0].bound == pytest.approx(3)


def test_who_explained_is_not_asked_for_a_fair_share() -> None:
    fair = scenario(fair_share(explained={B: REASON}))
    asked = fair.agreement("fair").asks(programme_of_plan(fair, Plan()))
    assert [row.scope.municipality for row in asked] == [A]
