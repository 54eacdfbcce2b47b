"""From a point in fractions to whole dwellings near it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from models.plan import Plan
from models.scenario import Scenario
from optimiser.explore.distance import choose_counted, units_apart
from optimiser.explore.rounding import Rounding, Way, ways_of
from optimiser.results.audit import audit
from optimiser.solver.answers import Answer
from optimiser.solver.ladder import Ladder
from optimiser.solver.limits import Limits
from optimiser.solver.params import DEFAULT
from tests.regions import CODES, amount, scenario, share

FIRST, SECOND = CODES[:2]
NEXT_TO = Way(0, False)
TOTAL = scenario(amount(exactly=15))


def rounding(
    region: Scenario,
    most: Mapping[str, Fraction] | None = None,
    spared: Mapping[str, int] | None = None,
) -> Rounding:
    held = {name: float(value) for name, value in (most or {}).items()}
    return Rounding(
        region, choose_counted(region), held, most or {}, spared or {}, params=DEFAULT.alternatives
    )


def numbers(region: Scenario, plan: Plan | None) -> dict[tuple[str, str], Fraction]:
    assert plan is not None
    assert audit(region, plan).kept
    return choose_counted(region).totals(plan)


def test_every_total_is_a_whole_number_next_to_the_point() -> None:
    point = {
        (FIRST, "social_rent"): 3.5,
        (FIRST, "market"): 4.25,
        (SECOND, "social_rent"): 0.75,
        (SECOND, "market"): 6.5,
    }
    found = numbers(TOTAL, rounding(TOTAL).near(point, NEXT_TO, Limits()))
    assert sum(found.values()) == 15
    assert all(abs(found.get(place, 0) - value) < 1 for place, value in point.items())


def test_where_there_is_nothing_next_to_a_point_it_is_sought_further_off() -> None:
    """Six in the first leave eight for the second, which the point has nothing of."""
    region = scenario(amount(exactly=14), share(exactly="50%", each="municipality"))
    point = {(FIRST, "social_rent"): 3.0, (FIRST, "market"): 3.0}
    rounded = rounding(region)
    assert rounded.near(point, NEXT_TO, Limits()) is None
    further = numbers(region, rounded.near(point, Way(7, False), Limits()))
    assert sum(further.values()) == 14
    assert all(abs(further.get(place, 0) - value) <= 7 for place, value in point.items())


def test_a_spared_municipality_builds_no_more_than_it_may() -> None:
    point = {(FIRST, "market"): 7.0, (SECOND, "market"): 8.0}
    spared = rounding(TOTAL, spared={FIRST: 5})
    found = numbers(TOTAL, spared.near(point, Way(3, False), Limits()))
    assert sum(number for (code, _), number in found.items() if code == FIRST) == 5


def test_a_goal_that_is_held_is_no_worse_in_whole_dwellings() -> None:
    """At most six in the first, whatever the point has there."""
    goal = {"least": {"quantity": "new_build", "municipalities": [FIRST]}}
    region = scenario(amount(exactly=15), goals=[goal])
    (name,) = (one.id for one in region.goals)
    point = {(FIRST, "market"): 7.0, (SECOND, "market"): 8.0}
    held = rounding(region, {name: Fraction(6)})
    found = numbers(region, held.near(point, Way(3, True), Limits()))
    assert sum(number for (code, _), number in found.items() if code == FIRST) <= 6


def test_what_was_bounded_for_one_point_is_free_for_the_next() -> None:
    rounded = rounding(TOTAL)
    here = {(FIRST, "market"): 10.0, (SECOND, "market"): 5.0}
    there = {(FIRST, "social_rent"): 5.0, (SECOND, "social_rent"): 10.0}
    for point in (here, there, here):
        found = numbers(TOTAL, rounded.near(point, NEXT_TO, Limits()))
        assert units_apart(found, point) == 0


def test_besides_a_plan_there_is_more_and_less_of_everything_that_can_be() -> None:
    """One dwelling, in one of four places: each other place can have one, that place none."""
    region = scenario(amount(exactly=1))
    best = {(FIRST, "market"): Fraction(1)}
    answers = list(rounding(region).beside(best, Limits()))
    plans = [numbers(region, plan) for _, plan in answers if plan is not None]
    assert len(answers) == 8
    assert {frozenset(plan) for plan in plans} >= {
        frozenset([place])
        for place in ((FIRST, "social_rent"), (SECOND, "market"), (SECOND, "social_rent"))
    }
    assert sum(answer is Answer.INFEASIBLE for answer, _ in answers) == 4


@pytest.mark.parametrize("radii", [(0.0, 3.0, 20.0), (2.0, 5.0)])
def test_the_ways_go_further_off_and_hold_goals_where_there_is_room(
    radii: tuple[float, ...],
) -> None:
    ways = list(ways_of(Ladder.of(*radii)))
    assert [way.radius for way in ways] == sorted(way.radius for way in ways)
    assert {way.radius for way in ways if way.goals_held} == {one for one in radii if one}
    assert {way.radius for way in ways if not way.goals_held} == set(radii)
    assert len(list(ways_of(DEFAULT.alternatives.near))) == 5
