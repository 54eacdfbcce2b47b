"""The answer on one screen: whether it can be done, who builds what, and what is missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.accounts.free import free_section
from cli.accounts.head import COLOURS
from cli.accounts.infeasible import conflicting
from cli.accounts.layout import bullet, capital_sentence, line
from cli.accounts.parts import parts_table
from cli.accounts.plan import facility_section, housed_section
from cli.accounts.programme import MOST_MUNICIPALITIES, answer_table
from models.language import Language, Part, Word
from models.language import Text as Sentence
from optimiser.results.verdict import kept_text, verdict, way_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser import Result
    from optimiser.infeasibility.explain import Infeasibility

MOST_CONFLICTING = 5
"""Of more agreements that cannot hold together only the number is told."""


def answer(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give what a person wants to know first: 24 lines, whatever the region.

    Parameters
    ----------
    result
        What a solve gave, with a plan or without.
    language
        The reader's.

    Yields
    ------
    RenderableType
        What Rich prints: a heading, a sentence or a table.
    """
    from rich.text import Text

    name = result.scenario.name
    yield Text(name.nl if language == "nl" else name.en, style="bold")
    yield line(verdict(result), language, COLOURS.get(result.status.value, ""))
    if result.infeasibility:
        yield from reason_section(result.infeasibility, result, language)
    if result.parts:
        yield from parts_table(result, language)
    elif result.plan and result.audit:
        yield line(kept_text(result.audit, result.scenario), language)
        if result.scenario.capacity:
            yield from answer_table(result, language)
        else:
            yield from housed_section(result, language)
            yield from facility_section(result, language)
        yield from free_section(result, language)
    more = Sentence("More with --all: {what}.", what=tuple(further(result)))
    yield line(more, language, "dim")


def reason_section(
    reason: Infeasibility, result: Result, language: Language
) -> Iterator[RenderableType]:
    """Say why not, what cannot hold together, and what would have to give."""
    scenario = result.scenario
    yield line(
        Sentence("{sentence}.", sentence=capital_sentence(reason.sentence, language)), language
    )
    named = list(conflicting(reason, scenario))
    if named:
        yield line(Sentence("These agreements cannot hold together:"), language)
        for agreement, places in named[:MOST_CONFLICTING]:
            text = Sentence("{agreement} ({places})", agreement=agreement.name(), places=places)
            yield bullet(text, language)
        if len(named) > MOST_CONFLICTING:
            rest = Sentence("and {number} more", number=len(named) - MOST_CONFLICTING)
            yield bullet(rest, language)
    if reason.ways_out.ways:
        yield line(Sentence("Ways out: what would have to give"), language)
    for number, way in enumerate(reason.ways_out.ways, 1):
        yield bullet(way_text(way, way.text(scenario)), language, f"{number}.")
    said = Sentence("{sentence}.", sentence=capital_sentence(reason.ways_out.text(), language))
    yield line(said, language)


def further(result: Result) -> Iterator[Part]:
    """Name what there is besides."""
    if result.infeasibility:
        yield Sentence("sources of the agreements")
    if result.plan:
        if result.unproven:
            yield Sentence("rounding")
        if result.parts or len(result.scenario.municipalities) > MOST_MUNICIPALITIES:
            yield Word("municipalities")
        if result.plan.cells.get("housed") and result.scenario.capacity:
            yield Word("households")
        if result.records("facilities") and result.scenario.capacity:
            yield Word("facilities")
        yield Word("agreements")
        if result.scenario.goals:
            yield Word("goals")
    if any(source.assumption == "yes" for source in result.scenario.sources):
        yield Sentence("assumptions")
    else:
        yield Sentence("versions")
