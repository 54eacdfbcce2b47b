"""The command `compare`: negotiated plans beside the best one, and beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ending import Exit, Stop
from cli.exploring import Exploration, exploration
from cli.options import STANDARD_INPUT, StrictOption
from cli.plans import told
from cli.screen import SHOWN, Screen
from models.language import Text

if TYPE_CHECKING:
    from models.negotiated import Negotiated
    from models.scenario import Scenario
    from optimiser.plans.compare_result import Comparison


@exploration
def compare(
    asked: Exploration,
    plans: Annotated[
        list[str],
        typer.Argument(
            metavar="PLAN...",
            help="Plans in files (.csv, .xlsx, .ods, .xls, .json), folders, or - for standard "
            "input; plan.xlsx#Sheet means one sheet. A plan may be incomplete: totals per "
            "municipality are enough.",
        ),
    ],
    unchanged: Annotated[
        bool, typer.Option("--all", help="Show rows in which no plan differs from the best too.")
    ] = False,
    strict: StrictOption = False,
) -> Exit:
    """Show what plans miss, how they differ from the best, and what makes them right."""
    from optimiser.plans.compare import compare_plans
    from optimiser.plans.comparison_tables import COMPARISON_TABLES

    with asked.mistakes:
        if [asked.source, *plans].count(STANDARD_INPUT) > 1:
            raise Stop(Text("Standard input can be the scenario or the plan, not both."))
    asked.check(COMPARISON_TABLES)
    agreed = asked.scenario(strict=strict)
    read = dict(read_plans(asked.screen, agreed, plans, strict=strict))

    comparison = asked.found(
        "comparisons",
        agreed,
        {"plans": read, "all": unchanged},
        lambda limits: compare_plans(agreed, read, unchanged=unchanged, **limits),
    )
    from cli.accounts.exploring import comparison_account

    asked.give(comparison, comparison_account)
    return exit_code(comparison)


def read_plans(
    screen: Screen, scenario: Scenario, sources: list[str], *, strict: bool
) -> list[tuple[str, Negotiated]]:
    """Read the plans, each with a name of its own."""
    from scenarios import read_negotiated

    found: list[tuple[str, Negotiated]] = []
    for source in sources:
        read = told(screen, read_negotiated, scenario, source, strict=strict)
        name = "stdin" if source == STANDARD_INPUT else Path(source).stem or source
        name = name.translate(SHOWN)
        taken = {other for other, _ in found}
        same = next(n for n in range(1, len(sources) + 1) if numbered(name, n) not in taken)
        found.append((numbered(name, same), read))
    return found


def numbered(name: str, number: int) -> str:
    """Tell plans of the same name apart."""
    return name if number == 1 else f"{name} ({number})"


def exit_code(comparison: Comparison) -> Exit:
    """Tell the shell whether every plan keeps every binding agreement."""
    kept = all(one.audit is not None and one.audit.kept for one in comparison.plans)
    return Exit.FOUND if kept else Exit.INFEASIBLE
