"""The real region: a whole solve, a preview, the command's start, and how exact fairness is."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from benchmarks.table import Line, Report, Table
from models.recollection import forget
from models.scenario import Scenario
from optimiser import Result, solve
from scenarios import changed_scenario, read_scenario

SCENARIO = "arnhem-nijmegen"
RUNS = 7


def timed(call: Callable[[], Result], runs: int = RUNS) -> tuple[Result, float, float]:
    """Give the last result, the median of the seconds, and of our own part of them."""
    result = call()
    seconds, own = [], []
    for _ in range(runs):
        began = time.perf_counter()
        result = call()
        spent = time.perf_counter() - began
        seconds.append(spent)
        own.append((spent - result.seconds["solver"]) / spent)
    return result, median(seconds), median(own)


def command_seconds(*arguments: str) -> float:
    """Give the median seconds of the command as a process of its own."""
    seconds = []
    command = [sys.executable, "-c", "from cli import main; main()", *arguments]
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - began)
    return median(seconds)


def report() -> Report:
    """Measure the region, and hold it against what it must reach."""
    scenario = read_scenario(SCENARIO)
    whole, seconds, own = timed(lambda: solve(scenario))
    if whole.audit is None or not whole.audit.kept:
        raise RuntimeError(f"{SCENARIO}: {whole.status.value}")
    _, cold, cold_own = timed(from_nothing)
    each = iter([scenario, *(with_social_rent(scenario, tenths) for tenths in range(1, RUNS + 1))])
    _, changed, changed_own = timed(lambda: solve(next(each), preview=True))
    shares = whole.records("fair_shares")
    furthest = max(float(row["off_exact"]) for row in shares if row["off_exact"] is not None)
    return Report(
        f"The region {SCENARIO}: {len(scenario.municipalities)} municipalities, "
        f"{len(scenario.horizon.years)} years (median of {RUNS})",
        (
            Line("whole region, all goals, whole dwellings, audit", seconds, "s", at_most=1),
            Line("of which outside the solver", 100 * own, "%", at_most=25),
            Line(
                "preview of which nothing is at hand, with its reading",
                1000 * cold,
                "ms",
                at_most=110,
            ),
            Line("of which outside the solver", 100 * cold_own, "%"),
            Line("preview after one changed number", 1000 * changed, "ms", at_most=60),
            Line("of which outside the solver", 100 * changed_own, "%"),
            Line("woonsleutel --help", command_seconds("--help"), "s", at_most=0.4),
            Line("furthest from the exact fair optimum", furthest, "households"),
        ),
        [fairness(whole)],
    )


def from_nothing() -> Result:
    """Read and solve in fractions as a process would that did nothing before."""
    forget()
    # A scenario remembers what follows from it, so it is another one each time.
    return solve(read_scenario(SCENARIO), preview=True)


def with_social_rent(scenario: Scenario, tenths: int) -> Scenario:
    """Ask a few tenths of a percent more social rent of the region."""
    changed = {"id": "social-rent-region", "at_least": f"{30 + tenths / 10}%"}
    return changed_scenario(scenario, {"agreements": [changed]})


def fairness(result: Result) -> Table:
    """Show, per municipality, how far whole households lie from the exact optimum."""
    furthest: dict[str, float] = {}
    for row in result.records("fair_shares"):
        if row["off_exact"] is not None:
            name = row["name"]
            furthest[name] = max(furthest.get(name, 0.0), float(row["off_exact"]))
    return Table(
        "Whole households against the exact optimum",
        ("municipality", "furthest in any year, households"),
        [(name, f"{off:.3f}") for name, off in sorted(furthest.items())],
    )
