"""Crumbs: a dwelling or two of a segment in a year, or of a form, which nobody would build so.

Sums by segment in each year that lie near the balanced point may be one or two themselves. Such a
number moves to where more of the same is built, and as many of something else come in its place:
two of mid rent from 2027 to 2026, and two for the market back. Or it is filled up so, or another
plan location builds it. Only what two axes add up to beside each other becomes different by that,
and what a location builds; every other sum stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from models.quantity import Cell
from optimiser.balance.sum_tiers import FORM, SEGMENT, YEAR

CRUMB = 3
"""Fewer dwellings than this are a crumb."""

POOL = 4
"""Where a cell of what is built says in which plan location; beside those of `sum_tiers`."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """One way to be rid of a crumb.

    Parameters
    ----------
    goes, comes
        The cells that lose dwellings, and as many that gain them, the crumb among these.
    number
        How many each.
    """

    goes: tuple[Cell, ...]
    comes: tuple[Cell, ...]
    number: int

    def changed(self, found: Mapping[Cell, int]) -> dict[Cell, int]:
        """Give what is built in these cells then."""
        less = {cell: found[cell] - self.number for cell in self.goes}
        return less | {cell: found[cell] + self.number for cell in self.comes}

    @property
    def moved(self) -> bool:
        """Whether some location builds more in a year, or less, than it did."""
        return sorted(map(year_and_location, self.goes)) != sorted(
            map(year_and_location, self.comes)
        )

    def felt(self, found: Mapping[Cell, int], crumb: Cell) -> tuple[bool, int, int, str]:
        """Give how much it is felt: as few as can be move, and best where most is built.

        Most where one location only builds what another did, which often has no room for that.
        """
        smallest = min(found[cell] for cell in (*self.goes, *self.comes) if cell != crumb)
        return len(self.goes) == 1, self.number, -smallest, str(self)


def gathered_crumbs(
    built: Mapping[Cell, int], *, tries: int, possible: Callable[[dict[Cell, int]], bool]
) -> dict[Cell, int]:
    """Move crumbs to where more is built, or more to them, as far as that leaves no other.

    Parameters
    ----------
    built
        What one municipality builds, by cell.
    tries
        How many ways are tried for each crumb.
    possible
        Tells whether cells can change to other numbers, with those that were changed before.

    Returns
    -------
    dict
        The cells that changed, with what is built there then.
    """
    crumbs = sorted((cell for cell, number in built.items() if 0 < number < CRUMB), key=str)
    found = {cell: number for cell, number in built.items() if number} if crumbs else {}
    crossed = CrossedCells(sorted(found, key=str))
    for crumb in crumbs:
        every = crossed.ways(found, crumb) if 0 < found[crumb] < CRUMB else iter(())
        for way in islice(every, tries):
            changes = way.changed(found)
            if possible(changes):
                found |= changes
                break
    return {cell: number for cell, number in found.items() if number != built[cell]}


class CrossedCells:
    """What a municipality builds, by segment, by form, and by year and plan location.

    Parameters
    ----------
    cells
        Where anything is built, in the order of their texts.
    """

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._cells = cells
        axes = [
            [(cell[SEGMENT], cell[FORM], year_and_location(cell))[axis] for cell in cells]
            for axis in range(3)
        ]
        numbered = [{each: at for at, each in enumerate(dict.fromkeys(axis))} for axis in axes]
        places = [
            [number[each] for each in axis] for number, axis in zip(numbered, axes, strict=True)
        ]
        # Where a cell stands among all, by its place along the axes; -1 where nothing is built.
        self._at = np.full([len(number) for number in numbered], -1)
        self._at[tuple(places)] = np.arange(len(cells))
        self._places = [*zip(*places, strict=True)]

    def ways(self, found: Mapping[Cell, int], crumb: Cell) -> Iterator[Gathering]:
        """Give the ways in which a crumb can go, or be filled up, those that are felt least first.

        Parameters
        ----------
        found
            What is built now.
        crumb
            Which of them.
        """
        yield from self._in_place(found, crumb)
        moved = (way for way in ways(found, crumb) if way.moved)
        yield from sorted(moved, key=lambda way: way.felt(found, crumb))

    def _in_place(self, found: Mapping[Cell, int], crumb: Cell) -> Iterator[Gathering]:
        """Give those by which each location builds as much each year as it did.

        The crumb becomes of another segment, form or both, and another cell does the reverse.
        """
        own = self._cells.index(crumb)
        at, numbers = self._at, np.array([found[cell] for cell in self._cells])
        segment, form, place = self._places[own]
        # What the crumb becomes, and what the other then does, by the place of the other.
        becomes = (
            (at[:, form, place, None, None], at[segment]),
            (at[segment, :, place, None], at[:, form, None]),
            (at[..., place, None], at[segment, form]),
        )
        every = np.array([np.broadcast_arrays(*two, at) for two in becomes])
        every = every.swapaxes(0, 1).reshape(3, -1)
        used = (every >= 0) & (every != own) & (numbers[every] > 0)
        every = every[:, used.all(axis=0)]
        every[:2].sort(axis=0)
        sizes = numbers[every]
        for number in sorted((found[crumb], CRUMB - found[crumb])):
            gone = number == found[crumb]
            left = (sizes[2:] if gone else sizes[:2]) - number
            fits = ((left == 0) | (left >= CRUMB)).all(axis=0)
            order = (2, 0, 1) if gone else (0, 1, 2)
            best = np.vstack([-sizes[:, fits].min(axis=0), every[:, fits][[*order]]])
            for _, *cells in sorted({*zip(*best.tolist(), strict=True)}):
                one, two, three = (self._cells[each] for each in cells)
                if gone:
                    yield Gathering((crumb, one), (two, three), number)
                else:
                    yield Gathering((one, two), (crumb, three), number)


def ways(found: Mapping[Cell, int], crumb: Cell) -> Iterator[Gathering]:
    """Give the ways in which a crumb can go, or be filled up, that need no cell without dwellings.

    It goes to another location, or along with as many that come back in its place.
    """
    there = {cell for cell, number in found.items() if number}
    alike: defaultdict[Cell, list[Cell]] = defaultdict(list)
    for cell in there:
        alike[cell[:POOL]].append(cell)
    pairs: set[tuple[tuple[Cell, ...], tuple[Cell, ...]]]
    pairs = {((crumb,), (cell,)) for cell in alike[crumb[:POOL]] if cell != crumb}
    pairs |= {
        ((crumb, other), (min(goes, comes, key=str), max(goes, comes, key=str)))
        for other in there - {crumb}
        for one, rest in recombined(crumb, other)
        for goes in alike.get(one, ())
        for comes in alike.get(rest, ())
        if len({crumb, other, goes, comes}) == 4
    }
    filled = CRUMB - found[crumb]
    for less, more in pairs:
        if all(none_left(found[cell] - found[crumb]) for cell in less):
            yield Gathering(less, more, found[crumb])
        if all(none_left(found[cell] - filled) for cell in more):
            yield Gathering(more, less, filled)


def year_and_location(cell: Cell) -> tuple[str, str]:
    """Give the year in which, and the plan location where something is built."""
    return str(cell[YEAR]), str(cell[POOL])


def none_left(number: int) -> bool:
    """Tell whether so many are no crumb."""
    return number == 0 or number >= CRUMB


def recombined(one: Cell, other: Cell) -> Iterator[tuple[Cell, Cell]]:
    """Give two in any location that are as the one along some axes and as the other along the rest.

    Of each axis the first has what either has, and the second what is left of both.
    """
    axes = [(a,) if a == b else (a, b) for a, b in zip(one[:POOL], other[:POOL], strict=True)]
    rest = [both[::-1] for both in axes]
    # From half on the two come again, the other way round.
    pairs = 2 ** max(0, sum(map(len, axes)) - POOL - 1)
    yield from islice(zip(product(*axes), product(*rest), strict=True), pairs)
