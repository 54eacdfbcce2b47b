"""The counter: takes a request to the workers, and brings back the answer or why there is none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Coroutine
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request, Response

from api.admission import whose
from api.alike import Alike
from api.bodies import WORKBOOK, Gone, body_of
from api.crew import Busy, Crew, Overtime, Stopping
from api.job import QUICKLY_DONE, Deed, Job, JobAnswer, Kind
from api.language import language_of
from api.problems import BUSY, NOT_READY, RETRY, STOPPING, TOO_LARGE, Refused, fault
from api.process import WorkerLost
from api.settings import Settings
from models.language import Text
from woonsleutel.parcel import MEDIA_TYPE as PARCEL

CLOSED = 499
"""What is logged for a client that hung up; nobody receives it."""

QUICK = 20.0
"""Seconds that reading, checking and recomputing may take."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Where requests come in that take work.

    Parameters
    ----------
    settings
        The service's settings.
    solving, checking
        The processes for what takes long and for what is done at once.
    alike
        What is being worked out just now.
    """

    settings: Settings
    solving: Crew
    checking: Crew
    alike: Alike = field(default_factory=Alike)

    async def serve(
        self,
        request: Request,
        kind: Kind,
        media_types: Collection[str],
        seconds: float,
        preview: bool = False,
        *,
        free: bool = False,
        by: str = "",
        tables: tuple[str, ...] = (),
    ) -> Response:
        """Have a request's body worked on, for as long as its client waits.

        Raises
        ------
        Refused
            With the problem that is the answer.
        """
        answer = await self.worked(
            request, kind, media_types, seconds, preview, free=free, by=by, tables=tables
        )
        if answer is None:
            return Response(status_code=CLOSED)
        # How long each phase took would tell what others asked before: some of it is remembered.
        headers = {} if self.settings.login else {"Server-Timing": server_timing(answer)}
        return Response(answer.body, answer.status, headers, answer.media_type)

    async def worked(
        self,
        request: Request,
        kind: Kind,
        media_types: Collection[str],
        seconds: float,
        preview: bool = False,
        *,
        free: bool = False,
        by: str = "",
        tables: tuple[str, ...] = (),
    ) -> JobAnswer | None:
        """Have a request's body worked on, and give the answer; None when its client is gone.

        Raises
        ------
        Refused
            With the problem that is the answer.
        """
        crew = self.checking if kind in QUICKLY_DONE else self.solving
        if crew.full:
            raise busy(crew)
        try:
            body, media_type = await body_of(request, self.settings, media_types)
        except Gone:
            return None
        workbook, language = media_type == WORKBOOK, language_of(request.scope)
        in_full = PARCEL in request.headers.get("accept", "")
        # Nobody asked for the limit of what is quickly done: that is one on the work itself.
        since = None if crew is self.checking else time.perf_counter()
        job = Job(
            kind,
            body,
            workbook,
            language,
            seconds,
            preview,
            free,
            whose(request),
            in_full,
            since=since,
            tables=tables,
            by=by,
        )
        return await answered(request, crew, job, self.alike.done(job, crew.run))


async def answered(
    request: Request,
    crew: Crew,
    job: Job | Deed,
    doing: Coroutine[Any, Any, JobAnswer],
) -> JobAnswer | None:
    """Have a job done; when the client hangs up it is cancelled, and there is no answer.

    Raises
    ------
    Refused
        If there is a problem with the workers.
    """
    running = asyncio.ensure_future(doing)
    leaving = asyncio.ensure_future(hung_up(request))
    try:
        await asyncio.wait({running, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return running.result() if running.done() else None
    except Busy:
        raise (busy(crew) if crew.ready else starting()) from None
    except Stopping:
        raise stopping() from None
    except Overtime:
        text = Text("This takes more than the {seconds} s allowed.", seconds=f"{job.seconds:g}")
        raise Refused(TOO_LARGE, text) from None
    except WorkerLost:
        raise stopping() if crew.stopping else fault("a worker process died") from None
    finally:
        running.cancel()
        leaving.cancel()


async def hung_up(request: Request) -> None:
    """Wait until the client hangs up; its body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def busy(crew: Crew) -> Refused:
    """Refuse a request because others wait already, and say when there is likely space."""
    text = Text("Too many requests are waiting. Try again in a few seconds.")
    return Refused(BUSY, text, headers={"Retry-After": str(max(1, crew.turn_in))})


def starting() -> Refused:
    """Refuse a request because no process is there yet."""
    text = Text("The worker processes are starting. Try again in a few seconds.")
    return Refused(NOT_READY, text, headers=RETRY)


def stopping() -> Refused:
    """Refuse a request because the service ends."""
    text = Text("The service is being stopped or restarted. Try again in a few seconds.")
    return Refused(STOPPING, text, headers=RETRY)


def server_timing(answer: JobAnswer) -> str:
    """Give the seconds per phase as ``Server-Timing`` has them: in milliseconds."""
    return ", ".join(
        f"{phase.replace('_', '-')};dur={1000 * seconds:.1f}"
        for phase, seconds in answer.timings.items()
    )


def counter_of(request: Request) -> Counter:
    """Give the service's counter."""
    state: Any = request.app.state
    counter: Counter = state.counter
    return counter
