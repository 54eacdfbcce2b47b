"""The command `explore room`: the least and the most per municipality, near the best plan."""

from __future__ import annotations

import typer

from cli.exploring import Giving, ending, share_of
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
from cli.screen import Screen
from cli.solve import seconds_of


def room(
    context: typer.Context,
    scenario: ScenarioArgument,
    within: WithinOption = "1%",
    time_limit: TimeOption = None,
    changes: SetOption = None,
    json: JsonOption = False,
    csv: CsvOption = False,
    table: TableOption = None,
    dutch_csv: DutchOption = False,
    xlsx: XlsxOption = None,
) -> None:
    """Find how few and how many dwellings each municipality can have."""
    from cli.progress import Watch
    from optimiser.explore.room import room as find

    screen: Screen = context.obj
    giving = Giving(json, csv, dutch_csv, table, xlsx)
    giving.check(["room"])
    share, seconds = share_of("--within", within), seconds_of(time_limit)
    read = scenario_of(scenario, changes)
    with ending(screen), Watch(screen) as watch:
        found = find(read, share, time_limit=seconds, cancelled=watch.cancelled)
    from cli.report.exploring import room_report

    giving.give(screen, found, room_report(found, screen.language))
