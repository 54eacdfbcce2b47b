"""Who asks: on this computer the one person who uses it, beyond it whoever can say who they are."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request

from api.problems import FORBIDDEN, UNKNOWN, Refused
from api.settings import Settings
from dossiers import Person, local_person
from dossiers.keys import Keys
from models.language import Text

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""What a proxy adds: who asks then is not at this computer, though the proxy is."""

TESTED = "testclient"
"""What Starlette's own client calls itself: it needs no connection."""

SAFE = ("GET", "HEAD", "OPTIONS")

COOKIE = "__Host-woonsleutel"
"""A browser sends it over https only, and to this host only."""

IN_PROCESS = "person"
"""Where the page says for whom it asks: in the state of a request, which no network reaches."""


class Identity:
    """Tells who asks.

    Parameters
    ----------
    settings
        How people say who they are.
    keys
        The keys that were given out; None when nothing is stored.
    """

    def __init__(self, settings: Settings, keys: Keys | None) -> None:
        self.settings = settings
        self.keys = keys
        self._proxies = settings.proxies()
        self._origin = origin_of(settings.url)

    async def person(self, request: Request) -> Person:
        """Give who asks.

        Parameters
        ----------
        request
            The request.

        Returns
        -------
        Person
            On this computer, where nobody has to say who they are, its one person.

        Raises
        ------
        Refused
            With 403, if the request comes from elsewhere, or from another site's page; with 401,
            if it is not known who asks.
        """
        known: Person | None = request.scope.get("state", {}).get(IN_PROCESS)
        if known is not None:
            return known
        if not self.settings.login:
            return person_here(request)
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            found = await self._of_key(secret.strip())
        else:
            found = self._of_proxy(request) or await self._of_cookie(request)
            if found is not None:
                # A browser sends these by itself, also for pages of others.
                self._from_own_page(request)
        if found is None:
            headers = {"WWW-Authenticate": "Bearer"}
            raise Refused(UNKNOWN, Text("Sign in, or send a key that holds."), headers=headers)
        return found

    async def visitor(self, request: Request) -> Person | None:
        """Give who reads a page; None when that is not known."""
        try:
            return await self.person(request)
        except Refused:
            return None

    async def _of_key(self, secret: str) -> Person | None:
        return None if self.keys is None else await asyncio.to_thread(self.keys.person, secret)

    async def _of_cookie(self, request: Request) -> Person | None:
        secret = request.cookies.get(COOKIE)
        if secret is None or self.keys is None or self.settings.login != "oidc":
            return None
        return await asyncio.to_thread(self.keys.person, secret, "login")

    def _of_proxy(self, request: Request) -> Person | None:
        """Believe the proxy, and nobody else who says the same."""
        if self.settings.login != "proxy" or not self._is_proxy(request):
            return None
        said = request.headers.getlist(self.settings.proxy_person)
        names = request.headers.getlist(self.settings.proxy_name)
        if len(said) != 1 or len(names) > 1 or not said[0].strip():
            return None
        return Person(names[0].strip() if names else said[0].strip(), said[0].strip())

    def _is_proxy(self, request: Request) -> bool:
        try:
            address = ip_address(request.client.host if request.client else "")
        except ValueError:
            return False
        return any(address in network for network in self._proxies)

    def _from_own_page(self, request: Request) -> None:
        """See that a change is not asked for by a page of somebody else's.

        Raises
        ------
        Refused
            If it is, or if the browser does not say.
        """
        if request.scope["method"] in SAFE:
            return
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        own = site in (None, "same-origin") and origin in (None, self._origin)
        if not own or (site, origin) == (None, None):
            raise Refused(FORBIDDEN, Text("This was not asked by a page of this service."))


def person_here(request: Request) -> Person:
    """Give the one person of this computer.

    Pages of others that are open in a browser of this computer can reach the service too, by its
    own name or by one that they point at it; they are told by what the browser says of them.

    Parameters
    ----------
    request
        The request.

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
    if not here or origin not in (None, origin_of(str(request.url))):
        text = Text("Dossiers can be reached from the computer itself only.")
        raise Refused(FORBIDDEN, text)
    return local_person()


def identity_of(request: Request) -> Identity:
    """Give what tells who asks the service."""
    state: Any = request.app.state
    identity: Identity = state.identity
    return identity


def origin_of(url: str) -> str:
    """Give what a browser calls the site of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_local(host: str) -> bool:
    """Tell whether an address is one of this computer alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in (*LOCAL_NAMES, TESTED)
