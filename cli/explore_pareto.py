"""The command `explore pareto`: what one goal costs another, and where a plan stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.exploring import Giving, ending
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


def pareto(
    context: typer.Context,
    scenario: ScenarioArgument,
    goals: Annotated[
        list[str] | None,
        typer.Option(metavar="GOAL", help="A goal of the scenario; give two of them."),
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(metavar="PLAN", help="A negotiated plan to place beside the front."),
    ] = None,
    points: Annotated[int, typer.Option(metavar="NUMBER", help="How many points.")] = 20,
    time_limit: TimeOption = None,
    changes: SetOption = None,
    json: JsonOption = False,
    csv: CsvOption = False,
    table: TableOption = None,
    dutch_csv: DutchOption = False,
    xlsx: XlsxOption = None,
) -> None:
    """Find the front between two goals."""
    from cli.progress import Watch
    from optimiser.explore.pareto import front
    from optimiser.explore.pyomo_model import Workbench
    from optimiser.plans.complete import complete
    from optimiser.solver.limits import Limits
    from scenarios import read_negotiated
    from scenarios.document.hints import unknown

    screen: Screen = context.obj
    giving = Giving(json, csv, dutch_csv, table, xlsx)
    giving.check(["front"])
    seconds = seconds_of(time_limit)
    read = scenario_of(scenario, changes)
    known = Workbench(read).goals()
    asked = goals or []
    for name in asked:
        if name not in known:
            raise Stop(unknown(name, known))
    if len(set(asked)) != 2:
        text = Text("Give --goals twice. The goals of this scenario are {known}.", known=known)
        raise Stop(text)
    if points < 2:
        raise Stop(Text("A front has at least two points."))
    negotiated = None if plan is None else read_negotiated(read, Path(plan))
    with ending(screen), Watch(screen) as watch:
        placed = None
        if negotiated is not None:
            completion = complete(read, negotiated, Limits(seconds, watch.cancelled))
            placed = completion.plan
            if placed is None:
                said = completion.status.text()
                raise Stop(Text("The plan cannot be completed: {status}.", status=said))
        found = front(
            read,
            asked[0],
            asked[1],
            points=points,
            plan=placed,
            time_limit=seconds,
            cancelled=watch.cancelled,
        )
    from cli.report.exploring import front_report

    giving.give(screen, found, front_report(found, screen.language))
