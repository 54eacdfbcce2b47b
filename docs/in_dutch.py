"""A scenario's YAML in Dutch words: the vocabulary the other way round."""

from __future__ import annotations

from typing import Any

from models.language import dutch_catalogue
from scenarios.document.known_words import known_words
from scenarios.recognising.our_words import OWN_NAMES, REFERRING
from scenarios.recognising.value_words import CONDITION, NAMED, OPTIONS, figure_meant, option_meant

KEYS, VALUES, NAMES = ("keys",), ("values",), ("names",)
FIGURES = ("columns", "municipalities")
"""The parts of the vocabulary."""
CONDITIONS = ("where", "where_neighbourhood")


def in_dutch(said: Any, field: str = "") -> Any:
    """Give what an agreement says in Dutch keys and values; names of its author's own stay.

    Parameters
    ----------
    said
        The agreement, or what it says in a field.
    field
        The field.
    """
    match said:
        case dict() if field in OWN_NAMES:
            return said
        case dict():
            part = FIGURES if field == "mix" else KEYS
            return {dutch(key, part): in_dutch(each, key) for key, each in said.items()}
        case list():
            return [in_dutch(each, field) for each in said]
        case bool():
            return dutch("yes" if said else "no", VALUES)
        case str():
            return value_in_dutch(said, field)
    return said


def value_in_dutch(said: str, field: str) -> str:
    """Give a text in Dutch where it is one of our words in its field."""
    if field in NAMED:
        return dutch(said, NAMES) if said in known_words("names") else said
    if said in OPTIONS.get(field, ()):
        return dutch(said, VALUES)
    if field in ("quantity", *REFERRING):
        return figure_in_dutch(said)
    if field in CONDITIONS and (found := CONDITION.fullmatch(said)):
        figure, sign, number = found.groups()
        return f"{figure_in_dutch(figure)} {sign} {number}"
    return said


def figure_in_dutch(said: str) -> str:
    """Give the region, a figure or a quotient in Dutch; an author's own may share its word."""
    parts = [(part, dutch(part, FIGURES, VALUES)) for part in said.split(" / ")]
    return " / ".join(
        theirs if part in (figure_meant(theirs), option_meant("each", theirs)) else part
        for part, theirs in parts
    )


def dutch(name: str, *parts: tuple[str, ...]) -> str:
    """Give the word for a name of ours: the catalogue's, else the first that is recognised."""
    others = (word for part in parts for word in known_words(*part).get(name, ()))
    return dutch_catalogue().get(name) or next(others, name)
