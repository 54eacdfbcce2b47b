"""A watch: it looks now and then at what runs, while something is measured."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Watch(ABC):
    """Looks at intervals from where it is entered until it is left, and once more then.

    Parameters
    ----------
    every
        Seconds between two looks.
    """

    def __init__(self, every: float) -> None:
        self._every = every
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
        self.look()

    def _watch(self) -> None:
        while not self._done.wait(self._every):
            self.look()

    @abstractmethod
    def look(self) -> None:
        """Look once."""
