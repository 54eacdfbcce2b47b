"""The limit: what HiGHS itself takes for the same matrices and the same passes, in bare highspy.

One solve is recorded, call by call with its arrays. Replayed on bare instances it is what the solve
would take if all that is ours cost nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any

import highspy

from benchmarks.region import SCENARIO
from benchmarks.table import Line, Report
from models.scenario import Scenario
from optimiser import solve
from optimiser.solver import highs as engine
from scenarios import read_scenario

AT_MOST = {False: 1.25, True: 1.5}
"""What a whole solve, and a preview, may take of the limit."""
RUNS = {False: 7, True: 41}
"""How often each is measured: what takes less is disturbed more easily."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to HiGHS, and for a run the costs that it ended with."""

    name: str
    arguments: tuple[Any, ...]
    objective: float | None = None


@dataclass(slots=True)
class Tape:
    """The calls to one instance, in order. What only asks is left out."""

    calls: list[Call] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """How often it was solved."""
        return sum(call.name == "run" for call in self.calls)


class Recorder:
    """Stands in for a HiGHS instance, and writes down what is asked of it."""

    def __init__(self, highs: Any, tape: Tape) -> None:
        self._highs, self._tape = highs, tape

    def __getattr__(self, name: str) -> Any:
        """Give what HiGHS has under a name, recorded when it changes anything."""
        found = getattr(self._highs, name)
        if not callable(found) or name.startswith("get") or name == "version":
            return found

        def called(*arguments: Any) -> Any:
            outcome = found(*arguments)
            objective = None
            if name == "run":
                objective = float(self._highs.getInfo().objective_function_value)
            self._tape.calls.append(Call(name, arguments, objective))
            return outcome

        return called


@contextmanager
def recording() -> Iterator[list[Tape]]:
    """Record every instance that the optimiser makes meanwhile."""
    tapes: list[Tape] = []
    make = engine.new_highs

    def recorded() -> Any:
        tapes.append(Tape())
        return Recorder(make(), tapes[-1])

    engine.new_highs = recorded
    try:
        yield tapes
    finally:
        engine.new_highs = make


def record(scenario: Scenario, *, preview: bool) -> list[Tape]:
    """Give the calls of one solve, by instance; instances that solved nothing are left out."""
    with recording() as tapes:
        solve(scenario, preview=preview)
    return [tape for tape in tapes if tape.runs]


def replay(tapes: Sequence[Tape]) -> list[float]:
    """Make the same calls on bare instances, and read each run's answer; gives the objectives."""
    make: Any = highspy.Highs
    objectives: list[float] = []
    for tape in tapes:
        highs = make()
        for call in tape.calls:
            getattr(highs, call.name)(*call.arguments)
            if call.name == "run":
                objectives.append(float(highs.getInfo().objective_function_value))
                highs.getSolution()
    return objectives


def seconds(call: Callable[[], object]) -> float:
    """Give the seconds that a call keeps the processor busy, whatever else the machine does.

    Both are one thread that never waits, so on an idle machine these are the seconds of a clock.
    """
    began = time.process_time()
    call()
    return time.process_time() - began


def report() -> Report:
    """Take turns between our solve and its replay, and give the medians and their ratio."""
    lines: list[Line] = []
    for preview, what in ((True, "preview"), (False, "whole region")):
        tapes = record(read_scenario(SCENARIO), preview=preview)
        ours, bare = [], []
        for _ in range(RUNS[preview]):
            # Read anew each time, so that nothing of its numbers is remembered.
            ours.append(seconds(partial(solve, read_scenario(SCENARIO), preview=preview)))
            bare.append(seconds(partial(replay, tapes)))
        ratio = median(mine / its for mine, its in zip(ours, bare, strict=True))
        runs = sum(tape.runs for tape in tapes)
        lines += [
            Line(f"{what}: ours", 1000 * median(ours), "ms"),
            Line(f"{what}: its {runs} runs in bare highspy", 1000 * median(bare), "ms"),
            Line(f"{what}: ratio", ratio, "x", at_most=AT_MOST[preview]),
        ]
    return Report(
        f"The limit: the calls to HiGHS of one solve of {SCENARIO}, replayed "
        f"(medians of {RUNS[True]} previews and {RUNS[False]} whole solves)",
        tuple(lines),
        notes=[
            "In processor time, which other work on the machine does not change. HiGHS is asked "
            "for each run's values as well, as anyone would; nothing else of ours is in it. Ours "
            "is a scenario read anew each time, of a region that this process has solved before."
        ],
    )
