"""Negotiated plans beside the best one: changes by brute force, completions worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from models.findings import InvalidScenario
from models.negotiated import Negotiated, Totals
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import Result, Status, audit
from optimiser.plans.compare import compare_plans, surpassing
from optimiser.plans.compare_result import AS_SMALL, WITHIN_CHANGE, WITHIN_RANGE
from optimiser.plans.repair import smallest_change
from optimiser.results.free_range import FreeRange
from scenarios import negotiated_from_records, plan_from_records
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.regions import (
    CODES,
    SEGMENTS,
    Document,
    amount,
    document,
    documents,
    fair_share,
    pool,
    scenario,
    share,
)

Cells = dict[tuple[str, str], int]


def plan(cells: Cells) -> Plan:
    """Give a plan by municipality and segment; pools are named after the municipalities."""
    pools = {code: f"p{number}" for number, code in enumerate(CODES)}
    return Plan(
        {
            "new_build": {
                (code, segment, 2025, "regular", pools[code]): dwellings
                for (code, segment), dwellings in cells.items()
            }
        }
    )


def apart(one: Plan, other: Plan) -> int:
    """Count the units by which two plans differ."""
    total = Fraction(0)
    for quantity in one.cells.keys() | other.cells.keys():
        mine, theirs = one.cells.get(quantity, {}), other.cells.get(quantity, {})
        total += sum(
            (
                abs(Fraction(mine.get(cell, 0)) - theirs.get(cell, 0))
                for cell in mine.keys() | theirs.keys()
            ),
            Fraction(0),
        )
    return int(total)


@given(documents(needs=True) | documents())
@examples(40)
def test_no_plan_that_keeps_all_is_nearer_than_the_change(document: Document) -> None:
    region = Scenario.model_validate(document)
    every = EveryPlan(region)
    negotiated = every.plan(random.Random(0).randrange(every.count))
    change = smallest_change(region, negotiated)
    kept = [every.plan(number) for number in range(every.count) if every.kept[number]]
    if not kept:
        assert change.plan is None
        assert change.status in (Status.INFEASIBLE, Status.INFEASIBLE_IN_WHOLE_DWELLINGS)
        return
    assert change.status is Status.OPTIMAL
    assert change.plan is not None
    assert change.audit is not None
    assert change.audit.kept
    assert change.added is not None
    assert change.removed is not None
    moved = sum(change.added.values()) + sum(change.removed.values())
    assert moved == apart(negotiated, change.plan)
    away = [apart(negotiated, other) for other in kept]
    assert moved == min(away)
    assert change.several == (away.count(moved) > 1)
    as_near = [other for other, far in zip(kept, away, strict=True) if far == moved]
    assert change.free is not None
    for (quantity, axes, key), span in change.free:
        numbers = [other.totals(quantity, *axes)[key] for other in as_near]
        assert span.least <= min(numbers) <= max(numbers) <= span.most
        assert span.value == change.plan.totals(quantity, *axes)[key]
    assert all(span.forced for _, span in change.free) or change.several


def shorts(order: Callable[[Any], Any], names: Sequence[str]) -> tuple[Scenario, Plan]:
    """Six of 20 are to be social, in both together, and four are; lists are in some order."""
    region = document(amount(exactly=20), share(at_least="30%"), amount("more", at_least=1))
    for key in ("municipalities", "capacity", "agreements"):
        region[key] = order(region[key])
    for town, name in zip(region["municipalities"], names, strict=True):
        town["name"] = name
    built = {
        (code, name): n for code in CODES[:2] for name, n in zip(SEGMENTS, (2, 8), strict=True)
    }
    return Scenario.model_validate(region), plan(dict(order([*built.items()])))


def test_of_changes_as_small_the_one_that_is_spread_is_given_whatever_the_order() -> None:
    region, negotiated = shorts(list, ["Aarle", "Beek"])
    change = smallest_change(region, negotiated)
    assert (change.several, change.balanced) == (True, True)
    assert change.plan is not None
    totals = change.plan.totals("new_build", "municipality", "segment")
    assert {totals[code, "social_rent"] for code in CODES[:2]} == {3}
    assert change.free is not None
    for code in CODES[:2]:  # all of it in one of both, or half in each
        span = change.free.get("new_build", municipality=code, segment="social_rent", year=2025)
        assert span == FreeRange("new_build", 3, 2, 4)
    for names in (["Beek", "Aarle"], ["Zeist", "Ede"]):
        again = smallest_change(*shorts(lambda rows: rows[::-1], names))
        assert again.plan == change.plan


def deal() -> tuple[Scenario, Plan]:
    """Exactly ten dwellings, 30 % social in each; Beek's five have one social dwelling: 0.5 short.

    One market dwelling in Beek that becomes social makes it right: one more and one fewer.
    """
    region = scenario(amount(exactly=10), share(at_least="30%", each="municipality"))
    built = {
        (CODES[0], "social_rent"): 2,
        (CODES[0], "market"): 3,
        (CODES[1], "social_rent"): 1,
        (CODES[1], "market"): 4,
    }
    return region, plan(built)


def test_a_deal_beside_the_best_plan() -> None:
    region, negotiated = deal()
    found = compare_plans(region, {"deal": negotiated})
    (missed,) = found.records("missed", "en")
    assert (missed["name"], missed["left"], missed["right"]) == ("Beek", 1, Fraction(3, 2))
    assert missed["short"] == Fraction(1, 2)
    _, row = found.records("plans")
    assert row["kept"] is False
    # What misses an agreement is no better than a solve that found nothing in time.
    nothing = Result(region, Status.TIME_LIMIT_WITHOUT_PLAN)
    assert surpassing(nothing, found.plans[0]) is None
    assert (row["dwellings_added"], row["dwellings_removed"]) == (1, 1)
    changes = {
        (each["name"], each["segment"]): each["after"] - each["before"]
        for each in found.records("changes")
    }
    assert changes == {("Beek", "social_rent"): 1, ("Beek", "market"): -1}
    said = [sentence.render("en") for sentence in found.sentences()]
    assert said == [
        "deal: the plan misses one requirement of a binding agreement",
        "deal: the smallest change that makes it keep them all: "
        "1 dwelling more and 1 dwelling fewer",
        "deal: " + AS_SMALL[True].render("en"),  # or one in Beek, and one market fewer in Aarle
        "deal: " + WITHIN_CHANGE.render("en"),
        WITHIN_RANGE.render("en"),
    ]
    assert row["other_changes"] is True


def test_differences_add_up_and_unchanged_rows_are_left_out() -> None:
    region, negotiated = deal()
    every = compare_plans(region, {"deal": negotiated}, unchanged=True)
    best = every.best.plan
    assert best is not None
    for table in ("by_municipality", "by_segment", "by_year"):
        rows = [
            row
            for row in every.records(table)
            if row["quantity"] == "new_build" and row.get("municipality") != ""
        ]
        assert sum(row["number"] for row in rows) == 10
        assert sum(row["best"] for row in rows) == sum(best.cells["new_build"].values())
        fewer = compare_plans(region, {"deal": negotiated}).records(table)
        assert [row for row in every.records(table) if row["number"] != row["best"]] == fewer


def test_several_plans_stand_side_by_side() -> None:
    region, negotiated = deal()
    other = plan({(CODES[0], "social_rent"): 10})
    found = compare_plans(region, {"a": negotiated, "b": other}, unchanged=True)
    assert [row["plan"] for row in found.records("plans")] == ["", "a", "b"]
    assert [row["kept"] for row in found.records("plans")] == [True, False, True]
    names = [row["plan"] for row in found.records("by_segment")]
    assert names == ["a", "b"] * 2


def test_totals_are_completed_at_best_and_the_worst_is_known() -> None:
    """Five in each: two social in each would do, none could be social, and nothing else is told."""
    region, _ = deal()
    totals: dict[Cell, int | Fraction] = {(CODES[0],): 5, (CODES[1],): 5}
    negotiated = Negotiated({"new_build": Totals(("municipality",), totals)})
    found = compare_plans(region, {"deal": negotiated}, unchanged=True)
    (one,) = found.plans
    assert one.completion.open == ("new_build",)
    assert one.audit is not None
    assert one.audit.kept
    assert one.plan is not None
    built = {row["municipality"]: row["number"] for row in found.records("by_municipality")}
    assert built == {CODES[0]: 5, CODES[1]: 5, "": 10}
    rows = [
        (row["agreement"], row["name"], row["worst_slack"], row["best_slack"], row["outcome"])
        for row in found.records("completions", "en")
    ]
    assert rows == [
        ("social", "Aarle", -1.5, 3.5, "uncertain"),
        ("social", "Beek", -1.5, 3.5, "uncertain"),
        ("total", "", 0, 0, "kept"),
    ]


def test_what_must_be_exact_can_be_too_few_and_too_many() -> None:
    """Five in each, of which exactly four are to be social: none could be, or all ten."""
    region = scenario(
        amount(exactly=4, measure={"quantity": "new_build", "segments": ["social_rent"]})
    )
    totals: dict[Cell, int | Fraction] = {(CODES[0],): 5, (CODES[1],): 5}
    negotiated = Negotiated({"new_build": Totals(("municipality",), totals)})
    (row,) = compare_plans(region, {"deal": negotiated}).records("completions", "en")
    assert (row["too_few_at_worst"], row["too_many_at_worst"]) == (4, 6)
    assert (row["worst_slack"], row["best_slack"]) == (-6, 0)


def test_totals_that_no_completion_can_make_right_are_certain_to_miss() -> None:
    region = scenario(amount(at_least=10))
    negotiated = Negotiated({"new_build": Totals(("municipality",), {(CODES[0],): 7})})
    found = compare_plans(region, {"deal": negotiated})
    (row,) = found.records("completions", "en")
    assert (row["worst_slack"], row["best_slack"], row["outcome"]) == (-3, -3, "missed")
    assert found.records("plans")[1]["dwellings_added"] == 3


def test_more_than_fits_is_compared_in_full() -> None:
    """Twelve in Beek where ten fit: two too many, and two dwellings elsewhere mend it."""
    region = scenario(amount(at_least=12))
    negotiated = Negotiated({"new_build": Totals(("municipality",), {(CODES[1],): 12})})
    found = compare_plans(region, {"deal": negotiated})
    said = [sentence.render("en") for sentence in found.sentences()]
    assert said[1:4] == [
        "deal: the plan capacity is too small for it: Beek 12 where 10 fit",
        "deal: the plan misses one requirement of a binding agreement",
        "deal: the smallest change that makes it keep them all: "
        "2 dwellings more and 2 dwellings fewer",
    ]
    (missed,) = found.records("missed", "en")
    assert (missed["agreement"], missed["name"], missed["short"]) == ("capacity", "Beek", 2)
    rows = {row["name"]: row for row in found.records("by_municipality", "en")}
    assert (rows["Beek"]["number"], rows["Beek"]["most"]) == (12, 10)
    assert rows["Beek"]["judgement"] == "different"


@pytest.mark.parametrize("complete", [False, True])
def test_a_deal_on_too_small_an_inventory_is_compared_in_full(complete: bool) -> None:
    """Twenty-five are agreed and twenty fit: five have to give, then the deal is five too large."""
    region = scenario(amount(at_least=25))
    whole = plan({(A, "market"): 12, (B, "market"): 13})
    totals = Totals(("municipality",), {(A,): 12, (B,): 13})
    found = compare_plans(
        region, {"deal": whole if complete else Negotiated({"new_build": totals})}
    )
    said = " ".join(sentence.render("en") for sentence in found.sentences())
    assert "no plan keeps all that was agreed" in said
    assert "short 5 dwellings" in said
    assert "total, the region: 5 dwellings fewer" in said or "plan capacity" in said
    assert found.best.plan is not None
    missed = {row["name"]: row["short"] for row in found.records("missed", "en")}
    assert missed == {"Aarle": 2, "Beek": 3}
    change = found.records("plans")[1]
    assert (change["dwellings_added"], change["dwellings_removed"]) in {(0, 5), (0, 0)}
    assert {row["name"] for row in found.records("by_municipality")} >= {"Aarle", "Beek"}


def test_totals_beyond_the_capacity_miss_no_more_than_that() -> None:
    """Eight a year are agreed and four fit: sixteen are eight beyond, and miss nothing else.

    Were capacity given in one year only, the agreement would be missed in the other.
    """
    years = {"first_year": 2025, "last_year": 2026}
    region = scenario(
        amount(exactly=8, each="year", years=[2025, 2026]),
        horizon=years,
        capacity=[
            pool(0, 4, first_year=2025, last_year=2025),
            pool(0, 4, pool="later", first_year=2026, last_year=2026),
        ],
    )
    said = Negotiated({"new_build": Totals(("municipality",), {(A,): 16})})
    found = compare_plans(region, {"deal": said})
    missed = [(row["agreement"], row["label"], row["short"]) for row in found.records("missed")]
    assert sorted(missed) == [("capacity", "later", 4), ("capacity", "p0", 4)]


@given(documents(fair=True) | documents())
@examples(15)
def test_no_given_plan_is_shown_as_better(written: Document) -> None:
    region = Scenario.model_validate(written)
    every = EveryPlan(region)
    kept = [number for number in range(every.count) if every.kept[number]]
    if not kept:
        return
    given = every.plan(random.Random(0).choice(kept))
    found = compare_plans(region, {"given": given})
    (one,) = found.plans
    assert one.standing is not None
    assert not one.standing.better
    # Of several priorities the sum is shown, of which more may be of a later one.
    if len({agreement.priority for agreement in region.agreements}) == 1:
        assert all(row["difference"] >= 0 for row in found.records("goals")[:1])


def test_a_plan_that_misses_less_of_a_later_priority_is_no_better_for_that() -> None:
    """One dwelling fits: to let it misses a wish that comes first, which counts for less."""
    first = share("none", at_most="0%", binding=False, weight="1/2", priority=1)
    social = {"quantity": "new_build", "segments": ["social_rent"]}
    later = amount("some", measure=social, at_least=1, binding=False, weight=2, priority=2)
    region = scenario(amount(exactly=1), first, later, capacity=[pool(0, 1)], goals=["shortfall"])
    found = compare_plans(region, {"social": plan({(CODES[0], "social_rent"): 1})})
    (one,) = found.plans
    assert one.standing is not None
    assert (one.standing.goal, one.standing.better) == ("shortfall", False)
    assert (one.standing.one, one.standing.other) == (Fraction(1, 2), Fraction(0))


def test_what_a_plan_does_not_say_is_no_difference() -> None:
    region, _ = free_deal()
    totals = Negotiated({"new_build": Totals(("municipality",), {(A,): 6, (B,): 4})})
    shown = compare_plans(region, {"deal": totals}, unchanged=True)
    for name in ("by_segment", "by_municipality_and_segment", "by_year"):
        for row in shown.records(name, "en"):
            assert (row["judgement"], row["difference"]) == ("filled_in", None)
    fewer = compare_plans(region, {"deal": totals})
    assert not any(fewer.records(name) for name in ("by_segment", "by_year"))


def test_a_table_of_totals_is_read_by_its_columns() -> None:
    region, _ = deal()
    rows = [
        {"municipality": "GM0001", "segment": "market", "dwellings": 3},
        {"municipality": "GM0002", "segment": "market", "dwellings": 4},
    ]
    read = negotiated_from_records(region, {"new_build": rows})
    assert read.tables["new_build"].axes == ("municipality", "segment")
    assert read.open(region) == ("new_build",)
    with pytest.raises(InvalidScenario) as found:
        plan_from_records(region, {"new_build": rows})
    assert {one.code for one in found.value.findings} == {"missing-column"}


def test_what_is_wrong_with_totals_is_said() -> None:
    region, _ = deal()
    rows = [
        {"municipality": "GM0001", "dwellings": 3},
        {"municipality": "GM0001", "dwellings": 4},
        {"municipality": "GM0009", "dwellings": 1},
    ]
    with pytest.raises(InvalidScenario) as found:
        negotiated_from_records(region, {"new_build": rows})
    codes = [one.code for one in found.value.findings]
    assert codes == ["duplicate-row", "unknown-municipality"]


def test_the_completion_is_audited_like_any_plan() -> None:
    region, negotiated = deal()
    found = compare_plans(region, {"deal": negotiated})
    assert found.plans[0].completion.open == ()
    assert found.plans[0].audit == audit(region, negotiated)


A, B, _ = CODES
FACILITIES = [
    {"id": "day", "kind": "facility", "facility": "day_care", "places": 4},
    {"id": "care", "kind": "facility", "facility": "care", "places": 6, "key": "households",
     "per_location": {"at_most": 5}},
]  # fmt: skip


def test_a_plan_that_says_nothing_of_facilities_is_completed() -> None:
    """Five dwellings in Aarle are all that is said: who hosts what is left open."""
    region = scenario(
        amount(at_least=5), *FACILITIES, travel=[{"origin": A, "destination": B, "minutes": 9}]
    )
    said = Negotiated({"new_build": Totals(("municipality",), {(A,): 5})})
    (found,) = compare_plans(region, {"said": said}).plans
    assert found.audit
    assert found.audit.kept
    ranges = {(each.agreement.id, each.label): each for each in found.completion.ranges}
    # At worst there is no place at all; at best every host has all that fit there.
    assert (ranges["day", ""].span.worst, ranges["day", ""].span.best) == (-4, 4)
    assert (ranges["care", ""].span.worst, ranges["care", ""].span.best) == (-6, 4)
    assert not any(label == "size" for _, label in ranges)


def free_deal() -> tuple[Scenario, Plan]:
    """Ten dwellings, six in Aarle as households are, and three in ten social rent at least.

    The plan has all social rent in Beek; the best one has it wherever the solver put it.
    """
    region = scenario(
        amount(exactly=10),
        share(at_least="30%"),
        fair_share(),
        goals=["shortfall", {"fair_share": "fair"}],
    )
    return region, plan({(A, "market"): 6, (B, "social_rent"): 4})


def test_a_plan_that_reaches_every_goal_is_as_good_as_the_best() -> None:
    region, negotiated = free_deal()
    found = compare_plans(region, {"deal": negotiated})
    first, *_ = found.sentences()
    assert first.render("nl").startswith("deal: het programma is even goed als het beste")
    assert found.plans[0].as_good
    assert found.records("plans")[1]["as_good"] is True
    for name in ("by_municipality", "by_municipality_and_segment", "by_segment", "by_year"):
        for row in found.records(name, "nl"):
            assert row["judgement"] == "within_free_range"
            assert row["difference"] is None
            assert row["least"] <= row["number"] <= row["most"]


def test_what_lies_outside_the_free_range_is_a_difference() -> None:
    """Seven in Aarle and three in Beek are less fair: the best plan is better in that goal."""
    region, _ = free_deal()
    other = plan({(A, "market"): 4, (A, "social_rent"): 3, (B, "market"): 3})
    found = compare_plans(region, {"deal": other})
    rows = {row["name"]: row for row in found.records("by_municipality", "en")}
    assert (rows["Aarle"]["difference"], rows["Aarle"]["judgement"]) == (1, "different")
    assert (rows["Aarle"]["least"], rows["Aarle"]["most"]) == (6, 6)
    assert "" not in rows
    assert not found.plans[0].as_good
    said = [sentence.render("en") for sentence in found.sentences()]
    assert said[0] == "deal: the plan keeps every binding agreement"
    assert said[1].startswith("deal: the best plan is better in the goal “the largest deviation")
    assert "0%, where this one comes to 25%" in said[1]


def test_cells_are_held_beside_the_best_where_the_plan_tells_them_apart() -> None:
    region, _ = free_deal()
    totals = Negotiated({"new_build": Totals(("municipality",), {(A,): 6, (B,): 4})})
    found = compare_plans(region, {"deal": totals})
    assert found.records("by_municipality_and_segment") == []
    assert found.plans[0].as_good


def test_no_plan_is_better_than_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solve is made to find five in each; six and four is fairer, and becomes the best."""
    region, negotiated = free_deal()
    worse = plan({(A, "social_rent"): 5, (B, "market"): 5})
    found = Result(region, Status.FEASIBLE, plan=worse, audit=audit(region, worse))
    monkeypatch.setattr("optimiser.plans.compare.solve", lambda *_, **__: found)
    compared = compare_plans(region, {"deal": negotiated})
    assert compared.best.audit is not None
    assert compared.best.audit.kept
    assert compared.best.audit.goals == audit(region, negotiated).goals
    assert compared.best.free is not None
    first, second, *_ = compared.sentences()
    assert "as good as the best" in first.render("en")
    assert "the search went on from there" in second.render("en")
    for row in compared.records("goals"):
        assert row["difference"] >= 0
    totals = compared.as_record()["best"]["tables"]["totals"]
    assert [row["new_build"] for row in totals] == [6, 4, 10]
