"""What came of each part of a country, and what it got of the numbers that parts share."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from cli.accounts.layout import NONE, bullet, heading, line, percent, table
from models.language import Language, Part, Word, rendered, to_places
from models.language import Text as Sentence
from optimiser.presentation.portions import portions

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser import Result

FINE = ("optimal", "feasible")


def parts_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the parts with what they build and house, and why any of them has no plan."""
    if not result.parts:
        return
    yield from heading(Sentence("Parts"), language)
    yield from parts_table(result, language)
    yield from division_section(result, language)


def parts_table(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give what each part builds and houses, and why any of them has no plan."""
    counts = [Word(name) for name in ("municipalities", "new_build", "housed")]
    headers: list[Part] = [Sentence("part"), *counts]
    made = table(headers, language)
    records = result.records("parts", language)
    for row in records:
        counted = (row["municipalities"], row["new_build"], row["housed"])
        numbers = [NONE if number is None else rendered(number, language) for number in counted]
        made.add_row(row["part"], *numbers)
    yield made
    for row in records:
        if row["status"] not in FINE:
            text = Sentence("{part}: {sentence}", part=row["part"], sentence=row["sentence"])
            yield bullet(text, language)


def division_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give what each part got, and what the key would have given; a share that all keep is left."""
    yield from heading(Sentence("What each part gets"), language)
    for shared in portions(result.records("division", language)):
        if not shared.rows:
            yield bullet(
                Sentence("{title}: every part keeps it by itself.", title=shared.title), language
            )
            continue
        yield line(Sentence("{title}:", title=shared.title), language)
        made = table(
            [
                Sentence("part"),
                *map(Sentence, ("year", "by the key", "gets", "deviation", "held by")),
            ],
            language,
            left=2,
        )
        for row in shared.rows:
            deviation = row["deviation"]
            made.add_row(
                row["part"],
                row["years"] or NONE,
                rendered(to_places(Fraction(row["by_key"]), 0), language),
                rendered(row["number"], language),
                NONE if deviation is None else percent(deviation, language),
                held_by(result, row["held_by"], language),
            )
        yield made


def held_by(result: Result, identifiers: str, language: Language) -> str:
    """Name the agreements that keep a part from what the key would give."""
    names = [result.scenario.agreement(each).name() for each in identifiers.split()]
    return rendered(tuple(names), language) if names else ""
