"""Fairness: leximin by hand, and against another way of finding it that uses no duals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.results.result import Result
from tests.examples import examples
from tests.regions import CODES, Document, amount, fair_share, municipality, pool, scenario

A, B, C = CODES
Levels = dict[str, float]


def levels(result: Result) -> Levels:
    return {code: step.deviation for step in result.steps for code, _ in step.fixed}


def assigned(result: Result) -> dict[str, Any]:
    assert result.audit
    return {row.outcome.scope.municipality or "": row.assigned for row in result.audit.outcomes}


def of_a_hundred(*agreements: Document, capacity: tuple[int, int, int], **rest: Any) -> Scenario:
    """Of 100 dwellings 20, 50 and 30 are fair."""
    return scenario(
        amount(exactly=100),
        fair_share(of={"quantity": "target"}),
        *agreements,
        municipalities=[
            municipality(number, households=weight, target=weight)
            for number, weight in enumerate((20, 50, 30))
        ],
        capacity=[pool(number, dwellings) for number, dwellings in enumerate(capacity)],
        goals=[{"fair_share": "fair"}],
        **rest,
    )


def test_caps_that_bind_at_two_levels() -> None:
    """Aarle has room for 10 of its 20: half too few, whatever the others do.

    90 are left for Beek and Cuijk, which would each be 12.5% over. But Beek has room for 52 only,
    so Cuijk gets 38, 8/30 too many: held there by what Aarle and Beek cannot take, as all 100 must
    be built. Then Beek is 2/50 over, because Aarle takes no more and Cuijk is not made worse.
    """
    result = solve(of_a_hundred(capacity=(10, 52, 100)))
    assert [step.fixed for step in result.steps] == [((A, None),), ((C, None),), ((B, None),)]
    assert [step.deviation for step in result.steps] == pytest.approx([1 / 2, 8 / 30, 2 / 50])
    assert [step.held_by for step in result.steps] == [
        (("capacity", A),),
        (("capacity", A), ("capacity", B), ("total", "")),
        (("capacity", A), ("total", "")),
    ]
    assert assigned(result) == {A: 10, B: 52, C: 38}
    assert result.within == 1


def test_who_is_held_together_is_fixed_together() -> None:
    """Beek and Cuijk divide the 90 that Aarle leaves: 90/80, so both are an eighth over."""
    result = solve(of_a_hundred(capacity=(10, 100, 100)), preview=True)
    assert [step.fixed for step in result.steps] == [((A, None),), ((B, None), (C, None))]
    assert [step.deviation for step in result.steps] == pytest.approx([1 / 2, 1 / 8])
    assert assigned(result) == pytest.approx({A: 10, B: 56.25, C: 33.75})


def test_nothing_in_the_way_is_one_step_that_nobody_holds() -> None:
    (step,) = solve(of_a_hundred(capacity=(100, 100, 100))).steps
    assert (step.deviation, step.held_by) == (0, ())
    assert {code for code, _ in step.fixed} == {A, B, C}


def test_an_agreement_that_is_no_cap_is_named_too() -> None:
    """Aarle must have 30: half too many. The 70 left are an eighth too few for Beek and Cuijk."""
    least = amount("aarle", at_least=30, municipalities=[A], each="municipality")
    result = solve(of_a_hundred(least, capacity=(100, 100, 100)), preview=True)
    assert [(step.fixed, step.held_by) for step in result.steps] == [
        (((A, None),), (("aarle", A),)),
        (((B, None), (C, None)), (("aarle", A), ("total", ""))),
    ]
    assert [step.deviation for step in result.steps] == pytest.approx([1 / 2, 1 / 8])


def test_who_has_no_weight_gets_nothing() -> None:
    region = scenario(
        amount(exactly=10),
        fair_share(),
        municipalities=[municipality(0, households=0), municipality(1, households=7)],
        goals=[{"fair_share": "fair"}],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert assigned(result) == {A: 0, B: 10}


def test_who_has_no_weight_gets_only_what_nobody_else_can_build() -> None:
    region = scenario(
        amount(exactly=12),
        fair_share(),
        municipalities=[municipality(0, households=0), municipality(1, households=7)],
        goals=[{"fair_share": "fair"}],
    )
    assert assigned(solve(region)) == {A: 2, B: 10}


@pytest.mark.parametrize("total", range(1, 21))
def test_one_more_to_divide_leaves_everyone_within_one_of_the_exact_share(total: int) -> None:
    """60 to 40 households and room enough: the exact shares are 60% and 40% of any total."""
    region = scenario(
        amount(exactly=total),
        fair_share(),
        capacity=[pool(0, 20), pool(1, 20)],
        goals=[{"fair_share": "fair"}],
    )
    result = solve(region)
    found = assigned(result)
    assert sum(found.values()) == total
    assert (result.within, levels(result)) == (1, {A: 0.0, B: 0.0})
    # Largest remainder; a tie would go to Aarle, but 60% of a whole number is never a half.
    assert found[A] == (6 * total + 5) // 10


def test_a_tie_goes_to_the_lowest_code() -> None:
    region = scenario(
        amount(exactly=3),
        fair_share(),
        municipalities=[municipality(0, households=5), municipality(1, households=5)],
        goals=[{"fair_share": "fair"}],
    )
    assert assigned(solve(region)) == {A: 2, B: 1}


@st.composite
def limited_regions(draw: st.DrawFn) -> Scenario:
    """Draw three municipalities with room for so much, and limits to what two of them do."""
    weights = [draw(st.integers(1, 9)) for _ in CODES]
    room = [draw(st.integers(0, 2 * weight)) for weight in weights]
    limits = [
        amount(
            f"limit-{number}",
            municipalities=[CODES[number], CODES[(number + 1) % 3]],
            **draw(
                st.sampled_from(
                    [{"at_most": weights[number] + 1}, {"at_least": max(1, room[number] // 2)}]
                )
            ),
        )
        for number in draw(st.sets(st.integers(0, 2), max_size=2))
    ]
    return scenario(
        amount(exactly=min(sum(weights), sum(room))),
        fair_share(of={"quantity": "target"}),
        *limits,
        municipalities=[
            municipality(number, households=weight, target=weight)
            for number, weight in enumerate(weights)
        ],
        capacity=[pool(number, dwellings) for number, dwellings in enumerate(room)],
        goals=[{"fair_share": "fair"}],
    )


def leximin_without_duals(region: Scenario) -> Levels:
    """Find who is stuck by trying, for each municipality, whether it alone can do better."""
    workbench = Workbench(region)
    model = workbench.model
    apart = {code: model.deviations["deviation", "fair", code, "", 1] for code in region.codes}
    found: Levels = {}
    while len(found) < len(apart):
        level = workbench.minimise(workbench.goal("fair_share:fair"))
        waiting = [place for place in apart if place not in found]
        for place in waiting:
            apart[place].setub(level + 1e-8)
        for place in waiting:
            if workbench.minimise(apart[place]) > level - 1e-6:
                found[place] = level
        for place in found:
            model.limits[apart[place].name, "limit", 1].deactivate()
    return found


@given(limited_regions())
@examples(25)
def test_leximin_is_what_trying_finds(region: Scenario) -> None:
    result = solve(region, preview=True)
    if result.status is Status.OPTIMAL:
        assert levels(result) == pytest.approx(leximin_without_duals(region), abs=1e-5)
