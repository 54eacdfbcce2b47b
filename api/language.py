"""The reader's language: asked for in the query, or in ``Accept-Language``, or else Dutch."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from models.language import LANGUAGES, Language


def language_of(scope: Scope) -> Language:
    """Give the language in which a request wants its sentences.

    Parameters
    ----------
    scope
        The request's ASGI scope.
    """
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    for asked in query.get("language", ()):
        for language in LANGUAGES:
            if asked == language:
                return language
    return accepted(Headers(scope=scope).get("accept-language", ""))


def accepted(header: str) -> Language:
    """Give the language that ``Accept-Language`` prefers, of those that we speak.

    What cannot be understood counts as not said (RFC 9110, 12.5.4).
    """
    quality: dict[Language, float] = {}
    for part in header.split(","):
        tag, _, parameter = part.partition(";")
        name, _, number = parameter.strip().partition("=")
        try:
            weight = float(number) if name.strip().lower() == "q" else 1.0
        except ValueError:
            continue
        primary = tag.strip().lower().split("-")[0]
        for language in LANGUAGES:
            if primary in (language, "*") and 0 <= weight <= 1:
                quality[language] = max(quality.get(language, 0.0), weight)
    # Dutch comes first in LANGUAGES, so it wins when both are equally welcome.
    return max(LANGUAGES, key=lambda language: quality.get(language, 0.0))
