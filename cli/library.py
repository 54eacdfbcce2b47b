"""The command `library`: the scenarios that come with the programme."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ending import Stop
from cli.files import check_folder, check_target, refusing, write_file
from cli.screen import Screen
from models.language import Language, Text, rendered

if TYPE_CHECKING:
    from models.scenario import Scenario

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The id of a shipped scenario.")]

NARROWEST = 20
"""Columns for a scenario's name, at least."""


def library(context: typer.Context) -> None:
    """List the shipped scenarios, unless something else is asked."""
    if context.invoked_subcommand is not None:
        return
    from scenarios import library as shelf

    screen: Screen = context.obj
    entries = shelf()
    left = max(len(entry.id) for entry in entries) + 2
    width = max(NARROWEST, get_terminal_size().columns - left)
    lines = [
        f"{entry.id if first else '':<{left}}{line}"
        for entry in entries
        for first, line in told(rendered(entry.name, screen.language), width)
    ]
    screen.write("".join(f"{line}\n" for line in lines).encode())


def told(name: str, width: int) -> Iterator[tuple[bool, str]]:
    """Give the lines that a name takes, and which one is the first."""
    for number, line in enumerate(wrap(name, width) or [""]):
        yield number == 0, line


def show(context: typer.Context, identifier: IdArgument) -> None:
    """Tell what a shipped scenario says."""
    from cli.accounts.scenario import scenario_account

    screen: Screen = context.obj
    screen.show(*scenario_account(shipped(identifier), screen.language))


def copy(
    context: typer.Context,
    identifier: IdArgument,
    target: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="A new folder, or a new file (.xlsx or .json)."),
    ],
) -> None:
    """Write a shipped scenario as a folder or a file, to be changed there."""
    screen: Screen = context.obj
    if put_down(shipped(identifier), target, screen):
        with refusing(target):
            copy_plans(identifier, target)
    screen.say(Text("Written to {folder}.", folder=str(target)))


def put_down(scenario: Scenario, target: Path, screen: Screen) -> bool:
    """Write a scenario as a new folder or file, by how its name ends; tell whether as a folder."""
    from scenarios import write_folder

    form = FORMS.get(target.suffix.casefold())
    if form is None:
        check_folder(target)
        with refusing(target):
            write_folder(scenario, target)
        return True
    check_target(target)
    if target.exists():
        raise Stop(Text("“{path}” is there already. Name a new file.", path=str(target)))
    write_file(target, form(scenario, screen.language))
    return False


def copy_plans(identifier: str, target: Path) -> None:
    """Write the negotiated plans that come with a scenario beside its copy."""
    from scenarios import library as shelf
    from scenarios.shipped import PLANS

    plans = next(entry.plans for entry in shelf() if entry.id == identifier)
    if plans:
        (target / PLANS).mkdir()
    for plan in plans:
        (target / PLANS / plan.name).write_bytes(plan.read_bytes())


def workbook(scenario: Scenario, language: Language) -> bytes:
    """Give a scenario as a workbook."""
    from scenarios import to_workbook

    return to_workbook(scenario, language)


def document(scenario: Scenario, _: Language) -> bytes:
    """Give a scenario as a JSON document that a person can change."""
    from scenarios import to_json

    return f"{json.dumps(to_json(scenario), ensure_ascii=False, indent=2)}\n".encode()


FORMS: Mapping[str, Callable[[Scenario, Language], bytes]] = {".xlsx": workbook, ".json": document}
"""What a scenario is written as in a file, by how the file's name ends."""


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
