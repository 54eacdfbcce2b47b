"""A change of a plan: in which numbers it lies; whoever shows it needs no solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.plan import Plan
from models.quantity import QUANTITIES
from optimiser.results.free_range import FreeRange, FreeRanges, Key

CHANGED_BY = ("municipality", "segment", "group", "year")
"""What a change is told apart by."""


@dataclass(frozen=True, slots=True)
class Change:
    """A plan, and what it is changed into.

    Parameters
    ----------
    before, after
        The plans, in whole dwellings and households.
    """

    before: Plan
    after: Plan

    def numbers(self) -> Iterator[tuple[Key, tuple[int, int, int, int]]]:
        """Give each number in which some cell changes: before, after, added and removed.

        Yields
        ------
        tuple
            The number, as one of those that have free ranges, and what becomes of it.
        """
        for name, quantity in QUANTITIES.items():
            old, new = (plan.cells.get(name, {}) for plan in (self.before, self.after))
            axes = tuple(axis for axis in CHANGED_BY if axis in quantity.axes)
            places = [quantity.axes.index(axis) for axis in axes]
            rows: dict[Key, list[int]] = {}
            for cell in sorted(old.keys() | new.keys()):
                before, now = int(old.get(cell, 0)), int(new.get(cell, 0))
                row = rows.setdefault((name, axes, tuple(cell[at] for at in places)), [0] * 4)
                for at, one in enumerate((before, now, max(now - before, 0), max(before - now, 0))):
                    row[at] += one
            for key, (before, now, added, removed) in rows.items():
                if added or removed:
                    yield key, (before, now, added, removed)

    def forced(self) -> FreeRanges:
        """Give what free ranges are where no other change is as small."""
        return FreeRanges(
            {key: FreeRange(key[0], now, now, now) for key, (_, now, *_) in self.numbers()}
        )
