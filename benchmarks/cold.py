"""Cold and warm: the command, the first solve and the tenth, one changed number, many clients."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from itertools import count, islice
from statistics import median

from benchmarks.crowd import LEAST, WARMING, one_round, posted
from benchmarks.one_process import SCENARIO, TIMES
from benchmarks.region import RUNS, command_seconds
from benchmarks.service import service
from benchmarks.table import Line, Report, Table
from scenarios import read_scenario, to_json

CLIENTS = (1, 4, 16)
ASKED = 48
"""Previews that all clients together ask for, each of another number."""


def report() -> Report:
    """Measure everything that a user waits for."""
    everything = [in_a_process() for _ in range(3)]
    spent = {name: median(each[name] for each in everything) for name in everything[0]}

    def later(name: str) -> float:
        return 1000 * median(spent[f"{name} {number}"] for number in range(2, TIMES + 1))

    return Report(
        f"Cold and warm: {SCENARIO}",
        (
            command("--help"),
            command("library"),
            command("solve", SCENARIO, "--preview"),
            command("solve", SCENARIO),
            Line("in one process: importing", 1000 * spent["import"], "ms"),
            Line("reading the scenario, first time", 1000 * spent["read"], "ms"),
            Line("first whole solve", 1000 * spent["solve 1"], "ms"),
            Line("tenth whole solve", 1000 * spent[f"solve {TIMES}"], "ms"),
            Line("a preview, warm", later("preview"), "ms"),
            Line("one changed number: reading it", later("reading"), "ms"),
            Line("one changed number: its preview, warm", later("changed"), "ms", at_most=60),
        ),
        [Table(*under_clients())],
        [
            f"The commands by the clock (median of {RUNS}); what happens in a process in processor "
            "time, which a busy machine does not change (median of three processes).",
            f"Of {ASKED} previews, each with another number changed, over connections of their "
            "own; the service has a solving process per core, and the clients run beside it on "
            "the same cores.",
        ],
    )


def in_a_process() -> dict[str, float]:
    """Import, read and solve in a fresh process; gives the seconds of each step."""
    command = [sys.executable, "-m", "benchmarks.one_process"]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    spent: dict[str, float] = json.loads(ended.stdout)
    return spent


def command(*arguments: str) -> Line:
    """Measure the command, whatever region it is about."""
    name = " ".join(one for one in ("woonsleutel", *arguments) if one != SCENARIO)
    return Line(name, 1000 * command_seconds(*arguments), "ms")


def under_clients() -> tuple[str, tuple[str, ...], list[tuple[object, ...]]]:
    """Ask the service for previews from ever more clients at once."""
    rows: list[tuple[object, ...]] = []
    with service() as address:
        slider = posted(address, to_json(read_scenario(SCENARIO)))
        numbers = count(LEAST)
        for number in islice(numbers, WARMING):
            slider.ask(number)
        for clients in CLIENTS:
            began = time.perf_counter()
            found = one_round(slider, numbers, clients, ASKED)
            spent = time.perf_counter() - began
            if found.refused:
                raise RuntimeError(f"{clients} clients: {found.refused} without an answer")
            waits = (f"{1000 * found.middle:.0f}", f"{1000 * found.slow:.0f}")
            rows.append((clients, *waits, f"{ASKED / spent:.1f}"))
    head = ("clients at once", "median wait, ms", "95 % within, ms", "previews per second")
    return "A preview over HTTP", head, rows
