"""The plan: whole dwellings and households, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from models.exact import Number, added, in_units, of_units
from models.programme import Programme
from models.quantity import QUANTITIES, Cell, Quantity
from models.reader import Reader
from models.region import Region
from models.shape import Shape, Total


@dataclass(frozen=True, slots=True)
class Plan:
    """What is built, and who is housed: whole numbers per cell. Cells that are zero are left out.

    A preview's plan has fractions of dwellings.

    Parameters
    ----------
    cells
        Per quantity the numbers by cell, the axes in the order of the quantity's axes.
    """

    cells: Mapping[str, Mapping[Cell, Number]] = field(default_factory=dict)

    def records(self, quantity: str) -> Iterator[dict[str, str | Number]]:
        """Give one quantity as tidy rows, sorted, with its unit as the name of the number.

        Parameters
        ----------
        quantity
            Its name.

        Yields
        ------
        dict
            One cell: its place on each axis, and the number by its unit.
        """
        family = QUANTITIES[quantity]
        axes = (*family.axes, family.unit)
        for cell, number in sorted(self.cells.get(quantity, {}).items()):
            yield dict(zip(axes, (*cell, number), strict=True))

    def totals(self, quantity: str, *axes: str) -> defaultdict[Cell, Number]:
        """Add one quantity up, exactly.

        Parameters
        ----------
        quantity
            What is added up: ``new_build``.
        *axes
            By what: ``municipality``, ``segment``. Without any, all of it together.

        Returns
        -------
        defaultdict
            Numbers by the values of those axes, in their order; what is nowhere is zero.
        """
        cells = self.cells.get(quantity, {})
        units, scale = in_units(cells.values())
        places = [QUANTITIES[quantity].axes.index(axis) for axis in axes]
        sums: defaultdict[Cell, int] = defaultdict(int)
        for cell, number in zip(cells, units, strict=True):
            sums[tuple([cell[at] for at in places])] += number
        found: defaultdict[Cell, Number] = defaultdict(int)
        found.update((key, of_units(number, scale)) for key, number in sums.items())
        return found


class PlanReader(Reader[Number]):
    """Reads a programme as the exact numbers of a plan: the audit.

    Parameters
    ----------
    plan
        The plan.
    """

    def __init__(self, plan: Plan) -> None:
        # Fractions add up ten times as slowly as whole numbers of the smallest part of all cells.
        numbers = [number for cells in plan.cells.values() for number in cells.values()]
        units, self._scale = in_units(numbers)
        each = iter(units)
        self._units = {
            quantity: dict(zip(cells, islice(each, len(cells)), strict=True))
            for quantity, cells in plan.cells.items()
        }

    def cells(self, shape: Shape) -> list[int]:
        """Give the plan's numbers, in units; what a plan does not name is zero."""
        numbers = [0] * len(shape.cells)
        for cell, number in self._units.get(shape.quantity.name, {}).items():
            numbers[shape.places[cell]] = number
        return numbers

    def total(self, terms: Sequence[Number]) -> Number:
        """Add up."""
        return added(terms)

    def define(self, quantity: Quantity, total: Total, terms: Sequence[int]) -> int:
        """Add up; a plan's total needs no number of its own."""
        return sum(terms)

    def given(self, numbers: Sequence[int]) -> Sequence[Number]:
        """Give what is so many units."""
        return numbers if self._scale == 1 else [of_units(one, self._scale) for one in numbers]


def read_plan(region: Region, plan: Plan) -> Programme[Any]:
    """Read a region's programme with a plan's whole numbers.

    Parameters
    ----------
    region
        The region, or the scenario that it is.
    plan
        The plan.

    Returns
    -------
    Programme
        The programme, which holds exact numbers.

    Raises
    ------
    KeyError
        If the plan names a cell that the region does not have.
    """
    for name, numbers in plan.cells.items():
        unknown = numbers.keys() - region.shapes[name].places.keys()
        if unknown:
            raise KeyError(f"{name}: {sorted(unknown)[0]}")
    return Programme(region, PlanReader(plan))
