"""What was agreed and what was wished, and what came of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from cli.accounts.layout import (
    NONE,
    bullet,
    capital_sentence,
    heading,
    line,
    percent,
    rest_of,
    table,
)
from models.language import Language, Text, Units, rendered
from optimiser.results.verdict import missed_rows

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.scenario import Scenario
    from optimiser.results.audit import Audit, AuditedRequirement

MOST_MISSED = 12
"""More than this nobody reads on a terminal; all of them are in the table of requirements."""


def agreement_section(
    scenario: Scenario, audit: Audit, language: Language
) -> Iterator[RenderableType]:
    """Tell for each agreement whether it is kept, and how tightly; then what is missed."""
    yield from heading(Text("Agreements"), language)
    made = table([Text("agreement"), Text("kept"), Text("tight")], language)
    by_id: dict[str, list[AuditedRequirement]] = {}
    for row in audit.counted:
        by_id.setdefault(row.requirement.agreement.id, []).append(row)
    for rows in by_id.values():
        agreement = rows[0].requirement.agreement
        name = agreement.name()
        if not agreement.binding:
            name = Text("{agreement} (not binding)", agreement=name)
        kept = sum(row.kept for row in rows)
        of = Text("{kept} of {all}", kept=kept, all=len(rows))
        tight = sum(row.tight for row in rows)
        made.add_row(
            capital_sentence(name, language),
            of.render(language),
            rendered(tight, language) if tight else NONE,
            style="" if kept == len(rows) else "red" if agreement.binding else "yellow",
        )
    yield made
    yield line(Text("Tight: less than one unit more, and the plan would not fit."), language, "dim")
    yield from missed(scenario, audit, language)


def missed(scenario: Scenario, audit: Audit, language: Language) -> Iterator[RenderableType]:
    """List what is missed, the largest first."""
    from optimiser.results.audit import missed_text

    rows = missed_rows(audit)
    if not rows:
        return
    yield from heading(Text("Missed"), language)
    for row in rows[:MOST_MISSED]:
        text = missed_text(row, scenario)
        if row.explanation:
            text = Text("{miss} (explained: {reason})", miss=text, reason=row.explanation)
        yield bullet(text, language)
    yield from rest_of(rows, MOST_MISSED, "requirements", language)


def goal_section(
    scenario: Scenario,
    audit: Audit,
    bounds: Mapping[str, float],
    gaps: Iterable[Text],
    language: Language,
) -> Iterator[RenderableType]:
    """Give each goal's value and, when it is known, the best there is in fractions of dwellings.

    And why whole dwellings do not come to that.
    """
    if not scenario.goals:
        return
    yield from heading(Text("Goals, in this order"), language)
    headers = [Text("goal"), Text("value")]
    if bounds:
        headers.append(Text("best in fractions"))
    made = table(headers, language)
    for goal in scenario.goals:
        cells = [valued(audit.goals[goal.id], goal.unit(scenario), language)]
        if bounds:
            best = Fraction(bounds[goal.id]).limit_denominator(10**6)
            cells.append(valued(best, goal.unit(scenario), language))
        made.add_row(capital_sentence(goal.sentence(scenario), language), *cells)
    yield made
    for gap in gaps:
        yield bullet(Text("{said}", said=capital_sentence(gap, language)), language)


def valued(value: Fraction, unit: str, language: Language) -> str:
    """Give a goal's value in its unit."""
    if unit == "ratio":
        return percent(value, language)
    return rendered(Units(value, unit), language)
