"""Far points: points in fractions near the best plan, as far from one another as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from math import ceil
from random import Random

from models.scenario import Scenario
from optimiser.explore.distance import Counted, LocalKind, LocalTotals
from optimiser.explore.pyomo_model import Workbench
from optimiser.formulation.problem import HOUSEHOLDS
from optimiser.solver.limits import Limits, NoPlan, TimeUp
from optimiser.solver.tolerances import HELD, SAME


class FarPoints:
    """The workbench with every goal held near the best plan.

    Parameters
    ----------
    scenario
        The scenario.
    counted
        What plans are told apart by.
    holds
        The most that each goal may be, in fractions of dwellings: the first of these that some
        point keeps.
    limits
        When to stop.

    Attributes
    ----------
    held
        Which of them is held.
    """

    def __init__(
        self,
        scenario: Scenario,
        counted: Counted,
        holds: Sequence[Mapping[str, float]],
        limits: Limits,
    ) -> None:
        self.scenario = scenario
        self.bench = Workbench(scenario, limits)
        self._spared = limits.params.alternatives.spared
        self.held = next(filter(self._kept, holds), holds[-1])
        self.built = {
            (code, name): counted.within(self.bench.programme, code, name)
            for code in scenario.codes
            for name in counted.names
        }
        self.fits = capacity_by_municipality(scenario)
        self._households = counted.quantity in HOUSEHOLDS

    def _kept(self, held: Mapping[str, float]) -> bool:
        """Hold the goals from now on, and tell whether some point keeps that."""
        for name, most in held.items():
            self.bench.hold(name, most, HELD)
        try:
            self.bench.minimise(0)
        except NoPlan:
            return False
        return True

    def spare(self, code: str) -> int:
        """Have a municipality build, or house, little from now on; gives the most it then does."""
        own = sum(built for (place, _), built in self.built.items() if place == code)
        least = self.bench.minimise(own)
        most = max(ceil(least - SAME), int(least * self._spared))
        self.bench.model.limits["sparing"] = own <= most
        return most

    def some(self, best: LocalTotals, number: int) -> list[LocalTotals]:
        r"""Find points in two ways, half of them in each.

        By hop, skip and jump (E. D. Brill, S.-Y. Chang and L. D. Hopkins, 1982): minimise

        .. math:: \sum_{m,s} w_{m,s} x_{m,s}

        with weights that grow with the part of the municipality's plan capacity that the points
        before used there. And with weights of minus one, zero and one, drawn from a fixed seed.

        Parameters
        ----------
        best
            The best plan, from where the first way sets out.
        number
            How many; fewer when the time is up.
        """
        if self._households:
            self._house_no_more(float(sum(best.values())))
        found: dict[tuple[float, ...], LocalTotals] = {}
        points = chain(self._hops(best, number // 2), self._drawn(number // 2))
        with suppress(NoPlan, TimeUp):  # the goals may be held so tightly that rounding decides
            for point in points:
                found.setdefault(tuple(round(built, 3) for built in point.values()), point)
        return list(found.values())

    def _house_no_more(self, housed: float) -> None:
        """Let no point house more than the plan, or than there are: else nothing might limit it."""
        needed = sum(need.households for need in self.scenario.needs)
        self.bench.model.limits["housed"] = sum(self.built.values()) <= max(needed, housed)

    def _hops(self, best: LocalTotals, number: int) -> Iterator[dict[LocalKind, float]]:
        weights: defaultdict[LocalKind, float] = defaultdict(float)
        last = best
        for _ in range(number):
            for (code, name), built in last.items():
                weights[code, name] += float(built) / self.fits[code]
            last = point = self._point(weights)
            yield point

    def _drawn(self, number: int) -> Iterator[dict[LocalKind, float]]:
        draws = Random(0)
        for _ in range(number):
            yield self._point({place: int(3 * draws.random()) - 1.0 for place in self.built})

    def _point(self, weights: Mapping[LocalKind, float]) -> dict[LocalKind, float]:
        self.bench.minimise(sum(weights[place] * built for place, built in self.built.items()))
        return {place: self.bench.value(built) for place, built in self.built.items()}


def capacity_by_municipality(scenario: Scenario) -> dict[str, int]:
    """Count what fits per municipality, at least one so that it can be divided by."""
    fits = dict.fromkeys(scenario.codes, 0)
    for pool in scenario.capacity:
        fits[pool.municipality] += pool.dwellings
    return {code: max(1, dwellings) for code, dwellings in fits.items()}
