"""Waiting: for a call that may not come back, no longer than anybody has time for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import highspy

GRACE = 0.3
"""Seconds in which a call that was asked to stop may still do so by itself."""

LOOK = 0.05
"""Seconds between two looks at whether somebody wants to stop."""


def comes_back(call: Callable[[], object], seconds: float, stop: Callable[[], bool]) -> bool:
    """Make a call in a thread of its own, and go on without it when it takes too long.

    HiGHS looks at its limits and asks its callbacks between the steps of a search, but a step can
    take many seconds. What is left behind ends by itself, or with the process.

    Parameters
    ----------
    call
        What to do; it must not need Python's lock all the time, and nothing may be done with what
        it works on once it was left behind.
    seconds
        How long it may take, besides `GRACE`.
    stop
        Asked now and then whether to stop.

    Returns
    -------
    bool
        Whether it came back.

    Raises
    ------
    Exception
        What the call raised.
    """
    problems: list[BaseException] = []

    def made() -> None:
        try:
            call()
        except BaseException as problem:
            problems.append(problem)

    thread = threading.Thread(target=made, daemon=True)
    until = time.perf_counter() + seconds
    thread.start()
    asked = False
    while thread.is_alive():
        thread.join(min(LOOK, max(0.0, until + GRACE - time.perf_counter())) or LOOK)
        if not asked and stop():
            asked, until = True, min(until, time.perf_counter())
        if thread.is_alive() and time.perf_counter() > until + GRACE:
            return False
    if problems:
        raise problems[0]
    return True


ANSWERS = {"getNumRow": 0, "getOptionValue": (highspy.HighsStatus.kOk, None)}
"""What a HiGHS that was left behind answers where it is asked for something."""


class LeftBehind:
    """Stands for a HiGHS that did not come back: it takes every change, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: ANSWERS.get(name, highspy.HighsStatus.kOk)
