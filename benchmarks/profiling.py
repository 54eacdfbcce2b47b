"""Where time goes: a preview and a whole solve sampled by pyinstrument, by what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyinstrument import Profiler

from benchmarks.region import SCENARIO
from benchmarks.table import Report, Table
from optimiser import solve
from scenarios import read_scenario

STEPS = {
    "run": "HiGHS",
    "check": "checks",
    "__init__ problem.py": "the problem in PuLP",
    "as_matrix": "the problem as arrays",
    "audit": "audit",
}
"""Functions, with their file where the name is not enough, and what they do."""
REST = "the rest"
BEFORE = {
    "HiGHS": (50, 1079),
    "the problem in PuLP": (52, 52),
    "the problem as arrays": (8, 8),
    "audit": (16, 12),
    "checks": (7, 7),
    REST: (8, 32),
}
"""Milliseconds in a preview and in a whole solve on 25 November 2026, on 2 cores of an AMD EPYC,
before anything was made faster."""
INTERVAL = 0.0005
TIMES = {True: 10, False: 3}


def report() -> Report:
    """Sample, and show what each step takes."""
    preview, whole = sampled(preview=True), sampled(preview=False)
    rows: list[tuple[object, ...]] = [
        (step, *before, *(f"{found[step]:.0f}" for found in (preview, whole)))
        for step, before in BEFORE.items()
    ]
    then = [sum(before[place] for before in BEFORE.values()) for place in (0, 1)]
    rows.append(("together", *then, *(f"{sum(found.values()):.0f}" for found in (preview, whole))))
    head = ("ms", "preview, before", "whole, before", "preview, now", "whole, now")
    return Report(
        f"Where time goes: {SCENARIO}",
        tables=[Table("", head, rows)],
        notes=[
            "Sampled by pyinstrument, which makes Python itself look slower than it is; before is "
            "of 25 November 2026, measured by the clock, when nothing had been made faster yet."
        ],
    )


def sampled(*, preview: bool) -> dict[str, float]:
    """Give the milliseconds of each step of one solve."""
    scenario = read_scenario(SCENARIO)
    solve(scenario, preview=preview)
    profiler = Profiler(interval=INTERVAL)
    with profiler:
        for _ in range(TIMES[preview]):
            solve(scenario, preview=preview)
    found: dict[str, float] = dict.fromkeys(BEFORE, 0.0)
    session = profiler.last_session
    root = None if session is None else session.root_frame(trim_stem=False)
    if root is not None:
        spread(root, found, lambda seconds: 1000 * seconds / TIMES[preview])
    return found


def spread(frame: Any, found: dict[str, float], scale: Callable[[float], float]) -> None:
    """Add a frame's time to the step it belongs to, or its own time to the rest."""
    name = str(frame.function)
    file = str(frame.file_path_short or "").rpartition("/")[2]
    step = STEPS.get(name, STEPS.get(f"{name} {file}", ""))
    if step:
        found[step] += scale(frame.time)
        return
    found[REST] += scale(frame.absorbed_time)
    if not frame.children:
        found[REST] += scale(frame.time - frame.absorbed_time)
    for child in frame.children:
        spread(child, found, scale)
