"""The processor's time of this process and all that it starts, also of what ends meanwhile."""

from __future__ import annotations

import os
import threading
from types import TracebackType
from typing import Self

from benchmarks.memory import PARENT, below, processes

EVERY = 0.5
"""Seconds between two looks: what a process does after the last of them is not seen."""

TAKEN = slice(11, 13)
"""Where the kernel says how long a process was at work, by itself and for it."""


class Work:
    """Counts meanwhile what the processors do for this one's tree.

    Attributes
    ----------
    seconds
        Of the processors, in all.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._before = by_process()
        self._seen: dict[int, float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        self._look()
        self.seconds = sum(
            spent - self._before.get(process, 0.0) for process, spent in self._seen.items()
        )

    def _watch(self) -> None:
        while not self._done.wait(EVERY):
            self._look()

    def _look(self) -> None:
        self._seen |= by_process()


def by_process() -> dict[int, float]:
    """Give the seconds of the processor that this process, and each that it started, has taken."""
    known, own = processes(), os.getpid()
    parents = {one: int(said[PARENT]) for one, said in known.items()}
    ticks = os.sysconf("SC_CLK_TCK")
    return {
        one: sum(map(int, known[one][TAKEN])) / ticks
        for one in (own, *below(own, parents))
        if one in known
    }
