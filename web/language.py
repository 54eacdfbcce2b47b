"""The reader's language: chosen on the page, or what the browser prefers, or else Dutch."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from models.accepted_language import accepted
from models.language import LANGUAGES, Language

CHOICE = "lang"
"""In the query and in the cookie that remembers it."""

WRITTEN = "written_in"
"""In a form, for who reads its numbers."""


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


def written_in(form: Mapping[str, str], request: Request) -> Language:
    """Give the language of a form, which may be filled in while another is chosen elsewhere.

    Parameters
    ----------
    form
        What was filled in.
    request
        The request that brings it.

    Returns
    -------
    Language
        What the form says, or else the reader's.
    """
    return next((one for one in LANGUAGES if one == form.get(WRITTEN)), language_of(request))
