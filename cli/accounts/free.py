"""Forced or free: between what each number may lie without any goal getting worse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.accounts.layout import NONE, heading, line, table, whole
from cli.accounts.programme import in_two_lines
from models.language import Language, Part, Word
from models.language import Text as Sentence
from optimiser.results.free_range import MEANING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser import Result
    from optimiser.results.free_range import FreeRange, FreeRanges


def free_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the free range of what is built by segment, by form and by year, the region last."""
    found, scenario = result.free, result.scenario
    if found is None or not scenario.capacity:
        return
    yield from heading(Sentence("Between what each number of dwellings may lie"), language)
    yield line(MEANING, language, "dim")
    years = scenario.horizon.years
    forms = scenario.forms if len(scenario.forms) > 1 else ()
    axes: list[tuple[str, list[tuple[Part, str | int]]]] = [
        ("segment", [(Word(one), one) for one in scenario.segments]),
        ("form", [(Word(one), one) for one in forms]),
        ("year", [(str(one), one) for one in years] if len(years) > 1 else []),
    ]
    for axis, members in axes:
        if members:
            yield line(Sentence("By {axis}", axis=Word(axis)), language)
            yield range_table(result, found, axis, members, language)


def range_table(
    result: Result,
    found: FreeRanges,
    axis: str,
    members: list[tuple[Part, str | int]],
    language: Language,
) -> RenderableType:
    """Give the ranges per municipality along an axis."""
    scenario = result.scenario
    headers = [in_two_lines(header, language) for header, _ in members]
    made = table([Word("municipality"), Sentence("total"), *headers], language)
    for code in (*scenario.codes, ""):
        if not code:
            made.add_section()
        where = {"municipality": code or None}
        ranges = [found.get("new_build", **where)]
        ranges += [found.get("new_build", **where, **{axis: member}) for _, member in members]
        name = scenario.municipality(code).name if code else Sentence("the region").render(language)
        made.add_row(name, *(written(one, language) for one in ranges))
    return made


def written(one: FreeRange | None, language: Language) -> str:
    """Write a range; a number that is forced by itself."""
    if one is None:
        return NONE
    least = whole(one.least, language)
    return least if one.forced else f"{least}{NONE}{whole(one.most, language)}"
