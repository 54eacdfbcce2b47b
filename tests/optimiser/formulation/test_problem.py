"""The problem: what is made once for all scenarios with the same cells changes no problem."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.formulas import formulas_of
from models.recollection import forget
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.formulation.pulp_reader import pulp_problem
from optimiser.formulation.sum_reader import SumReader
from scenarios import library, library_scenario
from tests.readers import bits, same_as_pulp
from tests.regions import amount, document

NAMES = ("arnhem-nijmegen", "r01-arnhem-nijmegen", "fictitious-region", "r13-specialisation")


@pytest.fixture
def _nothing_made() -> None:
    forget()


@pytest.mark.usefixtures("_nothing_made")
def test_a_problem_is_the_same_whatever_was_made_before() -> None:
    alone = []
    for name in NAMES:
        forget()
        alone.append(bits(Problem(library_scenario(name)).matrix))
    for at in (*reversed(range(len(NAMES))), 0):
        scenario = library_scenario(NAMES[at])
        assert formulas_of(scenario).objectives.keys() <= {goal.id for goal in scenario.pursued}
        assert bits(Problem(scenario).matrix) == alone[at]


@pytest.mark.usefixtures("_nothing_made")
def test_a_name_that_one_problem_has_taken_is_free_in_the_next() -> None:
    """Rows of the first agreement are called as totals that the second one adds up."""
    many = {"segments": ["social_rent", "mid_rent", "affordable_owner", "market"]}
    social = {"quantity": "new_build", "segments": ["social_rent"]}
    first = amount("new_build", measure=social, at_least=1, each="municipality")
    second = amount("second", at_least=1, each="municipality")
    total = "new_build_GM0001"
    both = Problem(Scenario.model_validate(document(first, second, **many)))
    assert {f"{total}_2"} <= both.matrix.columns.keys()
    assert total in Problem(Scenario.model_validate(document(second, **many))).matrix.columns
    again = Problem(Scenario.model_validate(document(first, second, **many)))
    assert bits(again.matrix) == bits(both.matrix)


def test_a_total_counts_as_often_as_it_is_said() -> None:
    cell = SumReader().unknown("cell")
    assert SumReader().total([cell, cell]).terms == {"cell": 2}


@pytest.mark.usefixtures("_nothing_made")
def test_threads_that_make_the_same_at_once_get_the_same() -> None:
    scenario = library_scenario("fictitious-region")
    copies = [scenario.model_copy() for _ in range(16)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda each: bits(Problem(each).matrix), copies))
    assert all(each == made[0] for each in made)


OTHERS = [entry.id for entry in library() if entry.id not in NAMES]


@pytest.mark.parametrize(
    "name", [*NAMES, *(pytest.param(name, marks=pytest.mark.long) for name in OTHERS)]
)
def test_what_is_solved_is_the_problem_that_pulp_has(name: str) -> None:
    scenario = library_scenario(name)
    assert same_as_pulp(scenario, pulp_problem(scenario))


def test_a_solved_scenario_goes_to_another_process() -> None:
    scenario = library_scenario("fictitious-region")
    before = bits(Problem(scenario).matrix)
    assert bits(Problem(pickle.loads(pickle.dumps(scenario))).matrix) == before
