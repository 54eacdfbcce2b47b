"""The plan: what is decided, cell by cell, in whole units; a preview's in millionths of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import lcm
from operator import itemgetter
from typing import Any

from models.exact import Number, exact_sum, in_units, of_units
from models.programme import Programme
from models.quantity import QUANTITIES, Cell, Quantity
from models.reader import FormulaReader
from models.region import Region
from models.shape import Shape, Total


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Parts(Mapping[Cell, Number]):
    """Numbers by cell that are whole parts of one: made into fractions where one is asked for.

    Parameters
    ----------
    units
        So many parts by cell.
    scale
        Into how many parts one is divided.
    """

    units: Mapping[Cell, int]
    scale: int

    def __getitem__(self, cell: Cell) -> Number:
        """Give the number of a cell."""
        return of_units(self.units[cell], self.scale)

    def __iter__(self) -> Iterator[Cell]:
        """List the cells."""
        return iter(self.units)

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.units)

    def __repr__(self) -> str:
        """Give them as they are read, whatever they are held as."""
        return repr(dict(self))


def in_parts(cells: Mapping[Cell, Number]) -> Parts:
    """Give numbers by cell as whole parts of one."""
    if isinstance(cells, Parts):
        return cells
    units, scale = in_units(cells.values())
    return Parts(dict(zip(cells, units, strict=True)), scale)


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
        parts = in_parts(self.cells.get(quantity, {}))
        places = [QUANTITIES[quantity].axes.index(axis) for axis in axes]
        sums: defaultdict[Cell, int] = defaultdict(int)
        for cell, number in zip(picked(parts.units, places), parts.units.values(), strict=True):
            sums[cell] += number
        return defaultdict(int, Parts(sums, parts.scale))


def picked(cells: Iterable[Cell], places: Sequence[int]) -> Iterator[Cell]:
    """Give of each cell what stands in some of its places, in their order."""
    if len(places) > 1:
        return map(itemgetter(*places), cells)
    return ((cell[places[0]],) for cell in cells) if places else (() for _ in cells)


class PlanReader(FormulaReader[Number]):
    """Reads a programme as the exact numbers of a plan: the audit.

    Parameters
    ----------
    region
        The region, or the scenario that it is.
    plan
        The plan.

    Attributes
    ----------
    scale
        Into how many units one is divided.
    """

    def __init__(self, region: Region, plan: Plan) -> None:
        if unknown := plan.cells.keys() - region.shapes.keys():
            raise KeyError(min(unknown))
        # Fractions add up ten times as slowly as whole numbers of the smallest part of all cells.
        self._parts = {name: in_parts(cells) for name, cells in plan.cells.items()}
        self.scale = lcm(*(each.scale for each in self._parts.values()))

    def cells(self, shape: Shape) -> list[int]:
        """Give the plan's numbers, in units; what a plan does not name is zero.

        Raises
        ------
        KeyError
            If the plan names a cell that is not among them.
        """
        numbers, places = [0] * len(shape.cells), shape.places
        parts = self._parts.get(shape.quantity.name, Parts({}, 1))
        times = self.scale // parts.scale
        try:
            for cell, number in parts.units.items():
                numbers[places[cell]] = number * times
        except KeyError:
            unknown = sorted(parts.keys() - places.keys())
            raise KeyError(f"{shape.quantity.name}: {unknown[0]}") from None
        return numbers

    def total(self, terms: Sequence[Number]) -> Number:
        """Add up."""
        return exact_sum(terms)

    def define(self, quantity: Quantity, total: Total, terms: Sequence[int]) -> int:
        """Add up; a plan's total needs no number of its own."""
        return sum(terms)

    def given(self, numbers: Sequence[int]) -> Sequence[Number]:
        """Give what is so many units."""
        return numbers if self.scale == 1 else [of_units(one, self.scale) for one in numbers]

    def combined(self, parts: Sequence[tuple[Number, int]], constant: Number) -> Number:
        """Add up what is so many units, and give it as it is."""
        units: Number = constant * self.scale
        for factor, number in parts:
            units += factor * number
        return of_units(units, self.scale)


def programme_of_plan(region: Region, plan: Plan) -> Programme[Any]:
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
    return Programme(region, PlanReader(region, plan))
