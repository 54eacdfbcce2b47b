r"""Swap cycles: units that go from some shares to others while every year divides as much.

What is divided flows from years to shares, and from there to municipalities, of which some can have
no more in all, or no fewer. A flow with convex costs is best when no cycle in it makes it better
(R. K. Ahuja, T. L. Magnanti and J. B. Orlin, *Network Flows*, 1993, section 14.4): when a unit less
for somebody and more for another is not fairer, be it by way of others in other years. Leximin's
costs are :math:`B^{d}` with :math:`d` the rank of a deviation among all that may come of it, and
:math:`B` above what a cycle can add up: whole numbers without an end, so none of this is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimiser.formulation.fair_shares import GivenShare, TermChange
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.problem import Problem
from optimiser.solver.matrix import Floats

End = Callable[[Collection[int], int], int | None]
"""Gives the most (1), or the least (-1), that some unknowns add up to in all plans that are as
good; None where that is not known."""

CycleLimit = tuple[frozenset[int], int]
"""Unknowns that together get more in a swap cycle (1), or fewer (-1)."""

NOTHING: TermChange = (0, Fraction(0), Fraction(0))
"""What it does to leximin's sum to pass by."""

EVERYBODY = "everybody"
"""Where all flows come together again."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit on its way from one place to another.

    Parameters
    ----------
    start, end
        The places: years, shares, municipalities, and everybody.
    change
        What it does to leximin's sum.
    at
        The unknown that gets it, or gives it; None where it passes by.
    sign
        1 when it gets it, -1 when it gives it.
    """

    start: Hashable
    end: Hashable
    change: TermChange = NOTHING
    at: int | None = None
    sign: int = 1

    def turned(self, sign: int) -> Passage:
        """Give it as it is (1), or the other way round (-1) at the same cost."""
        ends = (self.start, self.end) if sign > 0 else (self.end, self.start)
        return Passage(*ends, self.change, self.at, sign)


class SwapCycles:
    """All swap cycles from a plan's shares that are not known to be impossible.

    Parameters
    ----------
    problem
        The scenario as a problem.
    fairness
        The goal.
    owners
        The share that each unknown is a part of, by its column.
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
            if (at := problem.column(row.assigned)) in owners
        }
        self._numbers = {at: round(values[at]) for at in owners}
        self._changes = {
            (share, by): share.change(share.number(values), by)
            for share in dict.fromkeys(owners.values())
            for by in (-1, 1)
        }
        by_municipality: dict[str | None, set[int]] = {}
        for at, scope in self._scopes.items():
            by_municipality.setdefault(scope.municipality, set()).add(at)
        self._shares_of = {one: frozenset(own) for one, own in by_municipality.items()}
        # What is known to be impossible, and what was asked in vain.
        self._ended: set[CycleLimit] = set()
        for at, number in self._numbers.items():
            if number >= problem.matrix.upper[at]:
                self._ended.add((frozenset([at]), 1))
            if number <= problem.matrix.lower[at]:
                self._ended.add((frozenset([at]), -1))
        self._asked: set[CycleLimit] = set()

    def end(self, columns: frozenset[int], sign: int, end: End) -> bool:
        """Find out whether unknowns can together get no more (1), or no fewer (-1), than they do.

        Parameters
        ----------
        columns
            Their columns.
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

    def fairer(self) -> list[CycleLimit]:
        """Give a swap cycle that is fairer, as what gets more or fewer in it; nothing without one.

        Those in which it may end are its unknowns, each by itself, and then whole municipalities.
        """
        cycle = self._cycle()
        moved = {way.at: way.sign for way in cycle if way.at is not None}
        alone = [(frozenset([at]), sign) for at, sign in moved.items()]
        # In the order of the cycle: what is asked first must not hang on how texts are hashed.
        several = dict.fromkeys(self._shares_of[self._scopes[at].municipality] for at in moved)
        together = [(own, sum(moved.get(at, 0) for at in own)) for own in several]
        return [
            *sorted(alone, key=lambda limit: -limit[1]),
            *((own, sign) for own, sign in together if sign in (1, -1)),
        ]

    def _passages(self) -> Iterator[Passage]:
        """Give each way that a unit may take."""
        for at, share in self._owners.items():
            scope, parted = self._scopes[at], len(share.columns) > 1
            whole = self._place(scope.municipality)
            for sign in (1, -1):
                if (frozenset([at]), sign) not in self._ended:
                    change = NOTHING if parted else self._changes[share, sign]
                    yield Passage(scope.year, share if parted else whole, change, at).turned(sign)
                if parted:
                    yield Passage(share, whole, self._changes[share, sign]).turned(sign)
        for municipality, own in self._shares_of.items():
            whole = self._place(municipality)
            for sign in (1, -1) if whole != EVERYBODY else ():
                if (own, sign) not in self._ended:
                    yield Passage(whole, EVERYBODY).turned(sign)

    def _place(self, municipality: str | None) -> Hashable:
        """Give where what a municipality gets comes together: where nothing ends it, at once."""
        own = self._shares_of[municipality]
        ended = {(own, 1), (own, -1)} & self._ended
        return ("municipality", municipality) if ended else EVERYBODY

    def _cycle(self) -> Sequence[Passage]:
        """Give a cycle that makes leximin's sum smaller; nothing without one (Bellman and Ford)."""
        best: dict[tuple[Hashable, Hashable], Passage] = {}
        for way in self._passages():
            ends = way.start, way.end
            if ends not in best or way.change < best[ends].change:
                best[ends] = way
        costs = ranked([way.change for way in best.values()])
        cost = dict.fromkeys((place for ends in best for place in ends), 0)
        last: dict[Hashable, Passage] = {}
        place: Hashable = None
        for _ in cost:
            place = None
            for way in best.values():
                if (found := cost[way.start] + costs[way.change]) < cost[way.end]:
                    cost[way.end], last[way.end], place = found, way, way.end
            if place is None:
                return ()
        for _ in cost:  # back to where it goes round
            place = last[place].start
        cycle, first = [last[place]], place
        while cycle[-1].start != first:
            cycle.append(last[cycle[-1].start])
        return cycle


def ranked(changes: Collection[TermChange]) -> dict[TermChange, int]:
    """Give what each change does to leximin's sum, where these are all that there are.

    Parameters
    ----------
    changes
        The changes: so many at most make a cycle.
    """
    off = sorted({(float(abs(each)), abs(each)) for _, *both in changes for each in both})
    bits = (4 * len(changes) + 4).bit_length()
    height = {each: 1 << bits * rank for rank, (_, each) in enumerate(off)}
    return {
        change: change[0] * (height[abs(change[1])] - height[abs(change[2])]) for change in changes
    }
