"""Crumbs: a dwelling or two of a segment in a year, or of a form, which nobody would build so.

Sums by segment in each year that lie near the balanced point may be one or two themselves. Such a
number moves to where more of the same is built, and as many of something else come in its place:
two of mid rent from 2027 to 2026, and two for the market back. Or it is filled up so. Only what two
axes add up to beside each other becomes different by that; every other sum stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.quantity import Cell

CRUMB = 3
"""Fewer dwellings than this are a crumb."""

Way = tuple[int, Cell, Cell, Cell]
"""How many go, from where something comes in their place, where they go, and where that goes."""


def gathered(built: Mapping[Cell, int]) -> dict[Cell, int]:
    """Move crumbs to where more is built, or more to them, as far as that leaves no other.

    Parameters
    ----------
    built
        What one municipality builds, by cell.

    Returns
    -------
    dict
        The cells that changed, with what is built there then.
    """
    found = {cell: number for cell, number in built.items() if number}
    for crumb in sorted(found, key=str):
        # As few as can be move, and where most is built they are felt least.
        way = min(
            ways(found, crumb) if 0 < found[crumb] < CRUMB else (),
            default=None,
            key=lambda way: (abs(way[0]), -min(found[cell] for cell in way[1:]), str(way)),
        )
        if way is not None:
            number, other, goes, comes = way
            for cell, change in (
                (crumb, -number),
                (other, -number),
                (goes, number),
                (comes, number),
            ):
                found[cell] += change
    return {cell: number for cell, number in found.items() if number != built[cell]}


def ways(found: Mapping[Cell, int], crumb: Cell) -> Iterator[Way]:
    """Give the ways in which a crumb can go, or be filled up, that need no cell without dwellings.

    Filled up is it by fewer than nothing that go.
    """
    for other, there in found.items():
        differs = [axis for axis, one in enumerate(crumb) if one != other[axis]]
        if len(differs) == 2 and there:
            goes, comes = (replaced(crumb, other, axis) for axis in differs)
            if found.get(goes) and found.get(comes):
                if none_left(there - found[crumb]):
                    yield found[crumb], other, goes, comes
                filled = CRUMB - found[crumb]
                if all(none_left(found[cell] - filled) for cell in (goes, comes)):
                    yield -filled, other, goes, comes


def none_left(number: int) -> bool:
    """Tell whether so many are no crumb."""
    return number == 0 or number >= CRUMB


def replaced(cell: Cell, other: Cell, axis: int) -> Cell:
    """Give a cell that is as another along one axis."""
    return (*cell[:axis], other[axis], *cell[axis + 1 :])
