"""The programme: a scenario's quantities, and fast totals over them, in any kind of number.

The agreements' formulas read a programme. Which numbers it holds is the reader's choice: unknowns
of PuLP (the optimisation problem), of Pyomo (the exploration workbench), or the whole numbers of a
plan (the audit). So what is optimised, explored and audited cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from models.measure import Measure, Scope

if TYPE_CHECKING:
    from models.scenario import Scenario

Cell = tuple[str | int, ...]
Selection = Mapping[str, frozenset[Any]]


class Arithmetic(Protocol):
    """What a formula asks of a number: to be added, subtracted, and multiplied by whole numbers."""

    def __add__(self, other: Any, /) -> Any: ...
    def __radd__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __rsub__(self, other: Any, /) -> Any: ...
    def __rmul__(self, other: Any, /) -> Any: ...


N = TypeVar("N", bound=Arithmetic)
Made_co = TypeVar("Made_co", bound=Arithmetic, covariant=True)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A family of numbers, decided by the plan.

    Parameters
    ----------
    name
        As measures name it.
    unit
        ``dwellings``, ``households``, ``places``.
    axes
        What its cells are told apart by; the first is the municipality.
    cells
        Lists the cells that a scenario has, sorted.
    """

    name: str
    unit: str
    axes: tuple[str, ...]
    cells: Callable[[Scenario], list[Cell]]


def _new_build(scenario: Scenario) -> list[Cell]:
    return [
        (pool.municipality, segment, year, form, pool.pool)
        for pool in scenario.capacity
        for segment in pool.segments or scenario.segments
        for year in scenario.pool_years(pool)
        for form in pool.forms or scenario.forms
    ]


def _housed(scenario: Scenario) -> list[Cell]:
    return [
        (municipality.code, group, year)
        for municipality in scenario.municipalities
        for group in scenario.groups
        for year in scenario.horizon.years
    ]


NEW_BUILD = Quantity(
    "new_build", "dwellings", ("municipality", "segment", "year", "form", "pool"), _new_build
)
HOUSED = Quantity("housed", "households", ("municipality", "group", "year"), _housed)
QUANTITIES = {quantity.name: quantity for quantity in (NEW_BUILD, HOUSED)}


class Reader(Protocol[Made_co]):
    """Makes a programme's numbers: the only thing in which the three readers differ."""

    def cell(self, quantity: Quantity, cell: Cell) -> Made_co:
        """Give the number of one cell."""
        ...

    def total(self, terms: Sequence[Any]) -> Any:
        """Add up."""
        ...

    def define(self, quantity: Quantity, selection: Selection, terms: Sequence[Any]) -> Any:
        """Add up, as a total that many rows will use."""
        ...


Path = tuple[tuple[int, Set[Any]], ...]
"""What a total is restricted to: depth of the axis, and its members."""


class Grid(Generic[N]):
    """The cells of one quantity, nested axis by axis, and their totals.

    A total that is not restricted below an axis is a *margin*, built from the margins under it and
    defined once, as is whatever is counted in one municipality: that keeps the optimisation problem
    sparse.
    """

    def __init__(self, quantity: Quantity, cells: Iterable[Cell], reader: Reader[N]) -> None:
        self.quantity = quantity
        self.cells = {cell: reader.cell(quantity, cell) for cell in cells}
        self._reader = reader
        self._totals: dict[Path, Any] = {}
        self._tree: dict[Any, Any] = {}
        for cell, value in self.cells.items():
            branch = self._tree
            for step in cell[:-1]:
                branch = branch.setdefault(step, {})
            branch[cell[-1]] = value

    def total(self, selection: Selection) -> Any:
        """Add up the selected cells; an axis that is not selected counts in full."""
        wanted = tuple(selection.get(axis) for axis in self.quantity.axes)
        last = max((depth for depth, names in enumerate(wanted) if names is not None), default=-1)
        return self._total(self._tree, 0, wanted, last, ())

    def _total(
        self,
        branch: Any,
        depth: int,
        wanted: tuple[frozenset[Any] | None, ...],
        last: int,
        path: Path,
    ) -> Any:
        axes, names = self.quantity.axes, wanted[depth]
        found = branch if names is None else [step for step in branch if step in names]
        if len(found) == 1:
            (only,) = found
            if depth + 1 == len(axes):
                return branch[only]
            return self._total(branch[only], depth + 1, wanted, last, (*path, (depth, {only})))
        if depth > last:
            label: Path = path
        elif depth == last or depth <= 1:
            rest = [
                (at, names) for at, names in enumerate(wanted) if at > depth and names is not None
            ]
            here = [(depth, frozenset(found))] if len(found) < len(branch) else []
            label = (*path, *here, *rest)
        else:
            return self._reader.total(list(self._leaves(branch, depth, wanted)))
        key = tuple((at, frozenset(names)) for at, names in label)
        if key not in self._totals:
            terms = [
                branch[step]
                if depth + 1 == len(axes)
                else self._total(branch[step], depth + 1, wanted, last, (*path, (depth, {step})))
                for step in found
            ]
            selection = {axes[at]: names for at, names in key}
            self._totals[key] = self._reader.define(self.quantity, selection, terms)
        return self._totals[key]

    def _leaves(
        self, branch: Any, depth: int, wanted: tuple[frozenset[Any] | None, ...]
    ) -> Iterator[N]:
        names = wanted[depth]
        below = (
            branch.values()
            if names is None
            else (under for step, under in branch.items() if step in names)
        )
        if depth + 1 == len(wanted):
            yield from below
        else:
            for under in below:
                yield from self._leaves(under, depth + 1, wanted)


class Programme(Generic[N]):
    """A scenario's quantities as one reader sees them.

    Parameters
    ----------
    scenario
        The scenario.
    reader
        Makes the numbers.
    """

    def __init__(self, scenario: Scenario, reader: Reader[N]) -> None:
        self.scenario = scenario
        self.reader = reader
        self.grids = {
            name: Grid(quantity, quantity.cells(scenario), reader)
            for name, quantity in QUANTITIES.items()
        }

    def measure(self, measure: Measure, scope: Scope) -> Any:
        """Count a measure within a scope: an expression of the reader's numbers, or a number."""
        grid = self.grids.get(measure.quantity)
        if grid is None:
            return self.scenario.given(measure, scope)
        wanted = {
            "municipality": scope.municipalities,
            "year": scope.years,
            "segment": measure.segments,
            "form": measure.forms,
            "group": measure.groups,
            "pool": self.scenario.pools_of(measure),
        }
        return grid.total(
            {
                axis: frozenset(members)
                for axis, members in wanted.items()
                if axis in grid.quantity.axes
                and members is not None
                and members != self._everything.get(axis)
            }
        )

    @cached_property
    def _everything(self) -> dict[str, frozenset[Any]]:
        return {
            "municipality": frozenset(self.scenario.codes),
            "year": frozenset(self.scenario.horizon.years),
        }


def exact(number: object) -> Fraction:
    """Take a number that must be exact as a fraction."""
    if isinstance(number, (int, Fraction)):
        return Fraction(number)
    raise TypeError(f"{number!r} is not an exact number")
