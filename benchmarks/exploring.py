"""Exploring the real region: its room, alternatives, a front, and why a scenario cannot be kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeVar

from benchmarks.table import Line, Report
from optimiser.explanation import explain
from optimiser.explore.alternatives import alternatives
from optimiser.explore.pareto import front
from optimiser.explore.room import room
from scenarios import read_scenario
from tests.hosting_regions import region

Demands = tuple[Mapping[str, object], ...]

SCENARIO = "arnhem-nijmegen-cap-per-municipality"
IMPOSSIBLE: tuple[tuple[str, Demands], ...] = (
    ("arnhem-nijmegen-arnhem-9500", ()),
    (SCENARIO, ({"id": "regional-total", "at_least": 26_000},)),
    (SCENARIO, ({"id": "elderly-care-suitable", "at_least": 26_000},)),
    (SCENARIO, ({"id": "elderly-zero-step", "at_least": 30_000},)),
    *(
        (SCENARIO, ({"id": "urgent-cap", "at_most": f"{percent}%"},))
        for percent in (0, 5, 8, 10, 12, 12.15, 12.25, 12.4, 12.5, 12.55, 12.7)
    ),
)
"""Scenarios, each with demands that make it impossible, from easy to explain to hard: a cap of
12.73 % is possible in fractions of dwellings."""
HARDEST: tuple[tuple[str, Demands], ...] = (
    (SCENARIO, ({"id": "urgent-cap", "at_most": "12.73%"},)),
    *(
        (
            SCENARIO,
            (
                {"id": "urgent-cap", "at_most": f"{percent}%"},
                {"id": "regional-total", "at_least": dwellings},
            ),
        )
        for percent, dwellings in (
            (12, 26_000),
            (12, 30_000),
            (12.5, 25_600),
            (12.6, 26_000),
            (12.73, 25_600),
        )
    ),
    ("r01-arnhem-nijmegen", ({"id": "regional-total", "at_least": 26_000},)),
)
"""What is impossible in whole dwellings only, two demands at once, and all facilities with it."""
PLANS, POINTS, WAYS = 10, 20, 3
RUNS = 3
ARNHEM = {"least": {"quantity": "new_build", "municipalities": ["GM0202"]}}
"""A goal that is at odds with the bids, as the region's own goals are not."""

T = TypeVar("T")


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """Give the last result, and the median of the seconds."""
    results, seconds = [], []
    for _ in range(RUNS):
        began = time.perf_counter()
        results.append(call())
        seconds.append(time.perf_counter() - began)
    return results[-1], median(seconds)


def report() -> Report:
    """Measure the explorations, and hold them against what they must reach."""
    scenario = read_scenario(SCENARIO)
    goals = ["shortfall", {"fair_share": "urgent-fair-share"}, {"nearness": "bids"}, ARNHEM]
    at_odds = read_scenario(SCENARIO, overrides={"goals": goals})
    rooms, room_seconds = timed(lambda: room(scenario))
    found, plan_seconds = timed(lambda: alternatives(scenario, PLANS))
    points, front_seconds = timed(
        lambda: front(at_odds, "nearness:bids", at_odds.goals[-1].id, points=POINTS)
    )
    hosting, few = region(), 5
    hosting_rooms, hosting_room_seconds = timed(lambda: room(hosting))
    hosting_found, hosting_seconds = timed(lambda: alternatives(hosting, few))
    if len(hosting_found.plans) != few:
        raise RuntimeError(f"{len(hosting_found.plans)} plans of {hosting.id}")
    nearest = min((one.nearest for one in found.plans), default=0)
    if (len(found.plans), len(points.points)) != (PLANS, POINTS):
        raise RuntimeError(f"{len(found.plans)} plans, {len(points.points)} points")
    each = f"{len(scenario.municipalities)} municipalities by {len(scenario.segments)} segments"
    return Report(
        f"Exploring {SCENARIO}, one process (median of {RUNS})",
        (
            Line(f"room of {each} and in all", room_seconds, "s", at_most=10),
            Line("of which totals", len(rooms.rooms), ""),
            Line(f"{PLANS} alternatives within 1 %, audited", plan_seconds, "s", at_most=20),
            Line("the two that are most alike", float(nearest), "dwellings apart"),
            Line(f"a front of {POINTS} points", front_seconds, "s", at_most=30),
            Line(
                f"room of {len(hosting.codes)} municipalities that host four facilities",
                hosting_room_seconds,
                "s",
                at_most=15,
            ),
            Line("of which totals", len(hosting_rooms.rooms), ""),
            Line(f"{few} alternatives there, audited", hosting_seconds, "s", at_most=30),
            *(reasons(*one) for one in (*IMPOSSIBLE, *HARDEST)),
        ),
    )


def reasons(identifier: str, demands: Demands) -> Line:
    """Measure how long it takes to say why a scenario cannot be kept, and what would have to give.

    Parameters
    ----------
    identifier
        The scenario.
    demands
        What is asked by some of its agreements instead.
    """
    overrides = {"agreements": list(demands)} if demands else None
    scenario = read_scenario(identifier, overrides=overrides)
    reason, seconds = timed(lambda: explain(scenario))
    infeasibility = reason.result.infeasibility
    ways = infeasibility.ways_out.ways if infeasibility else ()
    verified = sum(way.verified for way in ways)
    asked = ", ".join(" ".join(map(str, demand.values())) for demand in demands)
    name = " ".join(filter(None, ("" if identifier == SCENARIO else identifier, asked)))
    if verified < WAYS:
        raise RuntimeError(f"{name}: {verified} ways out verified")
    return Line(f"{name}: conflict, {WAYS} verified ways out", seconds, "s", at_most=3)
