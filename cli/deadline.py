"""The deadline: a command whose time is up ends at once, whatever it is doing."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable

from cli.ending import Exit

SHOW_CURSOR = b"\x1b[?25h"
"""What a terminal is told when the bar can no longer tell it."""

PATIENCE = 0.25
"""Seconds beyond its limit in which a command may still end by itself, with what it has found.

Python began a while before the command did, and to free what a process has takes a while after it.
"""


class Deadline:
    """Ends the process when its time is up and nothing was found.

    Reading, building and a step of the solver each take seconds in which nobody looks at a clock.

    Parameters
    ----------
    began
        When the command began, in seconds of `time.perf_counter`; now if absent.
    leave
        Ends the process without a moment's delay. Where the command is not the whole process, there
        is none, and what goes on is left to end by itself.

    Attributes
    ----------
    leaves_behind
        Whether a search runs on for which nobody waits any more.
    """

    def __init__(
        self, began: float | None = None, leave: Callable[[int], object] | None = None
    ) -> None:
        self.began = time.perf_counter() if began is None else began
        self.leave = leave
        self.leaves_behind = False
        self._only_one = threading.Lock()
        self._timer: threading.Timer | None = None

    @property
    def is_set(self) -> bool:
        """Whether the process is to end in time."""
        return self._timer is not None

    def set(self, seconds: float, said: str) -> None:
        """End the process in time.

        Parameters
        ----------
        seconds
            How many it may take, from when it began.
        said
            What the user is told then.
        """
        if self.leave is None or self.is_set:
            return
        left = max(0.0, self.began + seconds + PATIENCE - time.perf_counter())
        self._timer = threading.Timer(left, self._end, [f"{said}\n".encode()])
        self._timer.daemon = True
        self._timer.start()

    def met(self) -> None:
        """Let the process go on, because there is something to give."""
        if self._timer is not None:
            with self._only_one:
                self._timer.cancel()

    def leave_in_haste(self, code: int) -> None:
        """End the process, where Python's own way to end takes longer than anybody waits for.

        To free the memory of a large region takes over a second, and so does it to wait for a
        search that does not come back.

        Parameters
        ----------
        code
            What the shell is told.
        """
        if self.leave is not None and (self.is_set or self.leaves_behind):
            self.leave(code)

    def _end(self, said: bytes) -> None:
        with self._only_one:
            # Not by way of what Python has open: the main thread may be in the middle of that.
            error = sys.__stderr__
            if error is not None:
                os.write(error.fileno(), SHOW_CURSOR * error.isatty() + said)
            if self.leave is not None:
                self.leave(Exit.TIME_UP)
