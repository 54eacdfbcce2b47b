"""Alternatives: audited, near enough and unlike the others; and when there are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import Status, audit, solve
from optimiser.explore.alternatives import alternatives
from optimiser.explore.alternatives_result import Alternatives
from optimiser.explore.distance import choose_counted, units_apart
from optimiser.results.goal_values import pursued_values
from scenarios import library_scenario
from tests.brute_force import EveryPlan, splits
from tests.examples import examples
from tests.optimiser.optimum.test_siting import facilities
from tests.regions import (
    CODES,
    Document,
    amount,
    document,
    documents,
    fair_share,
    municipality,
    scenario,
)

MOST_PLACES = 6


@given(documents(fair=True))
@examples(15)
def test_alternatives_keep_all_stay_near_and_differ(document: Document) -> None:
    region, within = Scenario.model_validate(document), Fraction(1, 2)
    best = solve(region)
    found = alternatives(region, 2, within=within)
    assert found.best.status is best.status
    if best.plan is None:
        assert not found.plans
        return
    assert found.best.audit is not None
    most = pursued_values(found.best.audit.objectives)
    seen = [choose_counted(region).totals(best.plan)]
    for one in found.plans:
        assert audit(region, one.plan) == one.audit
        assert one.audit.kept
        values = pursued_values(one.audit.objectives)
        assert all(values[name] <= value * (1 + within) for name, value in most.items())
        assert choose_counted(region).totals(one.plan) not in seen
        seen.append(choose_counted(region).totals(one.plan))


def test_where_rounding_costs_a_goal_too_much_it_is_held_in_whole_dwellings() -> None:
    """Years can be all the same in the best plan: an alternative may not be one dwelling off."""
    found = alternatives(library_scenario("r20-keys"), 1)
    assert found.best.audit is not None
    assert found.best.audit.goals["smooth_years"] == 0
    (one,) = found.plans
    assert one.audit.kept
    assert one.audit.goals["smooth_years"] == 0


def test_a_spared_municipality_builds_the_least_it_can() -> None:
    """Fifteen where ten fit in each: at least five in Aarle."""
    region = scenario(amount(exactly=15))
    found = alternatives(region, 2, sparing=CODES[0])
    assert found.best.status is Status.OPTIMAL
    assert found.plans
    for one in found.plans:
        assert (
            sum(
                n
                for (code, _), n in choose_counted(region).totals(one.plan).items()
                if code == CODES[0]
            )
            == 5
        )


def test_as_many_alternatives_as_are_asked_for_each_said_how_far_it_is() -> None:
    """Fifteen where ten fit in each, of any segment: five may lie in another municipality."""
    region = scenario(amount(exactly=15))
    found = alternatives(region, 5)
    assert found.best.plan is not None
    assert len(found.plans) == 5
    all_totals = [
        choose_counted(region).totals(found.best.plan),
        *(choose_counted(region).totals(one.plan) for one in found.plans),
    ]
    keys = {key for each in all_totals for key in each}
    for number, one in enumerate(found.plans, 1):
        differences = [
            sum(
                abs(other.get(key, Fraction(0)) - all_totals[number].get(key, Fraction(0)))
                for key in keys
            )
            for other in all_totals
        ]
        assert 2 * one.moved == differences[0]
        assert 2 * one.nearest == min(differences[:number] + differences[number + 1 :]) > 0
    # The best has 4 and 4 of the two segments, and 4 and 3: all of one segment in each is furthest.
    assert found.plans[0].moved == 15 - 4 - 3


def test_a_shortfall_may_come_after_a_fair_share() -> None:
    """Ten by 60 to 40 households are exactly fair, twelve are not: ten of twenty are missing."""
    wished = amount(at_least=20, binding=False)
    most = amount("most", at_most=12)
    goals = [{"fair_share": "fair"}, "shortfall"]
    region = scenario(wished, most, fair_share(binding=False, each="municipality"), goals=goals)
    found = alternatives(region, 2)
    assert found.plans
    for one in found.plans:
        assert one.audit.goals["shortfall"] == 10
        assert one.audit.goals["fair_share:fair"] == 0


def test_an_unknown_municipality_cannot_be_spared() -> None:
    with pytest.raises(KeyError):
        alternatives(scenario(amount(exactly=15)), sparing="GM9999")


@given(documents(fair=True) | documents(needs=True))
@examples(25)
def test_where_the_best_plan_is_said_to_be_alone_it_is(document: Document) -> None:
    region = Scenario.model_validate(document)
    found = alternatives(region, 1, within=Fraction(1, 10))
    if not found.alone:
        return
    every = EveryPlan(region)
    plans = (every.plan(number) for number in range(every.count) if every.kept[number])
    assert others(found, plans) == []


@st.composite
def only_places(draw: st.DrawFn) -> Document:
    """Draw three municipalities with a facility of few places, in which nothing is built."""
    facility = draw(facilities("care"))
    facility = {name: each for name, each in facility.items() if name not in ("key", "reach")}
    places = {"quantity": "places"}
    return document(
        facility,
        amount("few", measure=places, at_most=MOST_PLACES),
        amount(
            "some",
            measure=places,
            at_least=draw(st.integers(0, 3)),
            each="municipality",
            binding=False,
        ),
        municipalities=[
            municipality(number, households=draw(st.integers(1, 4))) for number in range(3)
        ],
        capacity=[],
        goals=["shortfall", {"least": draw(st.sampled_from([places, {"quantity": "hosts"}]))}],
    )


@given(only_places())
@examples(40)
def test_of_facilities_each_alternative_is_one_of_all_plans(document: Document) -> None:
    """Nothing is built and nobody housed: what differs is places, in every choice of hosts."""
    region = Scenario.model_validate(document)
    found = alternatives(region, 2, within=Fraction(1, 2))
    if found.best.plan is None:
        return
    told = choose_counted(region)
    assert told.unit == "places"
    near = others(found, every_siting(region))
    for one in found.plans:
        assert told.totals(one.plan) in near
        assert one.moved == units_apart(told.totals(one.plan), told.totals(found.best.plan))
    assert found.alone == (near == [])


def every_siting(region: Scenario) -> Iterator[Plan]:
    """List all plans for one facility: who hosts it, and how many places each host has."""
    able = sorted(str(code) for code, _ in region.shapes["hosts"].cells)
    for size in range(len(able) + 1):
        for hosts in combinations(able, size):
            for numbers in splits(MOST_PLACES, size):
                places: dict[Cell, int | Fraction] = {
                    (code, "care"): n for code, n in zip(hosts, numbers, strict=True) if n
                }
                yield Plan({"hosts": {(code, "care"): 1 for code in hosts}, "places": places})


def others(found: Alternatives, plans: Iterable[Plan]) -> list[Any]:
    """Give the numbers of all plans that are near enough, but for those of the best plan."""
    assert found.best.plan is not None
    assert found.best.audit is not None
    region, told = found.scenario, choose_counted(found.scenario)
    best, most = told.totals(found.best.plan), pursued_values(found.best.audit.objectives)
    near = []
    for plan in plans:
        audited = audit(region, plan)
        values = pursued_values(audited.objectives)
        goals_near = all(values[name] <= n * (1 + found.within) for name, n in most.items())
        if audited.kept and goals_near and told.totals(plan) != best:
            near.append(told.totals(plan))
    return near


def test_a_best_plan_that_is_alone_is_said_to_be() -> None:
    """Twenty fit and twenty are asked for, all of them social rent."""
    social = {"quantity": "new_build", "segments": ["social_rent"]}
    region = scenario(amount(exactly=20), amount("all", measure=social, exactly=20))
    found = alternatives(region, 1)
    assert found.alone
    assert not found.plans
    assert "No plan has other numbers" in " ".join(said.render("en") for said in found.sentences())


def test_where_nothing_is_built_households_are_told_apart() -> None:
    found = alternatives(library_scenario("r04-twente"), 2)
    assert len(found.plans) == 2
    assert list(found.tables()) == ["alternatives", "households", "goals"]
    own = [row for row in found.records("households", "en") if row["alternative"] == 1]
    moved = sum(abs(row["difference"]) for row in own)
    assert moved == 2 * found.plans[0].moved


def test_households_that_nothing_limits_are_as_many_as_there_are() -> None:
    """Two at least of which ten need a dwelling: no alternative houses more than those ten."""
    region = scenario(
        amount(measure={"quantity": "housed"}, at_least=2),
        groups=["urgent"],
        capacity=[],
        needs=[{"group": "urgent", "year": 2025, "households": 10}],
    )
    found = alternatives(region, 2)
    assert found.plans
    assert max(one.plan.totals("housed")[()] for one in found.plans) <= 10


@pytest.mark.parametrize(
    "name",
    [
        "n04-either-share",
        pytest.param("n06-flex", marks=pytest.mark.long),  # hosts of facilities are tried above
        "r14-nearness",
        pytest.param("r01-arnhem-nijmegen", marks=pytest.mark.long),
    ],
)
def test_where_later_goals_are_tight_or_hosts_are_sought_there_are_alternatives(name: str) -> None:
    region = library_scenario(name)
    (one,) = alternatives(region, 1).plans
    assert one.audit.kept
    assert one.moved > 0


def test_when_the_time_is_up_what_was_found_is_given() -> None:
    found = alternatives(scenario(amount(exactly=15)), time_limit=1e-9)
    assert not found.plans
    assert not found.alone
