"""The bounds of goals in whole numbers: never above what some plan comes to, whatever duals say."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.formulation.objectives import Pass, passes
from optimiser.formulation.problem import Problem
from optimiser.proofs.whole_bounds import ProvenBounds, none_below
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.params import SearchParams, WholeParams
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.optimiser.proofs.test_fairest import region
from tests.regions import CODES, Document, amount, documents, fair_share, pool, scenario, share

SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
LEAST = "least:new_build+social_rent"


def in_order(drawn: Document, first: bool) -> Document:
    """Want little social rent, before or after the shortfall."""
    goals: list[Document | str] = ["shortfall", {"least": SOCIAL}]
    agreements = [{**row, "priority": 1} for row in drawn["agreements"]]
    return {**drawn, "agreements": agreements, "goals": goals if first else goals[::-1]}


@given(st.builds(in_order, documents(), st.booleans()))
@examples(15)
def test_no_plan_goes_below_the_bound_of_a_goal(document: Document) -> None:
    region = Scenario.model_validate(document)
    result = solve(region)
    if result.plan is None:
        return
    plans = EveryPlan(region)
    social = [own for (_, cell), own in plans.columns.items() if cell[1] == "social_rent"]
    short = sum(
        (own.astype(object) * Fraction(1, whole) for own, whole in plans.shortfalls().values()),
        np.zeros(plans.count, dtype=object),
    )
    found, left = {goal.id: goal for goal in result.goals}, plans.kept
    for goal in region.goals:
        values = np.sum(social, axis=0) if goal.id == LEAST else short
        told, least = found[goal.id], min(values[left])
        assert told.least is not None
        assert told.least <= least <= told.value
        assert told.value == least or not told.proven
        left = left & (values <= told.value)


def region_short_of_eight(**each: str) -> Scenario:
    """Seventeen of twenty-five can be built, a third of them social rent, as few as can be."""
    return scenario(
        amount(at_least=25, binding=False),
        share(at_least="1/3", **each),
        capacity=[pool(0, 10), pool(1, 7)],
        goals=["shortfall", {"least": SOCIAL}],
    )


def test_a_bound_follows_in_exact_fractions() -> None:
    result = solve(region_short_of_eight())
    assert result.status is Status.OPTIMAL
    told = {goal.id: (goal.value, goal.least, goal.exact) for goal in result.goals}
    eight, six = Fraction(8), Fraction(6)
    assert told == {"shortfall": (eight, eight, True), LEAST: (six, six, True)}
    assert [row["exact"] for row in result.records("goals")] == [True, True]


def test_a_total_that_thirds_need_is_proven_where_there_are_many_cells() -> None:
    """Two thirds of one kind and a third of another leave nothing of 500: 501 is the nearest."""
    names = ["social_rent", "mid_rent", "affordable_owner", "market"]
    rest, dear = ({"quantity": "new_build", "segments": some} for some in (names[:3], names[3:]))
    wishes = [{"municipality": code, "party": code, "dwellings": 100} for code in CODES[:2]]
    region = scenario(
        amount(at_least=500),
        share("rest", measure=rest, at_least="2/3"),
        share("dear", measure=dear, at_least="1/3"),
        {"id": "bids", "kind": "bid"},
        bids=wishes,
        capacity=[pool(0, 600), pool(1, 400)],
        segments=names,
        goals=[{"nearness": "bids"}],
    )
    result = solve(region, params=SearchParams(whole=WholeParams(few_cells=0)))
    assert result.status is Status.OPTIMAL
    assert result.goals[0].value == 301


def test_a_wish_without_weight_bounds_nothing() -> None:
    """Of 25 asked twenty fit; twelve in each are asked too, of which it counts not how many."""
    weightless = amount("twelve", at_least=12, each="municipality", weight=0, binding=False)
    asked = amount(at_least=25, binding=False)
    result = solve(scenario(weightless, asked, goals=["shortfall", {"least": SOCIAL}]))
    assert result.status is Status.OPTIMAL
    assert {goal.id: goal.value for goal in result.goals} == {"shortfall": 5, LEAST: 0}


def test_what_only_a_search_proves_is_told_so() -> None:
    """A third in Aarle and a third in Beek: four and three, where fractions say six at least."""
    region = region_short_of_eight(each="municipality")
    (told,) = [goal for goal in solve(region).goals if goal.id == LEAST]
    assert told.value == 7
    assert (told.proven, told.exact) == (True, False)


def test_a_division_that_agreements_bend_is_proven_in_exact_fractions() -> None:
    """Of eleven by three to two Aarle can have three: what it lacks goes to Beek."""
    region = scenario(
        amount(exactly=11),
        amount("few", at_most=3, municipalities=[CODES[0]]),
        fair_share(),
        goals=[{"fair_share": "fair"}],
    )
    (told,) = [goal for goal in solve(region).goals if goal.id == "fair_share:fair"]
    assert told.value == Fraction(9, 11)
    assert (told.proven, told.exact) == (True, True)


@pytest.mark.parametrize("part", [0.0, 0.5, -1.0, 3.0])
def test_with_wrong_duals_less_is_told_and_nothing_that_is_not_so(
    monkeypatch: pytest.MonkeyPatch, part: float
) -> None:
    """Part of what is true is proven, and what would follow from more than that is not told."""
    right = Engine.row_duals
    monkeypatch.setattr(Engine, "row_duals", lambda self: wrong(right(self), part))
    result = solve(region_short_of_eight())
    best = {"shortfall": Fraction(8), LEAST: Fraction(6)}
    for goal in result.goals:
        assert goal.value == best[goal.id]
        assert goal.least is not None
        assert goal.least <= best[goal.id]


def wrong(duals: Floats, part: float) -> Floats:
    """Give duals that no solver gave."""
    return duals * part + np.where(np.arange(duals.size) % 2, 0.01, -0.01)


def test_where_the_time_is_up_before_a_bound_is_found_the_plan_is_given_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optimiser.proofs.whole_bounds.least_of", lambda *ignored: None)
    result = solve(region_short_of_eight(each="municipality"))
    assert {goal.id: goal.value for goal in result.goals} == {"shortfall": 8, LEAST: 7}
    assert not any(goal.exact for goal in result.goals if goal.id == LEAST)


@pytest.mark.parametrize(
    ("inhabitants", "divided", "none"),
    [((6, 6, 2), (4, 4, 2), False), ((6, 6, 2), (5, 4, 1), True), ((6, 2, 6), (4, 1, 5), True)],
)
def test_what_was_asked_of_fairness_leaves_the_goals_after_it_their_room(
    inhabitants: tuple[int, ...], divided: tuple[int, ...], none: bool
) -> None:
    """Of ten, 1.4 can be one or two: nearer than one there is nothing, whoever is asked first."""
    problem = Problem(region((10,), inhabitants, exactly="100%"))
    (fairness,) = problem.fairness
    columns = [problem.column(row.assigned) for row in fairness.rows]
    values = np.zeros(problem.matrix.upper.size)
    values[columns] = divided
    engine = Engine(problem.matrix, Limits())
    assert none_below(engine, problem, fairness, values) is none
    for column in columns:
        engine.costs({column: -1.0})
        assert engine.run() is Answer.OPTIMAL
        assert -engine.objective() == pytest.approx(10)


def test_a_sum_is_proven_only_with_what_was_too_little_to_be_seen_beside_it() -> None:
    """A wish of next to no weight is pursued after the others, and is a part of the same goal."""
    wishes = [amount(name, at_least=5, binding=False, weight=weight)
              for name, weight in (("much", "1"), ("little", "1/1000000000000"))]  # fmt: skip
    problem = Problem(scenario(*wishes, goals=["shortfall"]))
    (told,) = {one.refines for one in passes(problem) if isinstance(one, Pass) and one.refines}
    rest = {one.id for one in passes(problem) if one.id != told}
    assert rest
    assert told not in ProvenBounds(proven={told}).proofs(problem).proven
    assert ProvenBounds(proven={told, *rest}).proofs(problem).proven == {told}
