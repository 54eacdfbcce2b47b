"""Titles that say another share than their agreement does: somebody changed one and not both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from models.agreements import Agreement
from models.language import LANGUAGES, Percent, Text
from models.numbers import NumberProblem, parse_ratio
from models.scenario import Scenario
from scenarios.checks.percentages import read_alike
from scenarios.checks.places import Places, Remarks

PERCENTAGE = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:%|procent\b|percent\b|per cent\b)")
WORDS: Mapping[str, Fraction] = {
    r"\b(?:half|de helft)\b": Fraction(1, 2),
    r"\b(?:een|a|one) (?:derde|third)\b": Fraction(1, 3),
    r"\b(?:twee|two)[ -]?(?:derde|thirds)\b": Fraction(2, 3),
    r"\b(?:een|a|one) (?:kwart|quarter)\b": Fraction(1, 4),
    r"\b(?:drie|three)[ -]?(?:kwart|quarters)\b": Fraction(3, 4),
}
"""Shares as people write them, in both languages."""

TEXTS = 2048
"""Texts of which is remembered what they name: the next variant of a scenario has the same."""


def title_says_otherwise(scenario: Scenario, places: Places) -> Remarks:
    """Find agreements whose title names a share that they do not ask for."""
    for agreement in scenario.agreements:
        asked = agreement.remembered(_asked)
        if agreement.title is None or not asked:
            continue
        for language in LANGUAGES:
            title = agreement.name().render(language)
            other = [each for each in _said(title) if not _meets(each, asked)]
            if other:
                text = Text(
                    "The title “{title}” says {said}, and the agreement says {asked}: change "
                    "the title too.",
                    title=agreement.title,
                    said=Percent(other[0]),
                    asked=tuple(map(Percent, sorted(asked))),
                )
                yield text, places.key("agreements", agreement.id, "title")
                break


def _meets(share: Fraction, asked: frozenset[Fraction]) -> bool:
    """Tell whether a share, or what it leaves, reads as one of those asked."""
    return any(read_alike(each, one) for each in (share, 1 - share) for one in asked)


def _asked(agreement: Agreement) -> frozenset[Fraction]:
    """Give the shares that an agreement names besides those of its title."""
    return frozenset(_ratios(agreement.model_dump(exclude={"title", "source"})))


@lru_cache(TEXTS)
def _said(title: str) -> tuple[Fraction, ...]:
    """Give the shares that a title names."""
    named = (share for word, share in WORDS.items() if re.search(word, title.casefold()))
    return *_percentages(title), *named


@lru_cache(TEXTS)
def _meant(text: str) -> tuple[Fraction, ...]:
    """Give the shares in a text that an agreement has for a value."""
    try:
        return *_percentages(text), parse_ratio(text)
    except NumberProblem:
        return (*_percentages(text),)


def _percentages(text: str) -> Iterator[Fraction]:
    for number in PERCENTAGE.findall(text):
        yield Fraction(number.replace(",", ".")) / 100


def _ratios(value: object) -> Iterator[Fraction]:
    """Give the shares in what an agreement says, also in its conditions."""
    match value:
        case Fraction():
            yield value
        case str():
            yield from _meant(value)
        case Mapping():
            for each in value.values():
                yield from _ratios(each)
        case tuple() | list():
            for each in value:
                yield from _ratios(each)
