"""The price of each agreement: worked out by hand, and against a solve without it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given

from models.findings import InvalidScenario
from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.sensitivity.municipal_changes import MunicipalChange
from optimiser.sensitivity.price import easier, prices
from optimiser.sensitivity.price_result import Price, Prices
from tests.examples import examples
from tests.regions import (
    CODES,
    Document,
    amount,
    document,
    documents,
    fair_share,
    scenario,
    share,
)

A, B, _ = CODES
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
PLANS = (Status.OPTIMAL, Status.FEASIBLE)
TWENTY = Fraction(1, 5)

BIDS = {
    "bids": [
        {"municipality": A, "segment": "market", "dwellings": 5, "party": "aarle"},
        {"municipality": A, "segment": "social_rent", "dwellings": 0, "party": "aarle"},
        {"municipality": B, "dwellings": 5, "party": "beek"},
    ],
    "goals": [{"nearness": "bids"}],
}
FIFTEEN = document(
    amount(at_least=15),
    share(at_least="40%", municipalities=[A], each="municipality"),
    amount("many", at_most=20),
    {"id": "bids", "kind": "bid"},
    **BIDS,
)
"""Ten are wished for, and in Aarle no social rent. Fifteen are agreed, and 40 % of it in Aarle."""


def priced(written: Document, **rest: Any) -> Prices:
    return prices(Scenario.model_validate(written), **rest)


def of(found: Prices, agreement: str) -> list[Price]:
    return [price for price in found.found if price.agreement.id == agreement]


def effects(price: Price) -> dict[str, Fraction]:
    return {change.goal: change.effect for change in price.changes}


@pytest.mark.parametrize("whole", [False, True], ids=["fractions", "whole"])
def test_what_each_agreement_costs_by_hand(whole: bool) -> None:
    """Aarle's five market dwellings ask 10/3 of social rent; the other 15 - 25/3 are Beek's.

    In fractions: 10/3 too many in Aarle, 5/3 in Beek, 5 in all. Without the share Beek builds all
    five too many. Without the total only the share costs: 10/3, by social rent or by less market.
    In whole dwellings that is four at least, and the gap says how much more it might be.
    """
    found = priced(FIFTEEN, whole=whole)
    (reached,) = found.base.values["nearness:bids"]
    assert reached == 5
    (total,), (social,), (many,) = (of(found, one) for one in ("total", "social", "many"))
    assert effects(many) == {"nearness:bids": 0}
    assert effects(social) == {"nearness:bids": 0}
    (change,) = total.changes
    least = 4 if whole else Fraction(10, 3)
    assert float(least) - 1e-5 <= float(change.after)
    assert float(change.after - change.gap) <= float(least) + 1e-5


@pytest.mark.parametrize("whole", [False, True], ids=["fractions", "whole"])
def test_what_an_agreement_costs_each_municipality_by_hand(whole: bool) -> None:
    """Twenty are agreed and five are wished for in each: without it both must build five fewer.

    With fifteen each may build its five already, so nobody has to build otherwise.
    """
    wished = [{"party": code, "municipality": code, "dwellings": 5} for code in (A, B)]
    near = {"bids": wished, "goals": [{"nearness": "bids"}]}
    bid = {"id": "bids", "kind": "bid"}
    (twenty,) = of(priced(document(amount(at_least=20), bid, **near), whole=whole), "total")
    assert {one.municipality: float(one.least) for one in twenty.forced} == pytest.approx(
        {A: -5, B: -5}, abs=1e-4
    )
    fifteen_agreed = document(amount(at_least=15), amount("many", at_most=20), bid, **near)
    found = priced(fifteen_agreed, whole=whole)
    (fifteen,), (many,) = of(found, "total"), of(found, "many")
    ranges = [tuple(map(float, one.before)) for one in fifteen.municipal]
    assert ranges == [pytest.approx((5, 10), abs=1e-4)] * 2
    assert fifteen.forced == many.forced == ()
    said = many.text(found.scenario, possible=True).render("en")
    assert said.endswith("no goal changes and no municipality has to build or house otherwise")


def test_what_nothing_else_bounds_has_no_range_and_all_else_has() -> None:
    """Without the agreement any number of households could be housed: of that nothing is said."""
    housed = {"quantity": "housed", "groups": ["urgent"]}
    needs = [{"group": "urgent", "year": 2025, "households": 4}]
    agreed = (amount(exactly=12), amount("urgent", measure=housed, exactly=4))
    found = priced(document(*agreed, needs=needs, groups=["urgent"]), whole=False)
    (price,) = of(found, "urgent")
    assert {one.quantity for one in price.municipal} == {"new_build"}
    assert {one.quantity for one in of(found, "total")[0].municipal} == {"new_build", "housed"}
    assert price.forced == ()


def test_step_by_step_by_hand() -> None:
    """Each three dwellings fewer of the fifteen save three, until the share is all that costs."""
    found = priced(FIFTEEN, agreements=["total"], step=TWENTY)
    steps = of(found, "total")
    thresholds = [price.threshold.value for price in steps if price.threshold]
    assert thresholds == [12, 9, 6, 3]
    values = [float(price.changes[0].after) for price in steps]
    assert values == pytest.approx([10 / 3] * 5, abs=1e-5)
    found = priced(FIFTEEN, agreements=["social"], step=Fraction(1, 10))
    assert [price.threshold.value for price in of(found, "social") if price.threshold] == [
        Fraction(3, 10),
        Fraction(1, 5),
        Fraction(1, 10),
        0,
    ]


def test_a_step_in_whole_units_asks_no_more_than_it_says() -> None:
    """Of seven a tenth less is 6.3: six at least is less, and eight at most is more than 7.7."""
    wished = scenario(amount("least", at_least=7), amount("most", at_most=7))
    eased = [
        [one.value for _, one in easier(each, Fraction(1, 10), 2)]
        for each in wished.agreements[-2:]
    ]
    assert eased == [[6, 5], [8, 9]]


def test_the_least_change_is_what_no_two_plans_are_nearer_to() -> None:
    for before, after, least in (((1, 5), (3, 9), 0), ((1, 2), (4, 6), 2), ((4, 6), (1, 2), -2)):
        ends = [(Fraction(low), Fraction(high)) for low, high in (before, after)]
        assert MunicipalChange("new_build", A, *ends).least == least


def test_steps_go_no_further_than_nothing_and_all() -> None:
    found = priced(FIFTEEN, agreements=["social", "many"], step=Fraction(3, 10))
    assert [price.threshold.value for price in of(found, "social") if price.threshold] == [
        Fraction(1, 10),
        0,
    ]
    assert [price.threshold.value for price in of(found, "many") if price.threshold] == [
        26,
        32,
        38,
        44,
    ]


def test_a_scenario_without_a_plan_says_what_stands_in_its_way() -> None:
    found = priced(
        document(amount(at_least=25), amount("few", at_most=18), *FIFTEEN["agreements"][2:], **BIDS)
    )
    assert not found.possible
    said = [text.render("en") for text in found.sentences()]
    assert said[0] == "with all binding agreements there is no plan"
    assert "without “few”: there is no plan either" in said
    assert [price.status for price in of(found, "total")] == ["possible"]
    assert "without “total”: there is a plan" in said


def test_an_agreement_that_a_goal_speaks_of_can_be_left_out() -> None:
    found = priced(
        document(
            amount(exactly=9),
            amount("aarle", at_most=3, municipalities=[A], each="municipality"),
            fair_share("fair", binding=True, tolerance="70%"),
            goals=[{"fair_share": "fair"}],
        ),
        whole=True,
    )
    without = {price.agreement.id: price for price in found.found}
    assert without["fair"].status == "possible"
    # 60/100 of 9 is 5.4: three are 2.4 short of it; without the limit 5 are 0.4 short.
    assert float(found.base.values["fair_share:fair"][0]) == pytest.approx(2.4 / 3.6)
    assert effects(without["fair"])["fair_share:fair"] == 0
    assert effects(without["aarle"])["fair_share:fair"] < 0


@given(documents(needs=True) | documents())
@examples(25)
def test_it_is_what_a_solve_without_the_agreement_says(written: Document) -> None:
    tiny = Scenario.model_validate(written)
    found = prices(tiny)
    for price in found.found:
        kept = [one for one in written["agreements"] if one["id"] != price.agreement.id]
        without = solve(Scenario.model_validate({**written, "agreements": kept}), preview=True)
        assert (price.status == "possible") == (without.status in PLANS)
        for change in price.changes:
            bound = next(goal.bound for goal in without.goals if goal.id == change.goal)
            assert float(change.after) == pytest.approx(bound, abs=1e-4)


@given(documents())
@examples(15)
def test_less_asked_never_costs_more(written: Document) -> None:
    """Of one priority: what a first priority gains may cost the second more than that."""
    agreements = [{**one, "priority": 1} for one in written["agreements"]]
    tiny = Scenario.model_validate({**written, "agreements": agreements})
    found = prices(tiny, step=Fraction(1, 4), steps=3)
    assume(found.possible)
    for price in found.found:
        assert price.status == "possible"
        for change in price.changes[:1]:
            assert change.effect <= 0


def test_the_sentences_say_what_the_table_says() -> None:
    found = priced(FIFTEEN, step=TWENTY)
    rows = found.records("prices", "en")
    tabled = set()
    for row in rows:
        for name in ("before", "after", "effect", "agreed", "threshold"):
            if row[name] is not None:
                value = Fraction(row[name])
                ratio = row["threshold_unit"] == "ratio" and name in ("agreed", "threshold")
                tabled.add(round(float(abs(value * 100 if ratio else value)), 2))
    for text in found.sentences():
        said = text.render("en")
        for written in re.findall(r"\d[\d,.]*\d|\d", said):
            assert float(written.replace(",", "")) in tabled, said
        names = [price.agreement.name().render("en") for price in found.found]
        assert any(name in said for name in names)


def test_what_is_not_agreed_has_no_price() -> None:
    with pytest.raises(InvalidScenario) as refused:
        priced(FIFTEEN, agreements=["totl", "bids"])
    said = [finding.text.render("en") for finding in refused.value.findings]
    assert len(said) == 2
    assert "total" in said[1]
