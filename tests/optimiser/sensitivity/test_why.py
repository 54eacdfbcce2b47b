"""Why this number: what holds it and what moving it does, against Pyomo and against every plan."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyomo.environ import Constraint

from models.exact import Number
from models.findings import InvalidScenario
from models.language import Text
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import Result, Status, solve
from optimiser.explanation import Explanation, explain
from optimiser.explore.pyomo_model import Workbench
from optimiser.sensitivity.total import SelectedTotal, selected
from optimiser.sensitivity.why import why
from optimiser.sensitivity.why_result import Effect, Limit, Why
from optimiser.solver.limits import NoPlan, TimeUp
from optimiser.solver.params import SearchParams, WhyParams
from scenarios import library_scenario, plan_from_records
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.regions import CODES, Document, amount, document, documents, fair_share, share

A, B, _ = CODES
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
PLANS = (Status.OPTIMAL, Status.FEASIBLE)
some = examples(25)

BIDS = {
    "bids": [
        {"municipality": A, "dwellings": 5, "party": "aarle"},
        {"municipality": B, "dwellings": 5, "party": "beek"},
    ],
    "goals": ["shortfall", {"nearness": "bids"}],
}
FIFTEEN = document(amount(at_least=15), {"id": "bids", "kind": "bid"}, **BIDS)
"""Fifteen dwellings are agreed, ten are wished for, twenty fit."""


def asked(written: Document, **keys: Any) -> Why:
    tiny = Scenario.model_validate(written)
    result = solve(tiny)
    assert result.status in PLANS
    return why(tiny, result, selected(tiny, keys))


def of_a_plan_that_is_there(tiny: Scenario, cell: dict[str, Any]) -> tuple[Explanation, ...]:
    """Explain what a solve finds, and the same plan as its tables tell it."""
    tables = solve(tiny).as_record("nl")["tables"]
    plan = plan_from_records(tiny, json.loads(json.dumps(tables)))
    return explain(tiny, cell), explain(tiny, cell, plan=plan)


@given(documents(needs=True) | documents(), st.data())
@examples(15)
def test_a_plan_that_is_there_is_explained_as_one_that_is_found(
    written: Document, data: st.DataObject
) -> None:
    tiny = Scenario.model_validate(written)
    assume((result := solve(tiny)).status in PLANS)
    assume(any(result.plan.cells.values() if result.plan else ()))
    found, given = of_a_plan_that_is_there(tiny, drawn(tiny, data))
    assert found.why is not None
    assert given.why is not None
    assert given.why.as_record() == found.why.as_record()
    assert given.as_record()["tables"] == found.as_record()["tables"]


@pytest.mark.parametrize("name", ["n09-home-for-everyone", "n04-either-share"])
def test_so_are_hosts_and_options(name: str) -> None:
    shipped = library_scenario(name)
    found, given = of_a_plan_that_is_there(shipped, {"municipality": shipped.codes[0]})
    assert [*given.sentences()] == [*found.sentences()]
    assert given.as_record()["tables"] == found.as_record()["tables"]


def test_a_plan_that_is_there_is_not_sought_and_has_to_keep_what_binds() -> None:
    tiny = Scenario.model_validate(FIFTEEN)
    told: list[str] = []

    def listen(what: Text, _done: int, _steps: int) -> None:
        told.append(what.render("en"))

    both: dict[Cell, Number] = {
        (A, "social_rent", 2025, "regular", "p0"): 9,
        (B, "social_rent", 2025, "regular", "p1"): 6,
    }
    plan = Plan({"new_build": both})
    found = explain(tiny, {}, plan=plan, progress=listen, moved=False).why
    assert found is not None
    assert told == ["what holds it"]
    assert found.value == 15
    assert not found.effects
    del both[B, "social_rent", 2025, "regular", "p1"]
    with pytest.raises(InvalidScenario) as refused:
        explain(tiny, {}, plan=Plan({"new_build": both}))
    (finding,) = refused.value.findings
    assert (finding.code, finding.text.render("en")) == (
        "plan-misses",
        "total, the region: 6 dwellings short",
    )


@given(documents(fair=True, needs=True), st.data())
@some
def test_of_a_large_problem_it_goes_on_from_the_best_and_comes_as_far(
    written: Document, data: st.DataObject
) -> None:
    tiny = Scenario.model_validate(written)
    assume((result := solve(tiny)).status in PLANS)
    total = wanted(tiny, data)
    small, large = (
        why(tiny, result, total, deltas=(), params=SearchParams(why=WhyParams(from_nothing=most)))
        for most in (10**6, 0)
    )
    ends = [(one.direction, one.goals_kept, one.value) for one in small.limits]
    assert [(one.direction, one.goals_kept, one.value) for one in large.limits] == ends
    for one, other in zip(small.limits, large.limits, strict=True):
        assert bool(one.goals or one.agreements) == bool(other.goals or other.agreements)


def test_what_there_was_no_time_to_move_is_told_as_not_known() -> None:
    tiny = Scenario.model_validate(FIFTEEN)

    def slow(what: Text, _done: int, _steps: int) -> None:
        if what.render("en") == "moved by -1":
            raise TimeUp

    found = why(tiny, solve(tiny), selected(tiny, {"municipality": A}), progress=slow)
    assert found.free is not None
    assert len(found.limits) == 4
    assert [one.status == "undecided" for one in found.effects] == [False] * 2 + [True] * 4
    said = [text.render("en") for text in found.sentences()][-1]
    assert said == "50 dwellings more: the time was up before that was known"


def effect(found: Why, delta: int) -> Effect:
    return next(one for one in found.effects if one.delta == delta)


def limit(found: Why, direction: str, *, goals_kept: bool) -> Limit:
    return next(
        one for one in found.limits if (one.direction, one.goals_kept) == (direction, goals_kept)
    )


def test_a_total_that_is_held_by_an_agreement_and_a_goal() -> None:
    found = asked(FIFTEEN)
    assert found.value == 15
    least = limit(found, "fewer", goals_kept=False)
    assert least.value == 15
    assert least.agreements == (("total", ""),)
    most = limit(found, "more", goals_kept=False)
    assert most.value == 20
    assert most.agreements == (("capacity", A), ("capacity", B))
    kept = limit(found, "more", goals_kept=True)
    assert kept.value == 15
    assert kept.goals == ("nearness:bids",)
    assert effect(found, -1).status == "impossible"
    assert effect(found, -1).conflict == (("total", ""),)
    assert [change.effect for change in effect(found, 1).changes] == [1]
    assert effect(found, 10).conflict == (("capacity", A), ("capacity", B))
    (row,) = [one for one in found.bindings if one.agreement.id == "total"]
    assert (row.tight, row.contains, row.holds) == (True, True, ("fewer",))


def test_the_first_sentence_says_whether_it_could_be_otherwise() -> None:
    """Bids ask for five each, fifteen must be built: the region is forced, who builds is free."""
    (said, *_) = asked(FIFTEEN).sentences()
    assert said.render("nl").startswith("Dit aantal kan niet anders")
    found = asked(FIFTEEN, municipality=A)
    (said, *_) = found.sentences()
    assert said.render("en") == (
        "This number may lie between 5 and 10 dwellings without any goal getting worse."
    )
    assert found.free is not None
    assert found.free.as_record() == {"least": 5, "most": 10, "forced": False}


def test_one_municipality_can_build_less_as_long_as_another_builds_more() -> None:
    """Every dwelling above a bid costs the same, wherever it stands; below five costs double."""
    found = asked(FIFTEEN, municipality="Aarle")
    at_best = [limit(found, one, goals_kept=True).value for one in ("fewer", "more")]
    assert at_best == [5, 10]
    assert [limit(found, one, goals_kept=False).value for one in ("fewer", "more")] == [5, 10]


def test_where_nothing_can_be_built_nothing_can_be_more() -> None:
    found = asked({**FIFTEEN, "agreements": [], "goals": [], "capacity": []})
    assert found.value == 0
    assert {one.status for one in found.effects} == {"impossible"}
    assert "nothing to build it on" in effect(found, 1).text(found.scenario, found.total).render(
        "en"
    )
    assert "fewer than none" in effect(found, -1).text(found.scenario, found.total).render("en")


def test_a_cell_is_asked_for_in_dutch_too() -> None:
    english = asked(FIFTEEN, municipality="Aarle", segment="social_rent")
    dutch = asked(FIFTEEN, gemeente="aarle", segment="Sociale huur")
    assert dutch.total == english.total


def drawn(tiny: Scenario, draw: st.DataObject) -> dict[str, str]:
    keys = {
        "municipality": draw.draw(st.sampled_from(["", *tiny.codes])),
        "segment": draw.draw(st.sampled_from(["", *tiny.segments])),
        "year": draw.draw(st.sampled_from(["", *map(str, tiny.horizon.years)])),
    }
    return {key: value for key, value in keys.items() if value}


def wanted(tiny: Scenario, draw: st.DataObject) -> SelectedTotal:
    return selected(tiny, drawn(tiny, draw))


def by_pyomo(tiny: Scenario, total: SelectedTotal, value: Fraction) -> list[float] | None:
    """Pursue the goals on the workbench with the total fixed; None when that cannot be."""
    workbench = Workbench(tiny)
    counted = workbench.programme.measure(total.measure, total.scope)
    if isinstance(counted, (int, Fraction)):
        return None
    workbench.model.fixed = Constraint(expr=counted == value)
    found: list[float] = []
    try:
        workbench.minimise(0)
        for name in workbench.scenario.goal_names:
            found.append(workbench.minimise(workbench.goal(name)))
            workbench.hold(name, found[-1] + 1e-7)
    except NoPlan:
        return None
    return found


@given(documents(needs=True) | documents(), st.data())
@some
def test_what_moving_it_does_as_pyomo_says(written: Document, data: st.DataObject) -> None:
    tiny = Scenario.model_validate(written)
    result = solve(tiny)
    assume(result.status in PLANS)
    total = wanted(tiny, data)
    found = why(tiny, result, total, deltas=(-2, -1, 1, 2))
    base = by_pyomo(tiny, total, found.value)
    for one in found.effects:
        moved = by_pyomo(tiny, total, one.total)
        assert one.status == ("impossible" if moved is None else "possible")
        if moved is not None and base is not None and one.changes:
            (change,) = one.changes
            assert float(change.before) == pytest.approx(sum(base), abs=1e-5)
            assert float(change.after) == pytest.approx(sum(moved), abs=1e-5)


@given(documents(needs=True) | documents(), st.data())
@some
def test_how_far_it_can_go_as_pyomo_says(written: Document, data: st.DataObject) -> None:
    tiny = Scenario.model_validate(written)
    result = solve(tiny)
    assume(result.status in PLANS)
    total = wanted(tiny, data)
    found = why(tiny, result, total, deltas=())
    for direction, sign in (("more", -1), ("fewer", 1)):
        reached = furthest(tiny, total, sign, None)
        one = limit(found, direction, goals_kept=False)
        assert one.value is not None
        assert float(one.value) == pytest.approx(reached, abs=0.01)
        # Those that are said to hold it do so by themselves.
        assert furthest(tiny, total, sign, one.agreements) == pytest.approx(reached, abs=1e-5)
        assert sign * found.value >= sign * reached - 1e-6


def furthest(
    tiny: Scenario, total: SelectedTotal, sign: int, holders: tuple[tuple[str, str], ...] | None
) -> float:
    """Push a total on the workbench, as far as all agreements, or only some, let it go."""
    workbench = Workbench(tiny)
    counted = workbench.programme.measure(total.measure, total.scope)
    if isinstance(counted, (int, Fraction)):
        return float(counted)
    rows = tiny.requirements(workbench.programme)
    for index, row in zip(list(workbench.model.requirements), rows, strict=True):
        group = (row.agreement.id, row.scope.municipality or "")
        if holders is not None and group not in holders and not row.firm:
            workbench.model.requirements[index].deactivate()
    workbench.model.far = Constraint(expr=counted <= 1000)
    return sign * workbench.minimise(sign * counted)


@given(documents(), st.data())
@some
def test_no_whole_plan_lies_beyond_the_limits(written: Document, data: st.DataObject) -> None:
    tiny = Scenario.model_validate(written)
    result = solve(tiny)
    assume(result.status in PLANS)
    total = wanted(tiny, data)
    plans = EveryPlan(tiny)
    counted = plans.programme.measure(total.measure, total.scope) + np.zeros(plans.count)
    found = why(tiny, result, total, deltas=())
    most, least = (limit(found, one, goals_kept=False).value for one in ("more", "fewer"))
    assert most is not None
    assert least is not None
    assert counted[plans.kept].max() <= most + Fraction(1, 100)
    assert counted[plans.kept].min() >= least - Fraction(1, 100)


def test_an_effect_smaller_than_what_whole_dwellings_make_is_said_so() -> None:
    """Of 7 dwellings 60/100 is 4.2: whole dwellings are 0.2 off, and 0.2 is what one more does."""
    found = asked(
        document(
            amount(exactly=7),
            fair_share("fair", of={"quantity": "households"}),
            goals=[{"fair_share": "fair"}],
        ),
        municipality=A,
    )
    for one in found.effects:
        for change in one.changes:
            assert change.certain == (abs(change.effect) > change.gap)
            if change.effect and not change.certain:
                assert "may not show" in change.text(found.scenario).render("en")


def test_the_sentences_say_what_the_tables_say() -> None:
    found = asked(FIFTEEN)
    said = " ".join(text.render("en") for text in found.sentences())
    numbers = {Fraction(number.replace(",", "")) for number in re.findall(r"\d[\d,.]*\d|\d", said)}
    effects = found.records("effects", "en")
    tabled = {abs(Fraction(row["delta"])) for row in effects}
    for name in ("before", "after", "effect"):
        tabled |= {abs(row[name]) for row in effects if row[name] is not None}
    tabled |= {row["limit"] for row in found.records("limits", "en")} | {found.value}
    assert numbers <= tabled
    for name in ("total", "capacity"):
        assert name in said or "plan capacity" in said


def test_the_record_has_it_all() -> None:
    record = asked(FIFTEEN, municipality=A, segment="social_rent").as_record("en")
    assert record["total"]["en"] == "new build (social rent), Aarle"
    assert set(record["tables"]) <= {"binding", "limits", "effects"}
    assert record["unit"] == "dwellings"
    assert {row["delta"] for row in record["tables"]["effects"]} == {-50, -10, -1, 1, 10, 50}


def test_a_cell_is_named_in_the_planners_words() -> None:
    """Also as people write segments and places; what is not known is answered in Dutch words."""
    tiny = Scenario.model_validate(FIFTEEN)
    said = selected(tiny, {"gemeente": "aarle", "prijssegment": "sociaal", "jaar": "2025"})
    ours = {"municipality": "GM0001", "segment": "social_rent", "year": 2025}
    assert said == selected(tiny, ours)
    with pytest.raises(InvalidScenario) as refused:
        selected(tiny, {"gemente": "Aarle"})
    assert "gemeente, jaar, segment" in refused.value.findings[0].text.render("nl")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"municipality": "GM9999"}, "GM9999"),
        ({"segment": "social_rnt"}, "social rent"),
        ({"year": "2031"}, "2031"),
        ({"colour": "red"}, "colour"),
        ({"quantity": "houses"}, "houses"),
    ],
)
def test_what_is_not_known_is_refused(keys: dict[str, str], said: str) -> None:
    tiny = Scenario.model_validate(FIFTEEN)
    with pytest.raises(InvalidScenario) as refused:
        selected(tiny, keys)
    assert said in refused.value.findings[0].text.render("en")


def test_without_a_plan_there_is_no_number_to_explain() -> None:
    tiny = Scenario.model_validate(document(amount(at_least=30)))
    result: Result = solve(tiny)
    with pytest.raises(ValueError, match="plan"):
        why(tiny, result, selected(tiny, {}))


def test_a_share_in_it_holds_a_part_of_it() -> None:
    found = asked(
        document(
            amount(exactly=10), share(at_least="30%"), amount("few", at_most=3, measure=SOCIAL)
        ),
        segment="social_rent",
    )
    assert found.value == 3
    assert {row.agreement.id for row in found.bindings} >= {"social", "few"}
    assert effect(found, 1).conflict == (("few", ""),)
    assert effect(found, -1).conflict == (("social", ""), ("total", ""))
