"""What a scenario says: its agreements and goals in sentences, and on which figures it rests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.accounts.head import assumption_section, title
from cli.accounts.layout import bullet, heading
from models.language import Language, Text, rendered

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.scenario import Scenario


def scenario_account(scenario: Scenario, language: Language) -> Iterator[RenderableType]:
    """Give all that was agreed and wished, for a reader."""
    from rich.text import Text as Line

    yield from title(scenario, language)
    if description := rendered(scenario.description, language):
        yield Line()
        yield Line(description)
    yield from heading(Text("Agreements"), language)
    for agreement in scenario.agreements:
        said = Text(
            "{title} [{id}]: {sentence}",
            title=agreement.name(),
            id=agreement.id,
            sentence=agreement.sentence(scenario),
        )
        if not agreement.binding:
            said = Text("{said} (not binding)", said=said)
        yield bullet(said, language)
    if scenario.goals:
        yield from heading(Text("Goals, in this order"), language)
    for goal in scenario.goals:
        yield bullet(goal.sentence(scenario), language)
    yield from assumption_section(scenario, language)
