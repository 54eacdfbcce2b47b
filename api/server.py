"""The server under the service: connections that wait no longer than allowed, and a log with times.

uvicorn counts neither connections nor how long the head of a request takes to come in.
"""

from __future__ import annotations

import asyncio
import copy
import sys
from typing import Any, cast

import h11
import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import LOGGING_CONFIG
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.headers import HEADERS
from api.language import language_of
from api.problems import INVALID_REQUEST, MEDIA_TYPE, Refused
from api.repetition import Repetition
from api.settings import Settings
from models.language import Text

FILES = 8_192
"""Files and connections that may be open at once, where the system allows as many."""

TIMED = "%(asctime)s "
"""When a line of the log was written, before what it says."""


def server_config(service: ASGIApp, settings: Settings, **options: Any) -> uvicorn.Config:
    """Give how the service is served.

    Parameters
    ----------
    service
        The service.
    settings
        With how many connections there may be, and how long the head of a request may take.
    **options
        Other options of uvicorn.
    """
    # What cannot be opened any more is tried, and told, thousands of times a second.
    part = files_at_once() // 4
    return uvicorn.Config(
        OneLength(service),
        http=patient_protocol(min(settings.connections, part), settings.header_seconds),
        backlog=part,
        ws="none",
        # Who asks is told by the connection: what a proxy says is believed where it is asked for.
        proxy_headers=False,
        server_header=False,
        log_config=logging_config(),
        **options,
    )


def files_at_once() -> int:
    """Give how many files and connections this process may have open, as many as it can get."""
    if sys.platform == "win32":
        return FILES
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if now != resource.RLIM_INFINITY and now < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return allowed


class OneLength:
    """Refuses a request that says in two ways how long it is.

    What stands before the service may believe the other of the two, and take the rest of the body
    for a request of somebody else.

    Parameters
    ----------
    service
        The service.
    """

    def __init__(self, service: ASGIApp) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        names = {name for name, _ in scope.get("headers", ())}
        if not {b"content-length", b"transfer-encoding"} <= names:
            await self._service(scope, receive, send)
            return
        text = Text(
            "A request says in one way how long its body is: with Content-Length or with "
            "Transfer-Encoding."
        )
        language = language_of(scope)
        headers = {**HEADERS, "Content-Language": language, "Connection": "close"}
        body = Refused(INVALID_REQUEST, text).body(language)
        status = INVALID_REQUEST.status
        await Response(body, status, headers, MEDIA_TYPE)(scope, receive, send)


def logging_config() -> dict[str, Any]:
    """Give uvicorn's logging with times, and ours beside it; what repeats is said once a minute."""
    config: dict[str, Any] = copy.deepcopy(LOGGING_CONFIG)
    config["filters"] = {"repetition": {"()": Repetition}}
    config["handlers"]["default"]["filters"] = ["repetition"]
    for formatter in config["formatters"].values():
        formatter["fmt"] = TIMED + formatter["fmt"]
    for name in ("woonsleutel", "asyncio"):
        config["loggers"][name] = {"handlers": ["default"], "level": "INFO", "propagate": False}
    return config


def patient_protocol(connections: int, seconds: float) -> type[H11Protocol]:
    """Make uvicorn's protocol with limits.

    Parameters
    ----------
    connections
        The most connections at once; one more is closed at once.
    seconds
        Seconds in which the head of a request must have come in, also of a later request on a
        connection, and also when no byte of it has.
    """

    class PatientProtocol(H11Protocol):
        """uvicorn's protocol, which waits for the head of a request for some time only."""

        head: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            """Take a connection, if there is space for it."""
            super().connection_made(cast(asyncio.Transport, transport))
            if len(self.connections) > connections:
                self.transport.abort()
            else:
                self.wait()

        def data_received(self, data: bytes) -> None:
            """Take what came in; a request that began has its own limits."""
            super().data_received(data)
            self.wait()

        def on_response_complete(self) -> None:
            """Wait for the next request."""
            super().on_response_complete()
            self.wait()

        def connection_lost(self, exc: Exception | None) -> None:
            """Wait for nothing any more."""
            self.stop_waiting()
            super().connection_lost(exc)

        def wait(self) -> None:
            """Wait for the head of a request, unless one is being answered."""
            if bool(self.cycle) and not self.cycle.response_complete:
                self.stop_waiting()
            elif self.head is None:
                self.head = self.loop.call_later(seconds, self.transport.abort)

        def stop_waiting(self) -> None:
            """Let the request take its time: it came in."""
            if self.head is not None:
                self.head.cancel()
                self.head = None

        def send_400_response(self, msg: str) -> None:
            """Answer what is no HTTP with a problem, as all that is refused."""
            body = Refused(INVALID_REQUEST, Text("The request cannot be read.")).body("nl")
            headers = {
                **HEADERS,
                "Content-Language": "nl",
                "Content-Type": MEDIA_TYPE,
                "Content-Length": str(len(body)),
                "Connection": "close",
            }
            written = [(name.encode(), value.encode()) for name, value in headers.items()]
            for event in (
                h11.Response(status_code=400, headers=written, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event))
            self.transport.close()

    return PatientProtocol
