"""Far points: points in fractions near the best plan, as far from one another as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import chain
from math import ceil
from random import Random
from typing import Any

from models.measure import Measure, Scope
from models.plan import Plan
from models.scenario import Scenario
from optimiser.near_best import ROUNDING
from optimiser.workbench import NoPlan, Workbench

EXACT = 1e-5
"""A float this near to a whole number is that number."""

SPARED = 1.005
"""How many dwellings a spared municipality builds, relative to the least: whole ones need room."""

Place = tuple[str, str]
"""A municipality's code and a segment."""

Totals = Mapping[Place, Any]
"""Dwellings by municipality and segment, exact or of a point; what is zero may be left out."""


class FarPoints:
    """The workbench with every goal held near the best plan.

    Parameters
    ----------
    scenario
        The scenario.
    held
        The most that each goal may be, in fractions of dwellings.
    """

    def __init__(self, scenario: Scenario, held: Mapping[str, float]) -> None:
        self.scenario = scenario
        self.bench = Workbench(scenario)
        for name, most in held.items():
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
        self.fits = capacity(scenario)

    def spare(self, code: str) -> int:
        """Have few dwellings built in a municipality from now on; gives the most it then builds."""
        own = sum(built for (place, _), built in self.built.items() if place == code)
        least = self.bench.minimise(own)
        most = max(ceil(least - EXACT), int(least * SPARED))
        self.bench.model.limits["sparing"] = own <= most
        return most

    def some(self, best: Totals, number: int, check: Callable[[], None]) -> list[Totals]:
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
            How many.
        check
            Called before each of them.
        """
        found: dict[tuple[float, ...], Totals] = {}
        points = chain(self._hops(best, number // 2), self._drawn(number // 2))
        with suppress(NoPlan):  # the goals may be held so tightly that rounding decides
            for point in points:
                check()
                found.setdefault(tuple(round(built, 3) for built in point.values()), point)
        return list(found.values())

    def _hops(self, best: Totals, number: int) -> Iterator[dict[Place, float]]:
        weights: defaultdict[Place, float] = defaultdict(float)
        last = best
        for _ in range(number):
            for (code, segment), built in last.items():
                weights[code, segment] += float(built) / self.fits[code]
            last = point = self._point(weights)
            yield point

    def _drawn(self, number: int) -> Iterator[dict[Place, float]]:
        draws = Random(0)
        for _ in range(number):
            yield self._point({place: int(3 * draws.random()) - 1.0 for place in self.built})

    def _point(self, weights: Mapping[Place, float]) -> dict[Place, float]:
        self.bench.minimise(sum(weights[place] * built for place, built in self.built.items()))
        return {place: self.bench.value(built) for place, built in self.built.items()}


def furthest(points: Sequence[Totals], known: Sequence[Totals]) -> Totals:
    """Choose the point of which the nearest of those that are known is furthest."""
    return max(points, key=lambda point: nearest(point, known))


def nearest(one: Totals, others: Sequence[Totals]) -> Fraction | float:
    """Give how far the nearest of the others is."""
    return min(apart(one, other) for other in others)


def apart(one: Totals, other: Totals) -> Fraction | float:
    """Give the dwellings that lie elsewhere: half the sum of all differences."""
    keys = sorted(one.keys() | other.keys())
    difference: Fraction | float = sum(abs(one.get(key, 0) - other.get(key, 0)) for key in keys)
    return difference * Fraction(1, 2)


def totals(plan: Plan) -> dict[Place, Fraction]:
    """Add up dwellings by municipality and segment; what is zero is left out."""
    found: dict[Place, Fraction] = {}
    for (code, segment, *_), dwellings in plan.cells.get("new_build", {}).items():
        key = str(code), str(segment)
        found[key] = found.get(key, Fraction(0)) + dwellings
    return found


def capacity(scenario: Scenario) -> dict[str, int]:
    """Count what fits per municipality, at least one so that it can be divided by."""
    fits = dict.fromkeys(scenario.codes, 0)
    for pool in scenario.capacity:
        fits[pool.municipality] += pool.dwellings
    return {code: max(1, dwellings) for code, dwellings in fits.items()}
