"""Alternatives: plans nearly as good as the best one, and as different from it as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from models.findings import InvalidScenario
from models.language import Amount, Language, Percent, Text
from models.measure import Measure, Scope
from models.plan import Plan
from models.scenario import Scenario
from optimiser.audit import Audit, audit
from optimiser.engine import Answer, Limits
from optimiser.near_best import ROUNDING
from optimiser.passes import Progress
from optimiser.reached import reached
from optimiser.result import Result
from optimiser.rounding import Rounding
from optimiser.solving import silent, solve
from optimiser.tabled import Record, Table, Tabled, place
from optimiser.workbench import NoPlan, Workbench

EXACT = 1e-5
"""A float this near to a whole number is that number."""

KEEP = 0.5
"""Part of what a goal may be worse that a point in fractions takes: rounding needs the rest."""

Totals = Mapping[tuple[str, str], Fraction]
"""Dwellings by municipality and segment."""


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
    def about(self) -> Scenario:
        """The scenario."""
        return self.scenario

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
    r"""Find plans nearly as good as the best one, as different as can be.

    By hop, skip and jump (E. D. Brill, S.-Y. Chang and L. D. Hopkins, 1982): minimise

    .. math:: \sum_{m,s} w_{m,s} x_{m,s}

    over the totals per municipality and segment, with weights that grow with the part of the
    municipality's plan capacity that the plans before have used there. Each point is rounded to
    whole dwellings (`optimiser.rounding`) and audited; one that is found twice is given once.

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
    search = Search(scenario, held, limits)
    known = [totals(best.plan)]
    found: list[Plan] = []
    dropped = 0
    if sparing:
        search.spare(sparing)
    for attempt in range(number + EXTRA):
        limits.check()
        if len(found) == number or limits.remaining() <= 0:
            break
        tell(Text("alternative {number}", number=attempt + 1), attempt, number + EXTRA)
        answer, plan = search.next(known)
        if plan is None:
            dropped += answer is Answer.STOPPED
            continue
        audited = audit(scenario, plan)
        now = reached(scenario, audited)
        worse = any(now[name] > value * (1 + within) for name, value in values.items())
        dropped += worse
        if worse or not audited.kept or totals(plan) in known:
            continue
        known.append(totals(plan))
        found.append(plan)
    plans = tuple(
        Alternative(
            plan,
            audit(scenario, plan),
            apart(known[0], known[place]),
            min(apart(other, known[place]) for at, other in enumerate(known) if at != place),
        )
        for place, plan in enumerate(found, 1)
    )
    return Alternatives(scenario, best, plans, within, number, sparing, dropped, time_limit)


SPARED = 1.005
"""How many dwellings a spared municipality builds, relative to the least: whole ones need room."""

GAP = 0.02
"""Of the distance to a point: a plan need not be the very nearest to it."""

EXTRA = 3
"""Points besides those asked for, in case some are found twice."""


class Search:
    """The workbench with every goal held near the best plan, and the rounding beside it.

    Parameters
    ----------
    scenario
        The scenario.
    held
        The most that each goal may be, in fractions of dwellings.
    limits
        When to stop.
    """

    def __init__(self, scenario: Scenario, held: Mapping[str, float], limits: Limits) -> None:
        self.scenario, self.held, self.limits = scenario, held, limits
        self.bench = Workbench(scenario)
        for name, most in self.held.items():
            self.bench.hold(name, most + ROUNDING * (1 + most))
        years = frozenset(scenario.horizon.years)
        self.built = {
            (code, segment): self.bench.programme.measure(
                Measure(quantity="new_build", segments=(segment,)),
                Scope(code, None, frozenset([code]), years),
            )
            for code in scenario.codes
            for segment in scenario.segments
        }
        self.weights: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.counted = 0
        self.fits = capacity(scenario)
        self.extra: dict[str, int] = {}
        self._rounding: Rounding | None = None

    def spare(self, code: str) -> None:
        """Have as few dwellings as can be in a municipality, in every plan from now on."""
        own = sum(built for (place, _), built in self.built.items() if place == code)
        least = self.bench.minimise(own)
        self.extra[code] = max(ceil(least - EXACT), int(least * SPARED))
        self.bench.model.limits["sparing"] = own <= self.extra[code]

    def next(self, known: Sequence[Totals]) -> tuple[Answer, Plan | None]:
        """Find the next plan, away from those that are known."""
        for found in known[self.counted :]:
            for (code, segment), dwellings in found.items():
                self.weights[code, segment] += float(dwellings) / self.fits[code]
        self.counted = len(known)
        point = self._point()
        answer, plan = self.rounding.near(point, self.limits)
        if plan is None or totals(plan) in known:
            self._push(totals(point))
        return answer, plan

    @property
    def rounding(self) -> Rounding:
        """The rounding, made when it is first needed."""
        if self._rounding is None:
            self._rounding = Rounding(self.scenario, self.held, self.extra)
        return self._rounding

    def _point(self) -> Plan:
        weighted = sum(self.weights[key] * built for key, built in self.built.items())
        try:
            self.bench.minimise(weighted)
        except NoPlan:  # the goals are held so tightly that the solver's rounding decides
            return Plan()
        return self.bench.plan()

    def _push(self, point: Totals) -> None:
        """Go further from a point that gave no new plan."""
        for (code, segment), dwellings in point.items():
            self.weights[code, segment] += float(dwellings) / self.fits[code]


def capacity(scenario: Scenario) -> dict[str, int]:
    """Count what fits per municipality, at least one so that it can be divided by."""
    fits = dict.fromkeys(scenario.codes, 0)
    for pool in scenario.capacity:
        fits[pool.municipality] += pool.dwellings
    return {code: max(1, dwellings) for code, dwellings in fits.items()}


def totals(plan: Plan) -> dict[tuple[str, str], Fraction]:
    """Add up dwellings by municipality and segment; what is zero is left out."""
    found: dict[tuple[str, str], Fraction] = {}
    for (code, segment, *_), dwellings in plan.cells.get("new_build", {}).items():
        key = str(code), str(segment)
        found[key] = found.get(key, Fraction(0)) + dwellings
    return found


def apart(one: Totals, other: Totals) -> Fraction:
    """Give half the sum of all differences."""
    keys = one.keys() | other.keys()
    return (
        sum((abs(one.get(key, 0) - other.get(key, Fraction(0))) for key in keys), Fraction(0)) / 2
    )


def alternatives_table(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give each plan, and how different it is."""
    for number, one in enumerate(found.plans, 1):
        yield {
            "alternative": number,
            "kept": one.audit.kept,
            "dwellings": sum(totals(one.plan).values(), Fraction(0)),
            "moved": one.moved,
            "moved_from_nearest": one.nearest,
        }


def dwellings(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give dwellings by municipality and segment, beside the best plan."""
    if found.best.plan is None:
        return
    best = totals(found.best.plan)
    for number, one in enumerate(found.plans, 1):
        own = totals(one.plan)
        for code in found.scenario.codes:
            for segment in found.scenario.segments:
                built = own.get((code, segment), Fraction(0))
                base = best.get((code, segment), Fraction(0))
                yield {
                    "alternative": number,
                    **place(found.scenario, code),
                    "segment": segment,
                    "dwellings": built,
                    "best": base,
                    "difference": built - base,
                }


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
                "unit": goal.unit,
            }


ALTERNATIVE_TABLES: dict[str, Table] = {
    "alternatives": alternatives_table,
    "dwellings": dwellings,
    "goals": goals,
}
"""Every table by its name, in the order in which a reader wants them."""
