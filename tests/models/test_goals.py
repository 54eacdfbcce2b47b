"""The goals that are sums: their value by hand, the best there is, and what a user reads."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.goals import Shortfall
from models.plan import Plan
from models.scenario import Scenario
from optimiser import solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.results.audit import audit
from tests.readers import plan_of
from tests.regions import CODES, Document, amount, fair_share, pool, scenario

A, B, _ = CODES


def only(goal: Any, *agreements: Document, **rest: Any) -> Scenario:
    """Give a region with one goal."""
    return scenario(*agreements, **{"goals": [goal], **rest})


PAID = only(
    "cost",
    amount(at_least=12),
    capacity=[pool(0, 10, cost_per_dwelling="9000.50"), pool(1, 10)],
)
SOFT = only(
    {"least": {"quantity": "new_build", "status": ["soft"]}},
    amount(at_least=12),
    capacity=[pool(0, 10, status="soft"), pool(1, 10)],
)


def test_the_cost_counts_each_pool_at_its_own() -> None:
    """Three dwellings in Aarle at 9000.50; Beek's cost nothing."""
    plan = plan_of(PAID, {(A, "market"): 2, (A, "social_rent"): 1, (B, "market"): 9})
    assert audit(PAID, plan).goals == {"shortfall": 0, "cost": Fraction("27001.5")}


YIELDS = only(
    "cost",
    amount(at_most=12),
    capacity=[pool(0, 10, cost_per_dwelling=-100), pool(1, 10, cost_per_dwelling=60)],
)


@pytest.mark.parametrize(
    ("region", "goal", "best"),
    [
        (YIELDS, "cost", -1000),  # a pool may yield money: all ten in Aarle, none in Beek
        (PAID, "cost", 18001),  # ten in Beek for nothing, two in Aarle
        (SOFT, "least:new_build+soft", 2),
    ],
)
def test_both_solvers_find_the_least(region: Scenario, goal: str, best: int) -> None:
    result = solve(region)
    assert {each.id: each.value for each in result.goals}[goal] == best
    workbench = Workbench(region)
    assert workbench.minimise(workbench.goal(goal)) == pytest.approx(best)


def test_what_can_fall_short_is_a_goal_for_each_priority_though_none_is_listed() -> None:
    region = only(
        "cost",
        amount("wish", at_least=12, binding=False, priority=2),
        amount("rule", at_least=1, each="municipality", explained={A: "no room"}),
        fair_share(),
    )
    assert region.goal_names == ("cost", "shortfall:1", "shortfall:2")
    assert Workbench(region).least("shortfall:2") == 0


def test_least_of_hosts_counts_locations() -> None:
    region = only(
        {"least": {"quantity": "hosts"}},
        {
            "id": "care",
            "kind": "facility",
            "facility": "care",
            "places": 10,
            "per_location": {"at_most": 6},
        },
    )
    (goal, _) = solve(region).goals
    assert [goal.id, goal.value, goal.unit] == ["least:hosts", 2, "locations"]
    workbench = Workbench(region)
    assert workbench.minimise(workbench.goal("least:hosts")) == pytest.approx(2)


def test_later_goals_do_not_undo_earlier_ones() -> None:
    """The cheapest plan builds ten in Beek; only then is it as near as can be to the bids."""
    bids = [{"party": "north", "municipality": A, "dwellings": 10}]
    agreed = (amount(exactly=12), {"id": "bids", "kind": "bid"})
    pools = [pool(0, 10, cost_per_dwelling=1000), pool(1, 10)]
    found = {}
    for goals in (["cost", {"nearness": "bids"}], [{"nearness": "bids"}, "cost"]):
        region = scenario(*agreed, bids=bids, capacity=pools, goals=goals)
        found[str(goals[0])] = {goal.id: goal.value for goal in solve(region).goals[:-1]}
    assert found == {
        "cost": {"cost": 2000, "nearness:bids": 8},
        "{'nearness': 'bids'}": {"cost": 10000, "nearness:bids": 0},
    }


