"""The worker processes: warm, bounded, cancelled through shared memory, replaced when they die.

All of `Crew` runs on the event loop; only the waiting for a process is done in threads.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar

from api.job import Deed, Job, JobAnswer
from api.process import Told, Worker, WorkerLost, ignored

if TYPE_CHECKING:
    from api.settings import Settings

log = logging.getLogger("woonsleutel.api")

Value = TypeVar("Value")

HANG_UP = 0.8
"""Seconds in which a cancelled job must have ended by itself; then its process is ended."""

OVERTIME, LEAST = 0.3, 3.0
"""Seconds beyond its time limit after which the process of a job is ended that does not end by
itself, and the least that it gets: another process takes as long to start."""

ANSWERED = 0.45
"""Seconds beyond its time limit within which who asked has an answer, whatever becomes of the
process: it may be bringing in what it needs, which cannot be broken off."""

BACK_OFF = (0.0, 1.0, 5.0, 30.0)
"""Seconds before a process that died while starting is started again."""


USUAL, LATELY = 0.5, 0.2
"""Seconds that a job takes before any was done, and how much the last one counts from then on."""

WAITING = 0.5
"""Of the time that a client gives, how much goes at most to waiting for a process: what is left
then would find nothing."""


class Busy(Exception):
    """Too many requests wait already."""


class Stopping(Exception):
    """The service is being stopped."""


class Overtime(Exception):
    """The job did not end by itself when its time was up."""


def longest(job: Job | Deed) -> float:
    """Give the seconds from now after which the process of a job is ended."""
    return max(LEAST, job.began + job.seconds + OVERTIME - time.perf_counter())


class Crew:
    """A number of workers, and a short queue for them.

    What is large never has all of them: something small always finds one.

    Parameters
    ----------
    settings
        The service's settings.
    size
        How many workers.
    begun
        How many are started at once; the others when somebody waits for one.
    """

    def __init__(self, settings: Settings, size: int, begun: int | None = None) -> None:
        self._settings = settings
        self._workers = [Worker(settings) for _ in range(size)]
        self._later = deque(self._workers[size if begun is None else begun :])
        self._large = asyncio.Semaphore(max(1, size - 1))
        self._idle: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._running: dict[Worker, int] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._taken = self._held_back = 0
        self._usual = USUAL
        self.stopping = False
        # A thread per worker; a worker is ended in a thread of its own at worst.
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="woonsleutel-worker")

    @property
    def ready(self) -> bool:
        """Whether a request would find a process that is warm."""
        return any(worker.alive for worker in (*self._idle, *self._running))

    @property
    def full(self) -> bool:
        """Whether one more request would be refused."""
        most = len(self._workers) + self._settings.queue
        return self._taken + self._held_back >= most

    @property
    def turn_in(self) -> int:
        """In how many seconds half of those who wait are likely done, by what took how long."""
        waiting = max(1, self._taken - len(self._workers))
        return ceil(self._usual * waiting / 2 / len(self._workers))

    def start(self) -> None:
        """Start the workers; returns at once."""
        for worker in self._workers:
            if worker not in self._later:
                self._keep(self._start(worker))

    async def run(self, job: Job | Deed, told: Told = ignored) -> JobAnswer:
        """Do a job in a process; cancelling this call cancels the job.

        Parameters
        ----------
        job
            What to do.
        told
            Told now and then how far it is, in another thread.

        Raises
        ------
        Busy
            If too many wait already, or it waited too long.
        Stopping
            If the service is being stopped.
        WorkerLost
            If the process died.
        Overtime
            If the job took more than its time, and did not end by itself.
        """
        if self.stopping:
            raise Stopping
        if self.full:
            raise Busy
        if not job.large:
            return await self._done(job, told)
        async with self._beside_small():
            return await self._done(job, told)

    @asynccontextmanager
    async def _beside_small(self) -> AsyncIterator[None]:
        """Let something large in, when there is space for it beside what is small."""
        self._held_back += 1
        try:
            await asyncio.wait_for(self._large.acquire(), self._settings.patience)
        except TimeoutError:
            raise Busy from None
        finally:
            self._held_back -= 1
        try:
            yield
        finally:
            self._large.release()

    async def _done(self, job: Job | Deed, told: Told) -> JobAnswer:
        self._taken += 1
        began = time.perf_counter()
        try:
            worker = await self._free_worker(job)
        except BaseException:
            self._taken -= 1
            raise
        waited = time.perf_counter() - began
        number = worker.number()
        self._running[worker] = number
        worker.asker = job.whose
        task = self._keep(self._perform(worker, number, job, told))
        try:
            async with asyncio.timeout(job.began + job.seconds + ANSWERED - time.perf_counter()):
                answer = await asyncio.shield(task)
        except TimeoutError:
            raise Overtime from None
        except asyncio.CancelledError:
            self._cancel(worker, number)
            raise
        return replace(answer, timings={"queue": waited, **answer.timings})

    def stop(self) -> None:
        """Cancel all that runs and waits, and take no more."""
        self.stopping = True
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(Stopping())
        for worker, number in self._running.items():
            self._cancel(worker, number)

    async def close(self) -> None:
        """Stop, and end the processes."""
        self.stop()
        for task in self._tasks:
            task.cancel()
        shutdown = asyncio.ensure_future(asyncio.to_thread(self._threads.shutdown))
        while not shutdown.done():
            # Again and again, for one that was being started just now.
            for worker in self._workers:
                worker.kill()
            await asyncio.wait({shutdown}, timeout=0.05)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self._workers:
            worker.end()

    def _patience(self, job: Job | Deed) -> float:
        """Give the seconds that a job may wait for a process."""
        most = self._settings.patience
        return most if job.since is None else min(most, WAITING * job.seconds)

    async def _free_worker(self, job: Job | Deed) -> Worker:
        if self._idle:
            # One that worked for the same asker just now has what they asked at hand.
            same = (worker for worker in self._idle if worker.asker == job.whose)
            worker = next(same, self._idle[0])
            self._idle.remove(worker)
            return worker
        if self._later:
            self._keep(self._start(self._later.popleft()))
        waiting: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(self._patience(job)):
                return await waiting
        except BaseException as problem:
            if waiting.done() and not waiting.cancelled() and not waiting.exception():
                self._release(waiting.result())
            if isinstance(problem, TimeoutError):
                raise Busy from None
            raise
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    def _release(self, worker: Worker) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._idle.append(worker)

    async def _perform(self, worker: Worker, number: int, job: Job | Deed, told: Told) -> JobAnswer:
        loop = asyncio.get_running_loop()
        overtime, most, began = None, 0.0, time.perf_counter()
        try:
            if not worker.alive:
                await self._in_thread(worker.start)
            most, began = longest(job), time.perf_counter()
            overtime = loop.call_later(most, worker.kill)
            answer = await self._in_thread(lambda: worker.perform(number, job, told))
            self._usual += LATELY * (time.perf_counter() - began - self._usual)
            return answer
        except WorkerLost:
            if self.stopping:
                raise Stopping from None
            if overtime and time.perf_counter() - began >= most:
                raise Overtime from None
            if not worker.asked_to_end(number):
                log.error("a worker process died during a request")
            raise
        finally:
            if overtime is not None:
                overtime.cancel()
            del self._running[worker]
            self._taken -= 1
            if worker.alive:
                self._release(worker)
            elif not self.stopping:
                self._keep(self._start(worker))

    async def _start(self, worker: Worker) -> None:
        attempt = 0
        while not self.stopping:
            await asyncio.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
            try:
                await self._in_thread(worker.start)
            except WorkerLost:
                log.error("a worker process died while it started")
                attempt += 1
            else:
                self._release(worker)
                return

    def _cancel(self, worker: Worker, number: int) -> None:
        worker.cancel(number)

        def insist() -> None:
            if self._running.get(worker) == number:
                worker.kill()

        asyncio.get_running_loop().call_later(HANG_UP, insist)

    async def _in_thread(self, what: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(self._threads, what)

    def _keep(self, coroutine: Coroutine[Any, Any, Value]) -> asyncio.Task[Value]:
        # The loop itself holds on to no task.
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Asked for, so that a failure that no client waits for any more is not reported.
            task.exception()
