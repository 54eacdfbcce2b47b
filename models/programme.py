"""The programme: a region's quantities, and fast totals over them, in any kind of number.

The agreements' formulas read a programme. Which numbers it holds is the reader's choice: sums of
unknowns (the optimisation problem, as arrays or PuLP's), unknowns of Pyomo (the exploration
workbench), or the whole numbers of a plan (the audit). So what is optimised, explored and audited
cannot drift apart.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic

from models.linear import Linear, LinearReader
from models.measure import Measure, Scope
from models.quantity import Cell
from models.rates import OF_POOLS
from models.reader import N, Reader
from models.region import Region
from models.requirement import Agreed, Outcome
from models.shape import CellOrTotal, Selection, Shape, Total


class Grid(Generic[N]):
    """The numbers of one quantity, as one reader makes them.

    Parameters
    ----------
    shape
        The cells and what their totals are made of.
    reader
        Makes the numbers.
    """

    def __init__(self, shape: Shape, reader: Reader[N]) -> None:
        self.quantity = shape.quantity
        self._shape, self._reader = shape, reader
        self._numbers = reader.cells(shape)
        self._made: dict[Total, Any] = {}

    @cached_property
    def cells(self) -> dict[Cell, N]:
        """The number of each cell."""
        return dict(zip(self._shape.cells, self._reader.given(self._numbers), strict=True))

    def total(self, selection: Selection) -> Any:
        """Add up the selected cells; an axis that is not selected counts in full.

        Parameters
        ----------
        selection
            Per axis the members that count.

        Returns
        -------
        any
            The sum, in the same kind of number.
        """
        (total,) = self._reader.given([self.number(self._shape.total(selection))])
        return total

    def number(self, term: CellOrTotal) -> Any:
        """Give what a cell or a total is, as the reader adds up.

        Parameters
        ----------
        term
            The cell's index, or the total.

        Returns
        -------
        any
            The reader's number, before it is given to a formula.
        """
        if isinstance(term, int):
            return self._numbers[term]
        if term not in self._made:
            numbers = (
                term.cells(self._numbers)
                if term.cells is not None
                else [
                    self._numbers[part] if type(part) is int else self.number(part)
                    for part in term.terms
                ]
            )
            self._made[term] = (
                self._reader.define(self.quantity, term, numbers)
                if term.shared
                else self._reader.total(numbers)
            )
        return self._made[term]


DERIVED = {
    "standing": "_standing",
    "euros": "_rated",
    "rated": "_rated",
    "net": "_net",
    "withdrawn": "_withdrawn",
    "freed": "_freed",
    "credited": "_credited",
    "attributed": "_attributed",
    "placed": "_placed",
    "places": "_places",
}
"""What is no quantity by itself, or more than one, and what counts it."""


class Programme(Generic[N]):
    """A region's quantities as one reader sees them.

    Parameters
    ----------
    region
        The region, or the scenario that it is.
    reader
        Makes the numbers.
    """

    def __init__(self, region: Region, reader: Reader[N]) -> None:
        self.region = region
        self.reader = reader
        self.grids = {name: self.grid(shape) for name, shape in region.shapes.items()}
        self._outcomes: dict[int, tuple[Agreed, tuple[Outcome, ...]]] = {}

    def grid(self, shape: Shape) -> Grid[N]:
        """Make the numbers of a quantity.

        Parameters
        ----------
        shape
            Its cells and what their totals are made of.

        Returns
        -------
        Grid
            The numbers.
        """
        return Grid(shape, self.reader)

    @cached_property
    def linear(self) -> Programme[Linear]:
        """The same quantities in exact sums over cells, whatever this programme's reader."""
        return read_linear(self.region)[0]

    def outcomes(self, agreement: Agreed) -> tuple[Outcome, ...]:
        """Read what an agreement wants divided fairly, once: its rows, goals and audit all ask.

        Parameters
        ----------
        agreement
            The agreement.

        Returns
        -------
        tuple of Outcome
            What each municipality gets, and its part by the key.
        """
        if id(agreement) not in self._outcomes:
            # The agreement stands beside them, so that no other can come to have its identity.
            self._outcomes[id(agreement)] = agreement, tuple(agreement.outcomes(self))
        return self._outcomes[id(agreement)][1]

    def measure(self, measure: Measure, scope: Scope) -> Any:
        """Count a measure within a scope: an expression of the reader's numbers, or a number.

        Parameters
        ----------
        measure
            What is counted.
        scope
            Where and when.

        Returns
        -------
        any
            An expression of the reader, or an exact number.
        """
        within = scope.only(measure.municipalities)
        if measure.quantity in DERIVED:
            return getattr(self, DERIVED[measure.quantity])(measure, within)
        if measure.quantity in self.grids:
            return self._counted(measure, within)
        return self.region.given(measure, within)

    def _counted(self, measure: Measure, scope: Scope, **restricted: frozenset[Any]) -> Any:
        if self.region.prices and len(alike := self.region.alike(measure, scope.years)) > 1:
            parts = (replace(scope, years=years) for years in alike.values())
            return self.reader.total([self._counted(measure, one, **restricted) for one in parts])
        selection: dict[str, frozenset[Any]] = dict(self.region.restricted(measure, scope.years))
        if scope.municipalities != self._everywhere:
            selection["municipality"] = scope.municipalities
        if scope.years != self._always:
            selection["year"] = scope.years
        for axis, names in scope.restricted:
            selection[axis] = selection.get(axis, names) & names
        grid = self.grids[measure.quantity]
        if self.region.openings and "facility" in grid.quantity.axes:
            closed = {
                name for name, year in self.region.openings.items() if year > max(scope.years)
            }
            there = frozenset(str(cell[-1]) for cell in grid.cells) - closed
            selection["facility"] = selection.get("facility", there) & there
        for axis, some in restricted.items():
            selection[axis] = selection.get(axis, some) & some
        return grid.total(selection)

    def _standing(self, measure: Measure, scope: Scope) -> Any:
        """Count what was built and still stands at the end of the scope's last year."""
        last = max(scope.years)
        until = replace(scope, years=frozenset(y for y in self.region.horizon.years if y <= last))
        built = measure.model_copy(update={"quantity": "new_build"})
        gone = {p.pool for p in self.region.capacity if p.end_year and p.end_year <= last}
        if not gone:
            return self._counted(built, until)
        everything = frozenset(pool.pool for pool in self.region.capacity)
        return self._counted(built, until, pool=everything - gone)

    def _rated(self, measure: Measure, scope: Scope) -> Any:
        """Add up what is built, withdrawn or housed, each unit by the rates that count."""
        wanted = measure.rates or ()
        parts: list[tuple[int | Fraction, str, Scope]]
        parts = [
            (row.each, row.per, row.within(scope))
            for row in self.region.rates
            if row.rate in wanted
        ]
        if OF_POOLS in wanted:
            costs = self.region.pools_by_cost
            parts += [(cost, "new_build", scope.within(pool=some)) for cost, some in costs.items()]
        return self.reader.total(
            [
                rate * self.measure(measure.model_copy(update={"quantity": per}), part)
                for rate, per, part in parts
                if part.municipalities and part.years
            ]
        )

    def _net(self, measure: Measure, scope: Scope) -> Any:
        """Count what is built, less what leaves the stock, and what comes into it."""
        built = measure.model_copy(update={"quantity": "new_build"})
        return self._counted(built, scope) + self.moved(measure, scope)

    def moved(self, measure: Measure, scope: Scope) -> Any:
        """Give by how many dwellings the stock changes besides what is built: demolished or sold.

        Parameters
        ----------
        measure
            Which segments count.
        scope
            Where and when.

        Returns
        -------
        any
            Dwellings, below zero where more leave than come: an expression of the reader, or a
            number where the plan decides nothing of it.
        """
        leave, come = self._leaving_and_coming(measure, scope)
        return come - leave

    def _withdrawn(self, measure: Measure, scope: Scope) -> Any:
        """Count what leaves some segments of the stock."""
        return self._leaving_and_coming(measure, scope)[0]

    def _leaving_and_coming(self, measure: Measure, scope: Scope) -> tuple[Any, Any]:
        """Count what leaves some segments of the stock, and what is sold into them."""
        leave, come = self.region.withdrawn(measure, scope)
        if not self.grids["withdrawn"].cells:
            return leave, come
        wanted = self.region.segments_within(measure, scope)
        into = frozenset(self.region.segments) if wanted is None else wanted
        everything = Measure(quantity="withdrawn")
        here = replace(scope, restricted=()).within(becomes=self.region.becoming(measure, scope))
        return (
            leave + self._counted(everything, here.within(segment=wanted)),
            come + self._counted(everything, here.within(becomes=into)),
        )

    def _freed(self, measure: Measure, scope: Scope) -> Any:
        """Add up what comes free of the stock for what is built."""
        built = Measure(quantity="new_build")
        wanted = self.region.segments_within(measure, scope)
        everything = replace(scope, restricted=())
        parts = [
            (row.per_dwelling, row.within(everything))
            for row in self.region.moving_on
            if wanted is None or row.frees in wanted
        ]
        return self.reader.total(
            [rate * self._counted(built, part) for rate, part in parts if part.municipalities]
        )

    def _credited(self, measure: Measure, scope: Scope) -> Any:
        """Count whom a municipality housed, and who was housed elsewhere on its behalf."""
        housed = self._counted(measure.model_copy(update={"quantity": "housed"}), scope)
        transferred = measure.model_copy(update={"quantity": "transferred"})
        everyone = replace(scope, municipalities=frozenset(self.region.codes))
        given = self._counted(transferred, scope)
        return housed + given - self._counted(transferred, everyone, to=scope.municipalities)

    def _attributed(self, measure: Measure, scope: Scope) -> Any:
        """Count what a municipality builds, less what of that is another's task, and its own."""
        built = self._counted(measure.model_copy(update={"quantity": "new_build"}), scope)
        ceded = measure.model_copy(update={"quantity": "ceded"})
        everyone = replace(scope, municipalities=frozenset(self.region.codes))
        own, others = self._counted(ceded, scope), {"to": scope.municipalities}
        taken = self._counted(ceded, everyone, **others)
        for rate, parts in self.region.exchange_rates.items():
            for part in parts:
                to = {"to": scope.municipalities & part["to"]}
                taken = taken + (rate - 1) * self._counted(ceded, everyone, **{**part, **to})
        return built + own - taken

    def _places(self, measure: Measure, scope: Scope) -> Any:
        """Count places: of what grows those at the end of the scope's last year."""
        growing = frozenset(str(cell[1]) for cell in self.grids["opened"].cells)
        last = max(scope.years)
        if not growing or last == self.region.horizon.last_year:
            return self._counted(measure, scope)
        everything = frozenset(str(cell[1]) for cell in self.grids["places"].cells)
        then = replace(scope, years=frozenset([last]))
        opened = measure.model_copy(update={"quantity": "opened"})
        return self._counted(measure, scope, facility=everything - growing) + self._counted(
            opened, then, facility=growing
        )

    def _placed(self, measure: Measure, scope: Scope) -> Any:
        """Count by where households come from: ``own``, ``elsewhere`` in the region, or a name."""
        if measure.origins is None:
            return self._counted(measure, scope)
        wanted = set(measure.origins)
        total: Any = 0
        for code in sorted(scope.municipalities):
            origins = set(wanted)
            if "own" in wanted:
                origins.add(code)
            if "elsewhere" in wanted:
                origins |= set(self.region.codes) - {code}
            here = replace(scope, municipalities=frozenset([code]))
            total = total + self._counted(measure, here, origin=frozenset(origins))
        return total

    @cached_property
    def _everywhere(self) -> frozenset[str]:
        return frozenset(self.region.codes)

    @cached_property
    def _always(self) -> frozenset[int]:
        return frozenset(self.region.horizon.years)


def read_linear(region: Region) -> tuple[Programme[Any], LinearReader]:
    """Read a region's programme with exact sums.

    Parameters
    ----------
    region
        The region, or the scenario that it is.

    Returns
    -------
    tuple
        The programme, and the reader with the bounds of its unknowns.
    """
    reader = LinearReader()
    return Programme(region, reader), reader
