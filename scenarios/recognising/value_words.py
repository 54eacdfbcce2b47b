"""Value words: the names, figures, conditions and words of a few that values of a scenario are.

What a planner writes for them, in Dutch or in English, stands for one name of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, get_args

from models.measure import Axis
from models.quantity import DECIDED
from models.rates import Rate
from models.tables import SUPPLIES
from scenarios.document.known_words import known_words
from scenarios.document.problems import kinds_of
from scenarios.document.spelling import identifier, is_dutch
from scenarios.recognising.comparing import compared
from scenarios.recognising.scenario_words import column_meant
from scenarios.recognising.wide_table import words_of

NAMED = {"segments": "segment", "forms": "form", "groups": "group"}
"""The keys and columns that name segments, forms and groups."""

ONE_NAMED = {
    **{axis: axis for axis in NAMED.values()},
    **dict.fromkeys(("frees", "price_class", "otherwise"), "segment"),
    "becomes": "becomes",
}
"""The columns that name one of them."""

LISTED = {**NAMED, "becomes": "becomes"}
"""The keys of a measure that name several."""

OPTIONS: Mapping[str, frozenset[str]] = {
    "kind": frozenset((*kinds_of("agreements"), *kinds_of("goals"))),
    "quantity": DECIDED | {"need", "vacancies", "capacity"},
    "each": frozenset((*get_args(Axis), "region")),
    "status": frozenset(("hard", "soft")),
    "supply": frozenset(SUPPLIES),
    "side": frozenset(("both", "above", "below")),
    "origins": frozenset(("own", "elsewhere")),
    "exchanged": frozenset(("households", "dwellings")),
    "places_are": frozenset(("at_least", "at_most", "exactly")),
    "once": frozenset(("complete", "begun")),
    "per": frozenset(get_args(Rate.model_fields["per"].annotation)),
    "assumption": frozenset(("yes", "no")),
}
"""The keys and columns of which the value is one of a few words."""

CONDITION = re.compile(r"\s*([^<>=]+?)\s*(<=|>=|<|>|=)\s*(.*)", re.DOTALL)
PERCENT = re.compile(r"\s*([0-9][0-9.,]*)\s*(?:procent|percent|pct)\s*", re.IGNORECASE)


@lru_cache(1)
def _value_words() -> Mapping[str, tuple[str, ...]]:
    return inverted_words("values")


def inverted_words(part: str) -> Mapping[str, tuple[str, ...]]:
    """Give the names that each word of a part may stand for."""
    found: dict[str, list[str]] = {}
    for name, words in known_words(part).items():
        for word in words:
            found.setdefault(compared(word), []).append(name)
    return {word: tuple(names) for word, names in found.items()}


def option_meant(field: str, text: str) -> str:
    """Give the one of a few words that a text stands for; the text where it stands for none."""
    options = OPTIONS[field]
    if text in options:
        return text
    others = (identifier(text), *_value_words().get(compared(text), ()))
    meant = next((name for name in others if name in options), None)
    if meant is None and field == "quantity":
        return figure_meant(text)
    return meant or text


def options_of(field: str) -> Callable[[str], Any]:
    """Give what reads one text that may be several of a few words: with commas, or with and."""

    def read(text: str) -> Any:
        parts = [part for part in re.split(r"[,;]|\ben\b|\band\b", text) if part.strip()]
        alone = option_meant(field, text)
        if alone in OPTIONS[field] or len(parts) < 2:
            return alone
        return [option_meant(field, part.strip()) for part in parts]

    return read


def figure_meant(text: str) -> str:
    """Give our name for a figure of the municipalities, or a quotient of two."""
    if text.count("/") == 1:
        return " / ".join(figure_meant(part.strip()) for part in text.split("/"))
    if "social_stock_share" in _value_words().get(compared(text), ()):
        return "social_stock_share"
    column = None if is_dutch(text) else column_meant("municipalities", text)
    if column not in (None, "code", "name"):
        return column
    return of_segment(text) or identifier(text)


def of_segment(text: str) -> str | None:
    """Give our name for a figure of one segment: ``stock_mid_rent`` for ``voorraad middenhuur``."""
    figure, _, words = " ".join(text.replace("_", " ").split()).partition(" ")
    name = column_meant("municipalities", figure) or identifier(figure)
    segment = name_meant("segment", words)
    if segment is None or name not in ("stock", "vacancies"):
        return None
    return name if (name, segment) == ("vacancies", "social_rent") else f"{name}_{segment}"


def condition_meant(text: str) -> str:
    """Give a condition with our name for its figure."""
    found = CONDITION.fullmatch(text)
    if found is None:
        return text
    figure, sign, number = found.groups()
    percent = PERCENT.fullmatch(number)
    return f"{figure_meant(figure)} {sign} {f'{percent[1]}%' if percent else number}"


def truth_of(part: str) -> Callable[[str], bool | str]:
    """Give what tells by the words of a part whether something is so; a text that says neither."""
    words = known_words(part)

    def read(text: str) -> bool | str:
        return next((name == "true" for name in words if compared(text) in words[name]), text)

    return read


def reading_names(axis: str) -> Callable[[str], list[str]]:
    """Give what reads the names of an axis in one text."""
    return lambda text: [*names_meant(axis, text)]


def names_meant(axis: str, text: str) -> Iterator[str]:
    """Give the names in one text: with commas between them, or with blanks.

    Parameters
    ----------
    axis
        ``segment``, ``form``, ``group`` or ``becomes``.
    text
        What was written.

    Yields
    ------
    str
        A name of ours, or the user's own.
    """
    parts = [part for part in re.split("[,;]", text) if part.strip()]
    for part in parts:
        name = name_meant(axis, part)
        if name is not None:
            yield name
        elif len(parts) > 1:
            yield "_".join(part.split())
        else:
            yield from (name_meant(axis, word) or word for word in part.split())


def name_meant(axis: str, text: str) -> str | None:
    """Give our name for a segment, a form or a group; None for the user's own."""
    return words_of(axis).name(text.replace("_", " ").strip())
