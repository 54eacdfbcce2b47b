"""What a negotiator reads: why not, why this number, and what each agreement costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from cli.accounts.exploring import MOST_ROWS
from cli.accounts.head import assumption_section, header, title
from cli.accounts.infeasible import infeasibility_section
from cli.accounts.layout import (
    NONE,
    bullet,
    capital_sentence,
    decimals,
    heading,
    line,
    percent,
    rest_of,
    table,
)
from models.language import Language, Part, Word, rendered, to_places
from models.language import Text as Sentence

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.scenario import Scenario
    from optimiser.explanation import Explanation
    from optimiser.sensitivity.goal_changes import GoalChange
    from optimiser.sensitivity.price_result import Price, Prices
    from optimiser.sensitivity.why_result import Effect, Why

MOST_NOTICED = 6
"""Changes of municipalities of which more are counted only."""


def explanation_account(found: Explanation, language: Language) -> Iterator[RenderableType]:
    """Give why there is no plan, or why a total is what it is."""
    if found.why is not None:
        yield from title(found.about, language)
        yield from why_section(found.why, language)
    else:
        yield from header(found.result, language)
        yield from infeasibility_section(found.result, language)
        if found.result.plan is not None:
            yield line(Sentence("Name a cell or total to be explained with --cell."), language)
    yield from assumption_section(found.about, language)


def why_section(why: Why, language: Language) -> Iterator[RenderableType]:
    """Give how far a total can go, what holds it, and what moving it does to each goal."""
    yield from heading(
        Sentence("{said}", said=capital_sentence(why.value_text(), language)), language
    )
    if why.free is not None:
        yield line(why.free.text(), language)
    for said in why.limit_texts():
        yield bullet(said, language)
    yield from binding_section(why, language)
    yield from effect_section(why, language)


def binding_section(why: Why, language: Language) -> Iterator[RenderableType]:
    """List the requirements that are tight, those that hold the total first."""
    if not why.bindings:
        return
    yield from heading(Sentence("What is tight, and what holds it"), language)
    headers: list[Part] = [Word("agreement"), Sentence("where")]
    headers += [Sentence("the plan gives"), Sentence("agreed"), Sentence("keeps it from being")]
    made = table(headers, language, left=2)
    for column in made.columns[:2]:
        column.no_wrap = False
    rows = sorted(why.bindings, key=lambda row: (not row.holds, row.index))
    for row in rows[:MOST_ROWS]:
        sign = {">=": "≥", "<=": "≤", "==": "="}[row.sense]
        made.add_row(
            capital_sentence(row.agreement.name(), language),
            why.scenario.scope_text(row.scope).render(language),
            rendered(row.left, language),
            f"{sign} {rendered(row.right, language)}",
            ", ".join(Sentence(one).render(language) for one in row.holds) or NONE,
        )
    yield made
    yield from rest_of(rows, MOST_ROWS, "binding", language)


def effect_section(why: Why, language: Language) -> Iterator[RenderableType]:
    """Give a row per step and a column per goal; then why the impossible steps are."""
    possible = [effect for effect in why.effects if effect.changes]
    if possible:
        yield from heading(Sentence("What moving it does to the goals"), language)
        start = Sentence("{said}.", said=capital_sentence(why.start_text(), language))
        yield line(start, language, "dim")
        columns = Columns(why.scenario, [effect.changes for effect in possible])
        yield from columns.legend(language)
        if columns.moving:
            made = table([Sentence("moved by"), *columns.headers()], language)
            for effect in possible:
                made.add_row(moved(effect), *columns.cells(effect.changes, language))
            yield made
            yield from columns.note(language)
    for effect in why.effects:
        if not effect.changes:
            yield bullet(effect.text(why.scenario, why.total), language)


@dataclass(frozen=True, slots=True)
class Columns:
    """The goals side by side, those that never change left out.

    Parameters
    ----------
    scenario
        Whose goals they are.
    rows
        Per row what happens to every goal.
    """

    scenario: Scenario
    rows: Sequence[Sequence[GoalChange]]

    @property
    def goals(self) -> dict[str, list[GoalChange]]:
        """What happens to each goal, in the rows that have it: one may go with its agreement."""
        found: dict[str, list[GoalChange]] = {}
        fullest: list[Sequence[GoalChange]] = sorted(self.rows, key=len, reverse=True)
        for change in chain.from_iterable(fullest):
            found.setdefault(change.goal, []).append(change)
        return found

    @property
    def moving(self) -> list[GoalChange]:
        """Of each goal that changes in some row a change."""
        return [own[0] for own in self.goals.values() if changing(own)]

    def headers(self) -> list[Part]:
        """Number the columns, as the scenario does."""
        places = (self.scenario.goal_place(change.goal) for change in self.moving)
        return [Sentence("goal {place}", place=place) for place in places]

    def legend(self, language: Language) -> Iterator[RenderableType]:
        """Tell which goal stands in which column, and which stay as they are."""
        scenario = self.scenario
        for change in self.moving:
            goal, place = scenario.goal_sentence(change.goal), scenario.goal_place(change.goal)
            said = Sentence("goal {place}: {goal}", place=place, goal=goal)
            if change.unit != "ratio":
                said = Sentence("{said} (in {unit})", said=said, unit=Word(change.unit))
            yield bullet(said, language)
        for own in self.goals.values():
            if not changing(own):
                place, said = scenario.goal_place(own[0].goal), own[0].text(scenario)
                yield bullet(Sentence("goal {place}: {goal}", place=place, goal=said), language)

    def cells(self, changes: Sequence[GoalChange], language: Language) -> list[str]:
        """Write what each goal becomes, and the difference."""
        own = {change.goal: change for change in changes}
        goals = [change.goal for change in self.moving]
        return [changed(own[goal], language) if goal in own else NONE for goal in goals]

    def note(self, language: Language) -> Iterator[RenderableType]:
        """Say what the marks mean, when there are any."""
        if any(one.rank > 1 for row in self.rows for one in row):
            said = Sentence(
                "no.: the larger deviations stay as they are, and this is the first that changes."
            )
            yield line(said, language, "dim")
        if any(one.effect and not one.certain for row in self.rows for one in row):
            said = Sentence(
                "?: no more than what whole dwellings make by themselves, so it may not show."
            )
            yield line(said, language, "dim")


def changing(column: Iterable[GoalChange]) -> bool:
    """Tell whether a goal changes in some row."""
    return any(one.effect for one in column)


def without_unit(value: Fraction, unit: str, language: Language) -> str:
    """Write a goal's value without its unit."""
    return percent(value, language) if unit == "ratio" else tenths(value, language)


