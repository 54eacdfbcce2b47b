"""The reader's language: chosen on the page, or what the browser prefers, or else Dutch."""

from __future__ import annotations

from starlette.requests import Request

from models.accepted_language import accepted
from models.language import LANGUAGES, Language

CHOICE = "lang"
"""In the query and in the cookie that remembers it."""


def language_of(request: Request) -> Language:
    """Give the language in which a reader wants the page.

    Parameters
    ----------
    request
        The request.

    Returns
    -------
    Language
        The language.
    """
    for chosen in (request.query_params.get(CHOICE), request.cookies.get(CHOICE)):
        for language in LANGUAGES:
            if chosen == language:
                return language
    return accepted(request.headers.get("accept-language", ""))
