"""The command `region new`: a region's first scenario from open figures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.ending import Stop
from cli.files import refusing
from cli.library import put_down
from cli.screen import Screen
from models.language import Text

YEARS = re.compile(r"\s*([0-9]{4})\s*(?:-|–|t/m)\s*([0-9]{4})\s*")


def new(
    context: typer.Context,
    target: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="A new folder, or a new file (.xlsx or .json)."),
    ],
    municipalities: Annotated[
        str,
        typer.Option(
            "--municipalities", help="Names or codes, with commas: Ermelo,GM0243,GM0267 Nijkerk."
        ),
    ],
    sources: Annotated[
        list[Path],
        typer.Option(
            "--from",
            help="A table of figures: CSV as StatLine has it, a workbook (.xlsx, .ods, .xls), or "
            "JSON of the housing map.",
        ),
    ],
    years: Annotated[str, typer.Option("--years", help="The years of the plan.")] = "2027-2031",
    dwellings: Annotated[
        int | None,
        typer.Option("--dwellings", min=1, help="How many are to be built in all."),
    ] = None,
) -> None:
    """Make a scenario of some municipalities, with the national rules."""
    from scenarios.beginning.new_region import new_region

    screen: Screen = context.obj
    identifier = re.sub("[^a-z0-9]+", "-", target.stem.casefold()).strip("-") or "new-region"
    span = YEARS.fullmatch(years)
    if span is None:
        raise Stop(
            Text("“{years}” are no years: write {example}.", years=years, example="2027-2031")
        )
    files = {}
    for source in sources:
        with refusing(source):
            files[source.name] = source.read_bytes()
    scenario, notes = new_region(
        [name.strip() for name in re.split("[,;]", municipalities) if name.strip()],
        files,
        first_year=int(span[1]),
        last_year=int(span[2]),
        dwellings=dwellings,
        identifier=identifier,
    )
    put_down(scenario, target, screen)
    for note in notes:
        screen.say(note.text)
    screen.say(Text("Written to {folder}, as scenario “{id}”.", folder=str(target), id=identifier))
