"""The command `keys`: several keys side by side for one agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.ending import Exit, Mistakes, Stop
from cli.engine import worked_out
from cli.exploring import Giving
from cli.options import (
    DutchOption,
    JsonOption,
    PreviewOption,
    ScenarioArgument,
    SetOption,
    scenario_of,
    time_of,
)
from cli.printed import print_csv, print_json
from cli.screen import Screen
from models.language import Text

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser import KeyComparison

SHARES = "fair_shares"

COORDINATES = ("latitude", "longitude")
"""Figures that say where a municipality is, and not how much of anything it has."""


def keys(
    context: typer.Context,
    scenario: ScenarioArgument,
    key: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            help="A key of the scenario, a figure of the municipalities (inhabitants), or a mix "
            "(inhabitants=50%,stock=50%). As often as needed; the key in force is always there.",
        ),
    ] = None,
    agreement: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The agreement whose key it is; needed if there are more."),
    ] = None,
    shares_only: Annotated[
        bool,
        typer.Option("--shares-only", help="Only the fair shares: look for no plans. Instant."),
    ] = False,
    preview: PreviewOption = False,
    time_limit: Annotated[
        str | None,
        typer.Option(metavar="SECONDS", help="Stop in time: so many seconds for all keys."),
    ] = None,
    changes: SetOption = None,
    json: JsonOption = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print one table as CSV: the fair shares, or --table.")
    ] = False,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Only this table: keys, weights, fair_shares, spreads or regular_seekers.",
        ),
    ] = None,
    dutch_csv: DutchOption = False,
) -> None:
    """Show what each key means for every municipality, and for the regular seekers."""
    from optimiser.keys.result import KEY_TABLES

    screen: Screen = context.obj
    mistakes = Mistakes()
    with mistakes:
        Giving(json=json, csv=csv, table=table).check(KEY_TABLES)
    with mistakes:
        seconds = time_of(screen, time_limit)
    mistakes.check()
    read = scenario_of(screen, scenario, changes)
    if not key:
        from scenarios.document.hints import names_in_words

        known = names_in_words(known_keys(read))
        raise Stop(Text("Name at least one key with --key, such as {known}.", known=known))
    comparison = compared(
        screen, read, agreement, key, plans=not shares_only, preview=preview, seconds=seconds
    )
    if json:
        print_json(screen, comparison, (table,) if table else ())
    elif csv or dutch_csv or table:
        name = table or SHARES
        print_csv(screen, name, comparison.records(name, screen.language), dutch_csv)
    else:
        from cli.accounts.keys import keys_account

        screen.show(*keys_account(comparison, screen.language))
    say_outcomes(screen, comparison)
    raise typer.Exit(exit_code(comparison))


def known_keys(scenario: Scenario) -> tuple[str, ...]:
    """Name the keys of a scenario, and the figures by which all its municipalities can divide."""
    everyone = scenario.municipalities
    figures = {name for each in everyone for name in each.model_extra or {}} - set(COORDINATES)
    usable = {
        name
        for name in figures
        if all(name in (each.model_extra or {}) for each in everyone)
        and any(each.figure(name) for each in everyone)
    }
    return tuple(sorted({*scenario.keys, *usable}))


def compared(
    screen: Screen,
    scenario: Scenario,
    agreement: str | None,
    written: list[str],
    *,
    plans: bool,
    preview: bool,
    seconds: float | None,
) -> KeyComparison:
    """Compare, under the eyes of the user."""
    from optimiser import compare_keys

    comparison = worked_out(
        screen,
        "key-comparisons",
        scenario,
        {"agreement": agreement, "keys": written, "plans": plans},
        lambda limits: compare_keys(
            scenario, agreement, written, plans=plans, preview=preview, **limits
        ),
        seconds,
        preview=preview,
    )
    screen.list_findings(comparison.findings)
    return comparison


def say_outcomes(screen: Screen, comparison: KeyComparison) -> None:
    """Tell which keys have no plan, and why."""
    for one in comparison.keys:
        if one.result and not one.result.plan:
            said = Text("{key}: {status}.", key=one.text(), status=one.result.status.text())
            screen.say(said)


def exit_code(comparison: KeyComparison) -> Exit:
    """Tell the shell what came of it: a key that is not possible is an answer too."""
    from optimiser import Status

    found = {one.result.status for one in comparison.keys if one.result}
    codes = {
        Status.CANCELLED: Exit.CANCELLED,
        Status.FAILED: Exit.FAULT,
        Status.TIME_LIMIT_WITHOUT_PLAN: Exit.TIME_UP,
    }
    for status, code in codes.items():
        if status in found:
            return code
    without = {Status.INFEASIBLE, Status.INFEASIBLE_IN_WHOLE_DWELLINGS}
    return Exit.INFEASIBLE if found and found <= without else Exit.FOUND
