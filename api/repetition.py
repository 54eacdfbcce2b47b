"""A log that repeats nothing: what is said again within a minute is counted, and told after it."""

from __future__ import annotations

import logging
import time

REMEMBERED = 1_000
"""Lines of which is remembered when they were written."""


class Repetition(logging.Filter):
    """Lets a line through once in a while: what comes a thousand times a second fills a disk.

    Parameters
    ----------
    seconds
        For how long a line is not said again.
    """

    def __init__(self, seconds: float = 60.0) -> None:
        super().__init__()
        self._seconds = seconds
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line is to be written; with how often it was not, when it was not."""
        fault = record.exc_info and repr(record.exc_info[1])
        line, now = (record.getMessage(), fault or ""), time.monotonic()
        written, times = self._said.get(line, (now, -1))
        if times >= 0 and now - written < self._seconds:
            self._said[line] = written, times + 1
            return False
        if len(self._said) >= REMEMBERED:
            self._said.clear()
        self._said[line] = now, 0
        if times > 0:
            record.msg, record.args = f"{line[0]} (and {times} times more before)", ()
        return True
