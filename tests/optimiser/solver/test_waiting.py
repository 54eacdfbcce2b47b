"""Waiting for calls that may not come back, and the end of a process in which one runs still."""

from __future__ import annotations

import subprocess
import sys
import threading
from math import inf

import pytest

from optimiser.solver.waiting import Interrupt, comes_back, some_left_behind

LEAVES_A_SEARCH_BEHIND = """
import sys, threading
import highspy
import numpy as np
from optimiser.solver.waiting import comes_back, some_left_behind

highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
choose = np.random.default_rng(1).integers(1, 60, (41, 60))
whole = [highs.addIntegral(lb=0, ub=5) for _ in range(60)]
for row in choose[1:]:
    highs.addConstr(sum(int(part) * one for part, one in zip(row, whole)) >= 3001)
for number, cost in enumerate(choose[0]):
    highs.changeColCost(number, float(cost))
stopping = threading.Event()
highs.cbMipInterrupt.subscribe(lambda event: event.interrupt(stopping.wait(0.1)))
assert not comes_back(highs.run, 0.1, lambda: False)
assert some_left_behind()
stopping.set()
sys.exit(7)
"""


@pytest.mark.processes
def test_a_process_ends_as_it_wants_to_while_a_search_runs_on_in_it() -> None:
    """HiGHS asks its callbacks ever again; once Python was gone, it had the process aborted."""
    ended = subprocess.run(
        [sys.executable, "-c", LEAVES_A_SEARCH_BEHIND],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (7, b"")


def test_what_comes_back_is_not_left_behind_and_what_it_raises_is_raised() -> None:
    assert comes_back(lambda: None, 1.0, lambda: False)
    with pytest.raises(ZeroDivisionError):
        comes_back(lambda: 1 // 0, 1.0, lambda: False)


def test_what_is_asked_to_stop_and_does_not_is_left_behind_until_it_ends() -> None:
    end = threading.Event()
    assert not comes_back(end.wait, 60.0, lambda: True)
    assert some_left_behind()
    end.set()
    # It takes a moment to end by itself.
    while some_left_behind():
        pass


class Event:
    """What HiGHS asks with: it keeps the last answer."""

    stops: bool | None = None

    def interrupt(self, stops: bool) -> None:
        self.stops = stops


def test_highs_is_told_to_stop_by_somebody_and_by_the_clock_and_to_go_on_again() -> None:
    wanted = iter((False, True, False, False, False))
    event, interrupt = Event(), Interrupt(lambda: next(wanted))
    told = []
    for until in (inf, inf, inf, 0.0, inf):
        interrupt.until = until
        interrupt(event)
        told.append(event.stops)
    assert told == [False, True, False, True, False]
