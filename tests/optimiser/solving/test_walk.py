"""A walk to whole dwellings, where there are too many cells for proof and tiers find nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given

from models.scenario import Scenario
from optimiser import Result, Status, solve
from optimiser.formulation.objectives import Pass
from optimiser.formulation.problem import Problem
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import Ladder
from optimiser.solver.limits import Limits
from optimiser.solver.params import SearchParams, WholeParams
from optimiser.solving.attempt import Attempt
from optimiser.solving.walk import Walk
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.optimiser.solving.test_brute_force import PLANS, shortfall_by_priority
from tests.regions import CODES, Document, amount, documents, pool, scenario

LARGE = SearchParams(whole=WholeParams(few_cells=0))
few = examples(40)


@contextmanager
def no_tier_is_whole() -> Iterator[None]:
    """Have every search tier by tier end with nothing."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(Attempt, "search", lambda _: Answer.STOPPED)
        yield


def walked(region: Scenario) -> Result:
    with no_tier_is_whole():
        return solve(region, params=LARGE)


@given(documents(needs=True) | documents())
@few
def test_there_is_a_plan_exactly_when_there_can_be_and_no_more_is_claimed(
    document: Document,
) -> None:
    region = Scenario.model_validate(document)
    result = walked(region)
    every = EveryPlan(region)
    assert (result.status in PLANS) == bool(every.kept.any()), result.fault
    if result.status in PLANS:
        assert result.audit is not None
        assert result.audit.kept
        least, _ = every.least_shortfall()
        assert shortfall_by_priority(result) == least


def test_the_shortfall_is_the_least_there_is() -> None:
    """15 asked for and room for 4 and 6: ten are built."""
    region = scenario(
        amount(at_least=15, binding=False),
        capacity=[pool(0, 4), pool(1, 6)],
        goals=["shortfall"],
    )
    result = walked(region)
    assert result.status is Status.OPTIMAL, "in fractions no fewer are possible"
    assert sum(row["dwellings"] for row in result.records("new_build")) == 10


def test_goals_are_pursued_in_their_order() -> None:
    """Nine asked for and room for six and six: the first builds as few as can be."""
    region = scenario(
        amount(at_least=9, at_most=9),
        capacity=[pool(0, 6), pool(1, 6)],
        goals=["shortfall", {"least": {"quantity": "new_build", "municipalities": [CODES[0]]}}],
    )
    result = walked(region)
    built = dict.fromkeys(CODES, 0)
    for row in result.records("new_build"):
        built[row["municipality"]] += row["dwellings"]
    assert [built[code] for code in CODES[:2]] == [3, 6]


@pytest.mark.parametrize(("room", "met"), [(55, 55), (90, 80)])
def test_a_walk_goes_on_from_box_to_box(room: int, met: int) -> None:
    """Three boxes of twenty and ten of two, each around the last whole numbers, are eighty."""
    problem = Problem(scenario(segments=["market"], capacity=[pool(0, room)]))
    engine, places = Engine(problem.matrix, Limits()), problem.whole()
    most = Pass("most", dict.fromkeys(places, -1.0), sites=False)
    engine.whole(places)
    engine.costs(most.costs)
    walk = Walk(engine, places, most)
    assert walk.begin(np.zeros(engine.matrix.lower.size), Ladder.of(0)) in FOUND
    walk.onward()
    assert most.value(engine.values()) == -met
