"""The command `explore compromise`: parties at one table, and the plan that is nearest to all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exploring import Giving, ending
from cli.options import (
    STANDARD_INPUT,
    CsvOption,
    DutchOption,
    JsonOption,
    ScenarioArgument,
    SetOption,
    TableOption,
    TimeOption,
    XlsxOption,
    scenario_of,
)
from cli.outcome import Exit, Stop
from cli.screen import Screen
from cli.solve import seconds_of
from models.language import Text

if TYPE_CHECKING:
    from models.scenario import Scenario


def compromise(
    context: typer.Context,
    scenario: ScenarioArgument,
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
    time_limit: TimeOption = None,
    changes: SetOption = None,
    json: JsonOption = False,
    csv: CsvOption = False,
    table: TableOption = None,
    dutch_csv: DutchOption = False,
    xlsx: XlsxOption = None,
) -> None:
    """Bring parties together."""
    from cli.progress import Watch
    from optimiser.negotiation.compromise_tables import COMPROMISE_TABLES
    from optimiser.negotiation.negotiate import compromise as find

    screen: Screen = context.obj
    giving = Giving(json, csv, dutch_csv, table, xlsx)
    giving.check(COMPROMISE_TABLES)
    seconds = seconds_of(time_limit)
    named = named_sources(parties)
    if [scenario, *named.values()].count(STANDARD_INPUT) > 1:
        raise Stop(Text("Standard input can be one scenario only."))
    base = scenario_of(scenario, changes)
    read: dict[str, Scenario] = {name: scenario_of(source) for name, source in named.items()}
    with ending(screen), Watch(screen) as watch:
        found = find(
            base,
            read,
            negotiable=negotiable or (),
            time_limit=seconds,
            progress=watch.progress,
            cancelled=watch.cancelled,
        )
    from cli.report.compromise import compromise_report

    giving.give(screen, found, compromise_report(found, screen.language))
    raise typer.Exit(Exit.FOUND if found.nearest.plan else Exit.INFEASIBLE)


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
