"""The command `report`: the report for a council, as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.compare import read_plans
from cli.drawings import check_drawings, write_drawings
from cli.ending import Mistakes, Stop
from cli.engine import worked_out
from cli.files import check_target, write_file
from cli.options import (
    STANDARD_INPUT,
    DrawingsOption,
    ScenarioArgument,
    SetOption,
    StrictOption,
    TimeOption,
    scenario_of,
    time_of,
)
from cli.screen import Screen
from cli.solve import exit_code
from models.language import Text


def report(
    context: typer.Context,
    scenario: ScenarioArgument,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Where the report is written."),
    ],
    plan: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PLAN",
            help="A negotiated plan to hold beside the best one, as often as needed; the same "
            "files as for “compare”.",
        ),
    ] = None,
    drawings: DrawingsOption = None,
    strict: StrictOption = False,
    changes: SetOption = None,
    time_limit: TimeOption = None,
) -> None:
    """Write a report for a council: what is asked, what the plan does, what was given."""
    from optimiser import solve
    from optimiser.paper import report_content, typeset
    from optimiser.plans.compare import compare_plans

    screen: Screen = context.obj
    plans = plan or []
    mistakes = Mistakes()
    with mistakes:
        if [scenario, *plans].count(STANDARD_INPUT) > 1:
            raise Stop(Text("Standard input can be the scenario or the plan, not both."))
    with mistakes:
        seconds = time_of(screen, time_limit)
    with mistakes:
        check_target(output)
    with mistakes:
        check_drawings(drawings)
    mistakes.check()
    agreed = scenario_of(screen, scenario, changes, strict=strict)
    read = dict(read_plans(screen, agreed, plans, strict=strict))
    language = screen.language
    compared = None
    if read:
        comparison = worked_out(
            screen,
            "comparisons",
            agreed,
            {"plans": read, "all": True},
            lambda limits: compare_plans(agreed, read, unchanged=True, **limits),
            seconds,
        )
        best, compared = comparison.best, comparison.as_record(language)
    else:
        best = worked_out(
            screen, "solve", agreed, {}, lambda limits: solve(agreed, **limits), seconds
        )
    record = best.as_record(language)
    write_file(output, typeset(report_content(agreed, record, language, compared)))
    write_drawings(screen, drawings, agreed, *filter(None, (record, compared)))
    screen.say(Text("Report written to “{path}”.", path=str(output)))
    raise typer.Exit(exit_code(best))
