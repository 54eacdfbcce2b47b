"""Points in fractions near the best plan: each keeps all, and leaves what those before it used."""

from __future__ import annotations

import pytest

from models.scenario import Scenario
from optimiser.explore.distance import LocalTotals, choose_counted, units_apart
from optimiser.explore.distant_points import FarPoints
from optimiser.solver.limits import Limits
from optimiser.solver.params import AlternativesParams, SearchParams
from tests.regions import CODES, amount, scenario, share

LARGE, SMALL = CODES[:2]
ANY = scenario(amount(exactly=10))
"""Ten dwellings, which fit in either municipality, in any segment."""


def far_points(region: Scenario, params: SearchParams | None = None) -> FarPoints:
    """Give the workbench of a region without goals."""
    limits = Limits(params=params or SearchParams())
    return FarPoints(region, choose_counted(region), [{}], limits)


def test_by_hop_skip_and_jump_no_place_that_was_used_is_used_again() -> None:
    """Ten dwellings in each of four places: four points that have nothing in common."""
    far = far_points(ANY)
    used: list[LocalTotals] = [{(LARGE, "social_rent"): 10}]
    hops = far.some(used[0], 6)[:3]
    for point in hops:
        assert sum(point.values()) == pytest.approx(10)
        assert all(units_apart(point, other) == pytest.approx(10) for other in used)
        used.append(point)
    assert len(hops) == 3


def test_every_point_keeps_the_agreements() -> None:
    region = scenario(amount(exactly=10), share(at_least="40%", each="municipality"))
    points = far_points(region).some({}, 12)
    assert len(points) > 2
    for point in points:
        assert sum(point.values()) == pytest.approx(10)
        for code in (LARGE, SMALL):
            built = {name: number for (place, name), number in point.items() if place == code}
            assert built["social_rent"] >= 0.4 * sum(built.values()) - 1e-6


def test_the_same_points_come_every_time() -> None:
    assert far_points(ANY).some({}, 8) == far_points(ANY).some({}, 8)


@pytest.mark.parametrize(("spared", "most"), [(1.005, 5), (2.0, 10)])
def test_who_is_spared_builds_the_least_and_no_more_than_is_allowed(
    spared: float, most: int
) -> None:
    """Fifteen where ten fit in each: at least five in each."""
    params = SearchParams(alternatives=AlternativesParams(spared=spared))
    far = far_points(scenario(amount(exactly=15)), params)
    assert far.spare(LARGE) == most
    for point in far.some({}, 6):
        assert sum(n for (code, _), n in point.items() if code == LARGE) <= most + 1e-6


def test_of_what_goals_may_be_the_first_that_some_point_keeps_is_held() -> None:
    goal = {"least": {"quantity": "new_build", "municipalities": [LARGE]}}
    region = scenario(amount(exactly=15), goals=[goal])
    (name,) = (one.id for one in region.goals)
    tight, loose, looser = {name: 4.0}, {name: 6.0}, {name: 9.0}
    far = FarPoints(region, choose_counted(region), [tight, loose, looser], Limits())
    assert far.held == loose
    for point in far.some({}, 6):
        assert sum(n for (code, _), n in point.items() if code == LARGE) <= 6 + 1e-5
