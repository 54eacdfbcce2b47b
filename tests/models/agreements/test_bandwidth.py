"""The kind `bandwidth`, the goal `worst_case`, and the regret."""

from __future__ import annotations

import pytest

from models.plan import Plan
from models.scenario import Scenario
from optimiser import solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.results.audit import audit
from tests.readers import Golden, audited, plan_of, sentences
from tests.regions import CODES, amount, scenario

A, B, _ = CODES
DEMANDS = [
    {"variant": "base", "segment": "social_rent", "dwellings": 8},
    {"variant": "trend", "municipality": B, "segment": "market", "dwellings": 6},
    {"variant": "trend", "dwellings": 10},
]


def region(most: int, **rest: object) -> Scenario:
    """Give a region that may build so many dwellings, for two demand scenarios."""
    return scenario(
        amount(at_most=most),
        {"id": "demand", "kind": "bandwidth", **rest},
        demands=DEMANDS,
        goals=[{"worst_case": "demand"}],
    )


REGION = region(12)


def test_the_demand_scenario_that_is_served_worst_counts() -> None:
    """5 of the 8 social dwellings; 4 of the 6 in Beek and 9 of the 10 in all: 3 and 2 + 1.

    With one social dwelling less the base lacks 4, and the trend 2 + 2.
    """
    plan = plan_of(REGION, {(A, "social_rent"): 5, (B, "market"): 4})
    assert audit(REGION, plan).goals["worst_case:demand"] == 3
    less = plan_of(REGION, {(A, "social_rent"): 4, (B, "market"): 4})
    assert audit(REGION, less).goals["worst_case:demand"] == 4


def test_more_than_is_asked_for_helps_nobody() -> None:
    plan = plan_of(REGION, {(A, "social_rent"): 9, (A, "market"): 1, (B, "market"): 5})
    assert audit(REGION, plan).goals["worst_case:demand"] == 1


def test_only_the_named_demand_scenarios_count() -> None:
    assert audit(region(12, variants=["base"]), Plan()).goals["worst_case:demand"] == 8
    assert audit(region(12, variants=["trend"]), Plan()).goals["worst_case:demand"] == 16


def test_it_asks_for_no_number() -> None:
    assert audited(REGION, "demand", Plan()) == []


@pytest.mark.parametrize(
    ("most", "worst", "least"),
    [
        (20, 0, {"base": 0, "trend": 0}),
        (12, 1, {"base": 0, "trend": 0}),  # 7 social and 5 in Beek: one short in either
        (4, 8, {"base": 4, "trend": 8}),  # all 4 in Beek: 2 + 6; the base alone lacks 4
    ],
)
def test_the_regret_is_what_serving_the_others_costs(
    most: int, worst: int, least: dict[str, int]
) -> None:
    result = solve(region(most))
    assert result.goals[0].value == worst
    found = {served.name: served for served in result.demand_scenarios}
    assert {name: served.least for name, served in found.items()} == pytest.approx(least)
    assert max(served.shortfall for served in found.values()) == worst
    for row in result.records("demand_scenarios"):
        lacking = float(row["shortfall"]) - least[row["demand_scenario"]]
        assert row["regret"] == pytest.approx(max(0, lacking))


@pytest.mark.parametrize(("most", "worst"), [(20, 0), (12, 1), (11, 1.5), (4, 8)])
def test_both_solvers_read_the_same(most: int, worst: float) -> None:
    """Of 11 dwellings 6.5 would be social: 1.5 short of 8, and so is 4.5 of 6 in Beek."""
    workbench = Workbench(region(most))
    assert workbench.minimise(workbench.goal("worst_case:demand")) == pytest.approx(worst)
    assert solve(region(most)).goals[0].bound == pytest.approx(worst, abs=1e-5)


def test_one_demand_scenario_is_its_own_worst_case() -> None:
    """Of 4 dwellings 4 are social: 4 short of 8, in both solvers."""
    workbench = Workbench(region(4, variants=["base"]))
    assert workbench.minimise(workbench.goal("worst_case:demand")) == pytest.approx(4)
    assert solve(region(4, variants=["base"])).goals[0].value == 4


def test_more_room_is_never_worse() -> None:
    worst = [solve(region(most)).goals[0].value for most in range(4, 16, 3)]
    assert worst == sorted(worst, reverse=True)


def test_the_sentence() -> None:
    assert sentences(REGION, "demand") == (
        "één programma dat de vraag van base en trend bedient",
        "one plan that serves the demand of base and trend",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("bandwidth", REGION)
