"""The commands, by their names."""

from __future__ import annotations

import typer

from cli.batch import batch
from cli.check import check
from cli.commands import Command, CommandGroup, Root
from cli.compare import compare
from cli.dossier import exported, imported, listed, purged, shown
from cli.evaluate import evaluate
from cli.explain import explain
from cli.explore_alternatives import alternatives
from cli.explore_compromise import compromise
from cli.explore_pareto import pareto
from cli.explore_price import price
from cli.explore_room import room
from cli.key import keys as script_keys
from cli.keys import keys
from cli.library import copy, library, show
from cli.paper import report
from cli.region import new
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

shelf = typer.Typer(cls=CommandGroup, rich_markup_mode=None)
shelf.callback(
    cls=CommandGroup,
    invoke_without_command=True,
    help="List the shipped scenarios, show one, or copy one.",
)(library)
shelf.command(cls=Command, help="Show what a shipped scenario says.")(show)
shelf.command(cls=Command, help="Copy a shipped scenario, to change it.")(copy)

explore = typer.Typer(
    cls=CommandGroup, rich_markup_mode=None, help="Explore what else is possible."
)
explore.command(cls=Command, help="The least and the most that each municipality can build.")(room)
explore.command(cls=Command, help="What one goal costs another, as a front.")(pareto)
explore.command(cls=Command, help="Other plans that are nearly as good as the best one.")(
    alternatives
)

explore.command(cls=Command, help="What each agreement costs: every goal without it.")(price)
explore.command(cls=Command, help="Parties at one table: the plan that is nearest to all of them.")(
    compromise
)

kept = typer.Typer(
    cls=CommandGroup, rich_markup_mode=None, help="Dossiers: list, show, back up, restore."
)
kept.command("list", cls=Command, help="List the dossiers that are stored.")(listed)
kept.command("show", cls=Command, help="Show what is in a dossier, and who did what.")(shown)
kept.command("export", cls=Command, help="Write dossiers as files: a backup.")(exported)
kept.command("import", cls=Command, help="Put dossiers back from such files.")(imported)

kept.command("purge", cls=Command, help="Delete dossiers in which nothing was done for long.")(
    purged
)

first = typer.Typer(
    cls=CommandGroup, rich_markup_mode=None, help="Begin a region from open figures."
)
first.callback()(lambda: None)
first.command("new", cls=Command, help="Make a first scenario, with the national rules.")(new)

app.add_typer(shelf, name="library")
app.add_typer(first, name="region")
app.add_typer(script_keys, name="key")
app.add_typer(kept, name="dossier")
app.add_typer(explore, name="explore")
app.command(cls=Command, help="List what is wrong with a scenario, or worth a look.")(check)
app.command(cls=Command, help="Find the best plan for a scenario, and prove it.")(solve)
app.command(cls=Command, help="Hold any plan against a scenario, in exact numbers.")(evaluate)
app.command(cls=Command, help="Why there is no plan, or why a number in it is what it is.")(explain)
app.command(cls=Command, help="Compare negotiated plans with the best one.")(compare)
app.command(cls=Command, help="Write a report for a council, with all its sources (PDF).")(report)
app.command(cls=Command, help="Compare several keys: what each means for every municipality.")(keys)
app.command(cls=Command, help="Solve thousands of variants, and write one table of them.")(batch)
app.command(cls=Command, help="Start the page and the service on this computer.")(serve)
