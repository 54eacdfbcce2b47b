"""The command `explain`: why a scenario cannot be kept, or why a number is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

import typer

from cli.ending import Exit, Stop
from cli.exploring import Exploration, exploration
from cli.options import PreviewOption, option_number, refused
from cli.plans import told
from cli.solve import exit_code
from models.language import Text


@exploration
def explain(
    asked: Exploration,
    cell: Annotated[
        str | None,
        typer.Option(
            metavar="AXIS=NAME,...",
            help="The cell or total to explain, such as municipality=GM0202,segment=social_rent, "
            "also by year, form, group, facility or pool.",
        ),
    ] = None,
    untouchable: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="An agreement (its id or its title), or capacity, that may not give. As often as "
            "needed.",
        ),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=NUMBER",
            help="What a unit counts for that this agreement gives; 1 if absent. As often as "
            "needed.",
        ),
    ] = None,
    ways: Annotated[
        int, typer.Option(metavar="NUMBER", help="How many ways out are looked for.")
    ] = 3,
    preview: PreviewOption = False,
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Explain this plan in whole dwellings, such as “solve --json” gave, and seek "
            "none.",
        ),
    ] = None,
) -> Exit:
    """Explain why there is no plan, or why a number in the plan is what it is."""
    from optimiser.explanation import EXPLANATION_TABLES
    from optimiser.explanation import explain as find
    from optimiser.infeasibility.ways_out_result import Wishes
    from scenarios import read_plan

    with asked.mistakes:
        if ways < 1:
            raise Stop(Text("Ask for at least one way out."))
    with asked.mistakes:
        weights = weights_of(weight or ())
    with asked.mistakes:
        total = None if cell is None else cell_of(cell)
    asked.check(EXPLANATION_TABLES)
    wishes = Wishes(ways, frozenset(untouchable or ()), weights)
    read = asked.scenario()
    given = None if plan is None else told(asked.screen, read_plan, read, plan, strict=False)
    found = asked.found(
        "explanations",
        read,
        {
            "cell": total,
            "plan": given,
            "ways": wishes.least,
            "untouchable": wishes.untouchable,
            "weights": wishes.weights,
        },
        lambda limits: find(read, total, plan=given, wishes=wishes, preview=preview, **limits),
        preview=preview,
    )
    asked.screen.list_findings(one for one in found.result.findings if one.severity != "note")
    from cli.accounts.explanation import explanation_account

    asked.give(found, explanation_account)
    return exit_code(found.result)


def cell_of(written: str) -> dict[str, str]:
    """Read a cell.

    Raises
    ------
    Stop
        If it is not written as it should be.
    """
    found: dict[str, str] = {}
    for part in written.split(","):
        axis, equals, name = (piece.strip() for piece in part.partition("="))
        if not equals or not axis or not name or axis in found:
            example = "--cell municipality=GM0202,segment=social_rent"
            text = Text("“{value}” is not written like {example}.", value=written, example=example)
            raise Stop(text)
        found[axis] = name
    return found


def weights_of(written: Sequence[str]) -> dict[str, Fraction]:
    """Read weights.

    Raises
    ------
    Stop
        If one is not written as it should be.
    """
    from models.numbers import parse_number

    found: dict[str, Fraction] = {}
    for one in written:
        identifier, equals, number = (piece.strip() for piece in one.partition("="))
        if not equals or not identifier:
            text = Text("“{value}” is not written like {example}.", value=one, example="ID=2")
            raise refused("--weight", text)
        found[identifier] = option_number("--weight", number, parse_number)
    return found
