"""Tags: by which a client names how something was that it has seen (``ETag``, RFC 9110)."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import CHANGED, Refused
from models.language import Text

IfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        description="De `ETag` die is gezien; is er ondertussen iets veranderd, dan volgt 412.",
    ),
]

UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Het is nog zoals een van de `ETag`s in `If-None-Match`."}
}
"""What is documented of everything that has a tag and is only read."""


def tag_of(content: bytes) -> str:
    """Give the tag of something: another one when anything of it is otherwise."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def tags_in(header: str) -> set[str]:
    """Read the tags that a client has seen."""
    return {each.strip().removeprefix("W/") for each in header.split(",")}


def as_seen(seen: str, tag: str) -> None:
    """Insist that something is as a client has seen it.

    Parameters
    ----------
    seen
        The tags that it names; a ``*`` is any.
    tag
        The tag of how it is now.

    Raises
    ------
    Refused
        With 412, if it was changed meanwhile.
    """
    if not tags_in(seen) & {"*", tag}:
        raise Refused(CHANGED, Text("This is no longer as the If-Match says."))


class Unchanged:
    """Answers 304, without the content, who names the tag of what it would get.

    What that is has been found by then, for whoever asks: who may not see it hears what others
    hear.

    Parameters
    ----------
    app
        The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        given = Headers(scope=scope).getlist("if-none-match") if scope["type"] == "http" else []
        if not given or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        has = tags_in(",".join(given))
        same = False

        async def unless_same(message: Message) -> None:
            nonlocal same
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag")
                same = message["status"] == 200 and tag is not None and bool(has & {"*", tag})
                if same:
                    del headers["content-length"], headers["content-type"]
                    await send({**message, "status": 304})
                    await send({"type": "http.response.body", "body": b""})
            if not same:
                await send(message)

        await self._app(scope, receive, unless_same)
