"""The command `explore price`: what each agreement costs."""

from __future__ import annotations

from typing import Annotated

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
    XlsxOption,
    scenario_of,
)
from cli.outcome import Stop
from cli.screen import Screen
from cli.solve import seconds_of
from models.language import Text


def price(
    context: typer.Context,
    scenario: ScenarioArgument,
    agreement: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="A binding agreement, as often as needed; all of them if absent."
        ),
    ] = None,
    step: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Take thresholds down in steps, too: 5% makes 30% into 25%, 20% and so on, and a "
            "number a twentieth less each time.",
        ),
    ] = None,
    steps: Annotated[int, typer.Option(metavar="NUMBER", help="How many steps at most.")] = 4,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="In whole dwellings, which takes long; else in fractions."),
    ] = False,
    time_limit: TimeOption = None,
    changes: SetOption = None,
    json: JsonOption = False,
    csv: CsvOption = False,
    table: TableOption = None,
    dutch_csv: DutchOption = False,
    xlsx: XlsxOption = None,
) -> None:
    """Find what every goal would be without each agreement, and with less of it."""
    from cli.progress import Watch
    from optimiser.sensitivity.price import prices
    from optimiser.sensitivity.price_result import PRICE_TABLES

    screen: Screen = context.obj
    giving = Giving(json, csv, dutch_csv, table, xlsx)
    giving.check(PRICE_TABLES)
    share, seconds = share_of("--step", step) if step else None, seconds_of(time_limit)
    if steps < 1 or share == 0:
        raise Stop(Text("Ask for at least one step, of more than nothing."))
    read = scenario_of(scenario, changes)
    with ending(screen), Watch(screen) as watch:
        found = prices(
            read,
            agreements=agreement or (),
            step=share,
            steps=steps,
            whole=whole,
            time_limit=seconds,
            progress=watch.progress,
            cancelled=watch.cancelled,
        )
    from cli.report.explanation import price_report

    giving.give(screen, found, price_report(found, screen.language))
