"""The processor's time of this process and all that it starts, also of what ends meanwhile."""

from __future__ import annotations

import os

from benchmarks.memory import PARENT, below, processes
from benchmarks.watch import Watch

EVERY = 0.5
"""Seconds between two looks: what a process does after the last of them is not seen."""

TAKEN = slice(11, 13)
"""Where the kernel says how long a process was at work, by itself and for it."""


class Work(Watch):
    """Counts meanwhile what the processors do for this one's tree.

    Attributes
    ----------
    seconds
        Of the processors, in all.
    """

    def __init__(self) -> None:
        super().__init__(EVERY)
        self.seconds = 0.0
        self._before = by_process()
        self._seen: dict[int, float] = {}

    def look(self) -> None:
        """Add up what each has taken by now, and those that have ended took when seen last."""
        self._seen |= by_process()
        self.seconds = sum(
            spent - self._before.get(process, 0.0) for process, spent in self._seen.items()
        )


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
