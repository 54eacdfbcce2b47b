"""Pricing: a scenario solved again and again, with less agreed each time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Unpack

import numpy as np

from models.agreements import Agreement
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.relaxation import without_agreement
from optimiser.results.status import Status
from optimiser.sensitivity.goal_changes import Reached, pursue_goals, reached_by
from optimiser.sensitivity.municipal_changes import changes_by_municipality as municipal_changes
from optimiser.sensitivity.municipal_changes import whole_ranges
from optimiser.sensitivity.price_result import AgreedThreshold, Price, Prices
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Cancelled, Limits, RunOptions
from optimiser.solving.run import solve
from scenarios import check
from scenarios.document.hints import unknown


class Pricing:
    """Solves a scenario again and again, with less agreed.

    Parameters
    ----------
    scenario
        The scenario.
    limits
        When to stop.
    whole
        Whether in whole dwellings.
    """

    def __init__(self, scenario: Scenario, limits: Limits, *, whole: bool) -> None:
        self.scenario, self.limits, self.whole = scenario, limits, whole
        self._problem = None if whole else Problem(scenario)

    def all_agreements(self) -> Reached:
        """Solve with all agreements."""
        return (
            self._solved(self.scenario)
            if self.whole
            else pursue_goals(self.problem, self.limits, municipal=True)
        )

    def without(self, agreement: Agreement) -> Reached:
        """Solve without an agreement.

        What goals or other agreements say of it stays; what the plan decides because of it (who
        hosts, who is housed elsewhere) does not.
        """
        if self.whole or any(True for _ in agreement.unknowns(self.scenario)):
            return self._solved_or_reached(self._left_out(agreement))
        freed = [
            self.problem.matrix.rows[row.name]
            for row in self.problem.rows
            if row.requirement.agreement.id == agreement.id and not row.requirement.firm
        ]

        def free(engine: Engine) -> None:
            for row in freed:
                engine.bound_row(row, -np.inf, np.inf)

        return pursue_goals(self.problem, self.limits, free, municipal=True)

    def with_threshold(self, agreement: Agreement, field: str, value: int | Fraction) -> Reached:
        """Solve with another threshold."""
        other = agreement.model_copy(update={field: value})
        return self._solved_or_reached(self._with(agreement, other))

    @property
    def problem(self) -> Problem:
        """The scenario as a problem."""
        if self._problem is None:
            self._problem = Problem(self.scenario)
        return self._problem

    def _left_out(self, agreement: Agreement) -> Scenario:
        if any(True for _ in agreement.unknowns(self.scenario)):
            return self._with(agreement, None)
        return without_agreement(self.scenario, agreement.id)

    def _with(self, agreement: Agreement, other: Agreement | None) -> Scenario:
        agreements = tuple(
            one
            for known in self.scenario.agreements
            if (one := other if known.id == agreement.id else known) is not None
        )
        return self.scenario.model_copy(update={"agreements": agreements})

    def _solved_or_reached(self, scenario: Scenario) -> Reached:
        return (
            self._solved(scenario)
            if self.whole
            else pursue_goals(Problem(scenario), self.limits, municipal=True)
        )

    def _solved(self, scenario: Scenario) -> Reached:
        if self.limits.remaining() <= 0:
            return Reached(Answer.STOPPED)
        # Of other hosts and choices a free range says nothing.
        free = not any(one.choices or [*one.unknowns(scenario)] for one in scenario.agreements)
        result = solve(scenario, free=free, **self.limits.left())
        if result.status is Status.CANCELLED:
            raise Cancelled
        if result.plan is None:
            stopped = result.status is Status.TIME_LIMIT_WITHOUT_PLAN
            return Reached(Answer.STOPPED if stopped else Answer.INFEASIBLE)
        reached = reached_by(result)
        bounds = {goal.id: Fraction(str(goal.bound)) for goal in result.goals}
        settled = self.limits.remaining() > 0
        return replace(
            reached,
            ranges=whole_ranges(result.free if settled else None),
            gaps={
                goal: (abs(values[0] - bounds[goal]),) * len(values)
                for goal, values in reached.values.items()
                if values and goal in bounds
            },
        )


STEPS = 4
"""How many steps a threshold is taken down (or up) unless it is said."""


EASIER: dict[str, int] = {"at_least": -1, "at_most": 1, "tolerance": 1, "rise": 1}
"""The fields of agreements that are a threshold, and which way asks less."""


def prices(
    scenario: Scenario,
    *,
    agreements: Collection[str] = (),
    step: Fraction | None = None,
    steps: int = STEPS,
    whole: bool = False,
    **options: Unpack[RunOptions],
) -> Prices:
    """Find what each binding agreement costs: leave it out, and solve again.

    Parameters
    ----------
    scenario
        The scenario.
    agreements
        Ids or titles of the agreements; without them all that are binding.
    step
        By how much thresholds are taken down (or up, where more asks less): percentage points of a
        ratio (30 %, 25 %, 20 % for 5 %), that part of a number. Without it agreements are only left
        out.
    steps
        How many steps at most.
    whole
        Whether to solve in whole dwellings, which takes long; else in fractions of them.
    **options
        Any of ``time_limit`` (seconds from now), ``cancelled`` (asked now and then whether to
        stop), ``progress`` (told of every solve) and ``params``.

    Returns
    -------
    Prices
        Every goal with and without each agreement, in the goal's unit.

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
    limits = Limits(**options)
    pricing = Pricing(scenario, limits.silent(), whole=whole)
    cases = [
        (agreement, agreed, threshold)
        for agreement in priced
        for agreed, threshold in [(None, None), *easier(agreement, step, steps)]
    ]
    limits.tell(Text("all agreements"), 0, len(cases) + 1)
    base = pricing.all_agreements()
    found: list[Price] = []
    for done, (agreement, agreed, threshold) in enumerate(cases, 1):
        limits.tell(Text("without “{agreement}”", agreement=agreement.name()), done, len(cases) + 1)
        reached = (
            pricing.without(agreement)
            if threshold is None
            else pricing.with_threshold(agreement, threshold.field, threshold.value)
        )
        both = base.answer is reached.answer is Answer.OPTIMAL
        changes = reached.changes(scenario, base) if both else ()
        noticed = tuple(municipal_changes(base.ranges, reached.ranges))
        found.append(Price(agreement, agreed, threshold, reached.answer, changes, noticed))
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
    wanted = {scenario.id_of(one) for one in wanted}
    findings = [
        Finding("unknown-agreement", "error", unknown(one, known), Origin("", None, "agreements"))
        for one in sorted(wanted - known.keys())
    ]
    if findings:
        raise InvalidScenario(findings)
    return [known[one] for one in sorted(wanted or known)]


def easier(
    agreement: Agreement, step: Fraction | None, steps: int
) -> Iterator[tuple[AgreedThreshold, AgreedThreshold]]:
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
            yield AgreedThreshold(field, agreed, unit), AgreedThreshold(field, value, unit)
