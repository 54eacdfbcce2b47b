"""Reasons: what holds a total where it is, and what moving it would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from models.language import Language, Part, Text, Units, Word, rendered, year_spans
from models.measure import Scope
from models.requirement import Agreed, Sense
from models.scenario import Scenario
from optimiser.contradiction.conflict import RowGroup, names_of_groups
from optimiser.results.account import (
    Account,
    Record,
    TableMaker,
    TableRows,
    code_and_name,
    int_or_float,
)
from optimiser.results.free_range import FreeRange
from optimiser.sensitivity.goal_changes import NO_CHANGE, GoalChange, possibility
from optimiser.sensitivity.total import SelectedTotal
from optimiser.solver.answers import Answer

Direction = Literal["more", "fewer"]


@dataclass(frozen=True, slots=True)
class Binding:
    """A requirement that has to do with a total.

    Parameters
    ----------
    index
        Its place among the scenario's requirements.
    agreement, scope, sense
        Whose requirement it is, where and when it holds, and what it says.
    unit
        What it counts.
    left, right, slack
        What the plan gives, what was agreed, and by how much it is kept, in units; exact.
    contains
        Whether the total, or a part of it, stands in the requirement.
    tight
        Whether less than one unit more would do.
    holds
        Whether it holds the total back from being more, or fewer, while every goal is held at its
        best: re-solving shows that.
    """

    index: int
    agreement: Agreed
    scope: Scope
    sense: Sense
    unit: str
    left: Fraction
    right: Fraction
    slack: Fraction
    contains: bool
    tight: bool
    holds: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """The most, or the least, that a total can be.

    Parameters
    ----------
    direction
        ``more``: the most. ``fewer``: the least.
    goals_kept
        Whether every goal is held at its best; else only the binding agreements count.
    value
        In fractions of dwellings; None when nothing holds it.
    agreements
        The agreements, per municipality, that hold it there.
    goals
        The goals that do.
    """

    direction: Direction
    goals_kept: bool
    value: Fraction | None
    agreements: tuple[RowGroup, ...] = ()
    goals: tuple[str, ...] = ()

    def holders(self, scenario: Scenario) -> tuple[Part, ...]:
        """Name what holds it there, for a reader."""
        goals = (
            Text("the goal “{goal}”", goal=scenario.goal_sentence(goal)) for goal in self.goals
        )
        return (*names_of_groups(scenario, self.agreements), *goals)


@dataclass(frozen=True, slots=True)
class Effect:
    """What moving a total does.

    Parameters
    ----------
    delta
        By how much it is moved.
    total
        What it then is.
    answer
        ``OPTIMAL`` when it is possible, ``INFEASIBLE`` when it is not, ``STOPPED`` when the time
        was up.
    changes
        What happens to each goal.
    conflict
        When it is not possible: agreements, per municipality, that cannot hold together with it.
    """

    delta: int
    total: Fraction
    answer: Answer
    changes: tuple[GoalChange, ...] = ()
    conflict: tuple[RowGroup, ...] = ()

    @property
    def status(self) -> str:
        """What came of it: ``possible``, ``impossible`` or ``undecided``."""
        return possibility(self.answer)

    def text(self, scenario: Scenario, total: SelectedTotal) -> Text:
        """Say it, for a reader."""
        moved = self.moved(total)
        if self.answer is Answer.STOPPED:
            return Text("{moved}: the time was up before that was known", moved=moved)
        if self.answer is Answer.INFEASIBLE:
            names = Limit("more", False, None, self.conflict).holders(scenario)
            if self.total < 0:
                return Text("{moved}: impossible, fewer than none there cannot be", moved=moved)
            if not names:
                return Text("{moved}: impossible, there is nothing to build it on", moved=moved)
            return Text("{moved}: impossible, because of {names}", moved=moved, names=names)
        said = tuple(change.text(scenario) for change in self.changes if change.effect)
        if not said:
            return Text("{moved}: no goal changes", moved=moved)
        return self.about(Text.joined(said, "; "), total)

    def moved(self, total: SelectedTotal) -> Text:
        """Say by how much it is moved."""
        amount = total.counted(abs(Fraction(self.delta)))
        return Text("{amount} more" if self.delta > 0 else "{amount} fewer", amount=amount)

    def about(self, changes: Text, total: SelectedTotal) -> Text:
        """Say what that does to goals."""
        return Text("{moved}: {changes}", moved=self.moved(total), changes=changes)


@dataclass(frozen=True, slots=True)
class Why(Account):
    """Why a total is what it is.

    Parameters
    ----------
    scenario, total
        Which total of which scenario.
    value
        What it is in the plan.
    bindings
        The requirements that contain it and are tight, or that hold it.
    limits
        The most and the least it can be, with every goal held at its best and without.
    effects
        What moving it does to each goal.
    preview
        Whether the plan is in fractions of dwellings.
    free
        Between what it lies in all plans that are as good; None where that is not known.
    """

    scenario: Scenario
    total: SelectedTotal
    value: Fraction
    bindings: tuple[Binding, ...]
    limits: tuple[Limit, ...]
    effects: tuple[Effect, ...]
    preview: bool = False
    free: FreeRange | None = None

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """What holds it, how far it can go, and what moving it does."""
        return REASON_TABLES

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {"deltas": [effect.delta for effect in self.effects], "preview": self.preview}

    @property
    def in_fractions(self) -> bool:
        """Whether the plan is a preview's."""
        return self.preview

    def sentences(self) -> Iterator[Text]:
        """Say all of it, a sentence at a time: first whether it could be otherwise."""
        if self.free is not None:
            yield self.free.text()
        yield self.value_text()
        yield from self.limit_texts()
        if self.effects:
            yield self.start_text()
        for effect in self.effects:
            yield effect.text(self.scenario, self.total)

    def start_text(self) -> Text:
        """Say what moving it starts from."""
        return Text(
            "moved from the plan’s {value}, in fractions of {unit}",
            value=self.total.counted(self.value),
            unit=Word(self.total.measure.unit),
        )

    def value_text(self) -> Text:
        """Say what it is in the plan, and that the plan counts in whole numbers."""
        return Text(
            "{total}: {value} in the plan"
            if self.preview
            else "{total}: {value} in the plan, which counts in whole {unit}",
            total=self.total.text(self.scenario),
            value=self.total.counted(self.value),
            unit=Word(self.total.measure.unit),
        )

    def limit_texts(self) -> Iterator[Text]:
        """Say how far it can go in fractions, and why the plan is not within that."""
        for limit in self.limits:
            yield self.limit_text(limit)
        gap = total_gap(self)
        if gap is not None:
            yield gap

    def limit_text(self, limit: Limit) -> Text:
        """Say how far it can go, and what holds it there."""
        more = limit.direction == "more"
        if limit.value is None:
            return Text(
                "nothing keeps it from being more" if more else "nothing keeps it from being fewer"
            )
        names = limit.holders(self.scenario)
        message = {
            (True, True): "in fractions, with every goal at its best it is at most {value}",
            (True, False): "in fractions, with every goal at its best it is at least {value}",
            (False, True): "in fractions, the binding agreements allow at most {value}",
            (False, False): "in fractions, the binding agreements allow at least {value}",
        }[limit.goals_kept, more]
        said = Text(message, value=self.total.counted(limit.value))
        return Text("{said}, because of {names}", said=said, names=names) if names else said

    def as_record(self, language: Language = "nl", tables: Iterable[str] = ()) -> Record:
        """Give it as it goes into JSON: same input, same bytes."""
        return {
            **super(Why, self).as_record(language, tables),
            "total": self.total.text(self.scenario).as_record(),
            "value": int_or_float(self.value),
            "unit": self.total.measure.unit,
            "free": None if self.free is None else self.free.as_record(),
        }


