"""What a solve says that happened, in every way that it can end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from models.findings import InvalidScenario
from models.language import Text
from models.recollection import forget
from optimiser import SearchParams, Status, solve
from optimiser.balance.consolidation import Consolidation
from optimiser.solver.limits import TimeUp
from optimiser.solver.params import WholeParams
from optimiser.solving.whole_goals import WholeGoals
from scenarios import library_scenario
from tests.regions import Document, amount, fair_share, municipality, pool, scenario, share

REGION = scenario(
    amount(exactly=11),
    share(at_least="30%", each="municipality"),
    fair_share(),
    goals=["shortfall", {"fair_share": "fair"}, "smooth_years"],
)
ODD = scenario(amount(exactly=7), share(exactly="50%"))


def test_the_best_plan_is_proven() -> None:
    result = solve(REGION)
    assert (result.status, result.within, result.preview) == (Status.OPTIMAL, 1, False)
    assert result.audit
    assert result.audit.kept
    assert result.plan


def test_a_preview_stops_before_whole_dwellings() -> None:
    """60% and 40% of 11 dwellings are 6.6 and 4.4."""
    result = solve(REGION, preview=True)
    assert (result.status, result.within, result.preview) == (Status.OPTIMAL, None, True)
    assert [share.assigned for share in result.exact_shares] == pytest.approx([6.6, 4.4])


@pytest.mark.parametrize(
    "limits",
    [
        {"gap": -0.1},
        {"gap": 1.5},
        {"gap": "1%"},
        {"gap": float("nan")},
        {"time_limit": "3"},
        {"time_limit": -1},
        {"time_limit": float("nan")},
    ],
    ids=str,
)
def test_limits_that_cannot_be_meant_are_no_fault_of_ours(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"(gap|time limit) must be a number of at least 0"):
        solve(REGION, **limits)


def test_no_time_at_all_gives_no_plan() -> None:
    result = solve(REGION, time_limit=0)
    assert (result.status, result.plan, result.audit) == (
        Status.TIME_LIMIT_WITHOUT_PLAN,
        None,
        None,
    )


@pytest.mark.parametrize("few_cells", [0, 600])
def test_whole_numbers_that_were_found_when_the_time_is_up_are_given(
    monkeypatch: pytest.MonkeyPatch, few_cells: int
) -> None:
    def up(*_: object) -> None:
        raise TimeUp

    monkeypatch.setattr(WholeGoals, "_break_ties", up)
    monkeypatch.setattr(Consolidation, "plan", up)
    result = solve(REGION, params=SearchParams(whole=WholeParams(few_cells=few_cells)))
    assert result.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert result.audit
    assert result.audit.kept
    assert result.plan


def test_cancelled_at_once() -> None:
    result = solve(REGION, cancelled=lambda: True)
    assert (result.status, result.plan) == (Status.CANCELLED, None)


@pytest.mark.parametrize("questions", [1, 3, 6])
def test_cancelled_after_a_while(questions: int) -> None:
    answers: Iterator[bool] = iter([False] * questions)
    result = solve(REGION, cancelled=lambda: next(answers, True))
    assert (result.status, result.plan) == (Status.CANCELLED, None)


def test_a_callback_that_says_no_changes_nothing() -> None:
    asked = solve(REGION, cancelled=lambda: False)
    assert asked.as_record() == solve(REGION).as_record()


def test_progress_is_told_of_every_phase() -> None:
    forget()
    told: list[Text] = []
    solve(REGION, progress=lambda what, done, steps: told.append(what))
    said = {what.render("en") for what in told}
    fair = REGION.goal_sentence("fair_share:fair").render("en")
    assert {"the problem", f"goal: {fair}", "whole dwellings", "audit"} <= said


def test_whole_dwellings_of_many_cells_tell_how_far_they_are() -> None:
    """Of a country they take minutes: tiers, numbers that are whole, and goals to be proven."""
    forget()
    told: list[tuple[str, int, int]] = []

    def listen(what: Text, done: int, steps: int) -> None:
        told.append((what.render("en"), done, steps))

    many = SearchParams(whole=WholeParams(few_cells=0))
    result = solve(library_scenario("noord-veluwe"), params=many, progress=listen)
    assert result.plan is not None
    for phase, steps in (("totals near balance", 3), ("in few rows", 1), ("no crumbs", 7)):
        said = [(done, of) for what, done, of in told if what == f"whole dwellings: {phase}"]
        assert said[-steps:] == [(done, steps) for done in range(steps)]
    assert ("whole dwellings: totals of the region", 0, 1) in told
    assert ("whole dwellings: what is built each year", 0, 1) in told
    goals = [done for what, done, _ in told if what.startswith("proof: ")]
    assert goals == [0, 1, 2]
    whole = [(done, of) for what, done, of in told if what == "numbers that are whole"]
    assert len({done for done, _ in whole}) > 5
    assert all(0 < done <= of for done, of in whole)


def test_a_conflict_that_exists_only_in_whole_dwellings() -> None:
    """Half of 7 dwellings is 3.5."""
    result = solve(ODD)
    assert result.status is Status.INFEASIBLE_IN_WHOLE_DWELLINGS
    assert solve(ODD, preview=True).status is Status.OPTIMAL
    assert result.infeasibility
    assert result.infeasibility.certificate is None
    assert result.infeasibility.conflict == (("social", ""), ("total", ""))
    assert result.infeasibility.verified


def test_more_than_there_is_room_for() -> None:
    result = solve(scenario(amount(at_least=21)))
    assert (result.status, result.plan) == (Status.INFEASIBLE, None)


def test_an_error_in_the_scenario_stops_the_solve() -> None:
    with pytest.raises(InvalidScenario) as refused:
        solve(scenario(fair_share(key="unheard_of")))
    assert refused.value.findings


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ({"capacity": []}, "the table “capacity” is missing or empty"),
        ({"segments": []}, "the list “segments” is empty"),
        ({"forms": []}, "the list “forms” is empty"),
        ({"capacity": [pool(0, 9, first_year=2031)]}, "within the horizon"),
    ],
)
@pytest.mark.parametrize("goals", [[], ["smooth_years"], ["shortfall"]])
@pytest.mark.parametrize("preview", [False, True])
def test_where_nothing_can_be_built_that_is_the_reason(
    rest: Document, why: str, goals: list[str], preview: bool
) -> None:
    """Without unknowns there is nothing to search, and yet agreements that ask for something."""
    result = solve(scenario(amount(at_least=5), goals=goals, **rest), preview=preview)
    assert result.status is Status.INFEASIBLE
    assert result.infeasibility
    assert why in result.infeasibility.sentence.render("en")
    assert "short 5 dwellings" in result.infeasibility.sentence.render("en")


def test_no_number_that_is_told_is_a_zero_below_zero() -> None:
    """Beek has a thousandth of a household's share of ten: none, from whatever side."""
    region = scenario(
        amount(exactly=10),
        fair_share(),
        municipalities=[municipality(0, households=10**8), municipality(1, households=1)],
        goals=[{"fair_share": "fair"}],
    )
    for preview in (False, True):
        assert "-0.0" not in json.dumps(solve(region, preview=preview).as_record())
