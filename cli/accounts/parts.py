"""What came of each part of a country, and what it got of the numbers that parts share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cli.accounts.layout import NONE, bullet, heading, line, percent, table
from models.language import Language, Part, Term, rendered, to_places, year_spans
from models.language import Text as Sentence

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
    counts = [Term(name) for name in ("municipalities", "new_build", "housed")]
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
    rows = result.records("division", language)
    for (title, group), shared in groupby(rows, key=lambda row: (row["title"], row["group"])):
        portions = list(shared)
        name = Sentence("{title} ({group})", title=title, group=Term(group)) if group else title
        if not any(row["by_key"] or row["number"] for row in portions):
            text = Sentence("{title}: every part keeps it by itself.", title=name)
            yield bullet(text, language)
            continue
        yield line(Sentence("{title}:", title=name), language)
        made = table(
            [
                Sentence("part"),
                *map(Sentence, ("year", "by the key", "gets", "deviation", "held by")),
            ],
            language,
            left=2,
        )
        for row, years in alike(portions):
            deviation = row["deviation"]
            made.add_row(
                row["part"],
                year_spans(years) or NONE,
                rendered(to_places(Fraction(row["by_key"]), 0), language),
                rendered(row["number"], language),
                NONE if deviation is None else percent(deviation, language),
                held_by(result, row["held_by"], language),
            )
        yield made


def alike(portions: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """Give the portions of each part once, with the years for which they are the same."""
    years: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)
    first: dict[tuple[str, str, int], dict[str, Any]] = {}
    for row in portions:
        key = (row["part"], row["sense"], row["number"])
        first.setdefault(key, row)
        years[key] += [row["year"]] if row["year"] else []
    for key in sorted(first, key=lambda key: (key[0], years[key])):
        yield first[key], years[key]


def held_by(result: Result, identifiers: str, language: Language) -> str:
    """Name the agreements that keep a part from what the key would give."""
    names = [result.scenario.agreement(each).name() for each in identifiers.split()]
    return rendered(tuple(names), language) if names else ""
