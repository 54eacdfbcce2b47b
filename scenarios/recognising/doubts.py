"""Doubts: what numbers that were read as a plan may be instead, and what they say nothing of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from models.language import Part, Text, Word
from models.quantity import Cell

DIVIDED = ("segment", "form")
"""The axes along which shares are written instead of dwellings."""

LEAST_SHARES = 3
"""Municipalities, or years, that all come to a hundred before it is no accident."""

LEAST_RISES = 8
"""Rises from a year to the next, where nothing falls, that are no accident."""

WHOLE = 100

MENTIONED = ("municipality", "segment", "group", "year")
"""The axes of which it is told what is not there: a form or a pool seldom is."""


def doubts(axes: Sequence[str], numbers: Mapping[Cell, int | Fraction]) -> Iterator[Text]:
    """Say what numbers look like that are dwellings in each year.

    Parameters
    ----------
    axes
        What they are told apart by.
    numbers
        Those that are not zero, by cell.

    Yields
    ------
    Text
        What they may be instead.
    """
    for axis in DIVIDED:
        sums = list(along(axes, axis, numbers).values())
        if len(sums) >= LEAST_SHARES and all(sum(own.values()) == WHOLE for own in sums):
            yield Text(
                "The numbers of each row come to 100: these may be percentages, and no dwellings."
            )
    years = sorted({int(year) for own in along(axes, "year", numbers).values() for year in own})
    rows = [[own.get(year, 0) for year in years] for own in along(axes, "year", numbers).values()]
    grown = [later - before for row in rows for before, later in pairwise(row)]
    if len(years) > 2 and sum(each > 0 for each in grown) >= LEAST_RISES and min(grown) >= 0:
        yield Text(
            "No number is smaller than the one of the year before: these may be what is built up "
            "to and with each year, and not in it."
        )


def along(
    axes: Sequence[str], axis: str, numbers: Mapping[Cell, int | Fraction]
) -> dict[Cell, dict[str | int, int | Fraction]]:
    """Give the numbers by all other axes, and then by one."""
    found: dict[Cell, dict[str | int, int | Fraction]] = {}
    if axis in axes:
        at = axes.index(axis)
        for cell, number in numbers.items():
            found.setdefault((*cell[:at], *cell[at + 1 :]), {})[cell[at]] = number
    return found


def not_mentioned(
    axes: Sequence[str],
    said: Collection[Cell],
    known: Collection[Cell],
    names: Mapping[str, str],
) -> Iterator[Text]:
    """Say of which municipalities, segments and years a table says nothing.

    Parameters
    ----------
    axes
        What it is told apart by.
    said
        Its cells, those that are zero too.
    known
        The cells that it may have.
    names
        The names of municipalities, by code.

    Yields
    ------
    Text
        What is not there, and how that is read.
    """
    for at, axis in enumerate(axes):
        lacking = {cell[at] for cell in known} - {cell[at] for cell in said}
        if axis in MENTIONED and lacking:
            called: tuple[Part, ...] = tuple(
                names.get(str(one), str(one) if axis == "year" else Word(str(one)))
                for one in sorted(lacking, key=str)
            )
            yield Text("Nothing is said of {names}: that counts as 0.", names=called)
