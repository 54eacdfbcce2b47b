"""One worker process, as the service holds it: started, told to end, and ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from ctypes import c_uint64
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from api.forks import context
from api.job import Deed, Job, JobAnswer, JobNews
from api.worker import READY, work

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from api.settings import Settings

Told = Callable[[JobNews], object]


def ignored(_news: JobNews) -> None:
    """Take no notice of how far a job is."""


class WorkerLost(Exception):
    """The process died while it worked."""


class Worker:
    """One process, which does one job at a time.

    Parameters
    ----------
    settings
        The service's settings.
    """

    asker: str | None = None
    """For whom it works, or worked last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._context = context()
        # The number of the last job that was cancelled: it never has to be reset.
        self._cancelled = self._context.RawValue(c_uint64, 0)
        self._number = 0
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        process = self._process
        return process is not None and process.is_alive()

    def start(self) -> None:
        """Start the process anew, and wait until it is warm.

        Raises
        ------
        WorkerLost
            If it dies before that.
        """
        self.end()
        ours, theirs = self._context.Pipe()
        self._line = ours
        process = self._context.Process(
            target=work,
            args=(theirs, self._cancelled, self._settings),
            name="woonsleutel-worker",
            daemon=True,
        )
        process.start()
        # Only now, because what has not started cannot be ended.
        self._process = process
        theirs.close()
        if self._answer() != READY:
            raise WorkerLost

    def number(self) -> int:
        """Give the next job its number."""
        self._number += 1
        return self._number

    def perform(self, number: int, job: Job | Deed, told: Told) -> JobAnswer:
        """Have a job done, and wait for it.

        Parameters
        ----------
        number
            The job's.
        job
            What to do.
        told
            Told how far it is, and what is found.

        Raises
        ------
        WorkerLost
            If the process dies.
        """
        assert self._line is not None
        try:
            self._line.send((number, job))
        except OSError:
            self.end()
            raise WorkerLost from None
        while not isinstance(answer := self._answer(), JobAnswer):
            assert isinstance(answer, JobNews)
            told(answer)
        return answer

    def cancel(self, number: int) -> None:
        """Ask a job to end."""
        self._cancelled.value = number

    def asked_to_end(self, number: int) -> bool:
        """Whether a job was cancelled."""
        return int(self._cancelled.value) >= number

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._line is not None:
            self._line.close()
            self._line = None

    def kill(self) -> None:
        """Have the process ended; whoever waits for its answer sees it die."""
        process = self._process
        if process is not None:
            process.kill()

    def _answer(self) -> object:
        assert self._line is not None
        assert self._process is not None
        # The line alone is not enough: a process that a job left behind may hold it open.
        wait([self._line, self._process.sentinel])
        with suppress(EOFError, OSError):
            if self._line.poll():
                return self._line.recv()
        # Its line closes a moment before the process counts as dead.
        self.end()
        raise WorkerLost
