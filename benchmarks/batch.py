"""A batch against single solves: what taking variants to other processes and back costs."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
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
PREVIEWS, WHOLE = 1_000, 60
"""Variants of each batch. Of as many whole solves as of previews one would take ten minutes."""


def report() -> Report:
    """Measure a batch of previews, and one of whole solves."""
    lines = (*measured("previews", PREVIEWS, True), *measured("whole solves", WHOLE, False))
    title = f"Batches: variants of {SCENARIO} on {CPU_COUNT} processes"
    return Report(title, lines)


def measured(what: str, number: int, preview: bool) -> Iterator[Line]:
    """Measure one batch, between the halves of single solves: so in the same load.

    Parameters
    ----------
    what
        For the reader.
    number
        How many variants it has, spread over the same totals.
    preview
        Whether they are solved in fractions only.
    """
    values = [18_000 + 5_000 * step // number for step in range(number)]
    with spread_out(preview) as solved:
        before = solved(values[::2])
        with TemporaryDirectory() as folder:
            began = time.perf_counter()
            with Work() as busy:
                result = batch.run(
                    batch.variants(SCENARIO, {TOTAL: values}),
                    Path(folder) / "out.csv",
                    batch.BatchOptions(preview=preview),
                )
                result.write(Path(folder) / "out.csv")
            spent = Spent(time.perf_counter() - began, busy.seconds)
            work = sum(row["seconds"] for row in result.records(timings=True))
            statuses = result.statuses()
        if statuses != {"optimal": number}:
            raise RuntimeError(f"{SCENARIO}: {statuses} {result.reason}")
        after = solved(values[1::2])
    clock, processor = before.clock + after.clock, before.processor + after.processor
    name = f"{number:,} {what}"
    yield Line(f"{name}, from nothing to the table", spent.clock, "s")
    # At least 0.9 times the rate of single solves.
    ratio = spent.clock / clock
    yield Line(f"{name}: to the time of single solves on all cores", ratio, "x", at_most=1 / 0.9)
    idle = 100 * (1 - work / (CPU_COUNT * spent.clock))
    yield Line(f"{name}: time in which no process solves", idle, "%", at_most=5)
    more = 100 * (spent.processor / processor - 1)
    yield Line(f"{name}: processor time beyond that of single solves", more, "%")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock, and of processors: the latter do not count what others do meanwhile."""

    clock: float
    processor: float


@contextmanager
def spread_out(preview: bool) -> Iterator[Singly]:
    """Start a process for each core, in which a solve has been done already."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CPU_COUNT, spawned, single, ([18_000], preview)) as pool:
        solved = Singly(pool, preview)
        solved([18_000] * CPU_COUNT)
        yield solved


@dataclass(frozen=True, slots=True)
class Singly:
    """Solves variants one by one, on all cores at once.

    Parameters
    ----------
    pool
        The processes.
    preview
        Whether they are solved in fractions only.
    """

    pool: ProcessPoolExecutor
    preview: bool

    def __call__(self, values: list[int]) -> Spent:
        """Solve them, and give what that took together."""
        began = time.perf_counter()
        parts = [values[first::CPU_COUNT] for first in range(CPU_COUNT)]
        processor = sum(self.pool.map(single, parts, [self.preview] * CPU_COUNT))
        return Spent(time.perf_counter() - began, processor)


def single(values: list[int], preview: bool) -> float:
    """Solve variants one by one, reading each; give the processor's seconds."""
    busy = time.process_time()
    for value in values:
        overrides = {"agreements": [{"id": "regional-total", "at_least": value}]}
        solve(read_scenario(SCENARIO, overrides=overrides), preview=preview)
    return time.process_time() - busy
