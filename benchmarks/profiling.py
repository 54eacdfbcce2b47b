"""Where time goes: a stopwatch around each step of a preview and of a whole solve.

Sampling with pyinstrument led to these steps. It makes Python look slower beside HiGHS than it is,
so what stands on the page is taken by a clock: the processor's, which a busy machine leaves alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import highspy

from benchmarks.region import RUNS, SCENARIO
from benchmarks.table import Report, Table
from optimiser import solve
from optimiser.formulation import problem
from optimiser.solving import run as solving
from scenarios import read_scenario

STEPS: dict[str, tuple[Any, str]] = {
    "HiGHS": (highspy.Highs, "run"),
    "the problem": (solving, "problem_of"),
    "the problem as arrays": (problem, "as_matrix"),
    "audit": (solving, "audit"),
    "checks": (solving, "check"),
}
"""What is done, and where the function is looked up that does it."""
REST = "the rest"
BEFORE = {
    "HiGHS": (50, 1079),
    "the problem": (52, 52),
    "the problem as arrays": (8, 8),
    "audit": (16, 12),
    "checks": (7, 7),
    REST: (8, 32),
}
"""Milliseconds in a preview and in a whole solve on 25 November 2026, on 2 cores of an AMD EPYC,
before anything was made faster."""


def report() -> Report:
    """Measure, and show what each step takes beside what it took."""
    now = [steps(preview=preview) for preview in (True, False)]
    rows: list[tuple[object, ...]] = [
        (step, *before, *(f"{found[step]:.0f}" for found in now)) for step, before in BEFORE.items()
    ]
    then = [sum(before[place] for before in BEFORE.values()) for place in (0, 1)]
    rows.append(("together", *then, *(f"{sum(found.values()):.0f}" for found in now)))
    head = ("ms", "preview, before", "whole, before", "preview, now", "whole, now")
    return Report(
        f"Where time goes: {SCENARIO}",
        tables=[Table("", head, rows)],
        notes=[
            f"In processor time (median of {RUNS}), of a scenario read anew each time, of a region "
            "that the process has solved before. Before is of 25 November 2026, when nothing had "
            "been made faster yet."
        ],
    )


def steps(*, preview: bool) -> dict[str, float]:
    """Give the milliseconds that each step of a solve takes."""
    solve(read_scenario(SCENARIO), preview=preview)
    found: list[dict[str, float]] = []
    for _ in range(RUNS):
        scenario = read_scenario(SCENARIO)
        with stopwatch() as spent:
            began = time.process_time()
            solve(scenario, preview=preview)
            total = time.process_time() - began
        found.append({**spent, REST: total - sum(spent.values())})
    return {step: 1000 * median(each[step] for each in found) for step in BEFORE}


@contextmanager
def stopwatch() -> Iterator[dict[str, float]]:
    """Add up the processor's seconds of each step meanwhile."""
    spent = dict.fromkeys(STEPS, 0.0)
    before = {step: getattr(owner, name) for step, (owner, name) in STEPS.items()}

    def timed(step: str) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return before[step](*arguments, **named)
            finally:
                spent[step] += time.process_time() - began

        return call

    try:
        for step, (owner, name) in STEPS.items():
            setattr(owner, name, timed(step))
        yield spent
    finally:
        for step, (owner, name) in STEPS.items():
            setattr(owner, name, before[step])
