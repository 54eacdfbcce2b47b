"""Explorations of a region with facilities: thirteen municipalities that four of them are for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import pytest

from optimiser import alternatives, audit, room
from optimiser.explore.distance import choose_counted
from optimiser.results.goal_values import pursued_values
from optimiser.solving.whole_dwellings import Search, Whole
from tests.hosting_regions import CODES, FACILITIES, HOUSEHOLDS, region


@pytest.mark.long
def test_five_alternatives_and_the_room_are_found_in_time() -> None:
    thirteen, within = region(), Fraction(1, 100)
    began = time.process_time()
    found = alternatives(thirteen, 5, within=within)
    assert len(found.plans) == 5
    assert time.process_time() - began < 30
    began = time.process_time()
    rooms = room(thirteen, within).rooms
    assert time.process_time() - began < 15
    fits = dict(zip(CODES, (each // 25 for each in HOUSEHOLDS), strict=True))
    assert len(rooms) == 13 * 5
    assert all(0 <= each.least <= each.most <= fits[each.municipality] for each in rooms)
    in_all = [each for each in rooms if not each.segment]
    assert sum(each.least for each in in_all) <= sum(fits.values()) * 4 / 5


def test_five_alternatives_differ_and_stay_near_and_few_are_searched_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No year may differ from the next: only few plans come of all becoming whole anew."""
    eight = region(8, {name: FACILITIES[name] for name in ("skaeve_huse", "domus")})
    searched: list[Sequence[float]] = []
    along = Search.along

    def counted_along(search: Search, least: Sequence[float]) -> Whole:
        searched.append(least)
        return along(search, least)

    monkeypatch.setattr(Search, "along", counted_along)
    found = alternatives(eight, 5)
    assert found.best.plan is not None
    assert found.best.audit is not None
    most = pursued_values(found.best.audit.objectives)
    totals = [choose_counted(eight).totals(each.plan) for each in found.plans]
    totals.append(choose_counted(eight).totals(found.best.plan))
    assert len(found.plans) == 5
    assert all(one != other for one, other in combinations(totals, 2))
    for one in found.plans:
        assert audit(eight, one.plan) == one.audit
        assert one.audit.kept
        values = pursued_values(one.audit.objectives)
        assert all(values[name] <= value * (1 + found.within) for name, value in most.items())
    assert len(searched) <= 2
