"""A request's body: read up to a limit of size and time, and only when it can be read at all."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from fastapi import Request
from starlette.requests import ClientDisconnect

from api.problems import BUSY, TOO_LARGE, TOO_SLOW, UNSUPPORTED, Refused
from api.settings import Settings
from models.language import Text
from models.values import quoted

JSON = "application/json"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CLOSE = {"Connection": "close"}
"""For answers that are given before all of the request has come in."""


class Gone(Exception):
    """The client hung up before its request was complete."""


class Intake:
    """The bytes of all bodies that are on their way in together.

    Parameters
    ----------
    most
        How many there may be.
    """

    def __init__(self, most: int) -> None:
        self._most, self._under_way = most, 0

    def take(self, number: int) -> None:
        """Count bytes that came in.

        Raises
        ------
        Refused
            With 503, if there are too many.
        """
        if self._under_way + number > self._most:
            text = Text("Too much is being sent at the moment.")
            raise Refused(BUSY, text, headers={"Retry-After": "5", **CLOSE})
        self._under_way += number

    def give_back(self, number: int) -> None:
        """Forget bytes of a body that is complete, or was refused."""
        self._under_way -= number


async def body_of(
    request: Request, settings: Settings, media_types: Collection[str], most: int | None = None
) -> tuple[bytes, str]:
    """Read a body and what it is.

    Parameters
    ----------
    request
        The request.
    settings
        With the limits.
    media_types
        What is read here.
    most
        How many bytes it may have, where that is less than for any body.

    Raises
    ------
    Refused
        With 408, 413, 415 or 503.
    Gone
        If the client hung up.
    """
    media_type = checked_media_type(request, media_types)
    most = most or settings.body_bytes
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > most:
        raise too_large(most)
    body = bytearray()
    intake: Intake = request.app.state.intake
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for piece in request.stream():
                intake.take(len(piece))
                body += piece
                if len(body) > most:
                    raise too_large(most)
    except TimeoutError:
        text = Text("The request must be complete in {seconds} s.", seconds=whole(settings))
        raise Refused(TOO_SLOW, text, headers=CLOSE) from None
    except ClientDisconnect:
        raise Gone from None
    finally:
        intake.give_back(len(body))
    return bytes(body), media_type


def whole(settings: Settings) -> str:
    """Give the time for a body, for a reader."""
    return f"{settings.body_seconds:g}"


def checked_media_type(request: Request, media_types: Collection[str]) -> str:
    """Give what the body is.

    Raises
    ------
    Refused
        With 415, if it is nothing that is read here, or is packed.
    """
    written = request.headers.get("content-type", "")
    media_type = written.partition(";")[0].strip().lower()
    headers = {"Accept": ", ".join(media_types), "Accept-Encoding": "identity", **CLOSE}
    if media_type not in media_types:
        text = Text(
            "The Content-Type is “{given}”; it must be one of: {wanted}.",
            given=quoted(written),
            wanted=", ".join(media_types),
        )
        raise Refused(UNSUPPORTED, text, headers=headers)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(UNSUPPORTED, Text("The body must not be compressed."), headers=headers)
    return media_type


def too_large(most: int) -> Refused:
    """Refuse a body for its size."""
    text = Text("The body may have at most {most} bytes.", most=most)
    return Refused(TOO_LARGE, text, headers=CLOSE)
