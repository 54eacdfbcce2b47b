"""Why there is no plan: the contradiction, the conflict, and what would have to give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.report.layout import bullet, capital, heading, line
from models.language import Amount, Language, Text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser import Result


def infeasibility_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Say why not, and what would have to give."""
    reason = result.infeasibility
    if reason is None:
        return
    scenario = result.scenario
    yield from heading(Text("Why not"), language)
    yield line(Text("{sentence}.", sentence=capital(reason.sentence, language)), language)
    if reason.conflict:
        yield from heading(Text("These agreements cannot hold together"), language)
    for identifier, code in reason.conflict:
        agreement = scenario.agreement(identifier)
        text = Text(
            "{agreement} ({place}): {sentence}",
            agreement=agreement.name(),
            place=scenario.municipality(code).name if code else Text("the region"),
            sentence=agreement.sentence(scenario),
        )
        if agreement.source:
            text = Text("{said}. Source: {source}", said=text, source=agreement.source)
        yield bullet(text, language)
    if reason.way_out:
        yield from heading(Text("What would have to give, as little as can be in all"), language)
    for relaxation in reason.way_out:
        requirement = relaxation.row.requirement
        text = Text(
            "{agreement}, {where}: {amount}",
            agreement=requirement.agreement.name(),
            where=requirement.scope.text(scenario),
            amount=Amount(relaxation.amount, requirement.agreement.unit),
        )
        yield bullet(text, language)
    if reason.way_out:
        checked = (
            Text("With this, all other binding agreements can be kept (solved again to be sure).")
            if reason.verified
            else Text("Whether this is enough could not be checked in the time there was.")
        )
        yield line(checked, language)
