"""Alternatives: plans nearly as good as the best one, and as different from it as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.findings import InvalidScenario
from models.language import Amount, Percent, Text
from models.plan import Plan
from models.scenario import Scenario
from optimiser.alternative_tables import ALTERNATIVE_TABLES
from optimiser.audit import Audit, audit
from optimiser.engine import Limits
from optimiser.far_points import FarPoints, Totals, apart, furthest, nearest, totals
from optimiser.passes import Progress
from optimiser.reached import reached
from optimiser.result import Result
from optimiser.rounding import WAYS, Rounding
from optimiser.solving import silent, solve
from optimiser.tabled import Table, Tabled

KEEP = 0.5
"""Part of what a goal may be worse that a point in fractions takes: rounding needs the rest."""

GAP = 0.001
"""Of a goal near a point: no plan need be the very best there."""

POINTS = 4
"""Points in fractions per alternative, to choose from."""


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
        of all differences.
    nearest
        The same from the nearest of the other plans, the best one included.
    """

    plan: Plan
    audit: Audit
    moved: Fraction
    nearest: Fraction


@dataclass(frozen=True, slots=True)
class Alternatives(Tabled):
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
    time_limit: float | None = None

    @property
    def all_tables(self) -> Mapping[str, Table]:
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

    def sentences(self) -> Iterator[Text]:
        """Say how many there are, and that there may be more."""
        if self.best.plan is None:
            yield Text("Outcome: {status}.", status=self.best.status.text())
            return
        yield Text(
            "{number} plans of which no goal is more than {within} worse than on the best plan. "
            "Each keeps every binding agreement. There may be others: this is not exhaustive.",
            number=len(self.plans),
            within=Percent(self.within),
        )
        if self.sparing:
            name = self.scenario.municipality(self.sparing).name
            built = sum(
                number
                for (code, _), number in totals(self.best.plan).items()
                if code == self.sparing
            )
            least = [
                sum(
                    number for (code, _), number in totals(one.plan).items() if code == self.sparing
                )
                for one in self.plans
            ]
            if least:
                yield Text(
                    "{name} builds {least} there, and {built} in the best plan.",
                    name=name,
                    least=Amount(min(least), "dwellings"),
                    built=built,
                )
        if self.dropped:
            yield Text(
                "{number} more points gave no plan in whole dwellings that is near enough.",
                number=self.dropped,
            )


def alternatives(
    scenario: Scenario,
    number: int = 3,
    *,
    within: Fraction = Fraction(1, 100),
    sparing: str = "",
    time_limit: float | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Alternatives:
    """Find plans nearly as good as the best one, as different as can be.

    On the workbench many points in fractions are sought (`optimiser.far_points`). The one that is
    furthest from all plans so far is rounded to whole dwellings (`optimiser.rounding`) and audited,
    and so on; one that is found twice is given once. Where that gives too few, the points that gave
    no plan are rounded again with more care.

    Parameters
    ----------
    scenario
        The scenario.
    number
        How many.
    within
        How far each goal may be from its value on the best plan, relative to it.
    sparing
        Code of a municipality in which as few dwellings as can be are built.
    time_limit
        Seconds, from now.
    progress
        Told what is being done.
    cancelled
        Asked now and then.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    InvalidScenario
        If the checks find an error.
    KeyError
        If the region has no municipality `sparing`.
    """
    limits, tell = Limits(time_limit, cancelled, GAP), progress or silent
    if sparing:
        scenario.municipality(sparing)
    best = solve(scenario, time_limit=time_limit, progress=tell, cancelled=cancelled)
    if any(finding.severity == "error" for finding in best.findings):
        raise InvalidScenario(best.findings)
    if best.plan is None or best.audit is None:
        return Alternatives(scenario, best, (), within, number, sparing, 0, time_limit)
    values = reached(scenario, best.audit)
    bounds = {goal.id: goal.bound for goal in best.goals}
    held = {
        # Rounding will cost about as much as it did in the best plan.
        name: min(float(value), bounds.get(name, float(value))) + KEEP * float(within * value)
        for name, value in values.items()
    }
    far = FarPoints(scenario, held)
    spared = {sparing: far.spare(sparing)} if sparing else {}
    points = far.some(totals(best.plan), POINTS * number, limits.check)
    most = {name: value * (1 + within) for name, value in values.items()}
    rounding = Rounding(scenario, held, most, spared)
    known: list[Totals] = [totals(best.plan)]
    found: list[tuple[Plan, Audit]] = []
    failed = points
    for way in WAYS:
        if len(found) == number or limits.remaining() <= 0:
            break
        points, failed = failed, []
        while points and len(found) < number and limits.remaining() > 0:
            limits.check()
            tell(Text("alternative {number}", number=len(found) + 1), len(found), number)
            point = furthest(points, known)
            points.remove(point)
            plan = rounding.near(point, way, limits)
            audited = None if plan is None else audit(scenario, plan)
            if plan is None or audited is None or worse(reached(scenario, audited), most):
                failed.append(point)
            elif audited.kept and totals(plan) not in known:
                known.append(totals(plan))
                found.append((plan, audited))
        if limits.remaining() <= 0:
            failed += points
    dropped = len(failed)
    plans = tuple(
        Alternative(
            plan,
            audited,
            Fraction(apart(known[0], known[place])),
            Fraction(nearest(known[place], known[:place] + known[place + 1 :])),
        )
        for place, (plan, audited) in enumerate(found, 1)
    )
    return Alternatives(scenario, best, plans, within, number, sparing, dropped, time_limit)


def worse(values: Mapping[str, Fraction], most: Mapping[str, Fraction]) -> bool:
    """Tell whether a goal is more than it may be."""
    return any(values[name] > value for name, value in most.items())
