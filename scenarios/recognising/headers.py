"""Headers: what a cell above a column says about the column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from models.quantity import QUANTITIES
from scenarios.document.known_words import known_words
from scenarios.document.spelling import identifier
from scenarios.recognising.comparing import compared
from scenarios.recognising.words import BRACKETED, PRICE, Vocabulary

AXES = frozenset(axis for quantity in QUANTITIES.values() for axis in quantity.axes)
"""What the rows of a plan's tables are told apart by."""

AXIS_WORDS = known_words("axes")
"""What a column is called that tells rows apart."""

KINDS = known_words("headers")["kinds"]
"""What a column of segments or of forms is called; which of them, its cells tell."""

PROJECTS = known_words("headers")["projects"]
"""What a column of projects is called, which a scenario need not know."""

UNITS = known_words("units")
"""What is counted."""

COUNTS = known_words("headers")["counts"]

QUANTITY_WORDS = known_words("quantities")
"""What a number is of, by what a column, a title or a sheet is called."""

TOTALS = known_words("headers")["totals"]

PERCENTAGES = known_words("headers")["percentages"]

REMARKS = known_words("headers")["remarks"]
"""What a column is called that says nothing of a plan."""

YEAR_ENDS = ((1, 1), (12, 31))
"""The days, as month and day, that stand for a year where Excel made a date of it."""

FIGURES = known_words("headers")["figures"]
"""What a column of numbers is called that are no plan's."""

REALISED = known_words("headers")["realised"]
"""What numbers are called that are no plan's either, unless they are of a year of it."""

YEARLY = known_words("headers")["yearly"]
CUMULATIVE = known_words("headers")["cumulative"]
"""What numbers are called of one year on average, and those of all years up to one."""

TENURES = known_words("headers")["tenures"]
"""What stands above segments of which only both together are a name."""

STOP = frozenset(known_words("headers")["stop"])
"""Words that change nothing."""

THOUSANDS = re.compile(r"[x×*]\s*1[.,\s]?000\b|\bduizend(?:en|tallen)?\b|\bthousands?\b", re.I)
PERIOD = re.compile(
    r"\b((?:19|20)[0-9]{2})\s*(?:-|–|—|/|t/m|tot en met|tot|to|until|through)"
    r"\s*((?:19|20)?[0-9]{2})\b",
    re.IGNORECASE,
)
SHORT_YEAR = re.compile("[0-9]{2}")
"""A year without its century; a sheet keeps no apostrophe before it."""

CENTURY = 2000
LONGEST = 5
"""Words of the longest phrase."""

LONGEST_HEADER = 300
"""Characters: what is longer is a text, and no header."""


@dataclass(frozen=True)
class HeaderMeaning:
    """What a header says.

    Parameters
    ----------
    text
        The header as it stands.
    axes
        The axes whose names stand below it.
    values
        What all numbers below it are of: the names by axis.
    literal
        Whether it stands there as it is known here.
    unit, quantity
        What is counted, and of which quantity, where it says so.
    marks
        What else it says: that a number stands below (``count``), a ``total``, a part of something
        (``percent``), a ``remark``, a number that is no plan's (``figure``, ``realised``), of one
        year or up to one (``yearly``, ``cumulative``), renting or buying (``tenure``), the
        ``kind`` of something, a ``project``, ``thousands``, a year without its century (``short``),
        something between brackets that is not understood (``aside``).
    period
        The years that the numbers below are of together.
    rest
        What of it is not understood.
    """

    text: str
    axes: tuple[str, ...] = ()
    values: Mapping[str, str | int] = field(default_factory=dict)
    literal: bool = False
    unit: str = ""
    quantity: str = ""
    marks: frozenset[str] = frozenset()
    period: tuple[int, int] | None = None
    rest: str = ""

    @property
    def understood(self) -> bool:
        """Whether nothing in it is unknown, and it says something."""
        said = self.axes or self.values or self.unit or self.quantity or self.marks or self.period
        return bool(said) and not self.rest


