"""Size: how much a document may hold, counted before anything in it is read."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from models.language import Text
from models.values import quoted

MOST_KEYS = 2_000
"""Keys beside each other in a document: twice as many as there may be municipalities."""

MOST_VALUES = 100_000
"""Values of a document besides its tables, in all: thousands of agreements."""


LONGEST_TEXT = 2**15
"""Signs of a text in a document: as many as a cell of a spreadsheet holds."""

PLAIN = frozenset((int, float, bool, type(None)))
"""What most values are that are no text, and what holds nothing: asked first, it costs least."""


def too_many_keys(keys: Mapping[Any, Any]) -> Text | None:
    """Say that more keys stand beside each other than anybody writes, when they do.

    Parameters
    ----------
    keys
        The keys, with their values.

    Returns
    -------
    Text or None
        How many are too many, or None.
    """
    if len(keys) <= MOST_KEYS:
        return None
    return Text(
        "{keys} keys stand beside each other here; there may be {most}.",
        keys=len(keys),
        most=MOST_KEYS,
    )


def too_many_values(keys: Mapping[Any, Any], most: int = MOST_VALUES) -> Text | None:
    """Say that a document holds more than anybody writes, when it does; counted before it is read.

    Parameters
    ----------
    keys
        What was written besides the tables.
    most
        How many values there may be in all.

    Returns
    -------
    Text or None
        What is too much, or None.
    """
    values, open_ = 0, list[object]([keys])
    while open_:
        value = open_.pop()
        if type(value) in PLAIN:
            continue
        if type(value) is str or isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                return Text(
                    "A text here has {signs} signs; it may have {most}.",
                    signs=len(value),
                    most=LONGEST_TEXT,
                )
        elif isinstance(value, Mapping):
            if (too_many := too_many_keys(value)) is not None:
                return too_many
            open_.extend(value.values())
            open_.extend(value)
            values += len(value)
        elif isinstance(value, list | tuple):
            open_.extend(value)
            values += len(value)
        if values > most:
            return Text(
                "This document holds more than {most} values besides its tables.", most=most
            )
    return None


LARGEST = 10**9
"""A hundred times the dwellings of the Netherlands; with ten times as many HiGHS goes wrong."""


def too_large(number: int | Fraction) -> Text:
    """Say that a number is larger than can be counted with."""
    return Text(
        "“{value}” is larger than anything that is counted here: at most {most}.",
        value=quoted(number),
        most=LARGEST,
    )
