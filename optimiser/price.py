"""The price of each agreement: every goal without it, and with less of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from models.agreements import Agreement
from models.findings import Finding, InvalidScenario, Origin
from models.language import Amount, Part, Percent, Text
from models.scenario import Scenario
from optimiser.effects import Change, Reached, silent
from optimiser.engine import Answer, Limits
from optimiser.passes import Progress
from optimiser.price_tables import PRICE_TABLES
from optimiser.pricing import Pricing
from optimiser.tabled import Table, Tabled
from scenarios import check
from scenarios.hints import unknown

STEPS = 4
"""How many steps a threshold is taken down (or up) unless it is said."""

EASIER: dict[str, int] = {"at_least": -1, "at_most": 1, "tolerance": 1, "rise": 1}
"""The fields of agreements that are a threshold, and which way asks less."""


@dataclass(frozen=True, slots=True)
class Threshold:
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
        value: Part = Amount(self.value, self.unit) if self.unit else Percent(Fraction(self.value))
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
    """

    agreement: Agreement
    agreed: Threshold | None
    threshold: Threshold | None
    answer: Answer
    changes: tuple[Change, ...] = ()

    @property
    def status(self) -> str:
        """What came of it: ``possible``, ``impossible`` or ``undecided``."""
        known = {Answer.OPTIMAL: "possible", Answer.INFEASIBLE: "impossible"}
        return known.get(self.answer, "undecided")

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
        if not said:
            return Text("{case}: no goal changes, it costs nothing", case=case)
        places = {f"p{at}": text for at, text in enumerate(said)}
        return self.about(Text("; ".join(f"{{{name}}}" for name in places), **places))

    @property
    def case(self) -> Text:
        """Say what is different: the agreement is left out, or asks less."""
        name = self.agreement.name()
        if self.threshold is None or self.agreed is None:
            return Text("without {agreement}", agreement=name)
        return Text(
            "{agreement}, {threshold} instead of {agreed}",
            agreement=name,
            threshold=self.threshold.text(),
            agreed=self.agreed.text(),
        )

    def about(self, changes: Text) -> Text:
        """Say what that does to goals."""
        return Text("{case}: {changes}", case=self.case, changes=changes)


@dataclass(frozen=True, slots=True)
class Prices(Tabled):
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
    def all_tables(self) -> Mapping[str, Table]:
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


def prices(
    scenario: Scenario,
    *,
    agreements: Collection[str] = (),
    step: Fraction | None = None,
    steps: int = STEPS,
    whole: bool = False,
    time_limit: float | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Prices:
    """Find what each binding agreement costs: leave it out, and solve again.

    Parameters
    ----------
    scenario
        The scenario.
    agreements
        Ids of the agreements; without them all that are binding.
    step
        By how much thresholds are taken down (or up, where more asks less): percentage points of a
        ratio (30 %, 25 %, 20 % for 5 %), that part of a number. Without it agreements are only left
        out.
    steps
        How many steps at most.
    whole
        Whether to solve in whole dwellings, which takes long; else in fractions of them.
    time_limit
        Seconds, from now.
    progress
        Told of every solve.
    cancelled
        Asked now and then whether to stop.

    Raises
    ------
    InvalidScenario
        If the checks find an error, or there is no binding agreement of some name.
    Cancelled
        If asked to stop.
    """
    findings = [finding for finding in check(scenario) if finding.severity == "error"]
    if findings:
        raise InvalidScenario(findings)
    priced = priced_agreements(scenario, agreements)
    pricing = Pricing(scenario, Limits(time_limit, cancelled), whole=whole)
    cases = [
        (agreement, agreed, threshold)
        for agreement in priced
        for agreed, threshold in [(None, None), *easier(agreement, step, steps)]
    ]
    tell = progress or silent
    tell(Text("all agreements"), 0, len(cases) + 1)
    base = pricing.all_agreements()
    found: list[Price] = []
    for done, (agreement, agreed, threshold) in enumerate(cases, 1):
        tell(Text("without {agreement}", agreement=agreement.name()), done, len(cases) + 1)
        reached = (
            pricing.without(agreement)
            if threshold is None
            else pricing.with_threshold(agreement, threshold.field, threshold.value)
        )
        both = base.answer is reached.answer is Answer.OPTIMAL
        changes = reached.changes(scenario, base) if both else ()
        found.append(Price(agreement, agreed, threshold, reached.answer, changes))
    asked = {
        "agreements": [agreement.id for agreement in priced],
        "step": None if step is None else float(step),
        "steps": steps,
    }
    return Prices(scenario, base, tuple(found), whole, asked)


def priced_agreements(scenario: Scenario, wanted: Collection[str]) -> list[Agreement]:
    """List the agreements that are priced.

    Raises
    ------
    InvalidScenario
        If there is no binding agreement of some name.
    """
    known = {one.id: one for one in scenario.agreements if one.binding}
    findings = [
        Finding("unknown-agreement", "error", unknown(one, known), Origin("", None, "agreements"))
        for one in sorted(set(wanted) - known.keys())
    ]
    if findings:
        raise InvalidScenario(findings)
    return [known[one] for one in sorted(wanted or known)]


def easier(
    agreement: Agreement, step: Fraction | None, steps: int
) -> Iterator[tuple[Threshold, Threshold]]:
    """Give an agreement's thresholds with less and less asked of them, beside what was agreed."""
    for field, sign in EASIER.items() if step else ():
        agreed = getattr(agreement, field, None)
        if agreed is None or step is None:
            continue
        ratio = isinstance(agreed, Fraction)
        unit = "" if ratio else agreement.unit
        before = agreed
        for number in range(1, steps + 1):
            moved = max(Fraction(0), agreed + sign * number * step * (1 if ratio else agreed))
            value: int | Fraction = moved
            if not ratio:
                value = floor(moved) if sign < 0 else ceil(moved)
            elif field == "at_most":
                value = min(Fraction(1), moved)
            if value == before:
                break
            before = value
            yield Threshold(field, agreed, unit), Threshold(field, value, unit)
