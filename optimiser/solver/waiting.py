"""Waiting: for a call that may not come back, no longer than anybody has time for it."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from math import inf
from typing import Any

import highspy

GRACE = 0.15
"""Seconds in which a call that was asked to stop may still do so by itself."""

FAREWELL = 1.0
"""Seconds that the end of Python waits for it."""

LOOK = 0.05
"""Seconds between two looks at whether somebody wants to stop."""


LEFT_BEHIND: list[threading.Thread] = []
"""What was gone on without, and may be running still."""


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
            LEFT_BEHIND[:] = [*filter(threading.Thread.is_alive, LEFT_BEHIND), thread]
            return False
    if problems:
        raise problems[0]
    return True


class Interrupt:
    """What HiGHS asks whether to stop: its own time limit is not looked at everywhere.

    It knows no engine, which would otherwise be there until Python looks for garbage.

    Parameters
    ----------
    stop
        Tells whether somebody wants to stop.

    Attributes
    ----------
    until
        When the time of this run is up, on `time.perf_counter`.
    """

    def __init__(self, stop: Callable[[], bool]) -> None:
        self.until, self._stop = inf, stop

    def __call__(self, event: Any) -> None:
        """Say whether to stop, and take it back too: the flag outlives the run that it stopped."""
        event.interrupt(time.perf_counter() > self.until or self._stop())


def some_left_behind() -> bool:
    """Tell whether a call that was gone on without is running still."""
    return any(thread.is_alive() for thread in LEFT_BEHIND)


@atexit.register
def wait_at_the_end() -> None:
    """Let what was gone on without end before Python does, if it soon does so.

    A HiGHS that asks its callbacks while Python takes itself apart has the process aborted, as if
    all that it had done had failed. One that asks nothing does no harm.
    """
    until = time.perf_counter() + FAREWELL
    for thread in LEFT_BEHIND:
        thread.join(max(0.0, until - time.perf_counter()))


ANSWERS = {"getNumRow": 0, "getOptionValue": (highspy.HighsStatus.kOk, None)}
"""What a HiGHS that was left behind answers where it is asked for something."""


class LeftBehind:
    """Stands for a HiGHS that did not come back: it takes every change, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: ANSWERS.get(name, highspy.HighsStatus.kOk)
