"""Swaps: fairer whole numbers by moving one unit from who has much to who has little.

Largest remainders are nearest to fair shares in units, not relative to them: of 10 by 6:6:2 they
give 4, 4 and 2, where 5, 4 and 1 is nearer for who is furthest off. Each swap makes the larger of
two deviations smaller, or else the other: of all of them, from the largest down, the first that
changes becomes smaller (leximin). So there are finitely many, and at last no swap of one is fairer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.solver.matrix import Floats, Indices
from optimiser.solver.tolerances import ZERO


@dataclass(frozen=True, slots=True)
class Divided:
    """What is divided in whole numbers.

    Parameters
    ----------
    owners
        Whose share each number counts for, as a place in `fair`.
    groups
        Of what each number is a part: units move within one only.
    fair
        The fair shares, above zero.
    lower, upper
        Between what each number may lie.
    """

    owners: Indices
    groups: Indices
    fair: Floats
    lower: Floats
    upper: Floats

    def swapped(self, numbers: Floats) -> Floats:
        """Move one unit after the other until no swap of one is fairer.

        Parameters
        ----------
        numbers
            Whole numbers.

        Returns
        -------
        array
            As many in each group, and no less fair.
        """
        found = numbers.copy()
        got: Floats = np.bincount(self.owners, found, self.fair.size).astype(float)
        while (swap := self._fairer(found, got)) is not None:
            giver, taker = swap
            found[giver] -= 1
            found[taker] += 1
            got[self.owners[giver]] -= 1
            got[self.owners[taker]] += 1
        return found

    def _fairer(self, numbers: Floats, got: Floats) -> tuple[int, int] | None:
        """Find the swap that helps who is furthest off, and of those the fairest.

        The larger of the two deviations becomes smaller, or the smaller where that one stays.
        """
        now = np.abs(got / self.fair - 1)[self.owners]
        down = np.abs((got - 1) / self.fair - 1)[self.owners]
        up = np.abs((got + 1) / self.fair - 1)[self.owners]
        gives, takes = numbers > self.lower, numbers < self.upper
        # Who is as of most by it is as near as can be already.
        ways = (
            (True, gives & (down < now + ZERO), down, up, takes),
            (False, takes & (up < now + ZERO), up, down, gives),
        )
        order = np.argsort(-now, kind="stable")
        for place in order[(ways[0][1] | ways[1][1])[order]].tolist():
            others = (self.groups == self.groups[place]) & (self.owners != self.owners[place])
            others &= now <= now[place] + ZERO
            for gave, helps, own, theirs, able in ways:
                if not helps[place]:
                    continue
                larger, smaller = (ends(theirs, own[place]) for ends in (np.maximum, np.minimum))
                as_large = larger < now[place] + ZERO
                fairer = (larger < now[place] - ZERO) | (as_large & (smaller < now - ZERO))
                fits = np.flatnonzero(others & able & fairer)
                if fits.size:
                    partner = int(fits[np.lexsort((smaller[fits], larger[fits]))[0]])
                    return (place, partner) if gave else (partner, place)
        return None
