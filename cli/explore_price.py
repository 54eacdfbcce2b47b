"""The command `explore price`: what each agreement costs."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.ending import Stop
from cli.exploring import Exploration, exploration
from cli.options import share_of
from models.language import Text


@exploration
def price(
    asked: Exploration,
    agreement: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="A binding agreement (its id or its title), as often as needed; all of them if "
            "absent.",
        ),
    ] = None,
    step: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Take thresholds down in steps, too: 5% makes 30% into 25%, 20% and so on, and a "
            "number a twentieth less each time.",
        ),
    ] = None,
    steps: Annotated[int, typer.Option(metavar="NUMBER", help="How many steps at most.")] = 4,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="In whole dwellings, which takes long; else in fractions."),
    ] = False,
) -> None:
    """Find what every goal would be without each agreement, and with less of it."""
    from optimiser.sensitivity.price import prices as find
    from optimiser.sensitivity.price_result import PRICE_TABLES

    share = None
    with asked.mistakes:
        share = share_of("--step", step) if step else None
    with asked.mistakes:
        if steps < 1 or share == 0:
            raise Stop(Text("Ask for at least one step, of more than nothing."))
    asked.check(PRICE_TABLES)
    read = asked.scenario()
    found = asked.found(
        "prices",
        read,
        {"agreements": agreement or (), "step": share, "steps": steps, "whole": whole},
        lambda limits: find(
            read, agreements=agreement or (), step=share, steps=steps, whole=whole, **limits
        ),
    )
    from cli.accounts.explanation import price_account

    asked.give(found, price_account)
