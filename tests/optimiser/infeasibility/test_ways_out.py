"""Ways out: cheapest against every plan of tiny regions, and each one applied and solved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from models.measure import Scope
from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.relaxation import FoundRelaxations, Relaxation, relaxed
from optimiser.infeasibility.relaxation_search import RelaxationSearch
from optimiser.infeasibility.verifier import Verifier
from optimiser.infeasibility.ways_out import WayOut, find_ways_out
from optimiser.infeasibility.ways_out_result import Given, WaysOut, Wishes
from optimiser.solver.ladder import Ladder, Rung
from optimiser.solver.limits import Limits
from optimiser.solver.params import (
    DEFAULT,
    ConflictParams,
    SearchParams,
    WaysOutParams,
)
from scenarios import read_scenario
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.regions import CODES, Document, amount, documents, scenario, share

A, B, _ = CODES
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
PLANS = (Status.OPTIMAL, Status.FEASIBLE)
NARROW = Ladder(rungs=(Rung(radius=1.0, begins=0.0), Rung(radius=20.0)), nodes=1)
LATE = SearchParams(ways_out=WaysOutParams(patience=0.0))
some = examples(30)

WIDER: Document = {
    "id": "tiny",
    "name": "tiny",
    "horizon": {"first_year": 2025, "last_year": 2025},
    "segments": ["social_rent", "market"],
    "municipalities": [
        {
            "code": "GM0001",
            "name": "Aarle",
            "households": 1,
            "stock": 4,
            "stock_social_rent": 0,
            "vacancies": 0,
        },
        {
            "code": "GM0002",
            "name": "Beek",
            "households": 0,
            "stock": 4,
            "stock_social_rent": 0,
            "vacancies": 0,
        },
        {
            "code": "GM0003",
            "name": "Cuijk",
            "households": 0,
            "stock": 4,
            "stock_social_rent": 0,
            "vacancies": 0,
        },
    ],
    "capacity": [
        {"pool": "p0", "municipality": "GM0001", "dwellings": 0},
        {"pool": "p1", "municipality": "GM0002", "dwellings": 2},
        {"pool": "p2", "municipality": "GM0003", "dwellings": 1},
    ],
    "agreements": [
        {
            "id": "amount-at_least",
            "kind": "amount",
            "measure": {"quantity": "new_build"},
            "binding": True,
            "priority": 1,
            "weight": "1",
            "each": "region",
            "at_least": 1,
        },
        {
            "id": "share-exactly",
            "kind": "share",
            "measure": {"quantity": "new_build", "segments": ["social_rent"]},
            "of": {"quantity": "new_build"},
            "binding": True,
            "priority": 1,
            "weight": "1",
            "each": "region",
            "exactly": "30%",
        },
        {"id": "cap", "kind": "vacancy_cap", "at_most": "1/2", "binding": True},
        {
            "id": "housed",
            "kind": "share",
            "measure": {"quantity": "housed"},
            "of": {"quantity": "need"},
            "exactly": "100%",
            "each": "year",
            "binding": True,
        },
    ],
    "forms": ["regular"],
    "groups": ["urgent"],
    "needs": [{"group": "urgent", "year": 2025, "households": 2}],
    "goals": ["shortfall"],
}
"""In fractions the cap alone may give, and in whole dwellings more has to than that."""

Groups = dict[tuple[str, str], npt.NDArray[np.int64]]


def ways_out(
    region: Scenario,
    untouchable: Collection[str] = (),
    weights: Mapping[str, Fraction] | None = None,
    params: SearchParams = DEFAULT,
) -> WaysOut:
    """Look for three ways out."""
    wishes = Wishes(3, frozenset(untouchable), dict(weights or {})).about(region)
    return find_ways_out(Problem(region, elastic=True), Limits(params=params), wishes)


def all_binding(document: Document) -> Document:
    agreements = [
        {**each, "binding": True} if each["kind"] not in ("fair_share", "bid") else each
        for each in document["agreements"]
    ]
    return {**document, "agreements": agreements}


def missed(plans: EveryPlan) -> Groups:
    """Give what each plan misses, in whole units: per agreement and municipality."""
    found: Groups = {}
    for requirement, room in plans.rows:
        if not requirement.binding or requirement.agreement.id == "capacity":
            continue
        group = (requirement.agreement.id, requirement.scope.municipality or "")
        lacking = np.maximum(0, -room)
        units = -(-lacking // requirement.scale)
        found[group] = found.get(group, np.zeros(plans.count, dtype=np.int64)) + units
    return found


def agreements_missed(groups: Groups, position: int) -> frozenset[str]:
    return frozenset(name for (name, _), units in groups.items() if units[position])


def gives(way: WayOut) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for one in way.relaxations:
        group = (one.agreement.id, one.scope.municipality or "")
        found[group] = found.get(group, 0) + one.amount
    return found


def infeasible(document: Document) -> tuple[Scenario, EveryPlan]:
    found = Scenario.model_validate(document)
    plans = EveryPlan(found)
    assume(not plans.kept.any())
    return found, plans


@given((documents(needs=True) | documents()).map(all_binding))
@some
def test_against_every_plan(document: Document) -> None:
    tiny, plans = infeasible(document)
    groups = missed(plans)
    total = sum(groups.values(), np.zeros(plans.count, dtype=np.int64))
    found = ways_out(tiny, untouchable={"capacity"})
    ways = found.ways
    assert ways
    assert [way.cost for way in ways] == sorted(way.cost for way in ways)
    assert ways[0].cost == total.min()
    assert "least_in_all" in ways[0].best_in
    assert all(way.proven and way.verified for way in ways)
    sets = [frozenset(way.agreements) for way in ways]
    assert len(set(sets)) == len(sets)
    every_set = [agreements_missed(groups, position) for position in range(plans.count)]
    fewest = min(map(len, every_set))
    cheap = [total[at] for at, each in enumerate(every_set) if len(each) == fewest]
    assert min((len(way.agreements), way.cost) for way in ways) == (fewest, min(cheap))
    for way in ways:
        if "fewest_agreements" in way.best_in:
            assert len(way.agreements) == fewest
        if "most_evenly_spread" in way.best_in:
            largest = np.max(list(groups.values()), axis=0)
            assert max(gives(way).values()) == largest.min()
    if len(ways) < 3:
        assert found.all
        assert all(any(one <= each for one in sets) for each in every_set)


@given((documents(needs=True) | documents()).map(all_binding))
@some
def test_each_does_and_nothing_less_does(document: Document) -> None:
    tiny, plans = infeasible(document)
    groups = missed(plans)
    for way in ways_out(tiny, untouchable={"capacity"}).ways:
        assert solve(relaxed(tiny, way.relaxations)).status in PLANS
        given_away = gives(way)
        for group in given_away:
            less = {**given_away, group: given_away[group] - 1}
            does = np.all([units <= less.get(name, 0) for name, units in groups.items()], axis=0)
            assert not does.any()


@given(
    (documents(needs=True) | documents()).map(all_binding),
    st.sampled_from([DEFAULT.ways_out.near, NARROW]),
)
@some
def test_where_whole_dwellings_take_long_what_is_said_to_be_proven_is_so(
    document: Document, near: Ladder
) -> None:
    """Large problems are searched near their conflicts only: here tiny ones are, too."""
    tiny, plans = infeasible(document)
    groups = missed(plans)
    total = sum(groups.values(), np.zeros(plans.count, dtype=np.int64))
    params = SearchParams(conflict=ConflictParams(few_cells=0), ways_out=WaysOutParams(near=near))
    found = ways_out(tiny, untouchable={"capacity"}, params=params)
    assert found.ways
    for way in found.ways:
        assert way.verified
        given_away = gives(way)
        does = np.all([units <= given_away.get(name, 0) for name, units in groups.items()], axis=0)
        assert does.any()
        assert way.cost >= total.min()
        if "least_in_all" in way.best_in:
            assert way.cost == total.min()
    if found.all:
        sets = [frozenset(way.agreements) for way in found.ways]
        every_set = [agreements_missed(groups, position) for position in range(plans.count)]
        assert all(any(one <= each for one in sets) for each in every_set)


@given(documents().map(all_binding), st.sampled_from(["2", "3", "1/2", "2/3"]))
@some
def test_weights_count(document: Document, weight: str) -> None:
    tiny, plans = infeasible(document)
    heavy = tiny.agreements[0].id
    sixths = np.zeros(plans.count, dtype=np.int64)
    for (name, _), units in missed(plans).items():
        sixths += units * (int(6 * Fraction(weight)) if name == heavy else 6)
    found = ways_out(tiny, untouchable={"capacity"}, weights={heavy: Fraction(weight)})
    assert found.ways[0].cost == Fraction(int(sixths.min()), 6)


@given(documents().map(all_binding))
@some
def test_what_may_not_be_touched_gives_nothing(document: Document) -> None:
    tiny, plans = infeasible(document)
    fixed = tiny.agreements[0].id
    groups = missed(plans)
    kept = np.all([units == 0 for (name, _), units in groups.items() if name == fixed], axis=0)
    found = ways_out(tiny, untouchable={"capacity", fixed})
    assert bool(found.ways) == bool(np.any(kept))
    for way in found.ways:
        assert fixed not in way.agreements
    if not found.ways:
        assert found.held
        assert set(found.held.agreements) <= {"capacity", fixed}
        assert "no way out" in found.text().render("en")


def test_half_of_seven_has_two_ways_out_however_it_is_searched() -> None:
    """Seven dwellings may be eight, or half of them may be off by half a dwelling, so by one."""
    seven = scenario(
        amount("seven", exactly=7, municipalities=[A], each="municipality"),
        share("half", exactly="50%", municipalities=[A], each="municipality"),
        amount("most", at_most=19),
    )
    near = ways_out(seven, params=SearchParams(conflict=ConflictParams(few_cells=0)))
    for found in (near, ways_out(seven)):
        assert [gives(way) for way in found.ways] == [{("half", A): 1}, {("seven", A): 1}]
        assert all(way.proven and way.verified for way in found.ways)
        assert found.all


@pytest.mark.parametrize(
    "demands",
    [
        pytest.param({"urgent-cap": "12.4%"}, id="almost-possible"),
        pytest.param(
            {"urgent-cap": "12%", "regional-total": 26_000},
            id="two-at-once",
            marks=pytest.mark.long,
        ),
    ],
)
def test_in_whole_dwellings_the_region_gives_little_more_than_in_fractions(
    demands: dict[str, object],
) -> None:
    """What is found for one way out may lead to the next, but never to one that gives much more."""
    agreements = [
        {"id": name, "at_most" if name == "urgent-cap" else "at_least": value}
        for name, value in demands.items()
    ]
    region = read_scenario(
        "arnhem-nijmegen-cap-per-municipality", overrides={"agreements": agreements}
    )
    in_fractions = solve(region, preview=True).infeasibility
    found = ways_out(region)
    assert in_fractions
    assert len({way.agreements for way in found.ways}) == len(found.ways) >= 3
    assert all(way.verified for way in found.ways)
    assert found.ways[0].cost <= Fraction(11, 10) * in_fractions.ways_out.ways[0].cost


def test_where_nothing_else_is_wished_for_a_hundredth_more_is_given_at_most() -> None:
    """Than a search finds in which all of what is nothing may become something."""
    demand = {"id": "urgent-cap", "at_most": "12.4%"}
    region = read_scenario(
        "arnhem-nijmegen-cap-per-municipality", overrides={"agreements": [demand]}
    )
    wider = WaysOutParams(near=Ladder.of(10, 100, nodes=1), near_enough=0.01)
    least = ways_out(region, params=SearchParams(ways_out=wider)).ways[0].cost
    assert ways_out(region).ways[0].cost <= Fraction(101, 100) * least


@pytest.mark.parametrize(
    ("of", "exactly", "missed"),
    [
        ("households", "0.0000001", 7),
        ("new_build", "33.3333333%", 1),
    ],
)
def test_an_exact_share_that_no_dwellings_are_gives_what_they_miss_it_by(
    of: str, exactly: str, missed: int
) -> None:
    """Seven dwellings where a hundred-thousandth is asked; two or three of seven where 2.33 are."""
    measure = SOCIAL if of == "new_build" else {"quantity": "new_build"}
    region = scenario(
        amount("seven", exactly=7),
        share(exactly=exactly, measure=measure, of={"quantity": of}),
    )
    for params in (DEFAULT, LATE):
        found = ways_out(region, untouchable={"capacity"}, params=params).ways
        assert all(way.verified for way in found)
        assert gives(found[0]) == {("social", ""): missed}
        assert found[0].cost == missed


def test_ways_out_of_a_preview_add_up_to_what_is_lacking() -> None:
    """Five are lacking: a third by each of two and the region are five in all, not six."""
    region = scenario(amount("many", at_least=25))
    preview = solve(region, preview=True).infeasibility
    assert preview
    assert {way.cost for way in preview.ways_out.ways} == {5}


def test_with_all_its_facilities_too_the_region_is_told_what_would_have_to_give() -> None:
    """Its locations have room for 25,394 dwellings."""
    demand = {"id": "regional-total", "at_least": 26_000}
    region = read_scenario("r01-arnhem-nijmegen", overrides={"agreements": [demand]})
    found = ways_out(region)
    assert [way.cost for way in found.ways] == [26_000 - 25_394] * 3
    assert all(way.proven and way.verified for way in found.ways)


def test_of_ways_that_give_as_little_the_burden_is_spread() -> None:
    demand = {"id": "urgent-cap", "at_most": "12.4%"}
    region = read_scenario(
        "arnhem-nijmegen-cap-per-municipality", overrides={"agreements": [demand]}
    )
    caps = [way for way in ways_out(region).ways if way.agreements == ("urgent-cap",)]
    assert len(caps) == 1
    assert max(gives(caps[0]).values()) <= caps[0].cost / 10


def test_of_two_ways_that_touch_the_same_the_cheaper_is_shown() -> None:
    """A search that proves nothing may find more than one that spreads the burden."""
    cheapest = RelaxationSearch.cheapest

    def dearer(
        self: RelaxationSearch, kept: Collection[str] = (), **wishes: Any
    ) -> FoundRelaxations | None:
        found = cheapest(self, kept, **wishes)
        if found is None or wishes:
            return found
        return replace(found, cost=found.cost + 1, proven=False)

    tiny = scenario(amount("many", at_least=30), amount("few", at_most=10))
    with patch.object(RelaxationSearch, "cheapest", dearer):
        found = ways_out(tiny, untouchable=["few", "capacity"])
    assert [way.cost for way in found.ways] == [20]
    assert found.ways[0].agreements == ("many",)


def test_what_was_verified_before_changes_no_plan() -> None:
    tiny = scenario(
        amount("many", at_least=30), amount("few", at_most=10), share("half", exactly="50%")
    )
    ways = ways_out(tiny).ways
    assert len(ways) >= 2
    cells = np.full(len(Problem(tiny).decided), 5.0)
    one_by_one = [Verifier(tiny, Limits()).plan(way.relaxations, cells) for way in ways]
    verifier = Verifier(tiny, Limits())
    assert [verifier.plan(way.relaxations, cells) for way in ways] == one_by_one
    assert verifier.plan((), cells) is None
    again = Verifier(tiny, Limits())
    in_turn = [again.plan(way.relaxations, cells) for way in reversed(ways)]
    assert in_turn[::-1] == one_by_one
    assert None not in one_by_one


def test_a_share_says_what_it_is_a_share_of() -> None:
    """Ten dwellings, of which at most two social rent: three of ten is 30%, two is 20%."""
    region = scenario(
        share(at_least="30%"),
        amount(exactly=10),
        amount("little", measure=SOCIAL, at_most=2),
    )
    ways = ways_out(region, untouchable=["total", "little", "capacity"])
    ((given,),) = (way.gives for way in ways.ways)
    assert given.text(region).render("en") == (
        "social, the region: 1 dwelling fewer than agreed, 2 instead of 3 "
        "(20% of 10 dwellings instead of 30%)"
    )


def test_hosts_are_counted_in_locations_and_sizes_are_said_to_be_left_alone() -> None:
    """Eight places at four per location take two hosts, where one was agreed."""
    shelter = {
        "id": "shelter",
        "kind": "facility",
        "facility": "shelter",
        "places": 8,
        "hosts": {"at_most": 1},
        "per_location": {"at_most": 4},
    }
    region = scenario(shelter)
    ways = ways_out(region)
    said = {given.text(region).render("en") for way in ways.ways for given in way.gives}
    assert "shelter, the region, hosts: 1 location more than agreed, 2 instead of 1" in said
    assert ways.text().render("en").endswith("; the size per location of shelter was not touched")


def test_nothing_becomes_less_than_nothing() -> None:
    """A share of 40 % of seven dwellings is 2.8: three whole ones fewer would be -0.2."""
    tiny = scenario(amount("total", exactly=7), share(at_least="40%"))
    everywhere = Scope(None, None, frozenset(tiny.codes), frozenset([2025]))
    three = Relaxation(1, tiny.agreement("social"), everywhere, "below", 3, "dwellings")
    found = Given(three, Fraction(14, 5), Fraction(7))
    assert found.becomes == 0
    assert "3 dwellings fewer than agreed, 0 instead of 2.8" in found.text(tiny).render("en")


@given((documents(needs=True) | documents()).map(all_binding))
@example(WIDER)
@some
def test_where_whole_dwellings_take_too_long_fractions_give_what_whole_dwellings_need(
    document: Document,
) -> None:
    tiny, plans = infeasible(document)
    groups = missed(plans)
    total = sum(groups.values(), np.zeros(plans.count, dtype=np.int64))
    late = ways_out(tiny, untouchable={"capacity"}, params=LATE)
    if late.all:
        sets = [frozenset(way.agreements) for way in late.ways]
        every_set = [agreements_missed(groups, position) for position in range(plans.count)]
        assert all(any(one <= each for one in sets) for each in every_set)
    for way in late.ways:
        assert way.gives
        assert not way.proven
        assert way.verified == (solve(relaxed(tiny, way.relaxations)).status in PLANS)
        assert not way.verified or way.cost >= total.min()


def test_where_whole_dwellings_take_too_long_fractions_are_checked_all_the_same() -> None:
    tiny = scenario(
        amount("many", at_least=30),
        amount("few", at_most=10),
        share("half", exactly="50%", municipalities=[A]),
    )
    late = ways_out(tiny, params=LATE)
    assert late.ways
    assert all(way.verified and not way.proven for way in late.ways)


def test_what_no_plan_was_found_for_is_not_called_verified() -> None:
    impossible = scenario(amount("many", at_least=30), amount("few", at_most=10))
    with patch("optimiser.infeasibility.verifier.Verifier.plan", lambda *_, **__: None):
        unchecked = ways_out(impossible)
    assert unchecked.ways
    assert not any(way.verified for way in unchecked.ways)
    assert unchecked.tied == 0
    assert "ask the same in all" not in unchecked.text().render("en")


def test_what_an_average_gives_is_told_as_an_average_too() -> None:
    """Ten of social rent cost 100 euros each: 100 on average, where 80 was agreed."""
    euros = {"quantity": "euros", "rates": ["rent"]}
    here = scenario(
        amount(at_least=10, measure=SOCIAL),
        {"id": "mean", "kind": "average", "measure": euros, "of": SOCIAL, "at_most": 80},
        rates=[{"rate": "rent", "segment": "social_rent", "euros": 100}],
    )
    found = solve(here).infeasibility
    assert found is not None
    gives = [one for way in found.ways_out.ways for one in way.gives]
    said = [one.text(here).render("nl") for one in gives]
    assert any("gemiddeld 100 euro in plaats van 80 euro" in one for one in said), said
