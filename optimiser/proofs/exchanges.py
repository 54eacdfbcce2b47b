r"""Exchanges: units that go from some shares to others while every year divides as much.

What is divided flows from years to shares, and from there to municipalities, of which some can have
no more in all, or no fewer. A flow with convex costs is best when no cycle in it makes it better
(R. K. Ahuja, T. L. Magnanti and J. B. Orlin, *Network Flows*, 1993, section 14.4): when a unit less
for somebody and more for another is not fairer, be it by way of others in other years. Leximin's
costs are :math:`B^{d}` with :math:`d` the rank of a deviation among all that may come of it, and
:math:`B` above what a cycle can add up: whole numbers without an end, so none of this is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimiser.formulation.fair_shares import GivenShare
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.problem import Problem
from optimiser.solver.matrix import Floats

End = Callable[[Collection[int], int], int | None]
"""Gives the most (1), or the least (-1), that some unknowns add up to in all plans that are as
good; None where that is not known."""

Limit = tuple[frozenset[int], int]
"""Unknowns that together get more in an exchange (1), or fewer (-1)."""

EVERYBODY = "everybody"
"""Where all flows come together again."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit on its way from one place to another.

    Parameters
    ----------
    start, end
        The places: years, shares, municipalities, and everybody.
    cost
        What it does to leximin's sum.
    at
        The unknown that gets it, or gives it; None where it passes by.
    sign
        1 when it gets it, -1 when it gives it.
    """

    start: Hashable
    end: Hashable
    cost: int = 0
    at: int | None = None
    sign: int = 1

    def turned(self, sign: int) -> Passage:
        """Give it as it is (1), or the other way round (-1) at the same cost."""
        ends = (self.start, self.end) if sign > 0 else (self.end, self.start)
        return Passage(*ends, self.cost, self.at, sign)


class Exchanges:
    """All exchanges from a plan's shares that are not known to be impossible.

    Parameters
    ----------
    problem
        The scenario as a problem.
    fairness
        The goal.
    owners
        The share that each unknown is a part of, by its position.
    values
        The unknowns of a plan in whole numbers.
    """

    def __init__(
        self,
        problem: Problem,
        fairness: FairnessRows,
        owners: Mapping[int, GivenShare],
        values: Floats,
    ) -> None:
        self._owners = owners
        self._scopes = {
            at: row.outcome.scope
            for row in fairness.rows
            if (at := problem.place(row.assigned)) in owners
        }
        self._numbers = {at: round(values[at]) for at in owners}
        self._costs = self._ranked(set(owners.values()), values)
        by_town: dict[str | None, set[int]] = {}
        for at, scope in self._scopes.items():
            by_town.setdefault(scope.municipality, set()).add(at)
        self._towns = {town: frozenset(own) for town, own in by_town.items()}
        # What is known to be impossible, and what was asked in vain.
        self._ended: set[Limit] = set()
        for at, number in self._numbers.items():
            if number >= problem.matrix.upper[at]:
                self._ended.add((frozenset([at]), 1))
            if number <= problem.matrix.lower[at]:
                self._ended.add((frozenset([at]), -1))
        self._asked: set[Limit] = set()

    def end(self, columns: frozenset[int], sign: int, end: End) -> bool:
        """Find out whether unknowns can together get no more (1), or no fewer (-1), than they do.

        Parameters
        ----------
        columns
            Their positions.
        sign
            Which of the two.
        end
            Gives what is known of sums.
        """
        limit = columns, sign
        if limit not in self._asked:
            self._asked.add(limit)
            if end(columns, sign) == sum(self._numbers[at] for at in columns):
                self._ended.add(limit)
        return limit in self._ended

    def fairer(self) -> list[Limit]:
        """Give an exchange that is fairer, as what gets more or fewer in it; nothing without one.

        Those in which it may end are its unknowns, each by itself, and then whole municipalities.
        """
        cycle = self._cycle()
        moved = {way.at: way.sign for way in cycle if way.at is not None}
        alone = [(frozenset([at]), sign) for at, sign in moved.items()]
        towns = {self._scopes[at].municipality for at in moved}
        together = [(town, sum(moved.get(at, 0) for at in self._towns[town])) for town in towns]
        return [
            *sorted(alone, key=lambda limit: -limit[1]),
            *((self._towns[town], sign) for town, sign in together if sign in (1, -1)),
        ]

    def _ranked(
        self, shares: Iterable[GivenShare], values: Floats
    ) -> dict[tuple[GivenShare, int], int]:
        """Give what a unit more and one fewer for each share does to leximin's sum."""
        off = {
            (share, by): share.deviation_of(share.number(values) + by)
            for share in shares
            for by in (-1, 0, 1)
        }
        ranks = {
            each: rank
            for rank, (_, each) in enumerate(sorted({(float(each), each) for each in off.values()}))
        }
        # A cycle passes each year, share and municipality once, with two deviations each.
        bits = (16 * (len(self._numbers) + 1)).bit_length()
        height = {key: 1 << bits * ranks[each] for key, each in off.items()}
        return {(share, by): height[share, by] - height[share, 0] for share, by in off if by}

    def _passages(self) -> Iterator[Passage]:
        """Give each way that a unit may take."""
        for at, share in self._owners.items():
            scope, parted = self._scopes[at], len(share.columns) > 1
            town = self._place(scope.municipality)
            for sign in (1, -1):
                if (frozenset([at]), sign) not in self._ended:
                    there, cost = (share, 0) if parted else (town, self._costs[share, sign])
                    yield Passage(scope.year, there, cost, at).turned(sign)
                if parted:
                    yield Passage(share, town, self._costs[share, sign]).turned(sign)
        for municipality, own in self._towns.items():
            town = self._place(municipality)
            for sign in (1, -1) if town != EVERYBODY else ():
                if (own, sign) not in self._ended:
                    yield Passage(town, EVERYBODY).turned(sign)

    def _place(self, municipality: str | None) -> Hashable:
        """Give where what a municipality gets comes together: where nothing ends it, at once."""
        own = self._towns[municipality]
        ended = {(own, 1), (own, -1)} & self._ended
        return ("municipality", municipality) if ended else EVERYBODY

    def _cycle(self) -> Sequence[Passage]:
        """Give a cycle that makes leximin's sum smaller; nothing without one (Bellman and Ford)."""
        best: dict[tuple[Hashable, Hashable], Passage] = {}
        for way in self._passages():
            ends = way.start, way.end
            if ends not in best or way.cost < best[ends].cost:
                best[ends] = way
        cost = dict.fromkeys((place for ends in best for place in ends), 0)
        last: dict[Hashable, Passage] = {}
        place: Hashable = None
        for _ in cost:
            place = None
            for way in best.values():
                if (found := cost[way.start] + way.cost) < cost[way.end]:
                    cost[way.end], last[way.end], place = found, way, way.end
            if place is None:
                return ()
        for _ in cost:  # back to where it goes round
            place = last[place].start
        cycle, first = [last[place]], place
        while cycle[-1].start != first:
            cycle.append(last[cycle[-1].start])
        return cycle
