"""What every answer of the page carries, and which requests are not served at all."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.accepted_language import accepted
from models.language import Text

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Nothing inline, nothing that is evaluated, nothing from elsewhere."""

SAFE = ("GET", "HEAD")


class PageHeaders:
    """Adds `HEADERS` to each answer, and lets no other site do something in the reader's name.

    Parameters
    ----------
    application
        The page.
    hosts
        The names by which it may be reached; none means any. On one's own computer another name
        would be a site that pretends to be this one.
    """

    def __init__(self, application: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.application = application
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                written = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    written.setdefault(name, value)
            await send(message)

        host = headers.get("host", "")
        if self.hosts and urlsplit(f"//{host}").hostname not in self.hosts:
            refused = refusal(headers, Text("This service does not go by this name."), 421)
            await refused(scope, receive, with_headers)
        elif scope["method"] not in SAFE and from_elsewhere(headers, host):
            refused = refusal(headers, Text("This was not sent from a page of this service."), 403)
            await refused(scope, receive, with_headers)
        else:
            await self.application(scope, receive, with_headers)


def refusal(headers: Headers, said: Text, status: int) -> PlainTextResponse:
    """Refuse a request in its reader's language."""
    return PlainTextResponse(said.render(accepted(headers.get("accept-language", ""))), status)


def from_elsewhere(headers: Headers, host: str) -> bool:
    """Tell whether a browser sent a request from another site's page.

    Parameters
    ----------
    headers
        The request's.
    host
        What the reader's browser calls this site.

    Returns
    -------
    bool
        Whether it did; what is no browser does not say where it comes from.
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host
