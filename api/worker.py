"""What runs inside a worker process: one job after another, for as long as its parent lives."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from ctypes import c_uint64
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection

from api.forks import PRELOADED
from api.job import Job, JobProgress
from api.settings import Settings
from models.language import Text

READY = "ready"
"""What a worker says when it is warm."""

TELLING = 0.25
"""Seconds between two times that a worker says how far it is."""


def work(line: Connection, cancelled: c_uint64, settings: Settings) -> None:
    """Do jobs until the line is closed.

    Parameters
    ----------
    line
        Where jobs come in and answers go out.
    cancelled
        The number of the last cancelled job, in memory shared with the parent.
    settings
        The service's settings.
    """
    # Ctrl+C goes to every process of a terminal; the parent decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Batches and countries have processes of their own, which end with this one likewise.
    multiprocessing.current_process().daemon = False
    limit_memory(settings.memory)
    # Locks that libraries make as they are imported have no names then, which would be left
    # behind when this process is ended in the middle of a solve.
    multiprocessing.set_start_method("fork", force=True)

    # A fork has them already.
    for name in PRELOADED:
        import_module(name)
    from api.jobs import Desk
    from optimiser.solver.parent import end_with_parent

    end_with_parent()
    gc.enable()
    desk = Desk(settings)
    line.send(READY)
    while True:
        try:
            number, job = line.recv()
        except EOFError:
            return
        asked_to_end = partial(was_cancelled, cancelled, number)
        if isinstance(job, Job):
            line.send(desk.perform(job, asked_to_end, Telling(line.send), line.send))
        else:
            # What keeps things is brought in when the first large one is handed in.
            from api.apart import done

            line.send(done(job, settings))


class Telling:
    """Tells how far a job is, a few times per second at most.

    Parameters
    ----------
    send
        Takes what is told.
    """

    def __init__(self, send: Callable[[object], None]) -> None:
        self._send, self._told = send, time.monotonic()
        self._phase: Text | None = None

    def __call__(self, phase: Text, done: int, steps: int) -> None:
        """Tell it, unless the same was told just now; but always that all of it is done."""
        late = time.monotonic() - self._told >= TELLING
        if done == steps or late or phase != self._phase:
            self._send(JobProgress(phase, done, steps))
            self._phase, self._told = phase, time.monotonic()


def was_cancelled(cancelled: c_uint64, number: int) -> bool:
    """Say whether a job was cancelled: the memory is the parent's to write."""
    return cancelled.value >= number


def limit_memory(megabytes: int) -> None:
    """Have whatever takes more memory fail in this process instead of in the whole machine."""
    if sys.platform == "win32":
        return
    import resource

    most = megabytes * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
