"""The first version of the interface: where its resources are, and who is let in to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Depends, Request

from api.acceptable import acceptable
from api.query import said_once

VERSION = "/v1"
"""How the addresses of all resources begin."""


def routes_at(
    path: str, tag: str = "", let_in: Callable[[Request], Awaitable[None]] | None = None
) -> APIRouter:
    """Give the routes of a resource, of which there are none yet.

    They are the application's own as they are: a router in another would have each made twice.

    Parameters
    ----------
    path
        Where it is, in this version.
    tag
        Under which title it is documented; each of its routes says it where it is empty.
    let_in
        Lets a request in, or refuses it, where the routes do not do that themselves.
    """
    asked = [acceptable, said_once, *([] if let_in is None else [let_in])]
    return APIRouter(
        prefix=VERSION + path, tags=[tag] if tag else [], dependencies=[*map(Depends, asked)]
    )
