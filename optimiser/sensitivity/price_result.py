"""The price of each agreement: every goal without it, and with less of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.agreements import Agreement
from models.language import Language, Part, Percent, Text, Units
from models.scenario import Scenario
from optimiser.results.account import Account, Record, TableMaker
from optimiser.results.result_tables import assumptions
from optimiser.sensitivity.goal_changes import NO_CHANGE, GoalChange, Reached, possibility
from optimiser.sensitivity.municipal_changes import MunicipalChange
from optimiser.solver.answers import Answer


@dataclass(frozen=True, slots=True)
class AgreedThreshold:
    """A threshold of an agreement, as agreed or at another value.

    Parameters
    ----------
    field
        The field of the agreement: ``at_least``, ``at_most``, ``tolerance`` or ``rise``.
    value
        A ratio, or a number of units.
    unit
        Empty for a ratio.
    """

    field: str
    value: int | Fraction
    unit: str

    def text(self) -> Text:
        """Say it, for a reader."""
        value: Part = Units(self.value, self.unit) if self.unit else Percent(Fraction(self.value))
        words = {
            "at_least": "at least {bound}",
            "at_most": "at most {bound}",
            "tolerance": "at most {bound} above or below",
            "rise": "at most {bound} more than the year before",
        }
        return Text(words[self.field], bound=value)


@dataclass(frozen=True, slots=True)
class Price:
    """What goals come to without an agreement, or with less of it.

    Parameters
    ----------
    agreement
        The agreement.
    agreed, threshold
        Its threshold as agreed, and the one that was tried; None when it is left out.
    answer
        ``OPTIMAL``, ``INFEASIBLE`` when there is no plan then either, ``STOPPED`` when the time was
        up.
    changes
        Every goal beside what it is with all agreements; empty when those have no plan.
    municipal
        The numbers of every municipality beside what they are with all agreements; empty in whole
        dwellings where hosts or choices may be others, of which not all that are as good are known.
    """

    agreement: Agreement
    agreed: AgreedThreshold | None
    threshold: AgreedThreshold | None
    answer: Answer
    changes: tuple[GoalChange, ...] = ()
    municipal: tuple[MunicipalChange, ...] = ()

    @property
    def forced(self) -> tuple[MunicipalChange, ...]:
        """What must change for a municipality, the largest first."""
        own = [one for one in self.municipal if one.least]
        return tuple(sorted(own, key=lambda one: (-abs(one.least), one.municipality)))

    @property
    def status(self) -> str:
        """What came of it: ``possible``, ``impossible`` or ``undecided``."""
        return possibility(self.answer)

    def text(self, scenario: Scenario, *, possible: bool) -> Text:
        """Say it, for a reader.

        Parameters
        ----------
        scenario
            The scenario.
        possible
            Whether all agreements together have a plan.
        """
        case = self.case
        if self.answer is Answer.STOPPED:
            return Text("{case}: the time was up before that was known", case=case)
        if self.answer is Answer.INFEASIBLE:
            return Text("{case}: there is no plan either", case=case)
        if not possible:
            return Text("{case}: there is a plan", case=case)
        said = [change.text(scenario) for change in self.changes if change.effect]
        said += [change.text(scenario) for change in self.forced]
        if not said:
            message = (
                "{case}: no goal changes and no municipality has to build or house otherwise"
                if self.municipal
                else "{case}: no goal changes, it costs nothing"
            )
            return Text(message, case=case)
        return self.about(Text.joined(said, "; "))

    @property
    def case(self) -> Text:
        """Say what is different: the agreement is left out, or asks less."""
        name = self.agreement.name()
        if self.threshold is None or self.agreed is None:
            return Text("without “{agreement}”", agreement=name)
        return Text(
            "“{agreement}”, {threshold} instead of {agreed}",
            agreement=name,
            threshold=self.threshold.text(),
            agreed=self.agreed.text(),
        )

    def about(self, changes: Text) -> Text:
        """Say what that does to goals."""
        return Text("{case}: {changes}", case=self.case, changes=changes)


@dataclass(frozen=True, slots=True)
class Prices(Account):
    """The price of agreements.

    Parameters
    ----------
    scenario
        The scenario.
    base
        What goals come to with all agreements.
    found
        Agreement by agreement: without it, and then step by step.
    whole
        Whether in whole dwellings; else in fractions of them.
    asked
        What was asked, besides.
    """

    scenario: Scenario
    base: Reached
    found: tuple[Price, ...]
    whole: bool
    asked: Mapping[str, Any]

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """The prices."""
        return PRICE_TABLES

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {**self.asked, "whole": self.whole}

    @property
    def possible(self) -> bool:
        """Whether all agreements together have a plan."""
        return self.base.answer is Answer.OPTIMAL

    def sentences(self) -> Iterator[Text]:
        """Say what each agreement costs."""
        if self.base.answer is Answer.INFEASIBLE:
            yield Text("with all binding agreements there is no plan")
        for price in self.found:
            yield price.text(self.scenario, possible=self.possible)


def prices(found: Prices, language: Language) -> Iterator[Record]:
    """Every goal with all agreements, without each, and with less of it."""
    nothing = dict.fromkeys(("agreement", "title"), "") | {"case": "as agreed"}
    thresholds = dict.fromkeys(("field", "agreed", "threshold", "threshold_unit"))
    for goal, values in found.base.values.items():
        yield {
            **nothing,
            **thresholds,
            "status": "possible",
            "goal": goal,
            "sentence": found.scenario.goal_sentence(goal).render(language),
            "rank": 1,
            "before": values[0] if values else None,
            "after": values[0] if values else None,
            "effect": 0,
            "unit": found.scenario.goal(goal).unit(found.scenario),
            "gap": found.base.gap(goal, 1),
            "certain": None,
            "explanation": "",
        }
    for price in found.found:
        yield from case_rows(found, price, language)


def municipal(found: Prices, language: Language) -> Iterator[Record]:
    """The numbers of every municipality without each agreement, and with less of it."""
    for price in found.found:
        for change in price.municipal:
            yield {**case_cells(price, language), **change.cells(found.scenario)}


def case_cells(price: Price, language: Language) -> Record:
    """Give the cells that say what is different."""
    return {
        "agreement": price.agreement.id,
        "title": price.agreement.name().render(language),
        "case": "without" if price.threshold is None else "threshold",
        "field": price.threshold.field if price.threshold else None,
        "agreed": price.agreed.value if price.agreed else None,
        "threshold": price.threshold.value if price.threshold else None,
        "threshold_unit": (price.threshold.unit or "ratio") if price.threshold else None,
        "status": price.status,
    }


def case_rows(found: Prices, price: Price, language: Language) -> Iterator[Record]:
    """Give the rows of one case; one row without a goal when there is nothing to compare."""
    start = case_cells(price, language)
    if not price.changes:
        said = price.text(found.scenario, possible=found.possible).render(language)
        yield {**start, **NO_CHANGE, "explanation": said}
    for change in price.changes:
        yield {
            **start,
            **change.cells(found.scenario, language),
            "explanation": price.about(change.text(found.scenario)).render(language)
            if change.effect
            else "",
        }


PRICE_TABLES: Mapping[str, TableMaker] = {
    "prices": prices,
    "municipal": municipal,
    "assumptions": assumptions,
}
"""Every table by its name."""
