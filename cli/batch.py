"""The command `batch`: thousands of variants of a scenario, and one table of what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ending import Exit, Mistakes, Stop
from cli.engine import asking
from cli.files import cannot_write, check_target
from cli.options import STANDARD_INPUT, DutchOption, PreviewOption, gap_of, scenario_of, seconds_of
from cli.screen import Screen
from models.language import Text, Units, word

if TYPE_CHECKING:
    from optimiser.batch import BatchOptions, BatchResult, Variants


def batch(
    context: typer.Context,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help="A folder with scenarios, or one scenario: a folder, a .json, .xlsx, .ods or .xls "
            "file, the id of a shipped scenario, or - for standard input.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="The table with a row per variant: CSV, or Parquet if it ends in .parquet. The "
            "ledger with what is finished stands beside it.",
        ),
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT=VALUES",
            help="Values that are tried, as often as needed; every combination is a variant: "
            "agreements.social-rent.at_least=20%,25%,30%. With a ; in it, those stand between.",
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A table (CSV or a workbook) with a variant per row, and as the header of each "
            "column what it changes: agreements.social-rent.at_least.",
        ),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="WHAT=VALUE", help="Change the scenario in all variants, as in solve."
        ),
    ] = None,
    preview: PreviewOption = False,
    time_limit: Annotated[
        str | None, typer.Option(metavar="SECONDS", help="Stop in time, for each variant.")
    ] = None,
    gap: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="How far from the best is good enough, such as 1%."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="PROCESSES", help="Processes on this computer; one per core if absent."
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Use the processes of a Dask scheduler instead: tcp://10.0.0.1:8786.",
        ),
    ] = None,
    tables: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Tables of each plan that are written besides, such as totals,fair_shares.",
        ),
    ] = None,
    timings: Annotated[
        bool, typer.Option("--timings", help="Add how many seconds each variant took.")
    ] = False,
    dutch_csv: DutchOption = False,
) -> None:
    """Solve all variants, and write what came of them."""
    from optimiser.batch import BatchOptions

    screen: Screen = context.obj
    names = tuple(filter(None, (name.strip() for name in (tables or "").split(","))))
    mistakes = Mistakes()
    with mistakes:
        check_output(output, names)
    with mistakes:
        seconds = seconds_of(time_limit)
    with mistakes:
        allowed = gap_of(gap)
    mistakes.check()
    options = BatchOptions(preview, seconds, allowed, names, screen.language)
    meant = variants_of(screen, scenario, vary or [], table, changes or [])
    if screen.server and (jobs or scheduler):
        own = "--scheduler" if scheduler else "--jobs"
        raise Stop(Text("Choose one of {options}.", options=(own, "--server")))
    here = partial(solved, screen, meant, output, options, jobs, scheduler)
    with solved_by(screen, meant, options) if screen.server else here() as result:
        if not result.complete:
            raise unfinished(screen, result)
        try:
            files = result.write(output, screen.language, dutch=dutch_csv, timings=timings)
        except OSError as error:
            raise cannot_write(output, error) from error
    counted = result.statuses()
    screen.say(
        Text(
            "{variants}: {counts}. Written: {files}.",
            variants=Units(counted.total(), "variants"),
            counts=", ".join(
                f"{count} {word(status, screen.language)}"
                for status, count in sorted(counted.items())
            ),
            files=", ".join(map(str, files)),
        )
    )
    raise typer.Exit(exit_code(set(counted)))


def check_output(output: Path, tables: tuple[str, ...]) -> None:
    """See beforehand whether this can be written.

    Raises
    ------
    Stop
        If it cannot.
    """
    from cli.tables import check_tables
    from optimiser.batch.batch_result import files_of
    from optimiser.results.result_tables import TABLES

    if output.suffix.casefold() in (".xlsx", ".xls"):
        raise Stop(Text("A batch is written as CSV or Parquet, and not as a workbook."))
    check_tables(tables, list(TABLES))
    for path in files_of(output, tables).values():
        check_target(path)


def variants_of(
    screen: Screen, source: str, vary: list[str], table: Path | None, changes: list[str]
) -> Variants:
    """Read which variants there are.

    Raises
    ------
    InvalidScenario
        With all that is wrong in the table, or in the scenario.
    Stop
        If an option cannot be understood.
    """
    from optimiser.batch import option, read_changes, scenarios_in, variants

    values: dict[str, list[str]] = {}
    for written in vary:
        found = option(written)
        if found is None:
            example = "--vary agreements.social-rent.at_least=20%,25%,30%"
            raise Stop(
                Text("“{change}” is not written like {example}.", change=written, example=example)
            )
        path, tried = found
        values.setdefault(path, []).extend(tried)
    rows = read_changes(table) if table else ()
    several = None if source == STANDARD_INPUT else scenarios_in(source)
    if several and changes:
        raise Stop(Text("--set changes one scenario, and this is a folder of them. Use --vary."))
    return variants(several or scenario_of(screen, source, changes), values, rows=rows)


@contextmanager
def solved(
    screen: Screen,
    variants: Variants,
    output: Path,
    options: BatchOptions,
    jobs: int | None,
    scheduler: str | None,
) -> Iterator[BatchResult]:
    """Solve, under the eyes of the user."""
    from cli.progress import LongWatch
    from optimiser.batch import LedgerInUse, run
    from optimiser.batch.running import ledger_path

    ledger = ledger_path(output)
    try:
        with LongWatch(screen) as watch:
            result = run(
                variants,
                output,
                options,
                jobs=jobs,
                scheduler=scheduler,
                progress=watch.progress,
                cancelled=watch.cancelled,
            )
    except LedgerInUse:
        text = Text("Another batch is writing to “{path}” now.", path=str(ledger))
        raise Stop(text) from None
    except OSError as error:
        raise cannot_write(ledger, error) from error
    yield result


@contextmanager
def solved_by(screen: Screen, variants: Variants, options: BatchOptions) -> Iterator[BatchResult]:
    """Have the server solve, which forgets it once the table is written."""
    from cli.progress import LongWatch
    from optimiser.solver.limits import Limits
    from woonsleutel.batches import ServerBatch

    with asking(screen) as client:
        batch = ServerBatch(client, variants, options)
        with LongWatch(screen) as watch:
            result = batch.result(Limits(cancelled=watch.cancelled, progress=watch.progress))
        yield result
        batch.forget()


def unfinished(screen: Screen, result: BatchResult) -> Stop:
    """Say how far a batch came that ended early, and how it goes on."""
    from optimiser.batch import Ended

    if result.reason:
        screen.say(result.reason)
    if screen.server:
        text = Text(
            "The server “{server}” goes on. The same command gives what came of it.",
            server=screen.server,
        )
        return Stop(text, Exit.CANCELLED)
    text = Text(
        "{number} of {all} variants are finished, and stand in “{path}”. The same command goes on "
        "where this one ended.",
        number=result.statuses().total(),
        all=len(result.variants),
        path=result.ledger.name,
    )
    codes = {Ended.CANCELLED: Exit.CANCELLED, Ended.NOT_WRITTEN: Exit.USAGE}
    return Stop(text, codes.get(result.ended, Exit.FAULT))


def exit_code(statuses: set[str]) -> Exit:
    """Tell the shell what came of it: a variant that is not possible is an answer too."""
    if "failed" in statuses:
        return Exit.FAULT
    if statuses & {"optimal", "feasible"}:
        return Exit.FOUND
    if "time_limit_without_plan" in statuses:
        return Exit.TIME_UP
    return Exit.INVALID if statuses == {"invalid"} else Exit.INFEASIBLE
