"""What lies near a point, and the ladder that is climbed until something is found."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from pydantic import ValidationError

from optimiser.formulation.problem import Problem
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import Ladder, Rung
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.params import SearchParams, WaysOutParams, WholeParams
from optimiser.solver.vicinity import Vicinity
from tests.regions import pool, scenario

MANY = [pool(number % 2, 50, pool=f"p{number}") for number in range(20)]


def engine() -> tuple[Engine, list[int]]:
    """Give an engine with forty cells of at most fifty dwellings, and where they are."""
    problem = Problem(scenario(capacity=MANY))
    return Engine(problem.matrix, Limits()), [at for _, _, at in problem.decided]


def most_of_each(engine: Engine, columns: list[int]) -> Floats:
    """Give how large each unknown can be by itself."""
    found = []
    for column in columns:
        engine.costs({column: -1.0})
        assert engine.run() is Answer.OPTIMAL
        found.append(engine.values()[column])
    return np.array(found)


@pytest.mark.parametrize(("part", "begin"), [(0.0, 0), (0.25, 10), (1.0, 40)])
def test_so_much_of_what_is_nothing_may_begin_spread_over_all_of_it(
    part: float, begin: int
) -> None:
    held, columns = engine()
    Vicinity(held, columns).hold(np.zeros(held.values().size), 3, part)
    begins = most_of_each(held, columns) > 0
    assert abs(begins.sum() - begin) <= 2
    halves = begins[:20].sum(), begins[20:].sum()
    assert abs(halves[0] - halves[1]) <= 2


def test_what_is_something_may_become_more_and_less_up_to_the_reach() -> None:
    held, columns = engine()
    point = np.zeros(held.values().size)
    point[columns] = 7.5
    near = Vicinity(held, columns)
    near.hold(point, 3, 0.0)
    assert most_of_each(held, columns).tolist() == [11.0] * len(columns)
    near.let_go()
    assert most_of_each(held, columns[:1]).tolist() == [50.0]


def test_the_ladder_is_climbed_until_something_is_found_and_no_further() -> None:
    """More than 12 of one cell is asked for: within 2 and 10 of nothing there is none."""
    held, columns = engine()
    first = columns[0]
    held.add_row(12.0, inf, {first: 1.0})
    near = Vicinity(held, columns)
    nothing = np.zeros(held.values().size)
    radii: list[float] = []

    def seek() -> Answer:
        radii.append(near.radius)
        return held.run()

    assert near.first(nothing, Ladder.of(2, 10, 20, inf), seek) is Answer.OPTIMAL
    assert radii == [2, 10, 20]
    assert near.first(nothing, Ladder.of(2, 10), seek) is Answer.INFEASIBLE
    nothing_begins = Ladder(rungs=(Rung(radius=20.0, begins=0.0),))
    assert near.first(nothing, nothing_begins, held.run) is Answer.INFEASIBLE
    stopped = near.first(nothing, Ladder.of(2, 10), lambda: Answer.STOPPED, proven=True)
    assert (stopped, near.radius) == (Answer.STOPPED, 2)


def test_numbers_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(ValidationError, match="further than the one before"):
        Ladder.of(10, 2)
    with pytest.raises(ValidationError, match="sought near"):
        WaysOutParams(verified=Ladder.of(inf))
    for wrong in ({"tie": 0}, {"near_enough": -1.0}, {"widest": 0}, {"no_such_number": 1}):
        with pytest.raises(ValidationError):
            WholeParams.model_validate(wrong)
    with pytest.raises(ValidationError):
        Rung(radius=float("nan"))


def test_a_result_says_which_numbers_were_not_as_usual() -> None:
    assert SearchParams().changed() == {}
    assert "params" not in Limits().said()
    changed = SearchParams(whole=WholeParams(near=Ladder.of(2, inf)))
    near = {"rungs": [{"radius": 2.0}, {"radius": "Infinity"}]}
    assert Limits(params=changed).said()["params"] == {"whole": {"near": near}}
