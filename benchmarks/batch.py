"""A batch against single solves: what taking variants to other processes and back costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from dask.system import CPU_COUNT

from benchmarks.processor import Work
from benchmarks.region import SCENARIO
from benchmarks.table import Line, Report
from optimiser import batch, solve
from scenarios import read_scenario

TOTAL = "agreements.regional-total.at_least"
PREVIEWS, WHOLE = 1_000, 1_000
SINGLE = 50


def report() -> Report:
    """Measure a batch of previews, and one of whole solves."""
    lines = (*measured("previews", PREVIEWS, True), *measured("whole solves", WHOLE, False))
    title = f"Batches: variants of {SCENARIO} on {CPU_COUNT} processes"
    return Report(title, lines)


def measured(what: str, number: int, preview: bool) -> Iterator[Line]:
    """Measure one batch; the single solves are timed before and after it, so in the same load."""
    values = [18_000 + 5 * step for step in range(number)]
    before = single(values, preview)
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        with Work() as busy:
            outcome = batch.run(
                batch.variants(SCENARIO, {TOTAL: values}),
                Path(folder) / "out.csv",
                batch.BatchOptions(preview=preview),
            )
            outcome.write(Path(folder) / "out.csv")
        spent = Spent(time.perf_counter() - began, busy.seconds)
        work = sum(row["seconds"] for row in outcome.records(timings=True))
        statuses = outcome.statuses()
    if statuses != {"optimal": number}:
        raise RuntimeError(f"{SCENARIO}: {statuses} {outcome.reason}")
    after = single(values, preview)
    alone, processor = (before.clock + after.clock) / 2, (before.processor + after.processor) / 2
    name = f"{number:,} {what}"
    yield Line(f"{name}, from nothing to the table", spent.clock, "s")
    # At least 0.9 times the cores times the rate of single solves.
    ideal = alone * number / CPU_COUNT
    ratio = spent.clock / ideal
    yield Line(f"{name}: to the time of single solves on all cores", ratio, "x", at_most=1 / 0.9)
    idle = 100 * (1 - work / (CPU_COUNT * spent.clock))
    yield Line(f"{name}: time in which no process solves", idle, "%", at_most=5)
    more = 100 * (spent.processor / (processor * number) - 1)
    yield Line(f"{name}: processor time beyond that of single solves", more, "%")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock, and of processors: the latter do not count what others do meanwhile."""

    clock: float
    processor: float


def single(values: list[int], preview: bool) -> Spent:
    """Give the mean of a single solve, read and all, spread over the variants."""
    chosen = values[:: max(1, len(values) // SINGLE)][:SINGLE]
    began, busy = time.perf_counter(), time.process_time()
    for value in chosen:
        overrides = {"agreements": [{"id": "regional-total", "at_least": value}]}
        solve(read_scenario(SCENARIO, overrides=overrides), preview=preview)
    clock, processor = time.perf_counter() - began, time.process_time() - busy
    return Spent(clock / len(chosen), processor / len(chosen))
