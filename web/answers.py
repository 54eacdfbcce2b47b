"""What was filled in under names with dots, put together as a document says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from models.language import Language
from models.numbers import in_digits
from models.values import DecimalSign

EACH = "*"
"""The last part of the name under which several things are chosen."""

DEEPEST = 8
"""Parts of a name: an option's measure's conditions have five."""

CONDITION = ("figure", "sign", "number")
"""The parts of a condition: a figure is more or less than a number."""

POINT: Mapping[Language, DecimalSign] = {"nl": ",", "en": "."}
"""What stands before decimals."""

GROUP: Mapping[Language, str] = {"nl": ".", "en": ","}
"""What stands between thousands."""

PLAIN = re.compile(r"(-?)(\d+)(?:\.(\d+))?(%?)")
"""A number, or a percentage, as a document has it."""

YEARS = frozenset(("year", "first_year", "last_year", "end_year", "from_year", "to_year", "opens"))
"""Fields with years: no number of anything."""


def as_shown(value: object, language: Language) -> str:
    """Write what a document has as a reader fills it in.

    Parameters
    ----------
    value
        The value.
    language
        The reader's.

    Returns
    -------
    str
        Of a number with signs between its thousands; of anything else as it is.
    """
    said = str(value)
    found = PLAIN.fullmatch(said)
    if found is None:
        return said
    minus, whole, decimals, percent = found.groups(default="")
    grouped = re.sub(r"\B(?=(\d{3})+$)", GROUP[language], whole)
    return f"{minus}{grouped}{POINT[language] if decimals else ''}{decimals}{percent}"


def as_written(value: str, language: Language) -> str:
    """Give what a reader filled in as a document has it.

    Parameters
    ----------
    value
        What was filled in.
    language
        The reader's.

    Returns
    -------
    str
        Of a number only digits, and a point before decimals; what is no number of that language
        stays as it was, so that whoever reads it says what is wrong.
    """
    said = value.removesuffix("%")
    # A point between thousands is read in English, too.
    signs = (POINT[language],) if POINT["nl"] in said else (POINT["nl"], POINT[language])
    read = (digits for sign in signs if (digits := in_digits(said, sign)) is not None)
    return next((digits + value[len(said) :] for digits in read), value)


EARLIEST = 1000
"""The first year that a part can be: what is less is a place in a list."""


def assembled(given: Mapping[str, str], language: Language) -> dict[str, Any]:
    """Put together what was filled in.

    Parameters
    ----------
    given
        Values by name: ``measure.quantity``, ``options.0.at_least``, ``where.0.figure``, and with
        several values, each on a line, ``measure.segments.*``.
    language
        In which it was filled in.

    Returns
    -------
    dict
        What a document says: nested, with lists where parts of names are numbers, and without what
        was left empty.
    """
    made: dict[str, Any] = {}
    for name, value in given.items():
        *above, last = name.split(".")
        several = [one.strip() for one in value.split("\n") if one.strip()]
        if len(above) < DEEPEST and last == EACH and above:
            place(made, above, several)
        elif len(above) < DEEPEST and several:
            place(made, [*above, last], as_written(several[0], language))
    found: dict[str, Any] = folded(made) or {}
    return found


def place(made: dict[str, Any], path: list[str], value: object) -> None:
    """Put a value at its path; where a value stands above it already, that one stays."""
    *above, last = path
    for name in above:
        made = made.setdefault(name, {})
        if not isinstance(made, dict):
            return
    made.setdefault(last, value)


def folded(made: Any) -> Any:
    """Make lists and conditions of what has their parts; None of what is empty."""
    if not isinstance(made, dict):
        return made
    if all(name.isdecimal() and int(name) < EARLIEST for name in made):
        items = [folded(made[name]) for name in sorted(made, key=int)]
        return [one for one in items if one is not None] or None
    if set(CONDITION).issuperset(made):
        written = " ".join(str(made.get(part, "")) for part in CONDITION)
        return written if made.keys() - {"sign"} else None
    inside = {name: folded(value) for name, value in made.items()}
    return {name: value for name, value in inside.items() if value is not None} or None


def lengthened(says: dict[str, Any], path: str) -> dict[str, Any]:
    """Put an empty item behind a list.

    Parameters
    ----------
    says
        What was filled in, put together.
    path
        Where the list stands: ``measure.where_neighbourhood``.

    Returns
    -------
    dict
        The same with the item; as it was where no list can stand.
    """
    first, _, below = path.partition(".")
    said = says.get(first)
    if below:
        return {**says, first: lengthened(said if isinstance(said, dict) else {}, below)}
    return {**says, first: [*(said if isinstance(said, list) else []), ""]}


def parted(condition: str) -> dict[str, str]:
    """Take a condition apart, as it is filled in.

    Parameters
    ----------
    condition
        As a document has it: ``social_stock_share < 26%``.

    Returns
    -------
    dict
        Its figure, sign and number, as far as it has them.
    """
    found = re.split(r"\s*(<=|>=|<|>|=)\s*", condition.strip(), maxsplit=1)
    return dict(zip(CONDITION, found, strict=False))
