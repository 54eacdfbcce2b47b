"""Conflicts whose smallest form is known, and the exact proofs behind their sentences."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.linear import as_linear
from models.programme import read_linear
from models.scenario import Scenario
from optimiser import Result, Status, solve
from optimiser.contradiction.conflict import can_give, group_of, groups_of
from optimiser.contradiction.farkas import Certificate, certified
from optimiser.contradiction.trial import Trial
from optimiser.explore.pyomo_model import Workbench
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.explain import Infeasibility
from optimiser.infeasibility.ways_out import WayOut
from optimiser.solver.limits import Limits, NoPlan
from optimiser.solver.params import ConflictParams, SearchParams
from scenarios import read_scenario
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.regions import (
    CODES,
    Document,
    amount,
    document,
    documents,
    fair_share,
    pool,
    scenario,
    share,
)

A, B, C = CODES
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
MARKET = {"quantity": "new_build", "segments": ["market"]}

NOISE = (
    amount("noise-most", at_most=19),
    share("noise-share", at_least="1/10", measure=MARKET),
    amount("noise-beek", at_least=1, municipalities=[B], each="municipality"),
)
"""Agreements that can be kept whatever happens in the conflict."""

TWO = document(
    amount("exactly-8", exactly=8, municipalities=[A], each="municipality"),
    amount("at-most-5", at_most=5, municipalities=[A], each="municipality"),
    *NOISE,
)
THREE = document(
    amount("social", at_least=6, measure=SOCIAL),
    amount("market", at_least=6, measure=MARKET),
    amount("all", at_most=11),
    *NOISE,
)
FOUR = document(
    amount("aarle", at_least=8, municipalities=[A], each="municipality"),
    amount("beek", at_least=6, municipalities=[B], each="municipality"),
    share("half", at_least="50%"),
    amount("few", at_most=6, measure=SOCIAL),
    amount("noise-most", at_most=19),
)
WHOLE = document(
    amount("seven", exactly=7, municipalities=[A], each="municipality"),
    share("half", exactly="50%", municipalities=[A], each="municipality"),
    *NOISE,
)
"""Half of seven dwellings: possible in fractions of them only."""

WHOLE_REGION = document(
    amount("nine", exactly=9),
    share("half", exactly="50%"),
    amount("beek-fewer", at_most=6, municipalities=[B], each="municipality"),
    *NOISE,
)


def reason(written: Document) -> Infeasibility:
    found = solve(Scenario.model_validate(written)).infeasibility
    assert found
    return found


@pytest.mark.parametrize(
    ("written", "conflict"),
    [
        (TWO, {("exactly-8", A), ("at-most-5", A)}),
        (THREE, {("social", ""), ("market", ""), ("all", "")}),
        (FOUR, {("aarle", A), ("beek", B), ("half", ""), ("few", "")}),
        (WHOLE, {("seven", A), ("half", A)}),
        (WHOLE_REGION, {("nine", ""), ("half", "")}),
    ],
    ids=["two", "three", "four", "whole", "whole-region"],
)
def test_the_smallest_conflict_is_found_and_proven_smallest(
    written: Document, conflict: set[tuple[str, str]]
) -> None:
    found = reason(written)
    assert set(found.conflict) == conflict
    assert found.minimal
    assert found.fewest


def test_a_conflict_of_the_whole_region_is_proven_smallest() -> None:
    """Everybody's cap and capacity are in the way: with one of them gone, all can be housed."""
    demand = {"id": "urgent-cap", "at_most": "10%"}
    found = solve(
        read_scenario("arnhem-nijmegen-cap-per-municipality", overrides={"agreements": [demand]})
    )
    assert found.infeasibility
    codes = [one.code for one in found.scenario.municipalities]
    limiting = {(name, code) for name in ("capacity", "urgent-cap") for code in codes}
    assert set(found.infeasibility.conflict) == {("urgent-housed", ""), *limiting}
    assert found.infeasibility.fewest


def test_of_two_conflicts_the_one_of_fewer_agreements_is_told() -> None:
    three = THREE["agreements"][:3]
    two = TWO["agreements"][:2]
    assert len(reason(document(*three, *two)).conflict) == 2


def test_between_two_steps_of_a_sum_takes_no_search() -> None:
    """Of 4 in 25 all that is built or demolished is social: 17 times that would have to be -5.

    Beside households that nothing limits a search for that number ends at no number of nodes.
    """
    region = scenario(
        {"id": "stock", "kind": "stock_share", "segments": ["social_rent"], "exactly": "15%"},
        segments=["social_rent"],
        groups=["urgent"],
        municipalities=[
            {"code": A, "name": A, "stock": 7, "stock_social_rent": 0},
            {"code": B, "name": B, "stock": 18, "stock_social_rent": 4},
        ],
        capacity=[pool(1, 1)],
        needs=[{"group": "urgent", "year": 2025, "households": 3, "origin": A}],
        withdrawals=[{"municipality": B, "year": 2025, "segment": "social_rent", "at_most": 1}],
    )
    result = solve(region, params=SearchParams(conflict=ConflictParams(patience=2)))
    assert result.status is Status.INFEASIBLE_IN_WHOLE_DWELLINGS
    assert result.infeasibility
    conflict = result.infeasibility.contradictions.found[0].conflict
    assert (conflict.agreements, conflict.minimal, conflict.fewest) == (("stock",), True, True)


