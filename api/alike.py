"""What is asked alike at once, by one asker: it is worked out once, and all of them get it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from api.job import Job, JobAnswer

Work = Callable[[Job], Coroutine[Any, Any, JobAnswer]]

FOUND = 200


@dataclass(slots=True)
class UnderWay:
    """A job that is being done.

    Parameters
    ----------
    task
        Does it.
    waiting
        How many wait for it.
    """

    task: asyncio.Task[JobAnswer]
    waiting: int = 0


class Alike:
    """Jobs that are being done, each for all who wait for the same: never for two askers at once.

    All of it runs on the event loop.
    """

    def __init__(self) -> None:
        self._under_way: dict[Job, UnderWay] = {}

    async def done(self, job: Job, work: Work) -> JobAnswer:
        """Have a job done, or wait for the same that is being done.

        Cancelling this call cancels the job when nobody else waits for it.

        Parameters
        ----------
        job
            What to do.
        work
            Does it.

        Returns
        -------
        JobAnswer
            The answer. What was not found for who asked first may be found in the time of another,
            so then the job is done anew.
        """
        asked = replace(job, since=None)
        same = self._under_way.get(asked)
        own = same is None
        if same is None:
            same = self._under_way[asked] = UnderWay(asyncio.create_task(work(job)))
            same.task.add_done_callback(_seen)
        same.waiting += 1
        try:
            answer = await asyncio.shield(same.task)
        finally:
            same.waiting -= 1
            if not same.waiting or same.task.done():
                same.task.cancel()
                if self._under_way.get(asked) is same:
                    del self._under_way[asked]
        return answer if own or answer.status == FOUND else await work(job)


def _seen(task: asyncio.Task[JobAnswer]) -> None:
    """Ask for it, so that a failure that no client waits for any more is not reported."""
    if not task.cancelled():
        task.exception()
