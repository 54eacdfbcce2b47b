"""Who works off the jobs of dossiers: takes them on a lease, and keeps what comes of them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar, cast

from api.counter import stopping
from api.crew import Busy, Crew, Overtime, Stopping
from api.job import Job, JobAnswer, JobEntry, JobNews, JobProgress, Kind
from api.part import TROUBLE, ServicePart
from api.problems import AWAY, CANCELLED, STOPPING, TOO_LARGE, Refused, as_bytes, fault
from api.process import WorkerLost
from api.settings import Settings
from dossiers import JobQueue, Lease, Unusable
from dossiers.job_queue import BATCH
from models.language import Language, Text

log = logging.getLogger("woonsleutel.api")

Value = TypeVar("Value")

RENEWAL = 0.2
"""Seconds between two times that a lease is renewed, and a wish to end is heard."""

LOOKING = 1.0
"""Seconds between two looks for jobs that another service took in, or that somebody died over."""

FORGETTING = 3600.0
"""Seconds between two times that what is no longer stored is forgotten."""

ALONE = ("solve", "check")
"""What is asked of a scenario and nothing else: the scenario is the whole request."""


class JobRunner:
    """Works off jobs, as many at once as it has processes, and beside them one batch at a time.

    All of it runs on the event loop.

    Parameters
    ----------
    queue
        The jobs.
    settings
        The service's settings.
    """

    def __init__(self, queue: JobQueue, settings: Settings) -> None:
        self._queue, self._settings = queue, settings
        # The processes are started for the first that need them.
        self._crew = Crew(settings, settings.job_workers + 1, begun=0)
        self._news = asyncio.Event()
        self._away = False
        working = [
            ServicePart("jobs", partial(self._work, False)) for _ in range(settings.job_workers)
        ]
        batches = ServicePart("batches", partial(self._work, True))
        self._parts = [*working, batches, ServicePart("forgetting", self._forget)]

    @property
    def well(self) -> bool:
        """Whether jobs are worked off: all of it goes on, and the storage can be reached."""
        return not self._away and all(part.well for part in self._parts)

    def start(self) -> None:
        """Begin to look for jobs."""
        for part in self._parts:
            part.start()

    def look(self) -> None:
        """Look for a job now: one was asked for."""
        self._news.set()

    def stop(self) -> None:
        """Take no more, and end what runs: it is given back."""
        self._crew.stop()
        for part in self._parts:
            part.stop()

    async def close(self) -> None:
        """Stop, and end the processes."""
        self.stop()
        await asyncio.gather(*(part.close() for part in self._parts))
        await self._crew.close()

    async def _work(self, batches: bool) -> None:
        while True:
            self._news.clear()
            lease = await self._in_store(partial(self._queue.take, batches=batches))
            if lease is not None:
                await self._do(lease)
                continue
            try:
                async with asyncio.timeout(LOOKING):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def _forget(self) -> None:
        while True:
            await self._in_store(self._queue.forget)
            await asyncio.sleep(FORGETTING)

    async def _do(self, lease: Lease) -> None:
        """Have a job done, and keep its answer; it is given back when this is to end."""
        latest, found = JobProgress(), deque[JobEntry]()

        def told(news: JobNews) -> None:
            nonlocal latest
            if isinstance(news, JobEntry):
                found.append(news)
            else:
                latest = news

        job = await asyncio.to_thread(job_of, lease, self._settings)
        running = asyncio.ensure_future(self._crew.run(job, told))
        try:
            while not (await asyncio.wait({running}, timeout=RENEWAL))[0]:
                far = latest.phase, latest.done, latest.steps
                renewed = partial(self._queue.renew, lease, *far, taken(found))
                if not await self._in_store(renewed):
                    running.cancel()
            await self._end(lease, answer_of(running, job.language), taken(found))
        except asyncio.CancelledError:
            running.cancel()
            await asyncio.shield(asyncio.to_thread(self._queue.give_back, lease))
            raise

    async def _end(
        self, lease: Lease, answer: JobAnswer | None, found: dict[int, Mapping[str, Any]]
    ) -> None:
        """Keep what came of a job; of a process that died it is anybody's again."""
        if answer is None:
            await self._in_store(lambda: self._queue.give_back(lease, begun=True))
        elif answer.status == STOPPING.status:
            away = json.loads(answer.body)["type"] == AWAY.type
            why = AWAY.title if away else None
            await self._in_store(lambda: self._queue.give_back(lease, why=why))
            await asyncio.sleep(TROUBLE if away else 0)
        elif answer.status == 200:
            await self._in_store(lambda: self._queue.finish(lease, json.loads(answer.body), found))
        else:
            await self._in_store(lambda: self._queue.fail(lease, json.loads(answer.body)))

    async def _in_store(self, change: Callable[[], Value]) -> Value:
        """Change the queue in a thread; while its storage is full or away that is tried again."""
        while True:
            try:
                found = await asyncio.to_thread(change)
            except Unusable as problem:
                self._away = True
                log.error("jobs have to wait: %s", problem)
                await asyncio.sleep(TROUBLE)
            else:
                self._away = False
                return found


def taken(found: deque[JobEntry]) -> dict[int, Mapping[str, Any]]:
    """Take out what was found so far, by number; more may come in from another thread."""
    entries = (found.popleft() for _ in range(len(found)))
    return {entry.number: entry.content for entry in entries}


def job_of(lease: Lease, settings: Settings) -> Job:
    """Give a job of a dossier as a worker does it.

    Parameters
    ----------
    lease
        The job, with its scenario.
    settings
        With the most that it may take.
    """
    asked = dict(lease.asked)
    kind = cast(Kind, lease.job.kind)
    language, preview = asked.pop("language", "nl"), asked.pop("preview", False)
    by = asked.pop("by", "")
    preview, free = preview and not by, asked.pop("free", False) and not (preview or by)
    # Of a batch it is the limit of each variant.
    limit = settings.batch_seconds if kind == BATCH else settings.job_seconds
    if kind != BATCH:
        limit = min(float(asked.pop("timeLimit", None) or limit), limit)
    body = lease.document if kind in ALONE else {**asked, "scenario": lease.document}
    whose = f"{lease.job.dossier} {lease.job.party or ''}"
    return Job(
        kind,
        as_bytes(body),
        False,
        language,
        limit,
        preview,
        free,
        whose,
        finished=lease.finished,
        by=by,
    )


def answer_of(running: asyncio.Future[JobAnswer], language: Language) -> JobAnswer | None:
    """Give what came of a job; None when its process died with it."""
    try:
        return running.result()
    except WorkerLost:
        return None
    except (Stopping, Busy):
        # No process worked on it: none was warm in time, or all of them end.
        problem = stopping()
    except asyncio.CancelledError:
        problem = Refused(CANCELLED, Text("The job was cancelled."))
    except Overtime:
        problem = Refused(TOO_LARGE, Text("This takes more time than there is."))
    except Exception:
        problem = fault("a job of a dossier failed")
    return JobAnswer(problem.problem.status, problem.body(language))
