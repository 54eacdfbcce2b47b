"""An end in time: what goes on beyond its limits is broken off, whatever it is doing."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from optimiser.solver.limits import Cancelled, Limits, TimeUp
from optimiser.solver.waiting import LOOK

PATIENCE, AGAIN = 0.15, 1.0
"""Seconds beyond its limits in which something may still end by itself, with what it has found, and
after which it is tried again: an exception can be lost in code that is not Python's."""

IMPORTING = "<frozen importlib."
"""How the files of what brings modules in are called."""


class DeadlineWatch(threading.Thread):
    """Looks whether there is a reason to break off what the main thread does: `limits` say so."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.reason: type[Exception] | None = None
        self._limits = limits

    def run(self) -> None:
        """Look, until it is over."""
        since: float | None = None
        while not self.over.wait(LOOK):
            stop, now = self._limits.stop(), time.perf_counter()
            if not stop and self._limits.remaining() > 0:
                since = None
            elif since is None:
                since = now
            elif now - since >= PATIENCE:
                self.reason, since = Cancelled if stop else TimeUp, now + AGAIN
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGALRM)


WATCHES: list[DeadlineWatch] = []
"""Who looks after what goes on in the main thread now, the outermost first."""


def break_off(_number: int, frame: FrameType | None) -> None:
    """Raise why the main thread is broken off, unless it is done already.

    While it brings a library in it goes on, until it is tried again: of what is brought in by half
    nothing works any more in this process, however often it is asked for.
    """
    if importing(frame):
        return
    for watch in WATCHES:
        if watch.reason is not None and not watch.over.is_set():
            raise watch.reason


def importing(frame: FrameType | None) -> bool:
    """Tell whether a module is being brought in there."""
    while frame is not None and not frame.f_code.co_filename.startswith(IMPORTING):
        frame = frame.f_back
    return frame is not None


@contextmanager
def ended_in_time(limits: Limits) -> Iterator[None]:
    """Break off what goes on beyond its limits, also where it does not look at them.

    A problem of a hundred thousand rows is made for ten seconds, in which nobody asks whether there
    is time. Only the main thread can be broken off, by a signal, and not on Windows, nor where the
    signal means something else already: there nothing is done.

    Parameters
    ----------
    limits
        When to stop. Whoever wants to stop is asked in another thread.

    Raises
    ------
    Cancelled, TimeUp
        If the user asked to stop, or the time is up.
    """
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGALRM) if main and sys.platform != "win32" else None
    if before not in (signal.SIG_DFL, break_off):
        yield
        return
    signal.signal(signal.SIGALRM, break_off)
    watch = DeadlineWatch(limits)
    WATCHES.append(watch)
    watch.start()
    try:
        yield
    finally:
        try:
            watch.over.set()
        finally:
            # Until that is so, this may be broken off as well.
            watch.over.set()
            WATCHES.remove(watch)
            watch.join()
            signal.signal(signal.SIGALRM, before)
