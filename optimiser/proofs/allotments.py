"""Allotments: how a total that is itself decided is divided most fairly, in whole numbers.

Of a given total the fairest allotment within bounds is found unit by unit: leximin is a sum of
convex functions, one for each share, and from where each is nearest to its fair share all move one
way until they add up. Of what the plan decides every total is looked at, those first in which whole
numbers lie nearest to the shares. Where an allotment turns out not to be possible, those take its
place that differ from it in somebody's number (E. L. Lawler, *A procedure for computing the k best
solutions*, 1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import count

import numpy as np

from optimiser.formulation.fair_shares import GivenShare

Box = tuple[tuple[int, int], ...]
"""Between what each one's number lies."""

HAIR = 1e-9
"""By how much of it a deviation in floats may be off."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """The fairest allotment of a total within a box.

    Parameters
    ----------
    levels
        How far all are from their fair shares, the furthest first.
    numbers
        What each gets.
    box
        Between what each one's number lies.
    """

    levels: tuple[Fraction, ...]
    numbers: tuple[int, ...]
    box: Box

    @property
    def total(self) -> int:
        """What is divided."""
        return sum(self.numbers)


class Allotments:
    """All allotments of all totals, the fairest first.

    Parameters
    ----------
    weights
        Which part of the total is whose fair share; above zero.
    box
        Between what each one's number lies.
    totals
        What there may be to divide; at least one.
    """

    def __init__(self, weights: Sequence[Fraction], box: Box, totals: range) -> None:
        self._weights, self._box = weights, box
        wanted = np.array([float(weight) for weight in weights])[:, None] * np.array(totals)
        low, high = np.array(box, dtype=float).T[:, :, None]
        off = np.abs(np.clip(np.rint(wanted), low, high) - wanted) / wanted
        self._waiting = [*zip(off.max(axis=0).tolist(), totals, strict=True)]
        heapify(self._waiting)
        self._ready: list[tuple[tuple[Fraction, ...], int, Allotment]] = []
        self._order = count()

    def next(self) -> Allotment | None:
        """Give the fairest that is left, and take it out; None when there is none."""
        while self._waiting and not self._before(self._waiting[0][0]):
            self._add(heappop(self._waiting)[1], self._box)
        return heappop(self._ready)[2] if self._ready else None

    def around(self, allotment: Allotment) -> None:
        """Put in all other allotments of the same total within the same box.

        Parameters
        ----------
        allotment
            One that was taken out.
        """
        box = [*allotment.box]
        for place, (number, (low, high)) in enumerate(
            zip(allotment.numbers, allotment.box, strict=True)
        ):
            for rest in ((low, number - 1), (number + 1, high)):
                if rest[0] <= rest[1]:
                    self._add(allotment.total, (*box[:place], rest, *allotment.box[place + 1 :]))
            box[place] = number, number

    def _before(self, off: float) -> bool:
        """Tell whether what is ready is fairer than anything in which somebody is so far off."""
        return bool(self._ready) and float(self._ready[0][0][0]) * (1 + HAIR) + HAIR**2 < off

    def _add(self, total: int, box: Box) -> None:
        found = fairest_of(self._weights, box, total)
        if found is not None:
            heappush(self._ready, (found.levels, next(self._order), found))


def fairest_of(weights: Sequence[Fraction], box: Box, total: int) -> Allotment | None:
    """Divide a total as fairly as can be within a box; None where it cannot be divided.

    Parameters
    ----------
    weights
        Which part of the total is whose fair share.
    box
        Between what each one's number lies.
    total
        What is divided.
    """
    shares = [
        GivenShare((), weight * total, (low, high))
        for weight, (low, high) in zip(weights, box, strict=True)
    ]
    numbers = [
        min(max(round(share.fair), low), high)
        for share, (low, high) in zip(shares, box, strict=True)
    ]
    left = total - sum(numbers)
    by = 1 if left > 0 else -1
    waiting = [
        (share.change(numbers[at], by), at)
        for at, share in enumerate(shares)
        if box[at][0] <= numbers[at] + by <= box[at][1]
    ]
    heapify(waiting)
    for _ in range(abs(left)):
        if not waiting:
            return None
        _, at = heappop(waiting)
        numbers[at] += by
        if box[at][0] <= numbers[at] + by <= box[at][1]:
            heappush(waiting, (shares[at].change(numbers[at], by), at))
    off = (share.deviation_of(number) for share, number in zip(shares, numbers, strict=True))
    return Allotment(tuple(sorted(off, reverse=True)), tuple(numbers), box)
