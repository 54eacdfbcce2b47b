"""How fairly it is divided: how even, who is furthest from the fair share, and what holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from cli.accounts.layout import NONE, bullet, decimals, heading, line, percent, table
from models.language import Language, Part, Word, rendered, year_spans
from models.language import Text as Sentence

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.requirement import Agreed
    from models.scenario import Scenario
    from optimiser import Result
    from optimiser.results.audit import AuditedOutcome

MOST_MUNICIPALITIES = 5
MOST_PLACES = 3
"""Of more municipalities that hold somebody where they are, only the number is told."""


@dataclass(frozen=True, slots=True)
class Furthest:
    """A municipality in the year, or the years, in which it is furthest from its fair share."""

    outcome: AuditedOutcome
    years: tuple[int, ...]

    @property
    def deviation(self) -> Fraction:
        """How far, relative to the fair share."""
        return self.outcome.deviation or Fraction(0)


def fairness_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give for each agreement on a fair share how evenly it is divided, and the outliers."""
    if result.audit is None:
        return
    spreads = sorted(
        result.audit.spreads, key=lambda spread: (spread.agreement.id, spread.year or 0)
    )
    for _, group in groupby(spreads, key=lambda spread: spread.agreement.id):
        found = list(group)
        agreement = found[0].agreement
        title = Sentence("Fair share: {agreement}", agreement=agreement.name())
        yield from heading(title, language)
        made = table(
            [Word("year"), Sentence("largest deviation"), Word("hoover"), Word("gini")], language
        )
        alike = groupby(found, key=lambda one: (one.largest, one.hoover, one.gini))
        for (largest, hoover, gini), same in alike:
            years = [one.year for one in same if one.year]
            made.add_row(
                year_spans(years) or Sentence("all years").render(language),
                percent(largest, language),
                percent(hoover, language),
                decimals(gini, 3, language),
            )
        yield made
        if found[0].year:
            apart = Sentence(
                "Each year by itself: what a municipality lacks in one year another does not make "
                "good."
            )
            yield line(apart, language, "dim")
        yield from furthest_section(result, agreement, language)


def furthest_section(
    result: Result, agreement: Agreed, language: Language
) -> Iterator[RenderableType]:
    """Give the municipalities furthest from their fair share, and what holds them there."""
    furthest = furthest_of(result, agreement)
    if not furthest:
        return
    from rich.text import Text

    yield Text()
    yield line(Sentence("Furthest from their fair share:"), language)
    held = {
        (code, year): step.held_by
        for step in result.steps
        if step.goal == f"fair_share:{agreement.id}"
        for code, year in step.fixed
    }
    made = table(
        [
            Word("municipality"),
            Word("year"),
            Sentence("fair share"),
            Sentence("assigned"),
            Sentence("deviation"),
            *([Sentence("held by")] if held else []),
        ],
        language,
        left=2,
    )
    notes: dict[str, str] = {}
    for one in furthest:
        scope = one.outcome.outcome.scope
        code = scope.municipality or ""
        by = holding(result.scenario, code, held.get((code, scope.year), ()), language)
        made.add_row(
            result.scenario.municipality(code).name,
            year_spans(one.years) or NONE,
            decimals(one.outcome.fair, 1, language),
            rendered(one.outcome.assigned, language),
            signed(one.deviation, language),
            *([notes.setdefault(by, f"({len(notes) + 1})") if by else NONE] if held else []),
        )
    yield made
    for by, mark in notes.items():
        yield bullet(Sentence("{agreements}", agreements=by), language, mark)


def furthest_of(result: Result, agreement: Agreed) -> list[Furthest]:
    """Find the municipalities furthest from their share, each in its worst years."""
    by_code: dict[str, list[AuditedOutcome]] = {}
    for row in result.audit.outcomes if result.audit else ():
        if row.outcome.agreement.id == agreement.id and row.deviation:
            by_code.setdefault(row.outcome.scope.municipality or "", []).append(row)
    found = []
    for rows in by_code.values():
        worst = max(rows, key=lambda row: (abs(row.deviation or 0), row.fair))
        same = (worst.fair, worst.assigned)
        years = [row.outcome.scope.year for row in rows if (row.fair, row.assigned) == same]
        found.append(Furthest(worst, tuple(year for year in years if year)))
    found.sort(key=lambda one: (-abs(one.deviation), one.outcome.outcome.scope.municipality))
    return found[:MOST_MUNICIPALITIES]


def holding(
    scenario: Scenario, own: str, held_by: tuple[tuple[str, str], ...], language: Language
) -> str:
    """Name the agreements that stand in the way, and where, when that is elsewhere."""
    names: list[Part] = []
    for identifier, group in groupby(held_by, key=lambda item: item[0]):
        places = [code for _, code in group if code]
        name = scenario.agreement(identifier).name()
        elsewhere = tuple(scenario.municipality(code).name for code in places)
        if not elsewhere or places == [own]:
            names.append(name)
        elif len(places) > MOST_PLACES:
            names.append(
                Sentence(
                    "{agreement} ({number} municipalities)", agreement=name, number=len(places)
                )
            )
        else:
            names.append(Sentence("{agreement} ({places})", agreement=name, places=elsewhere))
    return "; ".join(rendered(name, language) for name in names)


def signed(deviation: Fraction, language: Language) -> str:
    """Write a deviation with its sign."""
    return ("+" if deviation > 0 else "") + percent(deviation, language)
