"""A long solve: its progress on a terminal, and its end by Ctrl+C."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from cli.deadline import SHOW_CURSOR
from cli.ending import Exit
from models.language import Text

if TYPE_CHECKING:
    from rich.progress import Progress

    from cli.screen import Screen

PATIENCE = 0.5
"""Seconds that nobody minds: what takes less shows nothing."""


class Watch:
    """Watches a solve: it tells the user how far it is, and the solve when the user has enough.

    Ctrl+C is a wish that the solve asks for now and then, because an exception in the middle of
    the solver's own code would be lost. A second Ctrl+C ends the process at once.

    Parameters
    ----------
    screen
        The reader's.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.stopped = False
        self._began = time.monotonic()
        self._now = (Text("the problem"), 0, 1)
        self._bar: Progress | None = None
        self._drawing = threading.Lock()
        self._wanted = sys.stderr.isatty()

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.signal(signal.SIGINT, self._before)
        if self._bar is not None:
            self._bar.stop()

    def progress(self, what: Text, done: int, in_all: int) -> None:
        """Take note of what the solve is doing."""
        self._now = (what, done, in_all)
        self._show()

    def cancelled(self) -> bool:
        """Tell the solve whether to stop; it asks often, which is when a bar can begin."""
        if self._bar is None:
            self._show()
        return self.stopped

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopped:
            if self._bar is not None:
                os.write(sys.stderr.fileno(), SHOW_CURSOR)
            os._exit(Exit.CANCELLED)
        self.stopped = True

    def _show(self) -> None:
        if not self._wanted or time.monotonic() - self._began < PATIENCE:
            return
        what, done, in_all = self._now
        # Who looks after the time asks as well, in a thread of its own: a terminal has one bar.
        with self._drawing:
            if self._bar is None:
                self._bar = self._new_bar()
                self._bar.add_task("")
                self._bar.start()
            self._bar.update(
                self._bar.task_ids[0],
                description=self.screen.words(what),
                completed=done,
                # One thing that has just begun has no measure: the bar only moves.
                total=in_all if in_all > 1 else None,
            )

    def _new_bar(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        return Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True, markup=False, highlight=False, emoji=False),
            transient=True,
        )


class LongWatch(Watch):
    """Watches what takes hours: it tells also how many are finished, and how long the rest takes.

    Parameters
    ----------
    screen
        The reader's.
    """

    def _new_bar(self) -> Progress:
        from rich.progress import MofNCompleteColumn, TextColumn, TimeRemainingColumn

        bar = super()._new_bar()
        left = self.screen.words(Text("to go"))
        bar.columns = (
            *bar.columns,
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn(left, markup=False),
        )
        return bar
