"""What must not change, or only for the better or the worse, when a scenario is changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.scenario import Scenario
from optimiser import Result, SearchParams, Status, solve
from optimiser.infeasibility.relaxation import relaxed
from optimiser.solver.params import WholeParams
from scenarios import changed_scenario, library_scenario
from tests.examples import examples
from tests.regions import (
    CODES,
    Document,
    amount,
    document,
    documents,
    fair_share,
    municipality,
    pool,
    scenario,
    share,
)

A, B, C = CODES
PLANS = (Status.OPTIMAL, Status.FEASIBLE)
few = examples(20)
TIER_BY_TIER = SearchParams(whole=WholeParams(few_cells=0))
"""As regions of many cells are made whole."""


def solved(written: Document, **options: Any) -> Result:
    return solve(Scenario.model_validate(written), **options)


def as_bytes(result: Result) -> str:
    return json.dumps(result.as_record())


def in_one_priority(written: Document) -> Document:
    """Give all agreements one priority, so that one number says how good a plan is."""
    agreements = [
        {key: value for key, value in agreement.items() if key != "priority"}
        for agreement in written["agreements"]
    ]
    return {**written, "agreements": agreements}


def shortfall(result: Result) -> float:
    """Give the exact shortfall; endless when nothing keeps the binding agreements."""
    if result.status not in PLANS:
        return float("inf")
    return float(next(goal.value for goal in result.goals if goal.id == "shortfall"))


def bounds(result: Result) -> list[float]:
    return [goal.bound for goal in result.goals]


@given(documents(fair=True, needs=True) | documents(fair=True), st.randoms(use_true_random=False))
@few
def test_the_order_of_rows_and_agreements_means_nothing(written: Document, random: Any) -> None:
    shuffled = dict(written)
    for table in ("municipalities", "capacity", "agreements"):
        shuffled[table] = random.sample(written[table], len(written[table]))
    assert as_bytes(solved(shuffled)) == as_bytes(solved(written))


STRANGERS = {A: "GM0363", B: "GM0518", C: "GM1980"}
"""Other codes in the same order, far apart."""


ALIKE = document(
    share("all", measure={"quantity": "housed"}, of={"quantity": "need"}, exactly="100%"),
    amount(exactly=7),
    fair_share(measure={"quantity": "housed"}, of={"quantity": "need"}),
    municipalities=[municipality(number, households=10) for number in range(3)],
    capacity=[pool(number, 9) for number in range(3)],
    groups=["urgent"],
    needs=[{"group": "urgent", "year": 2025, "households": 4}],
    goals=[{"fair_share": "fair"}],
)
"""All are alike, and one gets one more."""


@given(
    documents(fair=True, needs=True) | documents(fair=True),
    st.sampled_from([SearchParams(), TIER_BY_TIER]),
)
@example(ALIKE, SearchParams())
@example(ALIKE, TIER_BY_TIER)
@examples(15)
def test_who_it_is_means_nothing(written: Document, params: SearchParams) -> None:
    """Only the order of codes breaks ties: other codes and names get the same numbers."""
    told = json.dumps(written)
    for code, other in STRANGERS.items():
        told = told.replace(code, other)
    strangers = json.loads(told)
    for place, row in enumerate(strangers["municipalities"]):
        row["name"] = f"{9 - place} aan Zee"
    here, there = solved(written, params=params), solved(strangers, params=params)
    assert there.status is here.status
    assert [goal.value for goal in there.goals] == [goal.value for goal in here.goals]
    assert (there.plan is None) is (here.plan is None)
    if here.plan is not None and there.plan is not None:
        assert there.plan.cells == {
            name: {
                tuple(STRANGERS.get(str(part), part) for part in cell): number
                for cell, number in cells.items()
            }
            for name, cells in here.plan.cells.items()
        }


@given(documents(needs=True) | documents(), st.integers(2, 1000))
@few
def test_all_numbers_times_as_many_miss_times_as_many(written: Document, times: int) -> None:
    """In fractions of dwellings; ratios stay what they are."""

    def enlarged(rows: Iterable[Document], *names: str) -> list[Document]:
        return [
            {key: value * times if key in names else value for key, value in row.items()}
            for row in rows
        ]

    larger = {
        **written,
        "municipalities": enlarged(
            written["municipalities"], "stock", "stock_social_rent", "vacancies"
        ),
        "capacity": enlarged(written["capacity"], "dwellings"),
        "needs": enlarged(written.get("needs", []), "households"),
        "agreements": [
            row if row["kind"] != "amount" else enlarged([row], "at_least", "at_most", "exactly")[0]
            for row in written["agreements"]
        ],
    }
    small, large = solved(written, preview=True), solved(larger, preview=True)
    assert large.status == small.status
    expected = [bound * times for bound in bounds(small)]
    assert bounds(large) == pytest.approx(expected, abs=1e-5 * times)


@given(documents(needs=True) | documents(), st.integers(1, 3))
@few
def test_more_capacity_is_never_worse(written: Document, more: int) -> None:
    before = in_one_priority(written)
    after = {
        **before,
        "capacity": [{**row, "dwellings": row["dwellings"] + more} for row in before["capacity"]],
    }
    assert shortfall(solved(after)) <= shortfall(solved(before))


@given(documents(needs=True) | documents(), st.integers(0, 4), st.sampled_from(["1/2", "2/3"]))
@few
def test_one_more_binding_agreement_is_never_better(
    written: Document, most: int, part: str
) -> None:
    before = in_one_priority(written)
    without = shortfall(solved(before))
    for agreement in (amount("more", at_most=most), share("more-share", at_least=part)):
        after = {**before, "agreements": [*before["agreements"], agreement]}
        assert shortfall(solved(after)) >= without


@given(documents(fair=True))
@few
def test_a_redundant_agreement_changes_no_bound(written: Document) -> None:
    room = sum(row["dwellings"] for row in written["capacity"])
    redundant = [
        amount("redundant", at_most=room),
        amount("redundant-too", at_least=0, each="municipality"),
    ]
    after = {**written, "agreements": [*written["agreements"], *redundant]}
    one, other = solved(written), solved(after)
    assert one.status == other.status
    assert bounds(other) == pytest.approx(bounds(one), abs=1e-5)
    assert [goal.value for goal in other.goals] == [goal.value for goal in one.goals]


@given(documents(fair=True, needs=True) | documents(fair=True))
@few
def test_the_best_plan_agreed_upon_is_the_best_plan(written: Document) -> None:
    """What was found, fixed as exact amounts, is found again with the same goals."""
    result = solved(written)
    if result.status not in PLANS:
        return
    fixed = [
        amount(
            f"fixed-{code}-{segment}",
            municipalities=[code],
            measure={"quantity": "new_build", "segments": [segment]},
            each=["municipality", "year"],
            years=[year],
            exactly=sum(
                row["dwellings"]
                for row in result.records("new_build")
                if (row["municipality"], row["segment"], row["year"]) == (code, segment, year)
            ),
        )
        | {"id": f"fixed-{code}-{segment}-{year}"}
        for code in (row["code"] for row in written["municipalities"])
        for segment in written["segments"]
        for year in range(written["horizon"]["first_year"], written["horizon"]["last_year"] + 1)
    ]
    again = solved({**written, "agreements": [*written["agreements"], *fixed]})
    assert again.status in PLANS
    assert [goal.value for goal in again.goals] == [goal.value for goal in result.goals]


@given(st.tuples(*[st.integers(1, 9)] * 3), st.tuples(*[st.integers(0, 12)] * 3))
@few
def test_two_municipalities_that_merge_get_what_they_got_together(
    weights: tuple[int, int, int], room: tuple[int, int, int]
) -> None:
    """Two equal ones: as one municipality with both weights and both their locations."""
    total = min(sum(weights), room[0] + 2 * min(room[1], room[2]))
    first, twin = weights[0], weights[1]
    size = min(room[1], room[2])
    goal = [{"fair_share": "fair"}]
    apart = scenario(
        amount(exactly=total),
        fair_share(),
        municipalities=[
            municipality(0, households=first),
            municipality(1, households=twin),
            municipality(2, households=twin),
        ],
        capacity=[pool(0, room[0]), pool(1, size), pool(2, size)],
        goals=goal,
    )
    merged = scenario(
        amount(exactly=total),
        fair_share(),
        municipalities=[municipality(0, households=first), municipality(1, households=2 * twin)],
        capacity=[pool(0, room[0]), pool(1, size), {**pool(2, size), "municipality": B}],
        goals=goal,
    )
    shares = {
        share.municipality: share.assigned for share in solve(apart, preview=True).exact_shares
    }
    together = {
        share.municipality: share.assigned for share in solve(merged, preview=True).exact_shares
    }
    expected = {A: shares[A], B: shares[B] + shares[C]}
    assert together == pytest.approx(expected, abs=1e-5)
    assert shares[B] == pytest.approx(shares[C], abs=1e-5)


NOTHING = [
    amount("aa", at_most=10**6),
    amount("zz", at_most=10, each=["municipality", "year"], binding=False),
    amount("zero", at_least=0, measure={"quantity": "new_build", "segments": ["market"]}),
    share("share-0", at_least="0%", each="municipality"),
    share("share-100", at_most="100%", each="municipality", binding=False, weight=3),
]


@pytest.mark.parametrize("nothing", NOTHING, ids=[each["id"] for each in NOTHING])
def test_an_agreement_that_asks_nothing_leaves_the_plan_as_it_is(nothing: Document) -> None:
    asked = (
        amount("wanted", at_least=13),
        share(at_least="30%", each="municipality"),
        fair_share(of={"quantity": "households"}),
    )
    rest = {
        "horizon": {"first_year": 2025, "last_year": 2027},
        "goals": ["shortfall", {"fair_share": "fair"}, "smooth_years"],
    }
    with_it, without = solve(scenario(nothing, *asked, **rest)), solve(scenario(*asked, **rest))
    assert with_it.plan is not None
    assert with_it.plan == without.plan
    assert with_it.status is without.status
    assert [goal.value for goal in with_it.goals] == [goal.value for goal in without.goals]


WIDE = [
    {"id": "wide", "kind": "pace", "at_least": 0, "at_most": 10**6},
    {"id": "wide", "kind": "pace", "step": 10**6},
    fair_share("wide", key="inhabitants", tolerance="100%", side="below"),
]


@pytest.mark.parametrize("wide", WIDE, ids=["band", "step", "tolerance"])
def test_so_does_one_that_is_too_wide_to_ask_anything(wide: Document) -> None:
    region = library_scenario("n09-home-for-everyone")
    without, with_it = solve(region), solve(changed_scenario(region, {"agreements": [wide]}))
    assert with_it.plan is not None
    assert with_it.plan == without.plan


def test_a_cap_that_could_bind_is_not_nothing() -> None:
    capped = scenario(amount("cap", at_most=9, each="municipality"), amount("all", at_least=19))
    assert solve(capped).status is Status.INFEASIBLE


def test_a_way_out_is_of_the_scenario_with_all_its_agreements() -> None:
    """The first of them asks nothing, and the others give way by their places."""
    region = scenario(amount("aa", at_least=0), amount("bb", at_least=30), amount("cc", at_most=25))
    reason = solve(region).infeasibility
    assert reason
    assert reason.verified
    (way, *_) = reason.ways_out.ways
    assert solve(relaxed(region, way.relaxations)).status is Status.OPTIMAL
