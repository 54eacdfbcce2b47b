"""A clean end: what runs is cancelled as soon as the service is asked to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def on_request_to_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` on SIGTERM or Ctrl+C, before whatever the server does then.

    A server first waits for its running requests and only then tells the application, so that a
    solve of a minute would keep it from ending for a minute.

    Parameters
    ----------
    stop
        Called from a signal handler: it should only tell the event loop.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handler(number: int, frame: FrameType | None) -> None:
        stop()
        before[signal.Signals(number)](number, frame)

    before = {
        number: theirs
        for number in (signal.SIGTERM, signal.SIGINT)
        if callable(theirs := signal.getsignal(number))
    }
    for number in before:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, theirs in before.items():
            if signal.getsignal(number) is handler:
                signal.signal(number, theirs)