def total_gap(why: Why) -> Text | None:
    """Say why a total in whole numbers is beyond what is best in fractions, where it is."""
    best = {one.direction: one.value for one in why.limits if one.goals_kept}
    most, least = best.get("more"), best.get("fewer")
    if why.preview:
        return None
    if least is not None and why.value < least:
        limit, direction = least, "more"
    elif most is not None and why.value > most:
        limit, direction = most, "fewer"
    else:
        return None
    years: dict[tuple[str, str, Text], list[int]] = {}
    for row in why.bindings:
        if row.contains and direction in row.holds and row.right.denominator > 1:
            bound = bound_text(row)
            key = (row.agreement.id, row.scope.municipality or "", bound)
            years.setdefault(key, []).extend([row.scope.year] if row.scope.year else [])
    said = Text(
        "whole {unit} cannot be divided as fractions can: {value} in the plan, and {best} at best "
        "in fractions",
        unit=Word(why.total.measure.unit),
        value=why.total.counted(why.value),
        best=why.total.counted(limit),
    )
    rows = tuple(
        Text(
            "“{agreement}” ({place}, {years}) {bound}"
            if own
            else "“{agreement}” ({place}) {bound}",
            agreement=why.scenario.agreement(name).name(),
            place=why.scenario.municipality(code).name if code else Text("the region"),
            years=year_spans(own),
            bound=bound,
        )
        for (name, code, bound), own in years.items()
    )
    return Text("{said}: {rows}", said=said, rows=rows) if rows else said