def test_in_whole_dwellings_only() -> None:
    result = solve(Scenario.model_validate(WHOLE))
    assert result.status is Status.INFEASIBLE_IN_WHOLE_DWELLINGS
    assert result.infeasibility
    assert result.infeasibility.certificate is None
    assert "in whole dwellings" in result.infeasibility.sentence.render("en")


def test_only_because_somebody_hosts_or_does_not() -> None:
    """A location has five places: six take one host and a fifth, or two hosts and four too many."""
    result = solve(
        scenario(
            {
                "id": "houses",
                "kind": "facility",
                "facility": "skaeve_huse",
                "places": 6,
                "per_location": {"at_least": 5, "at_most": 5},
            },
            amount("most", at_most=9, measure={"quantity": "places"}),
            *NOISE,
        )
    )
    assert result.infeasibility
    assert result.infeasibility.conflict == (("houses", ""), ("most", ""))
    assert [gives(way) for way in result.infeasibility.ways_out.ways[:2]] == [
        {"houses": 1},
        {"most": 1},
    ]
    assert result.infeasibility.verified


def gives(way: WayOut) -> dict[str, int]:
    return {one.agreement.id: one.amount for one in way.relaxations}


def test_a_proof_with_multipliers_that_are_no_simple_fractions() -> None:
    """The shares of the keys are 60/100 and 40/100, the tolerances 1/7 and 2/13."""
    found = reason(
        document(
            fair_share("fair", binding=True, tolerance="1/7"),
            amount("aarle", at_most=4, municipalities=[A], each="municipality"),
            amount("all", at_least=9),
        )
    )
    proof = found.certificate
    assert proof
    # 9 x 60/100 x 6/7 = 4.628..., and 4 are allowed: short 4.628... - 4, counted in all dwellings.
    short = Fraction(9) - Fraction(4) / (Fraction(60, 100) * Fraction(6, 7))
    assert proof.shortfall == short
    assert {term.agreement.id for term in proof.terms} == {"fair", "aarle", "all"}


def sums_up(scenario: Scenario, proof: Certificate) -> None:
    """Add the requirements up as often as the proof says, with nothing but their formulas."""
    programme, _ = read_linear(scenario)
    rows = list(scenario.requirements(programme))
    total = as_linear(0)
    for term in proof.terms:
        row = rows[term.index]
        assert term.multiplier > 0 or row.sense != ">="
        assert term.multiplier < 0 or row.sense != "<="
        total = total + (term.multiplier / row.scale) * (row.left - row.right)
    assert all(part <= 0 for part in total.terms.values())
    assert -total.constant == proof.shortfall > 0


@pytest.mark.parametrize("written", [TWO, THREE, FOUR], ids=["two", "three", "four"])
def test_the_proof_adds_up(written: Document) -> None:
    tiny = Scenario.model_validate(written)
    found = reason(written)
    assert found.certificate
    sums_up(tiny, found.certificate)
    groups = {
        (term.agreement.id, term.scope.municipality or "") for term in found.certificate.terms
    }
    assert groups == set(found.conflict)


@given(documents(needs=True) | documents())
@examples(60)
def test_every_conflict_in_fractions_has_an_exact_proof(written: Document) -> None:
    tiny = Scenario.model_validate(written)
    result = solve(tiny)
    assume(result.status is Status.INFEASIBLE)
    assert result.infeasibility
    assert result.infeasibility.certificate
    sums_up(tiny, result.infeasibility.certificate)


def together(tiny: Scenario, groups: Collection[tuple[str, str]]) -> bool:
    """Tell whether some agreements can hold together in fractions, by Pyomo."""
    workbench = Workbench(tiny)
    for index, row in zip(
        list(workbench.model.requirements), tiny.requirements(workbench.programme), strict=True
    ):
        if (row.agreement.id, row.scope.municipality or "") not in groups and not row.firm:
            workbench.model.requirements[index].deactivate()
    try:
        workbench.minimise(0)
    except NoPlan:
        return False
    return True


@given(documents(needs=True) | documents())
@examples(15)
def test_no_set_of_fewer_agreements_contradicts_itself(written: Document) -> None:
    tiny = Scenario.model_validate(written)
    result = solve(tiny)
    assume(result.status is Status.INFEASIBLE)
    assert result.infeasibility
    found = [one.conflict for one in result.infeasibility.contradictions.found]
    assert not any(together(tiny, one.groups) for one in found)
    fewest = {len(one.groups) for one in found if one.fewest}
    assert fewest == {min(len(one.groups) for one in found)}
    groups = {group_of(row) for row in Problem(tiny).rows if can_give(row)}
    for fewer in combinations(sorted(groups), fewest.pop() - 1):
        assert not fewer or together(tiny, fewer)


