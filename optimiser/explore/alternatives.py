"""Alternatives: plans nearly as good as the best one, and as different from it as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Unpack

from models.findings import InvalidScenario
from models.language import Text
from models.plan import Plan
from models.scenario import Scenario
from optimiser.explore import MOST_ALTERNATIVES
from optimiser.explore.alternatives_result import Alternative, Alternatives
from optimiser.explore.distance import (
    Counted,
    LocalTotals,
    choose_counted,
    distance_to_nearest,
    furthest_point,
    units_apart,
)
from optimiser.explore.distant_points import FarPoints
from optimiser.explore.rounding import Rounding, Way, straight_ways, ways_of
from optimiser.results.audit import Audit, audit
from optimiser.results.goal_values import pursued_values
from optimiser.results.result import Result
from optimiser.solver.answers import Answer
from optimiser.solver.limits import Limits, RunOptions, TimeUp
from optimiser.solving.run import solve
from optimiser.solving.whole_dwellings import few_cells


def alternatives(
    scenario: Scenario,
    number: int = 3,
    *,
    within: Fraction = Fraction(1, 100),
    sparing: str = "",
    **options: Unpack[RunOptions],
) -> Alternatives:
    """Find plans nearly as good as the best one, as different as can be.

    On the workbench many points in fractions are sought (`optimiser.explore.distant_points`). The
    one that is furthest from all plans so far is rounded to whole dwellings
    (`optimiser.explore.rounding`) and audited, and so on; one that is found twice is given once.
    Points from which what takes little leads nowhere are left for searches that take long, which
    are not made where plans enough came of others. Where nothing lies so near to a point, plans
    are sought further from it, and from all points after it. Where that gives too few in a small
    region, plans are sought that have more or less of something than the best plan; where each of
    these searches proves that there is none, the best plan is said to be alone.

    Parameters
    ----------
    scenario
        The scenario.
    number
        How many, at most `MOST_ALTERNATIVES`.
    within
        How far each goal may be from its value on the best plan, relative to it.
    sparing
        Code of a municipality in which as few dwellings as can be are built.
    **options
        Any of ``time_limit`` (seconds from now), ``cancelled`` (asked now and then), ``progress``
        (told what is being done) and ``params``.

    Returns
    -------
    Alternatives
        The plans, and how far they lie apart, in dwellings.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    InvalidScenario
        If the checks find an error.
    KeyError
        If the region has no municipality `sparing`.
    ValueError
        If fewer than one or more than `MOST_ALTERNATIVES` are asked for, or within is less than
        zero.
    """
    if not 1 <= number <= MOST_ALTERNATIVES or within < 0:
        raise ValueError(f"{number} plans within {within} of the best cannot be found")
    limits = Limits(**options)
    params = limits.params.alternatives
    if sparing:
        scenario.municipality(sparing)
    best = solve(scenario, **options)
    if any(finding.severity == "error" for finding in best.findings):
        raise InvalidScenario(best.findings)
    nothing = Alternatives(
        scenario, best, (), within, number, sparing, time_limit=limits.time_limit
    )
    if best.plan is None or best.audit is None:
        return nothing
    values = pursued_values(best.audit.objectives)
    most = {name: value * (1 + within) for name, value in values.items()}
    told = choose_counted(scenario)
    found = FoundPlan(scenario, told, most, best.plan, number)
    try:
        far = FarPoints(
            scenario, told, goal_holds(best, values, within * Fraction(params.keep)), limits
        )
        spared = {sparing: far.spare(sparing)} if sparing else {}
    except TimeUp:
        return nothing
    points = far.some(found.known[0], params.points * number)
    rounding = Rounding(scenario, told, far.held, most, spared, params=params)
    first, *others = ways_of(params.near)
    if rounding.begin(best.plan, best.audit, limits.silent()):
        # These take little: where they give enough nothing else is searched.
        soon = first, *straight_ways(params.near)
        points = tried(points, rounding, soon, found, limits) + points
    else:
        others = [first, *others]
    dropped = len(tried(points, rounding, others, found, limits))
    if limits.remaining() <= 0:
        dropped += len(points)
    alone = False
    if found.wanted and few_cells(rounding.problem, limits):
        alone = seek_more_or_less(rounding, found, limits.silent()) and not sparing
    plans = tuple(
        Alternative(
            plan,
            audited,
            Fraction(units_apart(found.known[0], found.known[place])),
            Fraction(
                distance_to_nearest(
                    found.known[place], found.known[:place] + found.known[place + 1 :]
                )
            ),
        )
        for place, (plan, audited) in enumerate(found.plans, 1)
    )
    return replace(nothing, plans=plans, dropped=dropped, alone=alone)


class FoundPlan:
    """The plans that were found.

    Parameters
    ----------
    scenario
        The scenario.
    told
        What plans are told apart by.
    most
        The most that each goal may be.
    best
        The best plan.
    number
        How many are wanted.

    Attributes
    ----------
    known
        The numbers of the best plan, and of all plans found.
    plans
        The plans found, each with its audit.
    """

    def __init__(
        self,
        scenario: Scenario,
        told: Counted,
        most: Mapping[str, Fraction],
        best: Plan,
        number: int,
    ) -> None:
        self._scenario, self._told, self._most = scenario, told, most
        self._number = number
        self.known: list[LocalTotals] = [told.totals(best)]
        self.plans: list[tuple[Plan, Audit]] = []

    @property
    def wanted(self) -> int:
        """How many more are wanted."""
        return self._number - len(self.plans)

    def take(self, plan: Plan | None) -> bool:
        """Audit a plan, and tell whether it is near enough; one that is known is given once."""
        if plan is None:
            return False
        audited = audit(self._scenario, plan)
        values = pursued_values(audited.objectives)
        if not audited.kept or any(values[name] > value for name, value in self._most.items()):
            return False
        numbers = self._told.totals(plan)
        if numbers not in self.known:
            self.known.append(numbers)
            self.plans.append((plan, audited))
        return True


def tried(
    points: list[LocalTotals],
    rounding: Rounding,
    ways: Iterable[Way],
    found: FoundPlan,
    limits: Limits,
) -> list[LocalTotals]:
    """Round points until there are plans enough, the furthest from all plans so far first.

    No search takes more than its part of the time that is left, so that later ones have theirs.

    Parameters
    ----------
    points
        The points; each that is rounded is taken out.
    rounding
        Rounds them.
    ways
        How, the nearest first.
    found
        The plans so far.
    limits
        When to stop, and who is told.

    Returns
    -------
    list
        The points of which no plan came.
    """
    params, left, failed = limits.params.alternatives, list(ways), []
    near = replace(limits.silent(), gap=params.gap, nodes=params.near.nodes)
    while points and found.wanted and limits.remaining() > 0:
        done = len(found.plans)
        limits.tell(Text("alternative {number}", number=done + 1), done, done + found.wanted)
        point = furthest_point(points, found.known)
        points.remove(point)
        timed = limits.time_limit is not None
        share = near.soon(limits.remaining() / found.wanted) if timed else near
        if not round_point(point, rounding, left, found, share):
            failed.append(point)
    return failed


def round_point(
    point: LocalTotals, rounding: Rounding, ways: list[Way], found: FoundPlan, limits: Limits
) -> bool:
    """Round a point, and tell whether a plan came of it.

    A way that gave none is not tried for later points either, unless it is the last.
    """
    for way in tuple(ways):
        limits.check()
        if found.take(rounding.near(point, way, limits)):
            return True
        if len(ways) > 1:
            ways.remove(way)
    return False


def seek_more_or_less(rounding: Rounding, found: FoundPlan, limits: Limits) -> bool:
    """Seek plans with more or less of something; tell whether it is proven that there is none."""
    proven = True
    for answer, plan in rounding.beside(found.known[0], limits):
        proven &= answer is Answer.INFEASIBLE
        found.take(plan)
        if not found.wanted:
            break
    return proven


def goal_holds(
    best: Result, values: Mapping[str, Fraction], taken: Fraction
) -> tuple[dict[str, float], dict[str, float]]:
    """Give where goals are held in fractions of dwellings: tightly, and as the best plan keeps it.

    Rounding will cost about as much as it did in the best plan, so it is best to start from the
    best there is in fractions. But there a goal may be worse than on the best plan, where rounding
    left it more room by costing an earlier goal something: then no point may keep all of them.

    Parameters
    ----------
    best
        The best plan.
    values
        What its goals come to.
    taken
        How much worse each may be at a point, relative to it.
    """
    known = {goal.id: goal for goal in best.goals}
    tight: dict[str, float] = {}
    for name, value in values.items():
        goal = known.get(name)  # priorities of the shortfall are no goals by themselves
        bound = float(value) if goal is None else goal.bound
        tight[name] = min(float(value), bound) + float(taken * value)
    loose = {name: float(value) + float(taken * value) for name, value in values.items()}
    return tight, loose
