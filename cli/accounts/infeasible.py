"""Why there is no plan: the contradiction, the conflict, and what would have to give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.accounts.layout import bullet, capital_sentence, heading, line
from models.language import Language, Part, Text
from optimiser.results.verdict import way_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.agreements import Agreement
    from models.scenario import Scenario
    from optimiser import Result
    from optimiser.infeasibility.explain import Infeasibility
    from optimiser.infeasibility.ways_out import WayOut

MOST_GIVEN = 6
"""Of a way out in which more requirements give, only the sum per agreement is told."""


def infeasibility_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Say why not, and what would have to give."""
    reason = result.infeasibility
    if reason is None:
        return
    yield from heading(Text("Why not"), language)
    yield line(Text("{sentence}.", sentence=capital_sentence(reason.sentence, language)), language)
    for other in reason.others:
        yield bullet(Text("also: {other}", other=other), language)
    yield from conflict_section(reason, result.scenario, language)
    yield from ways_out_section(reason, result.scenario, language)


def conflict_section(
    reason: Infeasibility, scenario: Scenario, language: Language
) -> Iterator[RenderableType]:
    """List the agreements that cannot hold together, each once, with where they were made."""
    if not reason.conflict:
        return
    yield from heading(Text("These agreements cannot hold together"), language)
    for agreement, places in conflicting(reason, scenario):
        text = Text(
            "{agreement} ({places}): {sentence}",
            agreement=agreement.name(),
            places=places,
            sentence=agreement.sentence(scenario),
        )
        if agreement.source:
            text = Text("{said}. Source: {source}", said=text, source=agreement.source)
        yield bullet(text, language)


def conflicting(
    reason: Infeasibility, scenario: Scenario
) -> Iterator[tuple[Agreement, tuple[Part, ...]]]:
    """Give each agreement of the conflict once, with where it is in it."""
    places: dict[str, list[Part]] = {}
    for identifier, code in reason.conflict or ():
        members = {one.code for one in scenario.agreement(identifier).members(scenario)}
        place = scenario.municipality(code).name if code else scenario.together_text(members)
        places.setdefault(identifier, []).append(place)
    for identifier, named in places.items():
        yield scenario.agreement(identifier), tuple(named)


def ways_out_section(
    reason: Infeasibility, scenario: Scenario, language: Language
) -> Iterator[RenderableType]:
    """List what would have to give, the cheapest first."""
    ways = reason.ways_out.ways
    if ways:
        yield from heading(Text("Ways out: what would have to give"), language)
    for number, way in enumerate(ways, 1):
        said = Text("{gives}", gives="; ".join(given(way, scenario, language)))
        yield bullet(way_text(way, said), language, f"{number}.")
    if reason.verified:
        solved = Text("Each was checked by solving again: all else can then be kept.")
        yield line(solved, language)
    yield line(
        Text("{sentence}.", sentence=capital_sentence(reason.ways_out.text(), language)), language
    )


def given(way: WayOut, scenario: Scenario, language: Language) -> list[str]:
    """Say what gives in a way out, one by one when that is not too much."""
    if len(way.gives) > MOST_GIVEN:
        return [way.text(scenario).render(language)]
    return [one.text(scenario).render(language) for one in way.gives]
