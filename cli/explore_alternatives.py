"""The command `explore alternatives`: other plans that are nearly as good."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.exploring import Giving, ending, municipality_of, share_of
from cli.options import (
    CsvOption,
    DutchOption,
    JsonOption,
    ScenarioArgument,
    SetOption,
    TableOption,
    TimeOption,
    WithinOption,
    XlsxOption,
    scenario_of,
)
from cli.outcome import Exit, Stop
from cli.screen import Screen
from cli.solve import exit_code, seconds_of
from models.language import Text


def alternatives(
    context: typer.Context,
    scenario: ScenarioArgument,
    number: Annotated[
        int, typer.Option("-n", "--number", metavar="NUMBER", help="How many plans.")
    ] = 3,
    within: WithinOption = "1%",
    sparing: Annotated[
        str | None,
        typer.Option(
            metavar="MUNICIPALITY", help="Have this one build as few dwellings as can be."
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
    """Find plans nearly as good as the best one, as different as can be."""
    from cli.progress import Watch
    from optimiser.explore.alternatives import alternatives as find
    from optimiser.explore.alternatives_result import ALTERNATIVE_TABLES

    screen: Screen = context.obj
    giving = Giving(json, csv, dutch_csv, table, xlsx)
    giving.check(ALTERNATIVE_TABLES)
    share, seconds = share_of("--within", within), seconds_of(time_limit)
    if number < 1:
        raise Stop(Text("Ask for at least one alternative."))
    read = scenario_of(scenario, changes)
    spared = "" if sparing is None else municipality_of(read, "--sparing", sparing)
    with ending(screen), Watch(screen) as watch:
        found = find(
            read,
            number,
            within=share,
            sparing=spared,
            time_limit=seconds,
            progress=watch.progress,
            cancelled=watch.cancelled,
        )
    from cli.report.exploring import alternatives_report

    giving.give(screen, found, alternatives_report(found, screen.language))
    raise typer.Exit(Exit.FOUND if found.plans else exit_code(found.best))
