"""The limit: what the solvers themselves take for the same matrices and the same passes.

One solve is recorded, call by call with its arrays: of HiGHS, of PIQP, and of SuperLU where it
factors. Replayed on bare instances it is what the solve would take if all that is ours cost
nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any
from unittest.mock import patch

import piqp

from benchmarks.region import SCENARIO
from benchmarks.table import Line, Report
from models.recollection import forget
from models.scenario import Scenario
from optimiser import solve
from optimiser.quadratic import active_set
from optimiser.quadratic.sparse import factors
from optimiser.solver import highs as engine
from optimiser.solving import run
from scenarios import read_scenario

AT_MOST = {False: 1.15, True: 1.40}
"""What a whole solve, and a preview, may take of the limit."""
RUNS = {False: 7, True: 41}
"""How often each is measured: what takes less is disturbed more easily."""
SOLVING = frozenset({"run", "solve"})
"""What HiGHS calls it to solve, and what the others do."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to HiGHS, and for a run the costs that it ended with."""

    name: str
    arguments: tuple[Any, ...]
    objective: float | None = None


@dataclass(slots=True)
class Tape:
    """The calls to one instance, in order. What only asks is left out."""

    make: Callable[[], Any]
    calls: list[Call] = field(default_factory=list)

    @property
    def solves(self) -> bool:
        """Whether anything was solved."""
        return any(call.name in SOLVING for call in self.calls)

    @property
    def runs(self) -> int:
        """How often HiGHS solved it."""
        return sum(call.name == "run" for call in self.calls)


class Recorder:
    """Stands in for a solver's instance, and writes down what is asked of it."""

    def __init__(self, solver: Any, tape: Tape) -> None:
        self._solver, self._tape = solver, tape

    def __getattr__(self, name: str) -> Any:
        """Give what the solver has under a name, recorded when it changes anything."""
        found = getattr(self._solver, name)
        if not callable(found) or name.startswith("get") or name == "version":
            return found

        def called(*arguments: Any) -> Any:
            result = found(*arguments)
            objective = None
            if name == "run":
                objective = float(self._solver.getInfo().objective_function_value)
            self._tape.calls.append(Call(name, arguments, objective))
            return result

        return called


@contextmanager
def recording() -> Iterator[list[Tape]]:
    """Record every instance that the optimiser makes meanwhile."""
    tapes: list[Tape] = []

    def recorded(make: Callable[[], Any], solver: Any) -> Recorder:
        tapes.append(Tape(make))
        return Recorder(solver, tapes[-1])

    def highs() -> Recorder:
        return recorded(engine_highs, engine_highs())

    def interior() -> Recorder:
        solver = interior_point()
        return recorded(partial(alike, solver), solver)

    def factored(matrix: Any) -> Recorder:
        return recorded(partial(factors, matrix), factors(matrix))

    engine_highs, interior_point = engine.new_highs, piqp.SparseSolver
    with (
        patch.object(engine, "new_highs", highs),
        patch.object(piqp, "SparseSolver", interior),
        patch.object(active_set, "factors", factored),
    ):
        yield tapes


def alike(solver: Any) -> Any:
    """Make an instance of PIQP with the settings of another."""
    fresh = piqp.SparseSolver()
    for name in ("eps_abs", "eps_rel", "max_iter", "tau", "num_threads"):
        setattr(fresh.settings, name, getattr(solver.settings, name))
    return fresh


def from_nothing(scenario: Scenario, *, preview: bool) -> None:
    """Solve as if nothing alike was solved before: what is kept of that asks less of solvers."""
    forget()
    solve(scenario, preview=preview)


def record(scenario: Scenario, *, preview: bool) -> list[Tape]:
    """Give the calls of one solve, by instance; instances that solved nothing are left out."""
    with recording() as tapes:
        from_nothing(scenario, preview=preview)
    return [tape for tape in tapes if tape.solves]


def replay(tapes: Sequence[Tape]) -> list[float]:
    """Make the same calls on bare instances, and read each run's answer.

    Returns
    -------
    list of float
        The objectives of the runs of HiGHS.
    """
    objectives: list[float] = []
    for tape in tapes:
        solver = tape.make()
        for call in tape.calls:
            getattr(solver, call.name)(*call.arguments)
            if call.name == "run":
                objectives.append(float(solver.getInfo().objective_function_value))
                solver.getSolution()
    return objectives


def seconds(call: Callable[[], object]) -> float:
    """Give the seconds that a call keeps the processor busy, whatever else the machine does.

    Both are one thread that never waits, so on an idle machine these are the seconds of a clock.
    """
    began = time.process_time()
    call()
    return time.process_time() - began


def pursued_again(scenario: Scenario, *, preview: bool) -> None:
    """Solve with the problem remembered, but nothing of what was found in it."""
    with (
        patch.object(run, "proven_before", lambda *_: None),
        patch.object(run, "optimum_before", lambda *_: None),
    ):
        solve(scenario, preview=preview)


KINDS: Mapping[str, Callable[..., object]] = {
    "from nothing": from_nothing,
    "the problem remembered": pursued_again,
    "the problem remembered, and what was proven in it": solve,
}
"""In what a solve begins."""


def report() -> Report:
    """Take turns between our solve and its replay, and give the medians and their ratios."""
    lines: list[Line] = []
    for preview, what in ((True, "preview"), (False, "whole region")):
        tapes = record(read_scenario(SCENARIO), preview=preview)
        ours: dict[str, list[float]] = {kind: [] for kind in KINDS}
        bare = []
        for _ in range(RUNS[preview]):
            for kind, work in KINDS.items():
                # Read anew each time, so that nothing of its numbers is remembered.
                asked = partial(work, read_scenario(SCENARIO), preview=preview)
                ours[kind].append(seconds(asked))
            bare.append(seconds(partial(replay, tapes)))
        runs = sum(tape.runs for tape in tapes)
        lines += [
            *(
                Line(f"{what}: ours, {kind}", 1000 * median(own), "ms")
                for kind, own in ours.items()
            ),
            Line(f"{what}: its {runs} runs of HiGHS, and balance, bare", 1000 * median(bare), "ms"),
            *(
                Line(f"{what}: ratio, {kind}", ratio(own, bare), "x", at_most=AT_MOST[preview])
                for kind, own in ours.items()
            ),
        ]
    return Report(
        f"The limit: the calls to the solvers of one solve of {SCENARIO}, replayed "
        f"(medians of {RUNS[True]} previews and {RUNS[False]} whole solves)",
        tuple(lines),
        notes=[
            "In processor time, which other work on the machine changes little. HiGHS is asked "
            "for each run's values as well, as anyone would; balance is what PIQP and SuperLU do "
            "for it. Nothing else of ours is in it. The calls are those of a solve from nothing. "
            "Ours is a scenario read anew each time, which is not in the time: from nothing in a "
            "process that remembers nothing of those before, and in one that solved it before. "
            "What it may take at most was set in such a process, which remembered the problem "
            "then. Now it remembers what was proven in it too: a preview runs HiGHS no more, and "
            "a whole solve only for whole dwellings. What that takes is held beside all those "
            "runs, of which it makes a part only."
        ],
    )


def ratio(ours: Sequence[float], bare: Sequence[float]) -> float:
    """Give the median of how many times as long ours takes, turn by turn."""
    return median(mine / its for mine, its in zip(ours, bare, strict=True))
