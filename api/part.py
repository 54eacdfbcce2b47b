"""Parts of the service that work as long as it does: one that dies is started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger("woonsleutel.api")

TROUBLE = 5.0
"""Seconds after which a part that died is started again."""

WELL = 1.0
"""Seconds that it must go on for, to count as well once more."""


class ServicePart:
    """One part, on the event loop.

    Parameters
    ----------
    name
        What it is called in the log.
    work
        Works without end.

    Attributes
    ----------
    well
        Whether it works.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self.well = True
        self._name, self._work = name, work
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._going())

    def stop(self) -> None:
        """Have it end."""
        if self._task is not None:
            self._task.cancel()

    async def close(self) -> None:
        """End it, and wait until it has."""
        self.stop()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _going(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            recovered = loop.call_later(WELL, self._recover)
            try:
                await self._work()
            except Exception as fault:
                # Once with where it is, and as long as it lasts only what it is.
                log.error("%s: %s", self._name, fault, exc_info=fault if self.well else None)
            finally:
                recovered.cancel()
            self.well = False
            await asyncio.sleep(TROUBLE)

    def _recover(self) -> None:
        self.well = True
