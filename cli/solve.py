"""The command `solve`: the best plan for a scenario, proven."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ending import Exit, Mistakes, Stop
from cli.engine import worked_out
from cli.files import check_folder, check_target, write_folder_at_once, write_workbook
from cli.options import (
    AllOption,
    DutchOption,
    JsonOption,
    PreviewOption,
    ScenarioArgument,
    SetOption,
    XlsxOption,
    gap_of,
    refused,
    scenario_of,
    time_of,
)
from cli.printed import print_csv, print_json
from cli.screen import Screen
from models.language import Text

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser import Result


PLAN = "new_build"


@dataclass(frozen=True, slots=True)
class Output:
    """Where a result goes, and as what.

    Parameters
    ----------
    json, csv
        What is printed; without either an account, unless there is a file.
    dutch
        Whether CSV is written as Excel in Dutch opens it.
    tables
        The tables that are printed or written; without any: the plan, or in a folder all.
    folder, workbook
        Where files go.
    lines
        Whether every part of a country is printed as soon as it is ready, as a line of JSON.
    all
        Whether the account tells all that there is, and not the answer only.
    """

    json: bool
    csv: bool
    dutch: bool
    tables: tuple[str, ...]
    folder: Path | None
    workbook: Path | None
    lines: bool = False
    all: bool = False

    @property
    def prints_account(self) -> bool:
        """Whether what came of it is shown for people."""
        others = self.json or self.lines or self.folder or self.workbook
        return not others and not self.prints_csv

    @property
    def prints_csv(self) -> bool:
        """Whether a table is printed as CSV."""
        others = self.json or self.lines or self.folder
        return self.csv or bool((self.dutch or self.tables) and not others)

    def check(self) -> None:
        """See beforehand whether all this is possible.

        Raises
        ------
        Stop
            If it is not.
        """
        from cli.tables import check_tables
        from optimiser.results.result_tables import TABLES

        check_tables(self.tables, list(TABLES))
        printed = {"--json": self.json, "--jsonl": self.lines, "--csv": self.csv}
        chosen = tuple(option for option, is_chosen in printed.items() if is_chosen)
        if len(chosen) > 1:
            raise Stop(Text("Choose one of {options}.", options=chosen))
        if self.prints_csv and len(self.tables) > 1:
            raise Stop(Text("--csv prints one table. Use --csv-folder for more."))
        if self.folder:
            check_folder(self.folder, [f"{table}.csv" for table in TABLES])
        if self.workbook:
            check_target(self.workbook)


def solve(
    context: typer.Context,
    scenario: ScenarioArgument,
    preview: PreviewOption = False,
    free: Annotated[
        bool,
        typer.Option(
            "--free",
            help="Also say of every number whether it is forced, or between what it may lie "
            "without any goal getting worse.",
        ),
    ] = False,
    time_limit: Annotated[
        str | None,
        typer.Option(
            metavar="SECONDS", help="Stop in time, with the best plan that there is by then."
        ),
    ] = None,
    gap: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="How far from the best is good enough, such as 1%."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="Solve a country part by part: the parts are the areas of this kind, such as "
            "province.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", help="Parts that are solved at once; as many as there are cores."
        ),
    ] = None,
    changes: SetOption = None,
    json: JsonOption = False,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help="Print every part as a line of JSON as soon as it is ready, and the country last.",
        ),
    ] = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print one table as CSV: the plan, or --table.")
    ] = False,
    table: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only this table, such as totals, requirements, goals or fair_shares; a name that "
            "is not known lists them all.",
        ),
    ] = None,
    csv_folder: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write all tables as CSV files into a folder."),
    ] = None,
    dutch_csv: DutchOption = False,
    xlsx: XlsxOption = None,
    all_of_it: AllOption = False,
) -> None:
    """Find the best plan, and show it or write it."""
    screen: Screen = context.obj
    output = Output(json, csv, dutch_csv, tuple(table or ()), csv_folder, xlsx, jsonl, all_of_it)
    mistakes = Mistakes()
    with mistakes:
        seconds = time_of(screen, time_limit)
    with mistakes:
        allowed = gap_of(gap)
    with mistakes:
        output.check()
    with mistakes:
        check_by(by, jobs, preview=preview, free=free, lines=jsonl)
    if screen.server and (by or gap):
        # To a server neither can be told.
        with mistakes:
            options = ("--by" if by else "--gap", "--server")
            raise Stop(Text("Choose one of {options}.", options=options))
    mistakes.check()
    read = scenario_of(screen, scenario, changes)
    if by is None:
        result = solved(screen, read, preview=preview, free=free, seconds=seconds, gap=allowed)
    else:
        from cli.country import solved_by_part

        told = output.tables if jsonl else None
        result = solved_by_part(screen, read, by, told, jobs=jobs, seconds=seconds, gap=allowed)
    screen.list_findings(one for one in result.findings if one.severity != "note")
    if result.plan or result.infeasibility or result.parts:
        give(screen, result, output)
    else:
        screen.say(Text("Result: {status}.", status=result.status_text()))
    if result.fault:
        screen.say(Text("What went wrong: {fault}", fault=result.fault))
    raise typer.Exit(exit_code(result))


def check_by(by: str | None, jobs: int | None, *, preview: bool, free: bool, lines: bool) -> None:
    """See whether what is asked of parts, or of a preview, can be asked.

    Raises
    ------
    Stop
        If it cannot.
    """
    for option, given in (("--jobs", jobs is not None), ("--jsonl", lines)):
        if given and by is None:
            raise Stop(Text("{option} needs {other}.", option=option, other="--by"))
    apart = {"--by": by is not None, "--preview": preview, "--free": free}
    if sum(apart.values()) > 1:
        chosen = tuple(option for option, given in apart.items() if given)
        raise Stop(Text("Choose one of {options}.", options=chosen))
    if jobs is not None and jobs < 1:
        raise refused("--jobs", Text("“{value}” is not more than zero.", value=str(jobs)))


def solved(
    screen: Screen,
    scenario: Scenario,
    *,
    preview: bool,
    free: bool,
    seconds: float | None,
    gap: float,
) -> Result:
    """Solve, under the eyes of the user."""
    from optimiser import solve as find

    return worked_out(
        screen,
        "solve",
        scenario,
        {},
        lambda limits: find(scenario, preview=preview, free=free, gap=gap, **limits),
        seconds,
        preview=preview,
        free=free,
    )


def give(screen: Screen, result: Result, output: Output) -> None:
    """Print and write what was asked for."""
    language = screen.language
    tables = {name: result.records(name, language) for name in result.tables()}
    wanted = [name for name in output.tables or tables if name in tables]
    if output.json or output.lines:
        print_json(screen, result, output.tables, part="" if output.lines else None)
    elif output.prints_csv:
        name = (*output.tables, PLAN)[0]
        print_csv(screen, name, tables.get(name, []), output.dutch)
    elif output.prints_account:
        from cli.accounts import answer, result_account

        screen.show(*(result_account if output.all else answer)(result, language))
        return
    if output.folder:
        from cli.tables import as_csv

        files = {
            f"{name}.csv": as_csv(name, tables[name], language, dutch=output.dutch)
            for name in wanted
        }
        write_folder_at_once(output.folder, files)
    if output.workbook:
        write_workbook(screen, output.workbook, result)
    screen.say(Text("Result: {status}.", status=result.status_text()))
    if result.infeasibility:
        screen.say(Text("{sentence}.", sentence=result.infeasibility.sentence))


def exit_code(result: Result) -> Exit:
    """Tell the shell what came of it."""
    from optimiser import Status

    return {
        Status.OPTIMAL: Exit.FOUND,
        Status.FEASIBLE: Exit.FOUND,
        Status.INFEASIBLE: Exit.INFEASIBLE,
        Status.INFEASIBLE_IN_WHOLE_DWELLINGS: Exit.INFEASIBLE,
        Status.TIME_LIMIT_WITHOUT_PLAN: Exit.TIME_UP,
        Status.CANCELLED: Exit.CANCELLED,
        Status.FAILED: Exit.FAULT,
    }[result.status]
