"""What a user reads: sentences with their numbers, rendered in Dutch or English.

Code carries a `Text`: an English message with named places. Only the edges (command, service,
spreadsheet) render it, so a result computed once can be read in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache, lru_cache
from itertools import groupby
from math import floor
from pathlib import Path
from string import Formatter
from typing import Literal, TypeAlias

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
DECIMALS = 2
"""Of numbers in sentences, at most."""
DIGITS = 120
"""Of numbers in sentences: sums and products of `models.numbers.MOST_DIGITS` digits fit in it."""

MINUS = "−"
"""The sign before a number on a page; on the screen and in files it is a hyphen."""

CATALOGUE = Path(__file__).parent / "locale" / "nl" / "LC_MESSAGES" / "woonsleutel.po"


@dataclass(frozen=True, slots=True)
class Percent:
    """A ratio that is read as a percentage (``Percent(Fraction(3, 10))`` reads "30%").

    Parameters
    ----------
    ratio
        The ratio, as a part of one.
    """

    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Units:
    """A number with its unit: ``Units(1, "dwellings")`` reads "1 woning" in Dutch.

    Parameters
    ----------
    value
        How many.
    unit
        ``dwellings``, ``households``, ``places``, ``minutes`` or ``euros``.
    """

    value: int | Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the domain (a segment, a form, a column), by its identifier.

    Parameters
    ----------
    name
        The identifier.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Both:
    """A text that a user gave in both languages (an agreement's title); false when it is empty.

    Parameters
    ----------
    nl
        In Dutch.
    en
        In English.
    """

    nl: str
    en: str

    def __bool__(self) -> bool:
        return bool(self.nl or self.en)


Part: TypeAlias = "int | Fraction | str | Percent | Units | Word | Both | Text | tuple[Part, ...]"


class Text:
    """A sentence for a user: an English message and the values of its named places.

    Parameters
    ----------
    message
        English, with places in braces; it is also the key of the Dutch catalogue.
    **parts
        The values. Whole numbers are grouped by thousands, so a year is passed as text.
    """

    __slots__ = ("message", "parts")

    def __init__(self, message: str, **parts: Part) -> None:
        self.message = message
        self.parts = parts

    def render(self, language: Language = "nl") -> str:
        """Give the sentence in a language.

        Parameters
        ----------
        language
            ``nl`` or ``en``.

        Returns
        -------
        str
            The sentence.

        Raises
        ------
        KeyError
            If a place of the message has no value: a fault of ours.
        """
        pattern = translated(self.message, language)
        if not self.parts and "{" not in pattern and "}" not in pattern:
            return quoted_once(pattern)
        parts = {name: rendered(part, language) for name, part in self.parts.items()}
        return quoted_once(Formatter().vformat(pattern, (), parts))

    @classmethod
    def joined(cls, parts: Iterable[Part], between: str = ", ") -> Text:
        """Give texts one after the other, as one.

        Parameters
        ----------
        parts
            The texts, or other values.
        between
            What stands between two of them, in every language.

        Returns
        -------
        Text
            All of them.
        """
        places = {f"p{at}": part for at, part in enumerate(parts)}
        return cls(between.join(f"{{{place}}}" for place in places), **places)

    def as_record(self) -> dict[Language, str]:
        """Give the sentence in every language, as it goes into JSON.

        Returns
        -------
        dict
            What goes into JSON.
        """
        return {language: self.render(language) for language in LANGUAGES}

    def __repr__(self) -> str:
        return f"Text({self.render('en')!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.message, self.parts) == (
            other.message,
            other.parts,
        )

    def __hash__(self) -> int:
        return hash((self.message, tuple(self.parts.items())))


def quoted_once(sentence: str) -> str:
    """Give what is quoted within a quotation the other marks: “the goal ‘bids’ is met”.

    Parameters
    ----------
    sentence
        The sentence.

    Returns
    -------
    str
        The sentence, with the right marks.
    """
    if sentence.count("“") < 2:
        return sentence
    depth, signs = 0, []
    for sign in sentence:
        inner = depth > 0 if sign == "“" else depth > 1
        depth = max(0, depth + (sign == "“") - (sign == "”"))
        signs.append({"“": "‘", "”": "’"}.get(sign, sign) if inner else sign)
    return "".join(signs)


def capital(sentence: str) -> str:
    """Begin a sentence with a capital.

    Parameters
    ----------
    sentence
        The sentence.

    Returns
    -------
    str
        The sentence, with the capital.
    """
    return sentence[:1].upper() + sentence[1:]


def rendered(part: Part, language: Language) -> str:
    """Give one value as a reader of that language writes it.

    Parameters
    ----------
    part
        The value.
    language
        ``nl`` or ``en``.

    Returns
    -------
    str
        The value, written out.
    """
    match part:
        case str():
            return part
        case Text():
            return part.render(language)
        case Both():
            return part.nl if language == "nl" else part.en
        case Word(name):
            return word(name, language)
        case Percent(ratio):
            return f"{grouped_number(ratio * 100, language)}%"
        case Units(value, unit):
            singular = unit.removesuffix("s") if value == 1 else unit
            return f"{grouped_number(value, language)} {word(singular, language)}"
        case tuple():
            return enumerated([rendered(item, language) for item in part], language)
        case _:
            return grouped_number(part, language)


@lru_cache(maxsize=10_000)  # a page is drawn again with nearly the same numbers
def grouped_number(value: int | Fraction, language: Language) -> str:
    """Write a number with at most two decimals, grouped by thousands.

    Parameters
    ----------
    value
        The number.
    language
        ``nl`` or ``en``.

    Returns
    -------
    str
        The number, written out.
    """
    from babel.numbers import format_decimal  # costs 50 ms: only who writes numbers pays

    exact = to_places(value, DECIMALS)
    # Python's own 28 digits are too few for what a scenario may say, and fail instead of rounding.
    with localcontext(prec=DIGITS):
        decimals = Decimal(exact.numerator) / Decimal(exact.denominator)
        return format_decimal(decimals, format="#,##0.##", locale=language)


def to_places(value: float | Fraction, places: int) -> Fraction:
    """Round a number to be shown, as people do: a half goes away from zero.

    Parameters
    ----------
    value
        The number; a float stands for what it is written as.
    places
        How many decimals are left.

    Returns
    -------
    Fraction
        The rounded number.
    """
    if isinstance(value, float):  # by far the most of what a page shows, and quick in decimals
        shifted = Decimal(str(value)).scaleb(places)
        return Fraction(int(shifted.to_integral_value(ROUND_HALF_UP)), 10**places)
    exact = Fraction(value)
    units = floor(abs(exact) * 10**places + Fraction(1, 2))
    return Fraction(units if exact >= 0 else -units, 10**places)


def enumerated(items: list[str], language: Language) -> str:
    """Join items as a sentence does: "a, b en c".

    Parameters
    ----------
    items
        The items, in the order in which they are read.
    language
        ``nl`` or ``en``.

    Returns
    -------
    str
        The items in one phrase.
    """
    from babel.lists import format_list

    return format_list(items, locale=language)


def year_spans(years: Iterable[int]) -> str:
    """Write years briefly: ``2025, 2027-2030``.

    Parameters
    ----------
    years
        The years, in any order.

    Returns
    -------
    str
        The years, in runs.
    """
    runs = groupby(enumerate(sorted(years)), key=lambda item: item[1] - item[0])
    found = [[year for _, year in run] for _, run in runs]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found)


def word(name: str, language: Language) -> str:
    """Give the reader's word for an identifier, the identifier itself when it is the user's own.

    Parameters
    ----------
    name
        The identifier.
    language
        ``nl`` or ``en``.

    Returns
    -------
    str
        The word.
    """
    if " / " in name:  # a quotient of two figures
        return " / ".join(word(part, language) for part in name.split(" / "))
    found = translated(name, language)
    if found != name:
        return found
    stem, _, ordinal = name.rpartition("_")
    if stem and ordinal.isdecimal() and len(ordinal) == 1:  # the second of that name
        return f"{word(stem, language)} {ordinal}"
    return name.replace("_", " ")


def translated(message: str, language: Language) -> str:
    """Look a message up in the catalogue; what is not in it stays English.

    Parameters
    ----------
    message
        The English message.
    language
        ``nl`` or ``en``.

    Returns
    -------
    str
        The message in that language.
    """
    if language == "en":
        return message
    return dutch_catalogue().get(message) or message


@cache
def dutch_catalogue() -> Mapping[str, str]:
    """Read the catalogue (once per process).

    Returns
    -------
    Mapping
        The Dutch of each English message; empty where it has none.
    """
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        entries = read_po(file, locale="nl")
    return {str(entry.id): str(entry.string) for entry in entries if entry.id}
