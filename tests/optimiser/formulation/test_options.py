"""Choices: against every way to choose on tiny regions, and what must not matter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Scenario
from optimiser import Result, Status, audit, solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.plans.repair import smallest_change
from optimiser.sensitivity.total import selected
from optimiser.sensitivity.why import why
from optimiser.solver.limits import NoPlan
from optimiser.solver.params import OptionParams, SearchParams
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.readers import plan_of
from tests.regions import CODES, Document, amount, document, fair_share, municipality, pool, share

many, few = (examples(number) for number in (25, 8))
PLANS = (Status.OPTIMAL, Status.FEASIBLE)
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
MARKET = {"quantity": "new_build", "segments": ["market"]}
ALL = {"quantity": "new_build"}
NEAR = 1e-4


def either(*options: Document, identifier: str = "either", **rest: Any) -> Document:
    """Give an agreement of which one option has to be kept."""
    return {"id": identifier, "kind": "either", "options": list(options), **rest}


def options() -> st.SearchStrategy[list[Document]]:
    """Draw two or three options."""
    ratio, number = st.sampled_from(["30%", "1/2", "2/3", "100%"]), st.integers(0, 4)
    bound = st.sampled_from(["at_least", "at_most", "exactly"])
    one = st.one_of(
        st.builds(
            lambda word, bound, measure: {
                "kind": "share", "measure": measure, "of": ALL, word: bound
            },
            bound, ratio, st.sampled_from([SOCIAL, MARKET]),
        ),
        st.builds(
            lambda word, bound, measure: {"kind": "amount", "measure": measure, word: bound},
            bound, number, st.sampled_from([SOCIAL, MARKET, ALL]),
        ),
        st.builds(
            lambda word, bound: {"kind": "stock_share", "segments": ["social_rent"], word: bound},
            bound, ratio,
        ),
    )  # fmt: skip
    return st.lists(one, min_size=2, max_size=3).map(
        lambda drawn: [{"id": f"option-{at}", **each} for at, each in enumerate(drawn)]
    )


@st.composite
def choosing(draw: st.DrawFn, *, goals: bool = True, whole: bool = False) -> Document:
    """Draw two or three municipalities with a choice, and goals that pull at it."""
    size = draw(st.integers(2, 2 if whole else 3))
    drawn = draw(options())
    agreements = [
        either(
            *drawn,
            each=draw(st.sampled_from(["municipality", "region"])),
            at_least=draw(st.integers(1, len(drawn) - 1)),
            binding=draw(st.booleans()),
            priority=1,
        ),
        amount(
            at_least=draw(st.integers(0, 5)), each=draw(st.sampled_from(["municipality", "region"]))
        ),
    ]
    some: list[Any] = []
    if goals:
        agreements.append(
            fair_share(measure=draw(st.sampled_from([SOCIAL, ALL])), of={"quantity": "wanted"})
        )
        wanted = [
            {"fair_share": "fair"},
            {"least": SOCIAL},
            {"least": {**MARKET, "municipalities": [CODES[0]]}},
            {"least": ALL},
        ]
        some = draw(st.lists(st.sampled_from(wanted), max_size=3, unique_by=str))
    if draw(st.booleans()):
        agreements.append(share(at_least="1/2", binding=False))
    limits = [{}, {"segments": ["social_rent"]}, {"segments": ["market"]}]
    return document(
        *agreements,
        municipalities=[
            municipality(
                number,
                households=draw(st.integers(1, 5)),
                wanted=draw(st.integers(0, 4)),
                stock=draw(st.integers(4, 9)),
                stock_social_rent=draw(st.integers(0, 4)),
            )
            for number in range(size)
        ],
        capacity=[
            pool(number, draw(st.integers(0, 3 if whole else 6)), **draw(st.sampled_from(limits)))
            for number in range(size)
        ],
        goals=["shortfall", *some],
    )


def chosen_beforehand(written: Document) -> Iterator[Document]:
    """Write the scenario without choices, once for every way to choose."""
    others = [each for each in written["agreements"] if each["kind"] != "either"]
    (said,) = [each for each in written["agreements"] if each["kind"] == "either"]
    known = {key: said[key] for key in ("binding", "priority")}
    codes = [row["code"] for row in written["municipalities"]]
    scopes = [[code] for code in codes] if said["each"] == "municipality" else [codes]
    kept = list(combinations(said["options"], said["at_least"]))
    for choice in product(kept, repeat=len(scopes)):
        plain = [
            {**option, **known, "id": f"plain-{scope[0]}-{option['id']}", "municipalities": scope}
            for scope, own in zip(scopes, choice, strict=True)
            for option in own
        ]
        yield {**written, "agreements": [*others, *plain]}


def solved(written: Document, *, preview: bool = False) -> Result:
    return solve(Scenario.model_validate(written), preview=preview)


def reached(result: Result) -> list[float] | None:
    """Give what the goals come to, one after the other; of fairness all deviations."""
    if result.status not in PLANS:
        return None
    found: list[float] = []
    for goal in result.goals:
        steps = [step for step in result.steps if step.goal == goal.id]
        found += [step.deviation for step in steps for _ in step.fixed] or [goal.bound]
    return found


def better(one: list[float], other: list[float]) -> bool:
    """Tell whether the first goal in which they differ is smaller."""
    apart = (mine - theirs for mine, theirs in zip(one, other, strict=True))
    return next((each < 0 for each in apart if abs(each) > NEAR), False)


@given(choosing())
@many
def test_no_other_choice_is_better_in_fractions(written: Document) -> None:
    found = reached(solved(written, preview=True))
    others = [reached(solved(each, preview=True)) for each in chosen_beforehand(written)]
    possible = [each for each in others if each is not None]
    assert (found is None) == (not possible)
    if found is not None:
        assert not any(better(each, found) for each in possible)
        assert not all(better(found, each) for each in possible)


@given(choosing(goals=False, whole=True))
@many
def test_every_plan_in_whole_dwellings_was_looked_at(written: Document) -> None:
    scenario = Scenario.model_validate(written)
    result, plans = solve(scenario), EveryPlan(scenario)
    assert (result.status in PLANS) == bool(plans.kept.any()), result.fault
    if result.status in PLANS:
        assert result.audit
        least, _ = plans.least_shortfall()
        assert result.audit.goals["shortfall"] == sum(least.values())


@given(choosing(goals=False, whole=True), st.integers(0))
@few
def test_a_plan_need_not_say_what_was_chosen(written: Document, seed: int) -> None:
    scenario = Scenario.model_validate(written)
    plans = EveryPlan(scenario)
    position = seed % plans.count
    assert audit(scenario, plans.plan(position)).kept == bool(plans.kept[position])
    short = audit(scenario, plans.plan(position)).goals["shortfall"]
    shortfalls = plans.shortfalls().values()
    assert short == sum(Fraction(int(totals[position]), whole) for totals, whole in shortfalls)


@given(choosing())
@few
def test_both_solvers_come_as_near(written: Document) -> None:
    scenario = Scenario.model_validate(written)
    result = solve(scenario, preview=True)
    if result.status not in PLANS:
        with pytest.raises(NoPlan):
            Workbench(scenario).minimise(0)
        return
    workbench = Workbench(scenario)
    first = next(iter(scenario.goal_names), None)
    if first is not None:
        bounds = {goal.id: goal.bound for goal in result.goals}
        least = workbench.minimise(workbench.goal(first))
        assert least == pytest.approx(bounds[first.removesuffix(":1")], abs=NEAR)


@given(choosing(), st.randoms(use_true_random=False))
@few
def test_the_order_of_options_means_nothing(written: Document, random: Any) -> None:
    agreements = [
        {**each, "options": random.sample(each["options"], len(each["options"]))}
        if each["kind"] == "either"
        else each
        for each in written["agreements"]
    ]
    first, second = (
        json.dumps(solved(each).as_record())
        for each in (written, {**written, "agreements": agreements})
    )
    assert first == second


@given(choosing())
@few
def test_one_option_more_is_never_worse(written: Document) -> None:
    changed = [
        {
            **each,
            "options": [
                *each["options"],
                {"id": "z", "kind": "amount", "measure": ALL, "at_least": 1},
            ],
        }
        if each["kind"] == "either"
        else each
        for each in written["agreements"]
    ]
    before = reached(solved(written, preview=True))
    after = reached(solved({**written, "agreements": changed}, preview=True))
    if before is not None:
        assert after is not None
        assert not better(before, after)


@given(choosing())
@few
def test_an_option_that_every_plan_keeps_makes_the_agreement_ask_nothing(written: Document) -> None:
    always = {"id": "always", "kind": "amount", "measure": ALL, "at_least": 0}
    others = [each for each in written["agreements"] if each["kind"] != "either"]
    (said,) = [each for each in written["agreements"] if each["kind"] == "either"]
    free = {**said, "options": [*said["options"], always], "at_least": 1}
    with_it = reached(solved({**written, "agreements": [*others, free]}, preview=True))
    without = reached(solved({**written, "agreements": others}, preview=True))
    assert (with_it is None) == (without is None)
    if with_it is not None and without is not None:
        assert with_it == pytest.approx(without, abs=NEAR)


SOCIAL_OR_MARKET = either(
    {"id": "social", "kind": "share", "measure": SOCIAL, "of": ALL, "at_least": "60%"},
    {"id": "market", "kind": "amount", "measure": MARKET, "at_least": 4},
    each="municipality",
)


def test_a_choice_that_nobody_can_make_is_named_with_ways_out() -> None:
    """Six dwellings, three of them market at most and three social rent, which is 50%."""
    written = document(
        SOCIAL_OR_MARKET,
        amount(at_least=6, municipalities=[CODES[0]]),
        amount("little-social", measure=SOCIAL, at_most=3, each="municipality"),
        amount("little-market", measure=MARKET, at_most=3, municipalities=[CODES[0]]),
    )
    result = solved(written)
    assert result.status is Status.INFEASIBLE
    reason = result.infeasibility
    assert reason
    groups = {
        ("either", CODES[0]), ("little-social", CODES[0]), ("little-market", ""), ("total", "")
    }  # fmt: skip
    assert set(reason.conflict) == groups
    assert (reason.minimal, reason.fewest, reason.verified) == (True, True, True)
    assert reason.sentence.render("en").startswith(
        "these agreements cannot hold together, whichever options are chosen: “either” in Aarle"
    )
    assert {way.cost for way in reason.ways_out.ways} == {1}


def test_what_is_not_chosen_does_not_keep_capacity_from_giving_way() -> None:
    """Thirty market dwellings where there is room for ten: twenty more do, and nothing else."""
    written = document(
        SOCIAL_OR_MARKET,
        amount(at_least=30, each="municipality"),
        amount("no-social", measure=SOCIAL, at_most=0),
    )
    reason = solved(written).infeasibility
    assert reason
    ways = {way.agreements: way.cost for way in reason.ways_out.ways}
    assert ways["capacity",] == ways["total",] == 40


def test_the_smallest_change_takes_the_nearest_option() -> None:
    """Two of five are social rent, one short of 60%; three are market, one short of four."""
    region = Scenario.model_validate(document(SOCIAL_OR_MARKET))
    plan = plan_of(
        region,
        {
            (CODES[0], "social_rent"): 2,
            (CODES[0], "market"): 3,
            (CODES[1], "social_rent"): 5,
            (CODES[1], "market"): 3,
        },
    )
    assert [row.requirement.scope.label for row in audit(region, plan).missed] == ["market"]
    change = smallest_change(region, plan)
    assert (change.status, change.added, change.removed) == (
        Status.OPTIMAL, {"new_build": 1}, {}
    )  # fmt: skip
    assert change.audit
    assert change.audit.kept


def test_a_facility_or_homes_instead() -> None:
    """Who does not host the shelter builds three dwellings; one of three may host it."""
    shelter = {
        "id": "shelter",
        "kind": "facility",
        "facility": "shelter",
        "places": 4,
        "hosts": {"at_least": 1, "at_most": 1},
    }
    hosting = {"quantity": "hosts", "facilities": ["shelter"]}
    written = document(
        shelter,
        either(
            {"id": "host", "kind": "amount", "measure": hosting, "at_least": 1},
            {"id": "build", "kind": "amount", "measure": ALL, "at_least": 3},
            each="municipality",
        ),
        municipalities=[municipality(number, households=1) for number in range(3)],
        capacity=[pool(0, 9), pool(1, 2), pool(2, 9)],
        goals=[{"least": ALL}],
    )
    result = solved(written)
    assert result.status is Status.OPTIMAL
    assert [row["municipality"] for row in result.records("facilities")] == [CODES[1]]
    kept = {
        (row["municipality"], row["option"]) for row in result.records("choices") if row["kept"]
    }
    assert kept == {(CODES[0], "build"), (CODES[1], "host"), (CODES[2], "build")}


def test_why_a_number_is_what_it_is_leaves_the_choice_as_it_is() -> None:
    scenario = Scenario.model_validate(
        document(
            SOCIAL_OR_MARKET, amount(at_least=9, each="municipality"), goals=[{"least": SOCIAL}]
        )
    )
    result = solve(scenario)
    total = selected(scenario, {"municipality": CODES[0], "segment": "market"})
    answer = why(scenario, result, total, deltas=(-6,))
    assert answer.value == 9
    assert [(effect.status, effect.conflict) for effect in answer.effects] == [
        ("impossible", (("either", CODES[0]),))
    ]


@pytest.mark.parametrize("preview", [True, False])
def test_a_choice_of_which_not_every_deviation_was_looked_at_is_not_called_proven(
    monkeypatch: pytest.MonkeyPatch, preview: bool
) -> None:
    options = [share("much", at_least="60%"), share("little", at_most="20%")]
    either = {"id": "either", "kind": "either", "each": "municipality", "options": options}
    # With so few in Aarle nobody can have the fair share, so each deviation counts.
    few = amount("few", at_most=3, municipalities=[CODES[0]], each="municipality")
    agreed = (amount(exactly=11), few, either, fair_share("fair"))
    written = document(*agreed, goals=[{"fair_share": "fair"}])
    scenario = Scenario.model_validate(written)
    assert solve(scenario, preview=preview).status is Status.OPTIMAL
    monkeypatch.setattr(
        "optimiser.optimum.option_search.ChoiceSearch.together", lambda self, goals: False
    )
    assert solve(scenario, preview=preview).status is Status.OPTIMAL, "all of them looked at"
    shallow = SearchParams(options=OptionParams(deepest=1))
    result = solve(scenario, preview=preview, params=shallow)
    if not preview:  # in whole numbers the choice is made anew, and proven
        assert result.status is Status.OPTIMAL
        return
    assert result.status is Status.FEASIBLE
    assert "proven" not in result.status_text().render("en").replace("not proven", "")
