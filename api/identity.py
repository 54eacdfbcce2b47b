"""Who asks: on this computer the one person who uses it; nobody else is let in."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request

from api.problems import FORBIDDEN, Refused
from dossiers import Person, local_person
from models.language import Text

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""What a proxy adds: who asks then is not at this computer, though the proxy is."""

TESTED = "testclient"
"""What Starlette's own client calls itself: it needs no connection."""


def person_of(request: Request) -> Person:
    """Give who asks.

    Pages of others that are open in a browser of this computer can reach the service too, by its
    own name or by one that they point at it; they are told by what the browser says of them.

    Parameters
    ----------
    request
        The request.

    Returns
    -------
    Person
        The one person of this computer.

    Raises
    ------
    Refused
        With 403, if the request comes from elsewhere.
    """
    client = request.client.host if request.client else ""
    origin = request.headers.get("origin")
    own = request.url.hostname in (*LOCAL_NAMES, "testserver")
    forwarded = any(name in request.headers for name in FORWARDED)
    here = is_local(client) and own and not forwarded
    if not here or origin not in (None, own_origin(request)):
        text = Text("Dossiers can be reached from the computer itself only.")
        raise Refused(FORBIDDEN, text)
    return local_person()


def own_origin(request: Request) -> str:
    """Give what a browser calls a page of this service's own."""
    parts = urlsplit(str(request.url))
    return f"{parts.scheme}://{parts.netloc}"


def is_local(host: str) -> bool:
    """Tell whether an address is one of this computer alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in (*LOCAL_NAMES, TESTED)
