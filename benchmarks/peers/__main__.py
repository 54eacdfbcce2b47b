"""One peer on one scenario, in a process of its own: its answer as JSON on the last line."""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict
from importlib import import_module

from benchmarks.machine import peak_megabytes
from benchmarks.peers.region import read_region
from scenarios import read_scenario

USERS = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
"""This process, and the solvers that it started."""


def processor_seconds() -> float:
    """Give how long all threads kept the processors busy so far."""
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, USERS))


def main(module: str, function: str, scenario: str, seconds: str) -> None:
    """Solve, and print what came of it."""
    region = read_region(read_scenario(scenario))
    solve = getattr(import_module(f"benchmarks.peers.{module}"), function)
    began, busy = time.perf_counter(), processor_seconds()
    answer = solve(region, float(seconds))
    spent, busy = time.perf_counter() - began, processor_seconds() - busy
    print()
    print(
        json.dumps(
            {
                "seconds": spent,
                "busy": busy,
                "megabytes": peak_megabytes(),
                "goals": [asdict(goal) for goal in answer.goals],
                "fault": answer.fault,
                "cells": answer.cells(region.group),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
