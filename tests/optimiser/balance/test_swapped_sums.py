"""Swaps between sums: a goal that adds up steps becomes smaller, and no swap of one is left."""

from __future__ import annotations

from itertools import permutations
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser import solve
from optimiser.balance.sum_tiers import grouped, sum_tiers
from optimiser.balance.swapped_sums import FixedSums, TermsOverCells, TermsOverSums
from optimiser.formulation.objectives import Pass, passes
from optimiser.formulation.problem import Problem
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats, Terms, summing_rows
from optimiser.solver.params import DEFAULT
from scenarios import library_scenario
from tests.examples import examples
from tests.regions import pool, scenario


def year_to_year(years: int) -> TermsOverSums:
    """The change from each year to the next."""
    parts = np.eye(years)[1:] - np.eye(years)[:-1]
    ones = np.ones(years - 1)
    return TermsOverSums(parts, 0 * ones, ones, ones)


def pairs(years: int) -> np.ndarray:
    return np.array([*permutations(range(years), 2)], dtype=np.int32).reshape(-1, 2).T


def test_dwellings_are_put_in_years_beside_one_another() -> None:
    numbers = np.array([573.0, 573, 572, 573, 572, 573])
    near = np.full(6, numbers.mean())
    found = year_to_year(6).swapped(numbers, near, pairs(6), 10)
    assert found.sum() == numbers.sum()
    assert set(found) == {572, 573}
    assert year_to_year(6).value(numbers) == 4
    assert year_to_year(6).value(found) == 1


@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=6), st.lists(st.integers(0, 18), min_size=6)
)
@examples(100)
def test_no_swap_of_one_is_left_that_helps(built: list[int], halves: list[int]) -> None:
    size = len(built)
    goal, numbers, near = year_to_year(size), np.array(built, float), np.array(halves[:size]) / 2
    found = goal.swapped(numbers, near, pairs(size), 1000)
    assert found.sum() == numbers.sum()
    least, most = np.minimum(numbers, np.floor(near)), np.maximum(numbers, np.ceil(near))
    assert ((least <= found) & (found <= most)).all()
    assert goal.value(found) <= goal.value(numbers)
    for giver, taker in permutations(range(size), 2):
        other = found.copy()
        other[giver] -= 1
        other[taker] += 1
        if ((least <= other) & (other <= most)).all():
            assert goal.value(other) >= goal.value(found)


class Refusing:
    """In the place of an engine: finds no plan with the first swaps that it is asked for."""

    def __init__(self, refused: int) -> None:
        self._left = refused

    def values(self) -> Floats:
        return np.zeros(3 * 6)

    def run(self, part: float) -> Answer:
        self._left -= 1
        return Answer.INFEASIBLE if self._left >= 0 else Answer.OPTIMAL

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


def test_where_some_swaps_leave_no_plan_others_are_tried() -> None:
    """All at once, and then one swap and another, leave none: the next makes the goal smaller."""
    numbers, goal = np.array([573.0, 573, 572, 573, 572, 573]), year_to_year(6)
    steps = np.arange(18, dtype=np.int32).reshape(3, 6)
    near = np.full(6, numbers.mean())
    fixed = FixedSums(cast(Engine, Refusing(3)), steps, numbers, near, ["A"] * 6)
    fixed.swap(goal, DEFAULT.tidy.swaps)
    assert fixed.numbers.sum() == numbers.sum()
    assert goal.value(fixed.numbers) < goal.value(numbers)