class HeaderMeanings:
    """What headers say in the words of a scenario, each read once.

    Parameters
    ----------
    vocabulary
        The scenario's names and words.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.horizon = (vocabulary.years[0], vocabulary.years[-1])
        self._phrases = phrases(vocabulary)
        self._read: dict[tuple[type, object], HeaderMeaning] = {}

    def of(self, cell: object) -> HeaderMeaning:
        """Give what a header says."""
        key = (type(cell), cell)
        if key not in self._read:
            self._read[key] = self._meaning(cell)
        return self._read[key]

    def _meaning(self, cell: object) -> HeaderMeaning:
        if isinstance(cell, int | float | date) and not isinstance(cell, bool):
            return self._year(cell)
        text = str(cell)
        if len(text) > LONGEST_HEADER:
            return HeaderMeaning(text, rest=text)
        ours = identifier(text)
        if SHORT_YEAR.fullmatch(text) and (year := CENTURY + int(text)) in self.vocabulary.years:
            return HeaderMeaning(text, values={"year": year}, marks=frozenset(("short",)))
        if ours in AXES:
            return HeaderMeaning(text, (ours,), literal=True)
        if ours in UNITS:
            return HeaderMeaning(text, unit=ours, literal=True)
        place = self.vocabulary.meant("municipality", text)
        if place.name is not None and not text.strip().isdigit():
            return HeaderMeaning(text, values={"municipality": place.name}, literal=place.literal)
        meaning = self._parsed(text, ours)
        if meaning.rest and (bare := BRACKETED.sub(" ", text)) != text:
            # What stands between brackets explains, where the rest says all.
            without = self._parsed(bare, ours)
            if without.values and without.understood:
                marks = without.marks | meaning.marks | {"aside"}
                return replace(without, text=text, marks=marks)
        return meaning

    def _year(self, cell: float | date) -> HeaderMeaning:
        """Give what a number or a day says: a year, or nothing."""
        year = self.vocabulary.meant("year", cell).name
        if isinstance(cell, date) and (cell.month, cell.day) not in YEAR_ENDS:
            year = None
        if isinstance(year, int) and 1990 <= year <= 2100:
            return HeaderMeaning(str(cell), values={"year": year}, literal=True)
        return HeaderMeaning(str(cell), rest=str(cell))

    def _parsed(self, text: str, ours: str) -> HeaderMeaning:
        found = Parsing()
        left = text
        if THOUSANDS.search(left):
            found.marks.add("thousands")
            left = THOUSANDS.sub(" ", left)
        if "%" in left:
            found.marks.add("percent")
            left = left.replace("%", " ")
        left = PRICE.sub(" ", left)
        if (span := PERIOD.search(left)) and (period := years_of(span))[0] < period[1]:
            found.period = period
            left = left.replace(span[0], " ")
        tokens = compared(left).replace("(", " ").replace(")", " ").split()
        at = 0
        while at < len(tokens):
            at += found.take(tokens, at, self._phrases)
        if "tenure" in found.marks and found.values:
            found.rest.append(" ".join(tokens))  # "koop sociaal" is no social rent
        if found.period not in (None, self.horizon):
            found.rest.append("-".join(map(str, found.period or ())))
        literal = ours.isdigit() or any(
            ours in words.names for words in self.vocabulary.axes.values()
        )
        return found.meaning(text, literal=literal)


class Parsing:
    """What has been understood of a header so far."""

    def __init__(self) -> None:
        self.axes: list[str] = []
        self.values: dict[str, str | int] = {}
        self.unit = self.quantity = ""
        self.marks: set[str] = set()
        self.period: tuple[int, int] | None = None
        self.rest: list[str] = []

    def take(self, tokens: list[str], at: int, known: Mapping[str, tuple[str, str, object]]) -> int:
        """Understand the longest phrase that begins at a word; give how many words it has."""
        for length in range(min(LONGEST, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            if phrase in known:
                self.understand(*known[phrase])
                return length
        token = tokens[at]
        year = re.fullmatch(r"((?:19|20)[0-9]{2})(?:jj00)?", token)
        if year:
            self.understand("value", "year", int(year[1]))
        elif token not in STOP:
            self.rest.append(token)
        return 1

    def understand(self, kind: str, name: str, value: object) -> None:
        """Take in what a phrase says."""
        match kind:
            case "axis":
                self.axes.append(name)
            case "value":
                assert isinstance(value, str | int)
                if self.values.setdefault(name, value) != value:
                    self.rest.append(str(value))
            case "unit":
                self.unit = name
            case "quantity":
                self.quantity = name
            case "realised":
                self.marks |= {"figure", kind}
            case _:
                self.marks.add(kind)

    def meaning(self, text: str, *, literal: bool) -> HeaderMeaning:
        """Give what has been understood."""
        return HeaderMeaning(
            text,
            tuple(dict.fromkeys(self.axes)),
            self.values,
            literal,
            self.unit,
            self.quantity,
            frozenset(self.marks),
            self.period,
            " ".join(self.rest),
        )


def years_of(span: re.Match[str]) -> tuple[int, int]:
    """Give the first and the last year of a period: ``2025-30`` ends in 2030."""
    first, last = span.groups()
    return int(first), int(last if len(last) == 4 else first[:2] + last)


def phrases(vocabulary: Vocabulary) -> dict[str, tuple[str, str, object]]:
    """Give what each phrase says: its kind, and a name with a value where it has them.

    What comes first counts: the scenario's own names go before the words that headers have.
    """
    found: dict[str, tuple[str, str, object]] = {}

    def learn(kind: str, name: str, words: tuple[str, ...]) -> None:
        for text in words:
            found.setdefault(compared(text), (kind, name, None))

    for axis, words in vocabulary.axes.items():
        if axis not in ("pool", "origin"):
            for text, names in words.words.items():
                found.setdefault(text, ("value", axis, next(iter(names))))
    for axis, texts in AXIS_WORDS.items():
        learn("axis", axis, texts)
    for unit, texts in UNITS.items():
        learn("unit", unit, texts)
    for quantity, texts in QUANTITY_WORDS.items():
        learn("quantity", quantity, texts)
    for kind, texts in (
        ("count", COUNTS),
        ("total", TOTALS),
        ("percent", PERCENTAGES),
        ("remark", REMARKS),
        ("figure", FIGURES),
        ("realised", REALISED),
        ("yearly", YEARLY),
        ("cumulative", CUMULATIVE),
        ("tenure", TENURES),
        ("kind", KINDS),
        ("project", PROJECTS),
    ):
        learn(kind, "", texts)
    return found
