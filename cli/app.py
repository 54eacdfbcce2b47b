"""The commands, by their names."""

from __future__ import annotations

import typer

from cli.check import check
from cli.commands import Command, Group, Root
from cli.evaluate import evaluate
from cli.keys import keys
from cli.library import copy, library, show
from cli.serve import serve
from cli.solve import solve

# Plain help without Rich, which would take half of the time in which help has to be there.
app = typer.Typer(
    name="woonsleutel",
    cls=Root,
    help="Divide a region's housing task over its municipalities: the best plan, proven.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

shelf = typer.Typer(cls=Group, rich_markup_mode=None)
shelf.callback(
    cls=Group,
    invoke_without_command=True,
    help="List the shipped scenarios, show one, or copy one.",
)(library)
shelf.command(cls=Command, help="Show what a shipped scenario says.")(show)
shelf.command(cls=Command, help="Copy a shipped scenario into a folder, to change it there.")(copy)

app.add_typer(shelf, name="library")
app.command(cls=Command, help="List what is wrong with a scenario, or worth a look.")(check)
app.command(cls=Command, help="Find the best plan for a scenario, and prove it.")(solve)
app.command(cls=Command, help="Hold any plan against a scenario, in exact numbers.")(evaluate)
app.command(cls=Command, help="Compare several keys: what each means for every municipality.")(keys)
app.command(cls=Command, help="Start the service on this computer.")(serve)
