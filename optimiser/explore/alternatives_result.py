"""Alternatives: plans that are almost as good as the best, and as different as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.language import Language, Percent, Text, Units, Word
from models.plan import Plan
from models.scenario import Scenario
from optimiser.explore.distance import Counted, choose_counted
from optimiser.results.account import Account, Record, TableMaker, code_and_name
from optimiser.results.audit import Audit
from optimiser.results.result import Result


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan in whole dwellings, audited.

    Parameters
    ----------
    plan
        The plan.
    audit
        The plan held against the scenario.
    moved
        Dwellings that lie in another municipality or segment than in the best plan: half the sum
        of all differences. Where nothing is built, households or places.
    nearest
        The same from the nearest of the other plans, the best one included.
    """

    plan: Plan
    audit: Audit
    moved: Fraction
    nearest: Fraction


@dataclass(frozen=True, slots=True)
class Alternatives(Account):
    """The best plan and plans that are nearly as good.

    Parameters
    ----------
    scenario
        The scenario.
    best
        The best plan, or why there is none.
    plans
        The alternatives, in the order in which they were found.
    within
        How far each goal may be from its value on the best plan, relative to it.
    asked
        How many were asked for.
    sparing
        The municipality that is spared; empty for none.
    dropped
        Points of which no plan in whole dwellings came that is near enough, or not in time.
    alone
        Whether it is proven that there is no other: every plan that near has the same numbers by
        municipality and segment.
    time_limit
        Seconds that were allowed.
    """

    scenario: Scenario
    best: Result
    plans: tuple[Alternative, ...]
    within: Fraction
    asked: int
    sparing: str = ""
    dropped: int = 0
    alone: bool = False
    time_limit: float | None = None

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """The tables of alternatives."""
        return ALTERNATIVE_TABLES

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {
            "within": float(self.within),
            "number": self.asked,
            "sparing": self.sparing,
            "timeLimit": self.time_limit,
        }

    @property
    def counted(self) -> Counted:
        """What plans are told apart by."""
        return choose_counted(self.scenario)

    def _spared(self, plan: Plan) -> Fraction:
        """Count what the spared municipality builds, or houses."""
        own = self.counted.totals(plan).items()
        return sum((number for (code, _), number in own if code == self.sparing), Fraction(0))

    def sentences(self) -> Iterator[Text]:
        """Say how many there are, and that there may be more."""
        if self.best.plan is None:
            yield Text("Result: {status}.", status=self.best.status.text())
            return
        if self.alone:
            yield Text(
                "No plan has other numbers of {unit} by municipality and {axis}: wherever no goal "
                "is more than {within} worse than on the best plan, they are the same. Plans can "
                "differ in the rest only.",
                unit=Word(self.counted.unit),
                axis=Word(self.counted.axis),
                within=Percent(self.within),
            )
            return
        if not self.plans:
            yield Text(
                "No other plan was found of which no goal is more than {within} worse than on the "
                "best plan. There may be one: this is not exhaustive.",
                within=Percent(self.within),
            )
        else:
            yield Text(
                "{plans} of which no goal is more than {within} worse than on the best plan. "
                "Each keeps every binding agreement. There may be others, and some that lie "
                "further apart: this is not exhaustive.",
                plans=Units(len(self.plans), "plans"),
                within=Percent(self.within),
            )
        if self.sparing and self.plans:
            name = self.scenario.municipality(self.sparing).name
            least = min(self._spared(one.plan) for one in self.plans)
            amount = Units(least, self.counted.unit)
            built = self._spared(self.best.plan)
            if self.counted.quantity == "new_build":
                yield Text(
                    "{name} builds {least} there, and {built} in the best plan.",
                    name=name,
                    least=amount,
                    built=built,
                )
            else:
                yield Text(
                    "{name} has {least} there, and {built} in the best plan.",
                    name=name,
                    least=amount,
                    built=built,
                )
        if self.dropped:
            yield Text(
                "{number} more points gave no plan in whole dwellings that is near enough.",
                number=self.dropped,
            )


def alternatives_table(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give each plan, and how different it is."""
    told = found.counted
    for number, one in enumerate(found.plans, 1):
        yield {
            "alternative": number,
            "kept": one.audit.kept,
            told.unit: sum(told.totals(one.plan).values(), Fraction(0)),
            "moved": one.moved,
            "moved_from_nearest": one.nearest,
        }


def numbers_of(unit: str, found: Alternatives) -> Iterator[Record]:
    """Give what plans are told apart by, beside the best plan; nothing when that is another."""
    told = found.counted
    if found.best.plan is None or told.unit != unit:
        return
    best = told.totals(found.best.plan)
    for number, one in enumerate(found.plans, 1):
        own = told.totals(one.plan)
        for code in found.scenario.codes:
            for name in told.names:
                built = own.get((code, name), Fraction(0))
                base = best.get((code, name), Fraction(0))
                yield {
                    "alternative": number,
                    **code_and_name(found.scenario, code),
                    told.axis: name,
                    unit: built,
                    "best": base,
                    "difference": built - base,
                }


def dwellings(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give dwellings by municipality and segment, beside the best plan."""
    yield from numbers_of("dwellings", found)


def households(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give households by municipality and group, beside the best plan, where nothing is built."""
    yield from numbers_of("households", found)


def places(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give places by municipality and facility, where nobody is housed either."""
    yield from numbers_of("places", found)


def goals(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give each goal on each plan, beside the best plan."""
    for goal in found.scenario.goals:
        for number, one in enumerate(found.plans, 1):
            value = one.audit.goals[goal.id]
            base = found.best.audit.goals[goal.id] if found.best.audit else Fraction(0)
            yield {
                "alternative": number,
                "goal": goal.id,
                "sentence": goal.sentence(found.scenario).render(language),
                "value": value,
                "best": base,
                "difference": value - base,
                "unit": goal.unit(found.scenario),
            }


ALTERNATIVE_TABLES: dict[str, TableMaker] = {
    "alternatives": alternatives_table,
    "dwellings": dwellings,
    "households": households,
    "places": places,
    "goals": goals,
}
"""Every table by its name, in the order in which a reader wants them."""
