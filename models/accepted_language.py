"""The language that a browser or a program asks for."""

from __future__ import annotations

from models.language import LANGUAGES, Language


def accepted(header: str) -> Language:
    """Give the language that ``Accept-Language`` prefers, of those that we speak.

    What cannot be understood counts as not said (RFC 9110, 12.5.4).

    Parameters
    ----------
    header
        What it says.

    Returns
    -------
    Language
        The language; Dutch when both are equally welcome.
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
