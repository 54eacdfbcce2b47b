"""Arguments and options that more than one command has, and what they mean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.ending import Stop
from models.findings import InvalidScenario
from models.language import Text

if TYPE_CHECKING:
    from cli.screen import Screen
    from models.findings import Finding
    from models.scenario import Scenario

STANDARD_INPUT = "-"

ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A folder, a .json, .xlsx, .ods or .xls file, the id of a shipped scenario, or - for "
        "standard input.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="WHAT=VALUE",
        help="Change the scenario, as often as needed: agreements.social-rent.at_least=25%, "
        "tables.capacity.GM0202-hard.dwellings=3000, horizon.last_year=2029.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print everything as one JSON document.")]
AllOption = Annotated[
    bool, typer.Option("--all", help="Show all that there is, and not the answer only.")
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict", help="Refuse a file in which something has to be recognised or left out."
    ),
]
XlsxOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a workbook for planners.")
]
PdfOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a report to read and keep (PDF).")
]
DrawingsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", help="Write the charts and maps into a folder, as SVG and as PNG."
    ),
]
PreviewOption = Annotated[
    bool, typer.Option("--preview", help="Stop before whole dwellings: quick, and in fractions.")
]
WithinOption = Annotated[
    str, typer.Option(metavar="SHARE", help="How far from the best a goal may be, such as 1%.")
]
TimeOption = Annotated[
    str | None, typer.Option(metavar="SECONDS", help="Stop in time: so many seconds for all.")
]
CsvOption = Annotated[
    bool, typer.Option("--csv", help="Print one table as CSV: the first, or --table.")
]
TableOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Only this table; a name that is not known lists them all."),
]
DutchOption = Annotated[
    bool,
    typer.Option(
        "--dutch-csv",
        help="Write CSV as Excel in Dutch opens it: semicolons, decimal commas and a byte "
        "order mark. Otherwise commas and decimal points.",
    ),
]


def scenario_of(
    screen: Screen,
    source: str,
    changes: Sequence[str] | None = None,
    *,
    strict: bool = False,
) -> Scenario:
    """Read the scenario that is meant, with what `--set` changes, and tell how it was read.

    Raises
    ------
    InvalidScenario
        With all that is wrong with it.
    Stop
        If a change cannot be understood.
    """
    from scenarios import read_scenario

    overrides = overrides_of(changes or ())
    notes: list[Finding] = []

    content = sys.stdin.buffer.read() if source == STANDARD_INPUT else source
    try:
        return read_scenario(content, overrides=overrides, strict=strict, notes=notes)
    finally:
        screen.list_findings(notes)


def overrides_of(changes: Sequence[str]) -> dict[str, Any] | None:
    """Make the document that lies over a scenario, of ``path=value`` texts.

    Raises
    ------
    Stop
        If a text is no path with a value.
    """
    from scenarios.extending import set_by_path

    overrides: dict[str, Any] | None = None
    for change in changes:
        path, equals, value = change.partition("=")
        if not equals:
            example = "--set agreements.social-rent.at_least=25%"
            text = Text("“{change}” is not written like {example}.", change=change, example=example)
            raise Stop(text)
        try:
            overrides = set_by_path(path.strip(), value.strip(), overrides)
        except InvalidScenario as invalid:
            raise Stop(invalid.findings[0].text) from invalid
    return overrides


def refused(option: str, problem: Text) -> Stop:
    """Say what is wrong with an option."""
    return Stop(Text("{option}: {problem}", option=option, problem=problem))


def option_number(option: str, written: str, parse: Callable[[str], Fraction]) -> Fraction:
    """Read the number of an option.

    Raises
    ------
    Stop
        If it is none.
    """
    from models.numbers import NumberProblem

    try:
        return parse(written)
    except NumberProblem as problem:
        raise refused(option, problem.text) from None


def share_of(option: str, written: str) -> Fraction:
    """Read a share.

    Raises
    ------
    Stop
        If it is no share of one.
    """
    from models.numbers import parse_ratio

    return option_number(option, written, parse_ratio)


def seconds_of(written: str | None) -> float | None:
    """Read a time limit.

    Raises
    ------
    Stop
        If it is no number above zero.
    """
    from models.numbers import parse_number

    if written is None:
        return None
    seconds = option_number("--time-limit", written, parse_number)
    if seconds <= 0:
        raise refused("--time-limit", Text("“{value}” is not more than zero.", value=written))
    return float(seconds)


def time_of(screen: Screen, written: str | None) -> float | None:
    """Read a time limit, from which on it holds, also for reading and building.

    Raises
    ------
    Stop
        If it is no number above zero.
    """
    seconds = seconds_of(written)
    if seconds is not None:
        from optimiser.results.status import Status

        status = Status.TIME_LIMIT_WITHOUT_PLAN.text()
        screen.deadline.set(seconds, screen.words(Text("Result: {status}.", status=status)))
    return seconds


def gap_of(written: str | None) -> float:
    """Read a gap.

    Raises
    ------
    Stop
        If it is no share of one.
    """
    return 0.0 if written is None else float(share_of("--gap", written))
