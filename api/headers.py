"""The headers of every answer, errors included, and the answer when nothing else answers."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.language import language_of
from api.problems import MEDIA_TYPE, Refused, fault

API_VERSION = "1.0.0"
"""Semantic version of the interface (not of the software): its first number is in ``/v1``."""

HEADERS = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""NL API Design Rules 2.2, version-header and transport/security-headers."""


class AnswerHeaders:
    """Adds `HEADERS` to each answer, and answers itself when the application fails.

    Parameters
    ----------
    app
        The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Language", language_of(scope))
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception:
            refused = fault("a request failed")
            if not started:
                await answer(refused, scope)(scope, receive, with_headers)


def answer(refused: Refused, scope: Scope) -> Response:
    """Give the answer to a request that fails by our fault: it says nothing of how we work."""
    body = refused.body(language_of(scope))
    return Response(body, refused.problem.status, media_type=MEDIA_TYPE)
