"""What does not look at its limits ends soon after them all the same."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.formulation.problem import Problem
from optimiser.solver import deadline
from optimiser.solver.deadline import ended_in_time
from optimiser.solver.limits import Limits, TimeUp
from tests.regions import scenario

OVER = 0.5
"""Seconds beyond a limit that are allowed."""


def endless(*_: Any, **__: Any) -> None:
    """Work without end, and without a look at any limit."""
    while True:
        sum(range(100))


def measured(ends: Callable[[], object]) -> float:
    began = time.perf_counter()
    ends()
    return time.perf_counter() - began


def test_what_is_watched_twice_ends_at_the_earlier_limit() -> None:
    with pytest.raises(TimeUp), ended_in_time(Limits(0.0)), ended_in_time(Limits(60.0)):
        endless()


def test_what_ends_in_time_is_left_alone_and_so_is_another_thread() -> None:
    with ended_in_time(Limits(0.0)):
        pass
    found = list[float]()

    def elsewhere() -> None:
        with ended_in_time(Limits(0.0)):
            time.sleep(0.01)
        found.append(1.0)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found


def test_a_library_is_brought_in_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A half one stays in the process, where nothing that asks for it works any more."""
    (tmp_path / "slow_library.py").write_text("import time\ntime.sleep(0.25)\nWHOLE = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(deadline, "PATIENCE", 0.1)
    monkeypatch.setattr(deadline, "AGAIN", 0.2)

    def brought_in_and_used() -> None:
        assert import_module("slow_library").WHOLE
        endless()

    with pytest.raises(TimeUp), ended_in_time(Limits(0.0)):
        brought_in_and_used()
    assert sys.modules.pop("slow_library").WHOLE


def test_whose_signal_it_is_keeps_it() -> None:
    heard = list[int]()
    before = signal.signal(signal.SIGALRM, lambda number, _: heard.append(number))
    try:
        with ended_in_time(Limits(0.0)):
            signal.raise_signal(signal.SIGALRM)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert heard == [signal.SIGALRM]


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        ({"time_limit": 0.05}, Status.TIME_LIMIT_WITHOUT_PLAN),
        ({"cancelled": lambda: True}, Status.CANCELLED),
    ],
)
def test_a_solve_ends_while_its_problem_is_made(
    monkeypatch: pytest.MonkeyPatch, limits: Any, status: Status
) -> None:
    region: Scenario = scenario()
    monkeypatch.setattr(Problem, "__init__", endless)
    statuses = list[Status]()
    took = measured(lambda: statuses.append(solve(region, **limits).status))
    assert statuses == [status]
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    assert took < 0.05 + OVER + 1.0, "and a busy machine"
