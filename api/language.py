"""The reader's language: asked for in the query, or in ``Accept-Language``, or else Dutch."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from models.accepted_language import accepted
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
