"""The command `explore compromise`: parties at one table, and the plan that is nearest to all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ending import Exit, Stop
from cli.exploring import Exploration, exploration
from cli.options import STANDARD_INPUT, scenario_of
from models.language import Text, rendered

if TYPE_CHECKING:
    from models.scenario import Scenario


@exploration
def compromise(
    asked: Exploration,
    parties: Annotated[
        list[str],
        typer.Argument(
            metavar="PARTY...",
            help="The scenario of each party, as SCENARIO or NAME=SCENARIO. All are of the same "
            "region; each mostly extends the first scenario.",
        ),
    ],
    negotiable: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="An agreement that is on the table: it holds only as far as parties ask for it.",
        ),
    ] = None,
) -> Exit:
    """Bring parties together."""
    from optimiser.negotiation.compromise_tables import COMPROMISE_TABLES
    from optimiser.negotiation.negotiate import compromise as find

    with asked.mistakes:
        named = named_sources(parties)
        if [asked.source, *named.values()].count(STANDARD_INPUT) > 1:
            raise Stop(Text("Standard input can be one scenario only."))
    asked.check(COMPROMISE_TABLES)
    untold = [name for name, source in named.items() if source in parties]
    base = asked.scenario()
    read: dict[str, Scenario] = {
        name: scenario_of(asked.screen, source) for name, source in named.items()
    }
    if asked.giving.for_a_person:
        untold = [name for name in untold if read[name].name != base.name]
        titles = told_apart([rendered(read[name].name, asked.screen.language) for name in untold])
        called = dict(zip(untold, titles, strict=True))
        if len({*named, *titles}) == len(named) + len(titles):
            read = {called.get(name, name): scenario for name, scenario in read.items()}
    found = asked.found(
        "compromises",
        base,
        {"parties": read, "negotiable": negotiable or ()},
        lambda limits: find(base, read, negotiable=negotiable or (), **limits),
    )
    from cli.accounts.compromise import compromise_account

    asked.give(found, compromise_account)
    return Exit.FOUND if found.nearest.plan else Exit.INFEASIBLE


def named_sources(written: list[str]) -> dict[str, str]:
    """Read which party has which scenario: NAME=SCENARIO, or the name is that of the scenario.

    Raises
    ------
    Stop
        If two parties have the same name.
    """
    found: dict[str, str] = {}
    for one in written:
        name, equals, source = one.partition("=")
        if not equals or Path(one).exists():
            name, source = Path(one).stem or one, one
        if name in found:
            text = Text("Two parties are called “{name}”. Write NAME=SCENARIO.", name=name)
            raise Stop(text)
        found[name] = source
    return found


def told_apart(titles: Sequence[str]) -> list[str]:
    """Give titles without the words that all of them begin with."""
    words = [title.split() for title in titles]
    alike = takewhile(lambda heads: len({*heads}) == 1, zip(*words, strict=False))
    same = len([*alike]) if len(words) > 1 else 0
    return [" ".join(own[same:]) or title for own, title in zip(words, titles, strict=True)]
