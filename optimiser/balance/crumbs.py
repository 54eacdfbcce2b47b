"""Crumbs: a dwelling or two of a segment in a year, or of a form, which nobody would build so.

Sums by segment in each year that lie near the balanced point may be one or two themselves. Such a
number moves to where more of the same is built, and as many of something else come in its place:
two of mid rent from 2027 to 2026, and two for the market back. Or it is filled up so. Only what two
axes add up to beside each other becomes different by that, and what a plan location builds; every
other sum stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

from models.quantity import Cell

CRUMB = 3
"""Fewer dwellings than this are a crumb."""

SIDES = tuple((True, *sides) for sides in product((True, False), repeat=3))
"""For each axis whether what goes stays as the crumb is, and what comes as the other."""

Way = tuple[bool, int, Cell, Cell, Cell]
"""Whether locations build something else, how many go, from where something comes in their place,
where they go, and where that goes."""


def gathered(built: Mapping[Cell, int], *, located: bool) -> dict[Cell, int]:
    """Move crumbs to where more is built, or more to them, as far as that leaves no other.

    Parameters
    ----------
    built
        What one municipality builds, by cell.
    located
        Whether each plan location keeps building as much each year.

    Returns
    -------
    dict
        The cells that changed, with what is built there then.
    """
    found = {cell: number for cell, number in built.items() if number}
    for crumb in sorted(found, key=str):
        # As few as can be move, and where most is built they are felt least.
        way = min(
            ways(found, crumb, located=located) if 0 < found[crumb] < CRUMB else (),
            default=None,
            key=lambda way: (way[0], abs(way[1]), -min(found[cell] for cell in way[2:]), str(way)),
        )
        if way is not None:
            _, number, other, goes, comes = way
            for cell, change in (
                (crumb, -number),
                (other, -number),
                (goes, number),
                (comes, number),
            ):
                found[cell] += change
    return {cell: number for cell, number in found.items() if number != built[cell]}


def ways(found: Mapping[Cell, int], crumb: Cell, *, located: bool) -> Iterator[Way]:
    """Give the ways in which a crumb can go, or be filled up, that need no cell without dwellings.

    Filled up is it by fewer than nothing that go.
    """
    there = {cell for cell, number in found.items() if number}
    alike: defaultdict[Cell, list[Cell]] = defaultdict(list)
    for cell in sorted(there, key=str):
        alike[cell[:POOL]].append(cell)
    filled = CRUMB - found[crumb]
    for other in there - {crumb}:
        pairs = {
            (goes, comes)
            for sides in SIDES
            for goes in alike.get(mixed(crumb, other, sides), ())
            for comes in alike.get(mixed(other, crumb, sides), ())
            if len({crumb, other, goes, comes}) == 4
        }
        for goes, comes in pairs:
            moved = sorted(map(where, (crumb, other))) != sorted(map(where, (goes, comes)))
            if located and moved:
                continue
            if none_left(found[other] - found[crumb]):
                yield moved, found[crumb], other, goes, comes
            if all(none_left(found[cell] - filled) for cell in (goes, comes)):
                yield moved, -filled, other, goes, comes


YEAR, POOL = 2, 4
"""Where a cell of what is built says which."""


def where(cell: Cell) -> tuple[str, str]:
    """Give the year in which, and the plan location where something is built."""
    return str(cell[YEAR]), str(cell[POOL])


def none_left(number: int) -> bool:
    """Tell whether so many are no crumb."""
    return number == 0 or number >= CRUMB


def mixed(one: Cell, other: Cell, sides: tuple[bool, ...]) -> Cell:
    """Give what is as the one along some axes and as the other along the rest, in any location."""
    return tuple(a if side else b for a, b, side in zip(one, other, sides, strict=False))