def test_a_goal_is_read_over_sums_exactly_where_it_hangs_on_nothing_else() -> None:
    region = scenario(
        {"id": "bids", "kind": "bid"},
        horizon={"first_year": 2025, "last_year": 2027},
        bids=[{"party": "one", "municipality": "GM0001", "segment": "social_rent", "dwellings": 4}],
        capacity=[pool(0, 10), pool(1, 10)],
        goals=[{"nearness": "bids"}, "smooth_years"],
    )
    problem = Problem(region)
    nearness, smooth = (goal for goal in passes(problem) if isinstance(goal, Pass))
    cells = [(cell, at) for name, cell, at in problem.decided if name == "new_build"]
    years, segments = (summing_rows(grouped(cells, 0, axis)) for axis in (2, 1))
    values = np.zeros(problem.matrix.upper.size)
    values[[at for _, at in cells]] = np.arange(len(cells))
    single, changes_by_cell = summing_rows([at] for _, at in cells), 0.0
    for goal, sums, others in ((nearness, segments, years), (smooth, years, segments)):
        steps = TermsOverCells.of(problem, goal)
        assert steps is not None
        assert steps.over(others) is None
        over_sums, over_cells = steps.over(sums), steps.over(single)
        assert over_sums is not None
        assert over_cells is not None
        assert over_sums.value(sums.sums(values)) == over_cells.value(single.sums(values)) > 0
        changes_by_cell = over_cells.value(single.sums(values))
    built = {(cell[0], cell[2]): 0.0 for cell, _ in cells}
    for cell, at in cells:
        built[cell[0], cell[2]] += values[at]
    changes = sum(
        abs(built[code, year + 1] - built[code, year])
        for code in region.codes
        for year in (2025, 2026)
    )
    assert changes_by_cell == changes


@pytest.mark.parametrize(
    ("factors", "read"),
    [
        ([1.0, 1.0, -1.0, -1.0], [[1.0, -1.0]]),
        ([1.0, 1.0, 0.0, 0.0], [[1.0, 0.0]]),
        ([1.0, 2.0, -1.0, -1.0], None),
        ([1.0, 0.0, -1.0, -1.0], None),
        ([1.0, 1.0, -1.0, -1.0, 1.0], None),
    ],
    ids=["two sums", "one of them", "cells apart", "a part of a sum", "a cell of no sum"],
)
def test_a_step_is_one_over_sums_where_it_has_all_cells_of_each_alike(
    factors: list[float], read: list[list[float]] | None
) -> None:
    """Cells 0 and 1 are a sum, and 2 and 3; cell 4 is in none."""
    places = np.arange(len(factors), dtype=np.int32)
    row = Terms(np.array([0, places.size], dtype=np.int32), places, np.array(factors))
    found = TermsOverCells(row, np.zeros(1), np.ones(1), np.ones(1)).over(
        summing_rows([[0, 1], [2, 3]])
    )
    assert (None if found is None else found.parts.tolist()) == read


def test_what_a_plan_says_is_nothing_is_no_part_of_a_step() -> None:
    """Beek builds nothing in this plan, so that its years are none of the sums that move."""
    problem = Problem(
        scenario(
            horizon={"first_year": 2025, "last_year": 2027},
            capacity=[pool(0, 10), pool(1, 10)],
            goals=["smooth_years"],
        )
    )
    beek = [at for _, cell, at in problem.decided if cell[0] == "GM0002"]
    # A search that bounds it only for a while has had another question of the same problem.
    assert sum_tiers(problem)[0].single().start.size - 1 == 6
    problem.matrix.upper[beek] = 0.0
    (smooth,) = (goal for goal in passes(problem) if goal.id == "smooth_years")
    assert isinstance(smooth, Pass)
    steps = TermsOverCells.of(problem, smooth)
    assert steps is not None
    over_years = steps.over(sum_tiers(problem)[0].single())
    assert over_years is not None
    assert over_years.parts.shape[1] == 3


@pytest.mark.long
def test_the_years_of_arnhem_nijmegen_are_as_smooth_as_whole_numbers_allow() -> None:
    """1,357.2 is the least with whole years, as a search of 14 seconds proves."""
    result = solve(library_scenario("arnhem-nijmegen"))
    assert result.audit is not None
    assert result.audit.goals["smooth_years"] == 1358