def bound_text(row: Binding) -> Text:
    """Say what a requirement leaves to whole numbers: what it asks, and what the plan has."""
    unit = row.unit
    words = {
        "<=": "allows at most {bound} each time, and the plan has {left}",
        ">=": "asks at least {bound} each time, and the plan has {left}",
        "==": "asks exactly {bound} each time, and the plan has {left}",
    }
    return Text(words[row.sense], bound=Units(row.right, unit), left=Units(row.left, unit))


def binding(why: Why, language: Language) -> TableRows:
    """Requirements that contain the total and are tight, or that hold it where it is."""
    for row in why.bindings:
        yield {
            "agreement": row.agreement.id,
            "title": row.agreement.name().render(language),
            **code_and_name(why.scenario, row.scope.municipality or ""),
            "year": row.scope.year,
            "label": row.scope.label,
            "left": row.left,
            "sense": row.sense,
            "right": row.right,
            "slack": row.slack,
            "unit": row.unit,
            "contains": row.contains,
            "tight": row.tight,
            "holds": " ".join(row.holds),
        }


def limits(why: Why, language: Language) -> TableRows:
    """The most and the least, with every goal at its best and with the agreements only."""
    for limit in why.limits:
        yield {
            "direction": limit.direction,
            "goals_kept": limit.goals_kept,
            "limit": limit.value,
            "unit": why.total.measure.unit,
            "held_by": joined_groups(limit.agreements),
            "held_by_names": rendered(limit.holders(why.scenario), language),
            "goals": " ".join(limit.goals),
            "sentence": why.limit_text(limit).render(language),
        }


def effects(why: Why, language: Language) -> TableRows:
    """What moving the total does to each goal; a row without a goal when it is not possible."""
    for effect in why.effects:
        start = {"delta": effect.delta, "total": effect.total, "status": effect.status}
        if not effect.changes:
            said = effect.text(why.scenario, why.total).render(language)
            yield {
                **start,
                **NO_CHANGE,
                "conflict": joined_groups(effect.conflict),
                "explanation": said,
            }
        for change in effect.changes:
            yield {
                **start,
                **change.cells(why.scenario, language),
                "conflict": "",
                "explanation": effect.about(change.text(why.scenario), why.total).render(language)
                if change.effect
                else "",
            }


def joined_groups(groups: tuple[RowGroup, ...]) -> str:
    """Write agreements with their municipalities in one cell: ``social-rent:GM0202``."""
    return " ".join(f"{name}:{code}" if code else name for name, code in groups)


REASON_TABLES: Mapping[str, TableMaker] = {
    table.__name__: table for table in (binding, limits, effects)
}
"""Every table by its name, in the order in which a reader wants them."""
