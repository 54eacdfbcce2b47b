"""The room: the least and the most of anything, in any plan whose goals stay near the best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import ceil, floor
from typing import Any, Unpack

import numpy as np

from models.measure import Measure, Scope
from models.scenario import Scenario
from optimiser.explore.distant_points import capacity_by_municipality
from optimiser.explore.dual_bound import DualBound
from optimiser.explore.pyomo_model import Workbench
from optimiser.explore.room_result import Room, Rooms
from optimiser.solver.answers import SolverFault
from optimiser.solver.limits import Limits, StopOptions
from optimiser.solver.tolerances import HELD, PROVEN, SAME


def room(
    scenario: Scenario,
    within: Fraction = Fraction(1, 100),
    **options: Unpack[StopOptions],
) -> Rooms:
    """Find the least and the most per municipality and segment near the best plan.

    Parameters
    ----------
    scenario
        The scenario.
    within
        How far from the best every goal may be, relative to it.
    **options
        Any of ``time_limit`` (seconds from now), ``cancelled`` (asked now and then) and ``params``.

    Returns
    -------
    Rooms
        The least and the most, in dwellings.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    NoPlan
        If no plan keeps all binding agreements.
    TimeUp
        If the time was up.
    ValueError
        If within is less than zero.
    """
    bench = NearBest(scenario, within, limits=Limits(**options)).workbench
    # All totals first: one that nothing asked for yet comes with a row of its own.
    totals = list(local_totals(bench))
    bound = DualBound(bench.model) if bench.linear else None
    least = partial(searched_least, bench) if bound is None else partial(proven_least, bench, bound)
    seen, fits = (
        SeenExtremes(bench, [built for *_, built in totals]),
        capacity_by_municipality(scenario),
    )
    found = []
    for number, (code, segment, built) in enumerate(totals):
        low, high = 0.0, float(fits[code])
        if seen.least[number] > SAME:
            low = least(built)
            seen.look()
        if seen.most[number] < high - SAME:
            high = -least(-built)
            seen.look()
        found.append(Room(code, segment, ceil(low - SAME), floor(high + SAME)))
    return Rooms(scenario, within, tuple(found))


class SeenExtremes:
    """The least and the most of totals at the points that were found so far.

    Where that is nothing, or all that fits, no search can find less, or more.

    Parameters
    ----------
    bench
        Where points are found.
    totals
        The totals.

    Attributes
    ----------
    least, most
        Of each total.
    """

    def __init__(self, bench: Workbench, totals: Sequence[Any]) -> None:
        self._bench, self._totals = bench, totals
        self.least, self.most = np.full(len(totals), np.inf), np.full(len(totals), -np.inf)
        bench.minimise(0)  # a total that nothing asked for yet stands in no point before
        self.look()

    def look(self) -> None:
        """Look at the last point."""
        here = np.array([self._bench.value(total) for total in self._totals])
        self.least, self.most = np.minimum(self.least, here), np.maximum(self.most, here)


def local_totals(bench: Workbench) -> Iterator[tuple[str, str, Any]]:
    """Give what is built by municipality and segment, and of all segments together."""
    years = frozenset(bench.scenario.horizon.years)
    for code in bench.scenario.codes:
        scope = Scope(code, None, frozenset([code]), years)
        for segment in (*bench.scenario.segments, ""):
            only = scope.within(segment=segment or None)
            yield code, segment, bench.programme.measure(Measure(quantity="new_build"), only)


def searched_least(bench: Workbench, built: Any) -> float:
    """Give what no plan goes below, as a search over yes or no proves it."""
    bench.minimise(built)
    return bench.proven


def proven_least(bench: Workbench, bound: DualBound, built: Any) -> float:
    """Give what no point goes below, whatever the solver started from.

    Raises
    ------
    SolverFault
        If the duals do not prove what the solver found, not even from nothing.
    """
    found, least = bench.minimise(built), bound.of(built, bench.duals())
    if found - least > PROVEN * (1 + abs(found)):
        bench.cold()
        found, least = bench.minimise(built), bound.of(built, bench.duals())
    if found - least > PROVEN * (1 + abs(found)):
        raise SolverFault(f"found {found:.9g}, proven {least:.9g}")
    return min(found, least)


class NearBest:
    """A workbench on which every goal is held near its best.

    Of a goal of fairness the largest deviation is held, not the ones below it. A goal whose best is
    zero stays at zero, unless it is given slack of its own.

    Parameters
    ----------
    scenario
        The scenario.
    within
        How far from the best a goal may be, relative to it (``Fraction(1, 100)`` is 1 %).
    slack
        Per goal, units that it may be worse by in any case.
    limits
        When to stop.

    Attributes
    ----------
    best
        The best value of each goal, given those before it.
    held
        The value at which each goal is held.

    Raises
    ------
    NoPlan
        If no plan keeps all binding agreements.
    TimeUp
        If the time was up.
    ValueError
        If it is to be better than the best.
    """

    def __init__(
        self,
        scenario: Scenario,
        within: Fraction,
        slack: Mapping[str, Fraction] | None = None,
        limits: Limits | None = None,
    ) -> None:
        if within < 0:
            raise ValueError(f"no plan is better than the best: within is {within}, less than zero")
        self.scenario = scenario
        self.workbench = Workbench(scenario, limits)
        self.best: dict[str, float] = {}
        self.held: dict[str, float] = {}
        if not scenario.goal_names:
            self.workbench.minimise(0)
        for name in scenario.goal_names:
            self.workbench.cold()  # all that is found later rests on these
            best = max(0.0, self.workbench.least(name))
            self.best[name] = best
            self.workbench.hold(name, best, HELD)
        allowed = {name: float(units) for name, units in (slack or {}).items()}
        for name, best in self.best.items():
            self.held[name] = best * (1 + float(within)) + allowed.get(name, 0.0)
            self.workbench.hold(name, self.held[name], HELD)
