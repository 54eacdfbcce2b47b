"""What does not look at its limits ends soon after them all the same."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.formulation.problem import Problem
from optimiser.solver.attention import ended_in_time
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