def test_the_largest_contradiction_is_told_first_where_nothing_is_possible_too() -> None:
    """Aarle can build none of its three, Beek one of its two: three are more than one."""
    asked = [
        amount(f"in-{code}", municipalities=[code], at_least=number, binding=True)
        for code, number in ((CODES[0], 3), (CODES[1], 2))
    ]
    region = Scenario.model_validate(document(*asked, capacity=[pool(0, 0), pool(1, 1)]))
    told = solve(region).infeasibility
    assert told
    assert [one.size for one in told.contradictions.found] == [3, 1]


def test_what_does_not_contradict_itself_has_no_proof() -> None:
    tiny = Scenario.model_validate(THREE)
    problem = Problem(tiny)
    without = [
        position
        for position, row in enumerate(problem.rows)
        if can_give(row) and group_of(row) != ("all", "")
    ]
    assert certified(tiny, without, Limits()) is None
    everything = range(len(problem.rows))
    assert certified(tiny, everything, Limits()) is not None


def test_the_sentence_says_what_the_table_adds_up_to() -> None:
    result = solve(Scenario.model_validate(FOUR))
    assert result.infeasibility
    rows = result.records("certificate", "en")
    assert all(row["contributes"] == row["asks"] * row["multiplier"] for row in rows)
    needed = sum(max(row["contributes"], Fraction(0)) for row in rows)
    available = sum(max(-row["contributes"], Fraction(0)) for row in rows)
    assert [needed, available] == numbers_of(result)
    assert {row["agreement"] for row in rows} == {row["agreement"] for row in conflict_of(result)}


def numbers_of(result: Result) -> list[Fraction]:
    """Read what is needed and what is possible from the English sentence."""
    assert result.infeasibility
    found = re.search(
        r"needed ([\d.,]+) .*at most ([\d.,]+) ", result.infeasibility.sentence.render("en")
    )
    assert found
    return [Fraction(number) for number in found.groups()]


def conflict_of(result: Result) -> list[dict[str, object]]:
    return result.records("conflict", "en")


def test_the_same_bytes_whatever_the_order_of_the_rows() -> None:
    rows = list(reversed(FOUR["agreements"]))
    turned = {
        **FOUR,
        "agreements": rows,
        "municipalities": FOUR["municipalities"][::-1],
        "capacity": FOUR["capacity"][::-1],
    }
    first = solve(Scenario.model_validate(FOUR)).as_record()
    second = solve(Scenario.model_validate(turned)).as_record()
    assert first == second


@given(documents(needs=True) | documents(), st.data())
@examples(30)
def test_a_trial_tells_the_same_whatever_it_was_asked_before(
    written: Document, data: st.DataObject
) -> None:
    tiny = Scenario.model_validate(written)
    plans, problem = EveryPlan(tiny), Problem(tiny, elastic=True)
    groups = groups_of(problem.rows)
    trial = Trial(problem, Limits(), whole=True)
    assume(groups)
    always = frozenset(group for group in groups if group[0] == "capacity")
    for some in data.draw(st.lists(st.frozensets(st.sampled_from(groups)), max_size=6)):
        held = always | some
        possible = np.ones(plans.count, dtype=bool)
        for row, (requirement, room) in zip(problem.rows, plans.rows, strict=True):
            assert row.requirement.agreement.id == requirement.agreement.id
            if requirement.firm or (requirement.binding and group_of(row) in held):
                possible &= room >= 0
        assert trial.contradicts(held) == (not possible.any())
        assert not trial.undecided


def test_the_largest_contradiction_is_told_first_and_the_others_beside_it() -> None:
    """Aarle is one short of its own wish, and the region thirty of what it asks."""
    asked = document(
        amount("aarle", at_least=11, municipalities=[A], each="municipality"),
        amount("region", at_least=50),
    )
    found = reason(asked)
    assert found.certificate
    assert found.certificate.shortfall == 30
    assert len(found.others) == 1
    assert "short 1 dwelling" in found.others[0].render("en")
    assert "largest of 2 contradictions" in found.sentence.render("en")
    assert found.contradictions.all


@pytest.mark.parametrize("shares", [1, 3])
def test_what_asks_the_same_is_one_contradiction(shares: int) -> None:
    """Whatever limits it: twenty places, or fewer of one segment."""
    caps = [amount(f"cap-{number}", at_most=15 + number) for number in range(shares)]
    found = reason(document(amount("region", at_least=50), *caps))
    assert found.certificate
    assert found.certificate.shortfall == 35
    assert found.others == ()


def test_no_more_contradictions_are_looked_for_than_is_told() -> None:
    asked = [amount(f"a{number:02}", at_least=21 + number) for number in range(12)]
    found = reason(document(*asked))
    assert found.certificate
    assert len(found.others) == 7
    assert not found.contradictions.all
