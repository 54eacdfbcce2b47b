"""A change of a plan: in which numbers it lies; whoever shows it needs no solver."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from models.plan import Plan
from models.quantity import QUANTITIES, Cell
from optimiser.results.free_range import FreeRange, FreeRanges, NumberKey

CHANGED_BY = ("municipality", "segment", "group", "year")
"""What a change is told apart by."""


def number_of(name: str, cell: Cell) -> NumberKey:
    """Give the number that a cell of some quantity is a part of."""
    every = QUANTITIES[name].axes
    axes = tuple(axis for axis in CHANGED_BY if axis in every)
    return name, axes, tuple(cell[every.index(axis)] for axis in axes)


@dataclass(frozen=True)
class Change:
    """A plan, and what it is changed into.

    Parameters
    ----------
    before, after
        The plans, in whole dwellings and households.
    """

    before: Plan
    after: Plan

    @cached_property
    def numbers(self) -> dict[NumberKey, tuple[int, int, int, int]]:
        """Each number in which some cell changes: before, after, added and removed."""
        found: dict[NumberKey, tuple[int, int, int, int]] = {}
        for name in QUANTITIES:
            old, new = (plan.cells.get(name, {}) for plan in (self.before, self.after))
            for cell in sorted(old.keys() | new.keys()):
                before, now = int(old.get(cell, 0)), int(new.get(cell, 0))
                key, apart = number_of(name, cell), now - before
                was, is_now, added, removed = found.get(key, (0, 0, 0, 0))
                added, removed = added + max(apart, 0), removed + max(-apart, 0)
                found[key] = was + before, is_now + now, added, removed
        return {key: row for key, row in found.items() if any(row[2:])}

    @property
    def size(self) -> int:
        """Units that are added and removed, in all."""
        return sum(sum(row[2:]) for row in self.numbers.values())

    def forced(self) -> FreeRanges:
        """Give what free ranges are where no other change is as small."""
        return FreeRanges(
            {key: FreeRange(key[0], now, now, now) for key, (_, now, *_) in self.numbers.items()}
        )
