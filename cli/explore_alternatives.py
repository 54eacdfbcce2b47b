"""The command `explore alternatives`: other plans that are nearly as good."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.ending import Exit, Stop
from cli.exploring import Exploration, exploration, municipality_of
from cli.options import WithinOption, share_of
from cli.solve import exit_code
from models.language import Text


@exploration
def alternatives(
    asked: Exploration,
    number: Annotated[
        int, typer.Option("-n", "--number", metavar="NUMBER", help="How many plans, 1 to 20.")
    ] = 3,
    within: WithinOption = "1%",
    sparing: Annotated[
        str | None,
        typer.Option(
            metavar="MUNICIPALITY", help="Have this one build as few dwellings as can be."
        ),
    ] = None,
) -> Exit:
    """Find plans nearly as good as the best one, as different as can be."""
    from optimiser.explore import MOST_ALTERNATIVES
    from optimiser.explore.alternatives import alternatives as find
    from optimiser.explore.alternatives_result import ALTERNATIVE_TABLES

    with asked.mistakes:
        share = share_of("--within", within)
    with asked.mistakes:
        if not 1 <= number <= MOST_ALTERNATIVES:
            raise Stop(Text("Ask for 1 to {most} alternatives.", most=MOST_ALTERNATIVES))
    asked.check(ALTERNATIVE_TABLES)
    read = asked.scenario()
    spared = "" if sparing is None else municipality_of(read, "--sparing", sparing)
    found = asked.found(
        "alternatives",
        read,
        {"number": number, "within": share, "sparing": spared},
        lambda limits: find(read, number, within=share, sparing=spared, **limits),
    )
    from cli.accounts.exploring import alternatives_account

    asked.give(found, alternatives_account)
    return Exit.FOUND if found.plans else exit_code(found.best)
