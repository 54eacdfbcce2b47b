"""The service as the page asks it: the questions of programs, without a network between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.types import ASGIApp, Message

from models.language import Language
from woonsleutel.calls import JsonObject

OK, INVALID, CLOSED = 200, 400, 499


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service answered.

    Parameters
    ----------
    status
        The status of HTTP.
    record
        What it says: what was found, or the problem.
    """

    status: int
    record: JsonObject

    @property
    def found(self) -> bool:
        """Whether there is an answer, and not a problem."""
        return self.status == OK

    @property
    def findings(self) -> list[JsonObject]:
        """Say what was wrong, as the service found it: none when it is not about what was sent."""
        found: list[JsonObject] = self.record.get("errors", [])
        return found

    @property
    def problem(self) -> str:
        """Say in a sentence why there is no answer."""
        said: str = self.record.get("detail") or self.record.get("title", "")
        return said


class Enquiries:
    """Asks the service for people who work in the page.

    Parameters
    ----------
    application
        The service; its workers, limits and refusals hold for the page as for anybody.
    """

    def __init__(self, application: ASGIApp) -> None:
        self.application = application

    async def ask(
        self,
        request: Request,
        what: str,
        body: Mapping[str, Any],
        language: Language,
        **query: Any,
    ) -> Reply:
        """Ask something; whoever leaves the page leaves the service as well.

        Parameters
        ----------
        request
            The reader's own request, by which is known whether they still wait. Its body must have
            been read.
        what
            The resource: ``solve``.
        body
            What it is asked with.
        language
            Of the sentences in the answer.
        **query
            What stands in the query.

        Returns
        -------
        Reply
            What it says.
        """
        sent = json.dumps(body).encode()
        asked = {"language": language, **query}
        path = f"/v1/{what}"
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": urlencode(asked).encode(),
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(sent)).encode()),
            ],
            "client": request.scope.get("client"),
            "server": request.scope.get("server"),
            # For whom the service works: no network reaches this.
            "state": {"person": request.scope["state"]["person"]},
        }
        answered = _Replied()
        waiting = [{"type": "http.request", "body": sent, "more_body": False}]

        async def receive() -> Message:
            return waiting.pop() if waiting else await request.receive()

        await self.application(scope, receive, answered.take)
        return answered.whole()


class _Replied:
    """An answer as it comes in."""

    def __init__(self) -> None:
        self._status = CLOSED
        self._parts: list[bytes] = []

    async def take(self, message: Message) -> None:
        """Take a part of it."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
        else:
            self._parts.append(message.get("body", b""))

    def whole(self) -> Reply:
        """Give it when it is complete."""
        return Reply(self._status, json.loads(b"".join(self._parts) or b"{}"))
