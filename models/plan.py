"""The plan: whole dwellings and households, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from models.programme import Programme
from models.quantity import QUANTITIES, Cell, Quantity
from models.scenario import Scenario
from models.shape import Selection

Number = int | Fraction


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
        """Give one quantity as tidy rows, sorted, with its unit as the name of the number."""
        family = QUANTITIES[quantity]
        for cell, number in sorted(self.cells.get(quantity, {}).items()):
            yield {**dict(zip(family.axes, cell, strict=True)), family.unit: number}


class PlanReader:
    """Reads a programme as the exact numbers of a plan: the audit."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def cell(self, quantity: Quantity, cell: Cell) -> Number:
        """Give the plan's number; what a plan does not name is zero."""
        return self._plan.cells.get(quantity.name, {}).get(cell, 0)

    def total(self, terms: Sequence[Number]) -> Number:
        """Add up."""
        return sum(terms)

    def define(self, quantity: Quantity, selection: Selection, terms: Sequence[Number]) -> Number:
        """Add up; a plan's total needs no number of its own."""
        return sum(terms)


def read_plan(scenario: Scenario, plan: Plan) -> Programme[Any]:
    """Read a scenario's programme with a plan's whole numbers.

    Raises
    ------
    KeyError
        If the plan names a cell that the scenario does not have.
    """
    programme: Programme[Any] = Programme(scenario, PlanReader(plan))
    for name, numbers in plan.cells.items():
        unknown = numbers.keys() - programme.grids[name].cells.keys()
        if unknown:
            raise KeyError(f"{name}: {sorted(unknown)[0]}")
    return programme
