"""For each of what an agreement holds by itself, and segments that count under another name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from models.findings import InvalidScenario
from models.measure import Measure, Scope
from models.plan import Plan, programme_of_plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import solve
from scenarios import check, scenario_from_json
from scenarios.writing import to_json
from tests.brute_force import EveryPlan
from tests.readers import (
    NEW_BUILD,
    SOCIAL_RENT,
    Golden,
    audited,
    everywhere,
    range_by_both,
    sentences,
)
from tests.regions import CODES, Document, amount, document, municipality, pool, scenario, share

A, B, C = CODES
THREE: Document = {
    "municipalities": [municipality(number, households=10) for number in range(3)],
    "capacity": [
        pool(0, 10, neighbourhood="North"),
        pool(0, 10, pool="p0-south", neighbourhood="South"),
        pool(1, 10, neighbourhood="North"),
        pool(2, 10),
    ],
    "neighbourhoods": [
        {"neighbourhood": "North", "municipality": A},
        {"neighbourhood": "South", "municipality": A},
    ],
    "areas": [
        {"area": "east", "municipality": A},
        {"area": "east", "municipality": B},
        {"area": "west", "municipality": B},
        {"area": "west", "municipality": C},
    ],
}
"""Aarle has two neighbourhoods, Beek lies in both areas, and Cuijk has no neighbourhood."""


def region(*agreements: Document, **rest: Any) -> Scenario:
    return scenario(*agreements, **{**THREE, **rest})


def built(**dwellings: int) -> Plan:
    """Give a plan by plan location, all of it for the market unless it says ``social_``."""
    places = {"p0": A, "p0_south": A, "p1": B, "p2": C}
    cells: dict[Cell, int | Fraction] = {}
    for name, number in dwellings.items():
        segment = "social_rent" if name.startswith("social_") else "market"
        at = name.removeprefix("social_")
        cells[places[at], segment, 2025, "regular", at.replace("_", "-")] = number
    return Plan({"new_build": cells})


def kept(scenario: Scenario, identifier: str, plan: Plan) -> list[tuple[object, str, object]]:
    rows = audited(scenario, identifier, plan)
    scopes = [row.requirement.scope for row in rows]
    return [
        (scope.municipality, scope.label, row.slack)
        for scope, row in zip(scopes, rows, strict=True)
    ]


def test_each_area_holds_its_own_members_and_a_municipality_of_two_counts_in_both() -> None:
    """East: 3 + 4 - 5 = 2. West: 4 + 0 - 5 = -1."""
    places = region(amount(at_least=5, each="area"))
    assert kept(places, "total", built(p0=3, p1=4)) == [(None, "east", 2), (None, "west", -1)]
    assert sentences(places, "total") == (
        "nieuwbouw: minstens 5 woningen in elk gebied",
        "new build: at least 5 dwellings in each area",
    )


def test_an_area_counts_only_the_municipalities_that_the_agreement_holds_in() -> None:
    places = region(amount(at_least=5, each="area", municipalities=[A]))
    assert kept(places, "total", built(p0=3, p1=4)) == [(None, "east", -2)]


def test_each_neighbourhood_adds_up_its_own_plan_locations() -> None:
    """North of Aarle 3 and North of Beek 4 are two; Cuijk has none."""
    places = region(amount(at_most=3, each="neighbourhood"))
    plan = built(p0=3, p0_south=1, p1=4, p2=9)
    assert kept(places, "total", plan) == [(A, "North", 0), (A, "South", 2), (B, "North", -1)]


def test_each_segment_and_municipality() -> None:
    places = region(amount(at_least=2, each=["municipality", "segment"], municipalities=[A]))
    plan = built(p0=3, social_p0=1)
    assert kept(places, "total", plan) == [(A, "social_rent", -1), (A, "market", 1)]
    first = audited(places, "total", plan)[0].requirement
    assert places.scope_text(first.scope).render("nl") == "Aarle, sociale huur"


@pytest.mark.parametrize(
    ("label", "dutch"),
    [
        ("", ""),
        (f"urgent {A}", ", urgente huishoudens, Aarle"),
        ("social_rent demolished", ", sociale huur, gesloopt"),
        ("Wijk bij Duurstede, market", ", Wijk bij Duurstede, vrije sector"),
        ("p0 after, nothing", ", p0, na andere, niets"),
        ("size", ", omvang van een locatie"),
        (B, ", Beek"),
    ],
)
def test_what_tells_rows_apart_is_said_in_the_readers_words(label: str, dutch: str) -> None:
    places = region(amount(at_least=2), groups=["urgent"])
    here = Scope(None, None, frozenset(places.codes), frozenset(), label)
    assert places.scope_text(here).render("nl") == f"de regio{dutch}"


def test_all_readers_read_the_same_for_each_segment_and_area() -> None:
    """In east and in west at least 4 social rent: 4 in Beek serve both."""
    places = region(amount(at_least=4, each=["area", "segment"]))
    assert range_by_both(places, SOCIAL_RENT) == pytest.approx((4, 36))


def test_the_best_plan_for_each_area_is_the_best_of_all() -> None:
    """Two areas ask for 2 of which Beek, in both, can give 1: at least 3 dwellings in all."""
    small = scenario(
        amount(at_least=2, each="area"),
        **THREE | {"segments": ["market"], "capacity": [pool(0, 2), pool(1, 1), pool(2, 2)]},
        goals=[{"kind": "least", "measure": {"quantity": "new_build"}}],
    )
    result = solve(small)
    every = EveryPlan(small)
    in_all = np.sum(list(every.columns.values()), axis=0)
    assert result.plan is not None
    assert result.plan.totals("new_build")[()] == in_all[every.kept].min() == 3


@pytest.mark.parametrize(
    ("agreement", "said"),
    [
        (amount(measure={"quantity": "housed"}, at_most=1, each="segment"), "each: segment"),
        (amount(measure={"quantity": "places"}, at_most=1, each="neighbourhood"), "neighbourhood"),
        ({"id": "cap", "kind": "vacancy_cap", "at_most": "30%", "each": ["form"]}, "each: form"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(agreement: Document, said: str) -> None:
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json(tabled(agreement, **THREE))
    assert any(said in finding.text.render("en") for finding in refused.value.findings)


def test_each_area_of_a_region_without_areas_is_told() -> None:
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json(tabled(amount(at_least=5, each="area")))
    assert [finding.code for finding in refused.value.findings] == ["each-of-nothing"]


def tabled(*agreements: Document, **rest: Any) -> Document:
    """Give the document as files have it: tables apart."""
    keys = document(*agreements, **rest)
    names = ("municipalities", "capacity", "areas", "neighbourhoods")
    tables = {name: keys.pop(name) for name in names if name in keys}
    return {**keys, "tables": tables}


LOW: Document = {
    "segments": ["social_rent", "social_low", "market"],
    "counts_as": {"social_low": "social_rent"},
}


def low(*agreements: Document, **rest: Any) -> Scenario:
    return scenario(*agreements, **{**LOW, **rest})


def mixed(social: int, cheap: int, market: int) -> Plan:
    """Give a plan of Aarle."""
    numbers = {"social_rent": social, "social_low": cheap, "market": market}
    return Plan({"new_build": {(A, s, 2025, "regular", "p0"): n for s, n in numbers.items()}})


def test_a_share_counts_what_counts_as_its_segment() -> None:
    """Of ten 1 + 2 are social rent: 30%, to the dwelling; alone it would be 10%."""
    (row,) = audited(low(share(at_least="30%")), "social", mixed(1, 2, 7))
    assert [row.left, row.slack] == [3, 0]


def test_a_cap_counts_it_among_new_social_dwellings() -> None:
    """Half of 0 + 1 + 3 dwellings is room for two households."""
    cap = {"id": "cap", "kind": "vacancy_cap", "at_most": "1/2"}
    places = low(
        cap,
        groups=["urgent"],
        municipalities=[municipality(0, vacancies=0), municipality(1, vacancies=0)],
    )
    plan = mixed(1, 3, 0).cells["new_build"]
    rows = audited(places, "cap", Plan({"new_build": plan, "housed": {(A, "urgent", 2025): 3}}))
    assert [row.slack for row in rows if row.requirement.scope.municipality == A] == [-1]


def test_the_stock_counts_new_build_of_it_and_todays_figure_once() -> None:
    """(20 + 1 + 3) of (100 + 10) is 24 where 25% asks for 27.5."""
    stock = {"kind": "stock_share", "segments": "social_rent social_low", "at_least": "25%"}
    places = low(
        {"id": "stock", **stock, "municipalities": [A]},
        municipalities=[
            municipality(0, stock=100, stock_social_rent=20),
            municipality(1, stock=100, stock_social_rent=20),
        ],
    )
    (row,) = audited(places, "stock", mixed(1, 3, 6))
    assert row.slack * 4 == 4 * 24 - 110


def test_a_name_for_several_segments_is_no_segment_that_can_be_built() -> None:
    names = {"social_rent": "affordable", "social_low": ["social_rent", "affordable"]}
    measure = {"quantity": "new_build", "segments": ["affordable"]}
    places = low(amount(at_least=4, measure=measure), counts_as=names)
    (row,) = audited(places, "total", mixed(1, 2, 7))
    assert row.slack == -1
    wrong = tabled(amount(at_least=4, measure=measure), **LOW | {"counts_as": names})
    wrong["tables"]["capacity"][0]["segments"] = "affordable"
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json(wrong)
    assert [finding.code for finding in refused.value.findings] == ["unknown-segment"]


def test_a_row_of_bids_and_a_cell_of_a_table_mean_the_segment_by_itself() -> None:
    bids = [{"party": "Aarle", "municipality": A, "segment": "social_rent", "dwellings": 3}]
    places = low({"id": "wishes", "kind": "bid"}, bids=bids)
    (row,) = places.agreement("wishes").asks(programme_of_plan(places, mixed(1, 2, 0)))
    assert row.left == 1


def test_what_it_counts_as_is_written_and_read_back() -> None:
    places = low(share(at_least="30%"))
    again = scenario_from_json(to_json(places))
    assert (again.counts_as, again.content_hash) == (places.counts_as, places.content_hash)


def test_a_segment_that_is_not_declared_counts_as_nothing() -> None:
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json(tabled(**LOW | {"counts_as": {"cheap": "social_rent"}}))
    (finding,) = refused.value.findings
    assert finding.code == "unknown-segment"
    assert "cheap" in finding.text.render("en")


def test_disjoint_names_of_which_one_counts_as_the_other_do_not_add_up() -> None:
    """60% social rent and 50% of the cheaper part of it are possible together."""
    both = [
        share(at_least="60%"),
        share(
            "cheap",
            at_least="50%",
            measure={"quantity": "new_build", "segments": ["social_low"]},
        ),
    ]
    assert "share-above-100" not in {finding.code for finding in check(low(*both))}
    assert "share-above-100" in {finding.code for finding in check(low(*both, counts_as={}))}


ACCESSIBLE: Document = {
    "segments": ["market"],
    "forms": ["regular", "zero_step", "adapted", "zero_step_adapted"],
    "counts_as": {"zero_step_adapted": ["zero_step", "adapted"]},
    "capacity": [pool(0, 4), pool(1, 0)],
}
"""Four dwellings at most, of which one may be zero-step and adapted at once."""


def featured(name: str, least: int) -> Document:
    return amount(name, measure={"quantity": "new_build", "forms": [name]}, at_least=least)


def test_a_dwelling_with_two_features_counts_for_both() -> None:
    """1 + 1 zero-step and 0 + 1 adapted."""
    places = scenario(featured("zero_step", 2), featured("adapted", 2), **ACCESSIBLE)
    numbers = {"regular": 2, "zero_step": 1, "zero_step_adapted": 1}
    plan = Plan({"new_build": {(A, "market", 2025, f, "p0"): n for f, n in numbers.items()}})
    assert [row.slack for row in audited(places, "zero_step", plan)] == [0]
    assert [row.slack for row in audited(places, "adapted", plan)] == [-1]


def test_three_and_two_of_four_dwellings_fit_because_features_overlap() -> None:
    """3 + 2 in four dwellings: at least one has both, and no plan has fewer than three of them."""
    least = {"quantity": "new_build", "forms": ["zero_step", "adapted"]}
    places = scenario(
        featured("zero_step", 3),
        featured("adapted", 2),
        goals=[{"kind": "least", "measure": least}],
        **ACCESSIBLE,
    )
    result = solve(places)
    every = EveryPlan(places)
    counted = every.programme.measure(Measure.model_validate(least), everywhere(places))
    assert result.plan is not None
    special = (
        result.plan.totals("new_build")[()] - result.plan.totals("new_build", "form")["regular",]
    )
    assert special == counted[every.kept].min() == 3
    assert range_by_both(places, NEW_BUILD) == pytest.approx((3, 4))


def test_the_problem_as_written(golden: Golden) -> None:
    places = scenario(
        featured("zero_step", 3), amount(at_least=2, each=["municipality", "segment"]), **ACCESSIBLE
    )
    golden("counts_as", places)