def tenths(value: Fraction, language: Language) -> str:
    """Write a number to one tenth, and a whole one as it is."""
    near = to_places(value, 1)
    return decimals(near, 0 if near.denominator == 1 else 1, language)


def moved(effect: Effect) -> str:
    """Write by how much a total is moved."""
    return f"{effect.delta:+d}".replace("-", "−")


def changed(change: GoalChange, language: Language) -> str:
    """Write what a goal becomes and the difference; with a question mark when it may not show."""
    if not change.effect:
        return without_unit(change.before, change.unit, language)
    sign = "+" if change.effect > 0 else "−"
    unsure = "" if change.certain else "?"
    after = without_unit(change.after, change.unit, language)
    said = f"{after} ({sign}{without_unit(abs(change.effect), change.unit, language)}{unsure})"
    if change.rank == 1:
        return said
    return Sentence("no. {rank}: {said}", rank=change.rank, said=said).render(language)


def price_account(found: Prices, language: Language) -> Iterator[RenderableType]:
    """Give a row per agreement and step, and a column per goal."""
    yield from title(found.about, language)
    if not found.possible:
        yield line(
            Sentence("{said}.", said=capital_sentence(next(found.sentences()), language)), language
        )
    yield from heading(Sentence("The price of each agreement"), language)
    columns = Columns(found.scenario, [price.changes for price in found.found if price.changes])
    yield from columns.legend(language)
    others = [] if columns.moving else [Sentence("result")]
    headers: list[Part] = [Word("agreement"), Word("threshold"), *columns.headers(), *others]
    made = table(headers, language, left=2)
    for column in made.columns[:2]:
        column.no_wrap = False
    if columns.moving:
        as_agreed = [without_unit(one.before, one.unit, language) for one in columns.moving]
        made.add_row(Sentence("as agreed").render(language), "", *as_agreed)
    for price in found.found:
        made.add_row(*priced(price, columns, language))
    yield made
    yield from columns.note(language)
    yield from noticed_section(found, language)
    if not found.whole:
        fractions = Sentence("In fractions of dwellings; --whole makes it whole dwellings.")
        yield line(fractions, language, "dim")
    yield from assumption_section(found.about, language)


def noticed_section(found: Prices, language: Language) -> Iterator[RenderableType]:
    """Give what each municipality notices: who must build or house more or fewer, and how many."""
    if not any(price.municipal for price in found.found):
        return
    yield from heading(Sentence("What each municipality notices"), language)
    for price in found.found:
        own = tuple(change.text(found.scenario) for change in price.forced[:MOST_NOTICED])
        if not price.municipal:
            continue
        said = Sentence("no municipality has to build or house otherwise")
        if own:
            said = Sentence("{changes}", changes=own)
        if len(price.forced) > MOST_NOTICED:
            rest = len(price.forced) - MOST_NOTICED
            said = Sentence("{said}, and {number} more (--table municipal)", said=said, number=rest)
        yield bullet(price.about(said), language)


def priced(price: Price, columns: Columns, language: Language) -> list[str]:
    """Write one row: the agreement, its threshold, and every goal or what came of it."""
    named = capital_sentence(price.agreement.name(), language)
    threshold = (
        Sentence("without").render(language)
        if price.threshold is None
        else price.threshold.text().render(language)
    )
    if price.changes and columns.moving:
        return [named, threshold, *columns.cells(price.changes, language)]
    nothing = Sentence("no goal changes") if price.changes else Sentence("a plan")
    status = {
        "possible": nothing,
        "impossible": Sentence("no plan"),
        "undecided": Sentence("time up"),
    }[price.status]
    return [named, threshold, status.render(language), *([NONE] * (len(columns.moving) - 1))]
