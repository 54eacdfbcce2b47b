"""A batch against single solves: what taking variants to other processes and back costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from dask.system import CPU_COUNT

from benchmarks.region import SCENARIO
from benchmarks.table import Line, Report
from optimiser import batch, solve
from scenarios import read_scenario

TOTAL = "agreements.regional-total.at_least"
PREVIEWS, WHOLE = 1_000, 40
SINGLE = 10


def report() -> Report:
    """Measure a batch of previews, and one of whole solves."""
    lines = (*measured("previews", PREVIEWS, True), *measured("whole solves", WHOLE, False))
    title = f"Batches: variants of {SCENARIO} on {CPU_COUNT} processes"
    return Report(title, lines)


def measured(what: str, number: int, preview: bool) -> Iterator[Line]:
    """Measure one batch; the single solves are timed before and after it, so in the same load."""
    values = [18_000 + 5 * step for step in range(number)]
    before = single_seconds(values, preview)
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        outcome = batch.run(
            batch.variants(SCENARIO, {TOTAL: values}),
            Path(folder) / "out.csv",
            batch.Options(preview=preview),
        )
        outcome.write(Path(folder) / "out.csv")
        spent = time.perf_counter() - began
        work = sum(row["seconds"] for row in outcome.records(timings=True))
        statuses = outcome.statuses()
    if statuses != {"optimal": number}:
        raise RuntimeError(f"{SCENARIO}: {statuses} {outcome.reason}")
    alone = (before + single_seconds(values, preview)) / 2
    name = f"{number:,} {what}"
    yield Line(f"{name}, from nothing to the table", spent, "s")
    yield Line(f"{name}: per second", number / spent, "/s")
    # At least 0.9 times the cores times the rate of single solves.
    ideal = alone * number / CPU_COUNT
    yield Line(f"{name}: single solves' time / cores, to that", spent / ideal, "x", at_most=1 / 0.9)
    idle = 100 * (1 - work / (CPU_COUNT * spent))
    yield Line(f"{name}: time in which no process solves", idle, "%", at_most=5)


def single_seconds(values: list[int], preview: bool) -> float:
    """Give the mean seconds of a single solve, read and all, spread over the variants."""
    chosen = values[:: max(1, len(values) // SINGLE)][:SINGLE]
    began = time.perf_counter()
    for value in chosen:
        overrides = {"agreements": [{"id": "regional-total", "at_least": value}]}
        solve(read_scenario(SCENARIO, overrides=overrides), preview=preview)
    return (time.perf_counter() - began) / len(chosen)


if __name__ == "__main__":
    print(report())
