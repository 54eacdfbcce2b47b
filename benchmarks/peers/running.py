"""A peer's run: in a process of its own, killed when it does not stop, and audited here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import Any

from models.plan import Plan
from models.scenario import Scenario
from optimiser.results.audit import Audit, audit
from scenarios import read_scenario

GRACE = 15.0
"""Seconds beyond its time limit after which a peer is killed: reading and building count too."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A library with a solver: its file, the function in it, and what has to be installed."""

    name: str
    module: str
    function: str
    package: str

    @property
    def installed(self) -> bool:
        """Whether it can be measured here."""
        return find_spec(self.package) is not None


OURS = Peer("Woonsleutel", "with_woonsleutel", "solve", "optimiser")
PEERS = (
    OURS,
    Peer("PuLP + HiGHS", "with_pulp", "solve_with_highs", "pulp"),
    Peer("PuLP + CBC", "with_pulp", "solve_with_cbc", "pulp"),
    Peer("Pyomo + HiGHS", "with_pyomo", "solve", "pyomo"),
    Peer("linopy + HiGHS", "with_linopy", "solve", "linopy"),
    Peer("MathOpt + HiGHS", "with_mathopt", "solve_with_highs", "ortools"),
    Peer("MathOpt + SCIP", "with_mathopt", "solve_with_scip", "ortools"),
    Peer("CP-SAT", "with_cp_sat", "solve", "ortools"),
    Peer("LibreOffice Calc", "with_calc", "solve", "benchmarks"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run.

    Parameters
    ----------
    seconds
        From the first line of the model to the last goal; None when it was killed.
    busy
        The same in processor time, of all threads.
    megabytes
        Peak memory of its process, or of the solver it started.
    goals
        As the peer says: goal, value, bound, proven.
    fault
        Why there is no plan.
    audit
        Our exact audit of its plan, when there is one.
    """

    seconds: float | None = None
    busy: float = 0.0
    megabytes: float = 0.0
    goals: Sequence[dict[str, Any]] = field(default_factory=list)
    fault: str = ""
    audit: Audit | None = None


def run(peer: Peer, name: str, seconds: float) -> Run:
    """Let a peer solve a scenario within some seconds."""
    arguments = [peer.module, peer.function, name, str(seconds)]
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.peers", *arguments]
    with TemporaryDirectory() as folder:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"TMPDIR": folder},
            start_new_session=True,  # so that the solver which it starts ends with it
        )
        try:
            out, wrong = process.communicate(timeout=seconds + GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Run(fault=f"killed at {seconds + GRACE:.0f} s")
    if process.returncode:
        return Run(fault=(wrong.strip().splitlines() or ["ended without a word"])[-1])
    record = json.loads(out.strip().splitlines()[-1])
    audited = audited_cells(read_scenario(name), record["cells"]) if record["goals"] else None
    took = record["seconds"], record["busy"], record["megabytes"]
    return Run(*took, record["goals"], record["fault"], audited)


def audited_cells(scenario: Scenario, cells: dict[str, list[list[Any]]]) -> Audit:
    """Hold a peer's plan against the scenario, in exact numbers."""
    plan = {
        quantity: {tuple(cell): number for *cell, number in rows if number}
        for quantity, rows in cells.items()
    }
    return audit(scenario, Plan(plan))
