"""Titles that say another share than their agreement does: somebody changed one and not both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from models.language import LANGUAGES, Percent, Text
from models.numbers import NumberProblem, parse_ratio
from models.scenario import Scenario
from scenarios.checks.places import Found, Places

PERCENTAGE = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:%|procent\b|percent\b|per cent\b)")
WORDS: Mapping[str, Fraction] = {
    r"(?:half|de helft)": Fraction(1, 2),
    r"(?:een|a|one) (?:derde|third)": Fraction(1, 3),
    r"(?:twee|two)[ -]?(?:derde|thirds)": Fraction(2, 3),
    r"(?:een|a|one) (?:kwart|quarter)": Fraction(1, 4),
    r"(?:drie|three)[ -]?(?:kwart|quarters)": Fraction(3, 4),
}
"""Shares as people write them, in both languages."""


def title_says_otherwise(scenario: Scenario, places: Places) -> Found:
    """Find agreements whose title names a share that they do not ask for."""
    for agreement in scenario.agreements:
        asked = set(_ratios(agreement.model_dump(exclude={"title", "source"})))
        if agreement.title is None or not asked:
            continue
        for language in LANGUAGES:
            title = agreement.name().render(language)
            other = [each for each in _said(title) if not {each, 1 - each} & asked]
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


def _said(title: str) -> Iterator[Fraction]:
    """Give the shares that a title names."""
    for number in PERCENTAGE.findall(title):
        yield Fraction(number.replace(",", ".")) / 100
    for word, share in WORDS.items():
        if re.search(rf"\b{word}\b", title.casefold()):
            yield share


def _ratios(value: object) -> Iterator[Fraction]:
    """Give the shares in what an agreement says, also in its conditions."""
    match value:
        case Fraction():
            yield value
        case str():
            for number in PERCENTAGE.findall(value):
                yield Fraction(number.replace(",", ".")) / 100
            try:
                yield parse_ratio(value)
            except NumberProblem:
                return
        case Mapping():
            for each in value.values():
                yield from _ratios(each)
        case tuple() | list():
            for each in value:
                yield from _ratios(each)