def test_a_yield_is_held_too() -> None:
    """Ten in Aarle yield 1000 and two in Beek cost 120, whatever Beek bids."""
    region = scenario(
        amount(exactly=12),
        {"id": "bids", "kind": "bid"},
        bids=[{"party": "south", "municipality": B, "dwellings": 10}],
        capacity=YIELDS.capacity,
        goals=["cost", {"nearness": "bids"}],
    )
    (cost, nearness, _) = solve(region).goals
    assert [cost.value, nearness.value] == [-880, 8]
    assert [cost.bound, nearness.bound] == pytest.approx([-880, 8])


SENTENCES: list[tuple[Any, str, str]] = [
    (
        "shortfall",
        "het tekort op afspraken die niet bindend zijn, is zo klein mogelijk",
        "the shortfall of agreements that are not binding is as small as can be",
    ),
    (
        {"fair_share": "fair"},
        "de grootste afwijking van het evenredig aandeel bij “fair” is zo klein mogelijk, daarna "
        "de op een na grootste, en zo verder",
        "the largest deviation from the fair share of “fair” is as small as can be, then the next "
        "largest",
    ),
    (
        {"worst_case": "demand"},
        "het vraagscenario van “demand” dat er het slechtst afkomt, wordt zo goed mogelijk bediend",
        "the demand scenario of “demand” that is served worst is served as well as can be",
    ),
    (
        {"nearness": "bids"},
        "het programma ligt zo dicht mogelijk bij “bids”",
        "the plan lies as near as can be to “bids”",
    ),
    (
        "smooth_years",
        "elke gemeente bouwt in het ene jaar ongeveer zoveel als in het andere",
        "each municipality builds about as much in one year as in the next",
    ),
    (
        "travel",
        "mensen reizen zo weinig mogelijk naar de voorziening waarvan zij gebruikmaken",
        "people travel as little as can be to the facilities that serve them",
    ),
    (
        "cost",
        "de publieke kosten van de planlocaties zijn zo laag mogelijk",
        "the public cost of the plan locations is as small as can be",
    ),
    (
        {"least": {"quantity": "new_build", "status": ["soft"]}},
        "zo weinig mogelijk nieuwbouw (zachte plannen)",
        "as little as can be of new build (soft)",
    ),
]


@pytest.mark.parametrize(("goal", "dutch", "english"), SENTENCES)
def test_the_sentences(goal: Any, dutch: str, english: str) -> None:
    region = only(
        goal, fair_share(), {"id": "bids", "kind": "bid"}, {"id": "demand", "kind": "bandwidth"}
    )
    sentence = region.goals[0].sentence(region)
    assert (sentence.render("nl"), sentence.render("en")) == (dutch, english)


def test_a_goal_that_has_nothing_to_add_up_is_zero() -> None:
    region = only("travel")
    assert audit(region, Plan()).goals["travel"] == 0
    assert Workbench(region).minimise(Workbench(region).goal("travel")) == 0


@pytest.mark.parametrize(
    ("wishes", "unit"),
    [
        ([amount(at_least=3, binding=False)], "dwellings"),
        ([amount(measure={"quantity": "housed"}, at_least=3, binding=False)], "households"),
        (
            [
                amount("one", measure={"quantity": "housed"}, at_least=3, binding=False),
                amount("two", at_least=3, binding=False),
            ],
            "units",
        ),
        (
            [{"id": "care", "kind": "facility", "facility": "care", "places": 3, "binding": False}],
            "units",
        ),
        ([amount(at_least=3)], "dwellings"),
    ],
)
def test_a_shortfall_is_counted_in_what_is_wished_for(wishes: list[Document], unit: str) -> None:
    assert Shortfall().unit(scenario(*wishes, groups=["urgent"])) == unit
