"""What a client takes for an answer: where nothing of that is given, it is told so (406)."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.routing import APIRoute

from api.bodies import JSON
from api.problems import NOT_ACCEPTABLE, Refused
from models.language import Text
from models.values import quoted
from woonsleutel.parcel import MEDIA_TYPE as PARCEL


async def acceptable(request: Request) -> None:
    """Insist that a client takes what it would get; problems are told to everybody.

    Parameters
    ----------
    request
        The request.

    Raises
    ------
    Refused
        With 406, if it takes nothing of that.
    """
    accept = ",".join(request.headers.getlist("accept"))
    route = request.scope.get("route")
    if not accept or not isinstance(route, APIRoute):
        return
    given = {*kinds_of(route)}
    if given and not any(takes(accept, kind) for kind in given):
        text = Text(
            "The Accept is “{given}”; what is given here is {kinds}.",
            given=quoted(accept),
            kinds=", ".join(sorted(given - {PARCEL})),
        )
        raise Refused(NOT_ACCEPTABLE, text)


def kinds_of(route: APIRoute) -> Iterator[str]:
    """Give the media types of a route's answers, as they are documented; none where it has none."""
    for status, response in route.responses.items():
        if str(status).startswith("2"):
            yield from response.get("content", {})
            if "model" in response:
                yield JSON
                yield PARCEL


def takes(accept: str, kind: str) -> bool:
    """Tell whether a client takes a media type: what it says most precisely counts (RFC 9110)."""
    kind_of_all = kind.partition("/")[0] + "/*"
    said = dict(ranges(accept))
    for one in (kind, kind_of_all, "*/*"):
        if one in said:
            return said[one] > 0
    return False


def ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Give the media types of an ``Accept``, each with its weight; one that is none counts full."""
    for each in accept.split(","):
        kind, *parameters = (part.strip().lower() for part in each.split(";"))
        weights = [part[2:].strip() for part in parameters if part.startswith("q=")]
        yield kind, weight(weights[0]) if weights else 1.0


def weight(written: str) -> float:
    """Read a weight."""
    try:
        return float(written)
    except ValueError:
        return 1.0
