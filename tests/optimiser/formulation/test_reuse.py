"""Kept problems: with other thresholds they are, to the bit, what a new problem would be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.formulas import Formulas, formulas_of
from models.recollection import forget
from models.scenario import Scenario
from optimiser import solve
from optimiser.formulation.problem import Problem, Row
from optimiser.formulation.reuse import (
    differing_thresholds,
    problem_of,
    remembered_problems,
    renumbered,
)
from optimiser.infeasibility.relaxation import without_agreement
from scenarios import changed_scenario, library, library_scenario, read_scenario
from tests.examples import examples
from tests.readers import bits

REGION = library_scenario("arnhem-nijmegen")
NUMBERED = {
    agreement.id: bound
    for agreement in REGION.agreements
    if agreement.only_rows
    for bound in ("at_least", "at_most", "exactly")
    if getattr(agreement, bound, None) is not None
}


def changed(scenario: Scenario, **bounds: Any) -> Scenario:
    return changed_scenario(
        scenario,
        {"agreements": [{"id": name, NUMBERED[name]: value} for name, value in bounds.items()]},
    )


def said(row: Row) -> str:
    return f"{row.name}: {row.requirement}"


percents = st.integers(1, 100).map(lambda number: f"{number}%")
numbers = st.integers(1, 30_000)
thresholds = st.fixed_dictionaries(
    {},
    optional={
        "regional-total": numbers,
        "elderly-clustered": numbers,
        "social-rent-region": percents,
        "social-rent-municipality": percents,
        "mid-segment-high-stock": percents,
        "urgent-cap": percents,
        "urgent-housed": percents,
    },
)


@given(thresholds)
@examples(20)
def test_other_thresholds_make_the_arrays_of_a_new_problem(bounds: dict[str, Any]) -> None:
    other = changed(REGION, **bounds)
    base = Problem(REGION)
    pairs = differing_thresholds(REGION, other)
    assert pairs is not None
    assert {new.id for _, new in pairs} <= bounds.keys()
    found = renumbered(base, other, pairs)
    assert found is not None
    new = Problem(other)
    assert bits(found.matrix) == bits(new.matrix)
    assert bits(found.condensed(3)) == bits(new.condensed(3))
    assert [str(row.requirement) for row in found.rows] == [
        str(row.requirement) for row in new.rows
    ]
    taken, read = (
        [(row.left, row.sense, row.right) for row in formulas.rows.items]
        for formulas in (formulas_of(other), Formulas(other))
    )
    assert taken == read


def test_rows_that_were_taken_over_from_an_equal_agreement_get_new_numbers() -> None:
    """They name the agreement of the scenario that they were read of, and not their own."""
    base, equal = (Scenario.model_validate(REGION.model_dump()) for _ in range(2))
    formulas_of(equal).take(formulas_of(base), [])
    other = changed(equal, **{"urgent-cap": "24%"})
    pairs = differing_thresholds(equal, other)
    assert pairs
    found = renumbered(Problem(equal), other, pairs)
    assert found is not None
    assert bits(found.matrix) == bits(Problem(other).matrix)


@pytest.mark.parametrize("preview", [True, pytest.param(False, marks=pytest.mark.long)])
def test_a_solve_says_the_same_with_a_kept_problem(preview: bool) -> None:
    other = changed(REGION, **{"regional-total": 20_000, "urgent-cap": "24%"})
    forget()
    alone = solve(other, preview=preview).as_record()
    forget()
    solve(REGION, preview=True)
    (kept,) = remembered_problems()
    again = solve(other, preview=preview)
    assert not again.fault
    assert again.as_record() == alone
    assert list(remembered_problems()) == [kept]
    assert bits(kept.matrix) == bits(Problem(REGION).matrix)


def test_an_equal_scenario_that_was_read_before_leaves_no_old_number() -> None:
    forget()
    solve(library_scenario("fictitious-region"), preview=True)
    again = Scenario.model_validate(library_scenario("fictitious-region").model_dump())
    solve(again, preview=True)
    forget()
    solve(again, preview=True)
    other = changed(again, **{"urgent-cap": "24%"})
    solve(other, preview=True)
    assert [str(row) for row in formulas_of(other).rows.items] == [
        str(row) for row in Formulas(other).rows.items
    ]


@pytest.mark.parametrize(
    "overrides",
    [
        {"agreements": [{"id": "social-rent-region", "at_least": "0%"}]},
        {"agreements": [{"id": "social-rent-region", "at_least": None, "at_most": "40%"}]},
        {"agreements": [{"id": "social-rent-low-stock", "where": "social_stock_share < 30%"}]},
        {"agreements": [{"id": "mid-segment-high-stock", "binding": True}]},
        {"agreements": [{"id": "elderly-zero-step", "remove": True}]},
        {"agreements": [{"id": "urgent-fair-share", "key": "households"}]},
        {"tables": {"capacity": [{"pool": "GM0202-hard", "dwellings": 3000}]}},
        {"tables": {"municipalities": [{"code": "GM0202", "vacancies": 1}]}},
        {"goals": ["shortfall"]},
    ],
    ids=lambda overrides: str(*overrides.values())[:40],
)
def test_what_is_different_in_more_than_a_number_is_made_anew(overrides: dict[str, Any]) -> None:
    other = read_scenario("arnhem-nijmegen", overrides=overrides)
    base = Problem(REGION)
    pairs = differing_thresholds(REGION, other)
    assert pairs is None or renumbered(base, other, pairs) is None
    forget()
    problem_of(REGION)
    assert bits(problem_of(other).matrix) == bits(Problem(other).matrix)


@pytest.mark.parametrize("name", [entry.id for entry in library()])
def test_every_shipped_scenario_is_kept_as_it_is(name: str) -> None:
    scenario = library_scenario(name)
    forget()
    made = problem_of(scenario)
    again = problem_of(scenario.model_copy())
    assert bits(again.matrix) == bits(made.matrix)


def test_what_asks_for_less_than_its_agreements_is_made_anew() -> None:
    forget()
    problem_of(REGION)
    without = without_agreement(REGION, "regional-total")
    assert bits(problem_of(without).matrix) == bits(Problem(without).matrix)
    assert bits(problem_of(without).matrix) != bits(problem_of(REGION).matrix)
    forget()
    problem_of(without)
    assert bits(problem_of(REGION).matrix) == bits(Problem(REGION).matrix)
