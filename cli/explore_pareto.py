"""The command `explore pareto`: what one goal costs another, and where a plan stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.compare import read_plans
from cli.ending import Stop
from cli.exploring import Exploration, exploration
from cli.options import StrictOption
from models.language import Text

if TYPE_CHECKING:
    from optimiser.explore.pareto_result import Front
    from optimiser.solver.limits import RunOptions


@exploration
def pareto(
    asked: Exploration,
    goals: Annotated[
        list[str] | None,
        typer.Option(metavar="GOAL", help="A goal of the scenario; give two of them."),
    ] = None,
    plan: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PLAN",
            help="A negotiated plan to place beside the front, as often as needed; the same files "
            "as for “compare”.",
        ),
    ] = None,
    best: Annotated[
        bool, typer.Option("--best", help="Place the best plan in whole dwellings, too.")
    ] = False,
    strict: StrictOption = False,
    points: Annotated[int, typer.Option(metavar="NUMBER", help="How many points.")] = 20,
) -> None:
    """Find the front between two goals."""
    from optimiser.explore.pareto import front
    from optimiser.plans.complete import complete
    from optimiser.solver.limits import Limits
    from scenarios.document.hints import in_dutch, names_in_words, unknown

    asked.check(["front"])
    read = asked.scenario()
    known = read.goal_names
    ours = {in_dutch(name): name for name in known}
    wanted = [ours.get(name, name) for name in goals or []]
    for name in wanted:
        if name not in known:
            raise Stop(unknown(name, known))
    if len(set(wanted)) != 2:
        text = Text(
            "Give --goals twice. The goals of this scenario are {known}.",
            known=names_in_words(known),
        )
        raise Stop(text)
    if points < 2:
        raise Stop(Text("A front has at least two points."))
    plans = dict(read_plans(asked.screen, read, plan or [], strict=strict))
    first, second = wanted

    def here(limits: RunOptions) -> Front:
        seconds, cancelled = limits["time_limit"], limits["cancelled"]
        within = Limits(seconds, cancelled)
        return front(
            read,
            first,
            second,
            points=points,
            plans={name: complete(read, one, within).plan for name, one in plans.items()},
            best=best,
            time_limit=seconds,
            cancelled=cancelled,
        )

    asking = {"goals": wanted, "points": points, "plans": plans, "best": best}
    found = asked.found("fronts", read, asking, here)
    from cli.accounts.exploring import front_account

    asked.give(found, front_account)
