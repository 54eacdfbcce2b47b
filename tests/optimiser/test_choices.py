"""Choices: against every way to choose on tiny regions, and what must not matter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.agreements import Either
from models.scenario import Scenario
from optimiser import Result, Status, audit, evaluate, solve
from optimiser.negotiated import smallest_change
from optimiser.workbench import NoPlan, Workbench
from tests.brute_force import EveryPlan
from tests.regions import CODES, Document, amount, document, fair_share, municipality, pool, share

many, few = (settings(max_examples=number, deadline=None) for number in (60, 20))
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
        agreements.append(fair_share(measure=draw(st.sampled_from([SOCIAL, ALL])), of={"quantity": "wanted"}))
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
    first = next(iter(workbench.goals()), None)
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
        json.dumps(solved(each).as_record()) for each in (written, {**written, "agreements": agreements})
    )
    assert first == second


@given(choosing())
@few
def test_one_option_more_is_never_worse(written: Document) -> None:
    changed = [
        {**each, "options": [*each["options"], {"id": "z", "kind": "amount", "measure": ALL, "at_least": 1}]}
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


MID_OR_SOCIAL = either(
    {"id": "social", "kind": "share", "measure": SOCIAL, "of": ALL, "at_least": "60%"},
    {"id": "market", "kind": "amount", "measure": MARKET, "at_least": 4},
    each="municipality",
)
