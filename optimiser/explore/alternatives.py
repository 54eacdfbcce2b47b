"""Alternatives: plans nearly as good as the best one, and as different from it as can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from models.findings import InvalidScenario
from models.language import Text
from models.plan import Plan
from models.scenario import Scenario
from optimiser.explore.alternatives_result import Alternative, Alternatives
from optimiser.explore.distance import Counted, Totals, apart, counted, furthest, nearest
from optimiser.explore.distant_points import FarPoints
from optimiser.explore.rounding import WAYS, Rounding, Way
from optimiser.formulation.objectives import Progress
from optimiser.results.audit import Audit, audit
from optimiser.results.goal_values import reached
from optimiser.results.result import Result
from optimiser.solver.highs import Answer
from optimiser.solver.limits import Limits, TimeUp
from optimiser.solving.run import silent, solve

KEEP = 0.5
"""Part of what a goal may be worse that a point in fractions takes: rounding needs the rest."""


GAP = 0.001
"""Of a goal near a point: no plan need be the very best there."""


NODES = 500
"""Nodes of each search near a point: where that finds nothing, another way or point is tried."""


POINTS = 4
"""Points in fractions per alternative, to choose from."""


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

    On the workbench many points in fractions are sought (`optimiser.explore.distant_points`). The
    one that is furthest from all plans so far is rounded to whole dwellings
    (`optimiser.explore.rounding`) and audited, and so on; one that is found twice is given once.
    Where nothing lies so near to a point, plans
    are sought further from it, and from all points after it. Where that gives too few in a small
    region, plans are sought that have more or less of something than the best plan; where each of
    these searches proves that there is none, the best plan is said to be alone.

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
    ValueError
        If fewer than one are asked for, or within is less than zero.
    """
    if number < 1 or within < 0:
        raise ValueError(f"{number} plans within {within} of the best cannot be found")
    limits, tell = Limits(time_limit, cancelled, GAP, NODES), progress or silent
    if sparing:
        scenario.municipality(sparing)
    best = solve(scenario, time_limit=time_limit, progress=tell, cancelled=cancelled)
    if any(finding.severity == "error" for finding in best.findings):
        raise InvalidScenario(best.findings)
    if best.plan is None or best.audit is None:
        return Alternatives(scenario, best, (), within, number, sparing, time_limit=time_limit)
    values = reached(scenario, best.audit)
    most = {name: value * (1 + within) for name, value in values.items()}
    told = counted(scenario)
    found = FoundPlan(scenario, told, most, best.plan)
    try:
        far = FarPoints(scenario, told, holds(best, values, within), limits)
        spared = {sparing: far.spare(sparing)} if sparing else {}
    except TimeUp:
        return Alternatives(scenario, best, (), within, number, sparing, time_limit=time_limit)
    points = far.some(found.known[0], POINTS * number)
    rounding = Rounding(scenario, told, far.held, most, spared)
    ways, dropped = list(WAYS), 0
    while points and len(found.plans) < number and limits.remaining() > 0:
        tell(Text("alternative {number}", number=len(found.plans) + 1), len(found.plans), number)
        point = furthest(points, found.known)
        points.remove(point)
        dropped += not rounded(point, rounding, ways, found, limits)
    if limits.remaining() <= 0:
        dropped += len(points)
    alone = False
    if len(found.plans) < number and rounding.small:
        alone = beside(rounding, found, number, limits) and not sparing
    plans = tuple(
        Alternative(
            plan,
            audited,
            Fraction(apart(found.known[0], found.known[place])),
            Fraction(nearest(found.known[place], found.known[:place] + found.known[place + 1 :])),
        )
        for place, (plan, audited) in enumerate(found.plans, 1)
    )
    return Alternatives(scenario, best, plans, within, number, sparing, dropped, alone, time_limit)


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

    Attributes
    ----------
    known
        The numbers of the best plan, and of all plans found.
    plans
        The plans found, each with its audit.
    """

    def __init__(
        self, scenario: Scenario, told: Counted, most: Mapping[str, Fraction], best: Plan
    ) -> None:
        self._scenario, self._told, self._most = scenario, told, most
        self.known: list[Totals] = [told.totals(best)]
        self.plans: list[tuple[Plan, Audit]] = []

    def take(self, plan: Plan | None) -> bool:
        """Audit a plan, and tell whether it is near enough; one that is known is given once."""
        if plan is None:
            return False
        audited = audit(self._scenario, plan)
        values = reached(self._scenario, audited)
        if not audited.kept or any(values[name] > value for name, value in self._most.items()):
            return False
        numbers = self._told.totals(plan)
        if numbers not in self.known:
            self.known.append(numbers)
            self.plans.append((plan, audited))
        return True


def rounded(
    point: Totals, rounding: Rounding, ways: list[Way], found: FoundPlan, limits: Limits
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


def beside(rounding: Rounding, found: FoundPlan, number: int, limits: Limits) -> bool:
    """Seek plans with more or less of something; tell whether it is proven that there is none."""
    proven = True
    for answer, plan in rounding.beside(found.known[0], limits):
        proven &= answer is Answer.INFEASIBLE
        found.take(plan)
        if len(found.plans) == number:
            break
    return proven


def holds(
    best: Result, values: Mapping[str, Fraction], within: Fraction
) -> tuple[dict[str, float], dict[str, float]]:
    """Give where goals are held in fractions of dwellings: tightly, and as the best plan keeps it.

    Rounding will cost about as much as it did in the best plan, so it is best to start from the
    best there is in fractions. But there a goal may be worse than on the best plan, where rounding
    left it more room by costing an earlier goal something: then no point may keep all of them.
    """
    reached = {goal.id: goal for goal in best.goals}
    tight: dict[str, float] = {}
    for name, value in values.items():
        goal = reached.get(name)  # priorities of the shortfall are no goals by themselves
        # Fairness is counted in other units here when the plan decides what there is to divide.
        scale = float(value / goal.value) if goal is not None and goal.value else 1.0
        bound = float(value) if goal is None else goal.bound * scale
        tight[name] = min(float(value), bound) + KEEP * float(within * value)
    loose = {name: float(value) + KEEP * float(within * value) for name, value in values.items()}
    return tight, loose
