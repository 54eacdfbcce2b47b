"""Methods: which of them a path answers, and those that follow from GET: HEAD and OPTIONS."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ANSWERED = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""The methods that routes are made for."""

OPEN_TO_ALL = frozenset(("/v1/openapi.json",))
"""What a page of any site may read."""


def methods_of(routes: list[BaseRoute], scope: Scope) -> list[str]:
    """Give all methods that a path answers, sorted.

    Parameters
    ----------
    routes
        The routes.
    scope
        Of a request for the path.

    Returns
    -------
    list of str
        None where there is no such path.
    """
    found = {
        method
        for method in ANSWERED
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    }
    if "GET" in found:
        found.add("HEAD")
    return sorted(found | {"OPTIONS"}) if found else []


class Methods:
    """Answers HEAD where GET is answered, without the body, and OPTIONS everywhere.

    Parameters
    ----------
    app
        The application.
    routes
        Its routes, also those that are added later.
    """

    def __init__(self, app: ASGIApp, routes: list[BaseRoute]) -> None:
        self._app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        method = scope.get("method")
        if scope["type"] != "http" or method not in ("HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        known = methods_of(self._routes, scope)
        if method == "OPTIONS" and known:
            await Response(status_code=204, headers=options(scope, known))(scope, receive, send)
        elif method == "HEAD" and "GET" in known:
            await self._head(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def headers_only(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                await send(message)
                await send({"type": "http.response.body", "body": b""})

        async def gone() -> Message:
            # What streams without end hears that nobody waits for it.
            return {"type": "http.disconnect"} if begun else await receive()

        await self._app({**scope, "method": "GET"}, gone, headers_only)


def options(scope: Scope, known: list[str]) -> dict[str, str]:
    """Give the headers that say what a path answers, and whether other sites may ask."""
    headers = {"Allow": ", ".join(known)}
    if Request(scope).url.path in OPEN_TO_ALL:
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Allow-Methods"] = headers["Allow"]
        headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language"
    return headers
