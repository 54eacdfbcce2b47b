"""The command `library`: the scenarios that come with the programme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.files import check_folder
from cli.outcome import Stop
from cli.screen import Screen
from models.language import Text, rendered

if TYPE_CHECKING:
    from models.scenario import Scenario

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The id of a shipped scenario.")]


def library(context: typer.Context) -> None:
    """List the shipped scenarios, unless something else is asked."""
    if context.invoked_subcommand is not None:
        return
    from scenarios import library as shelf

    screen: Screen = context.obj
    entries = shelf()
    widest = max(len(entry.id) for entry in entries)
    lines = [f"{entry.id:<{widest}}  {rendered(entry.name, screen.language)}" for entry in entries]
    screen.write("".join(f"{line}\n" for line in lines).encode())


def show(context: typer.Context, identifier: IdArgument) -> None:
    """Tell what a shipped scenario says."""
    from cli.report.scenario import scenario_report

    screen: Screen = context.obj
    screen.show(*scenario_report(shipped(identifier), screen.language))


def copy(
    context: typer.Context,
    identifier: IdArgument,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder.")],
) -> None:
    """Write a shipped scenario into a folder, to be changed there."""
    from scenarios import write_folder

    screen: Screen = context.obj
    scenario = shipped(identifier)
    check_folder(folder)
    try:
        write_folder(scenario, folder)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        text = Text("“{path}” cannot be written ({problem}).", path=str(folder), problem=problem)
        raise Stop(text) from error
    screen.say(Text("Written to {folder}.", folder=str(folder)))


def shipped(identifier: str) -> Scenario:
    """Find a shipped scenario.

    Raises
    ------
    Stop
        If there is none of that id.
    """
    from scenarios import library as shelf
    from scenarios import library_scenario

    try:
        return library_scenario(identifier)
    except KeyError as error:
        ids = tuple(entry.id for entry in shelf())
        text = Text("There is no shipped scenario “{id}”. There are {ids}.", id=identifier, ids=ids)
        raise Stop(text) from error
