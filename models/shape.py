"""The shape of a quantity: its cells, nested axis by axis, and what each total is made of.

It is the same whoever reads the scenario, and whatever numbers stand in it, so it is worked out
once for all scenarios that have the same cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter
from threading import RLock
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

from models.quantity import QUANTITIES, Cell, Quantity
from models.recollection import recalled

Selection = Mapping[str, frozenset[Any]]
Wanted = tuple[frozenset[Any] | None, ...]
RestrictedAxes = tuple[tuple[int, frozenset[Any]], ...]
"""What a total is restricted to: depth of the axis, and its members."""


class Total:
    """A total: what it is made of, and whether many rows use it.

    Parameters
    ----------
    selection
        The axes that it is restricted on, and to what.
    terms
        Indices of cells, and totals.
    shared
        Whether it is worth a number of its own.
    plain
        Whether all terms are cells.

    Attributes
    ----------
    cells
        Picks the cells' numbers from all; None when that is not how it is added up.
    """

    __slots__ = ("cells", "selection", "shared", "terms")

    def __init__(
        self,
        selection: Selection,
        terms: Sequence[CellOrTotal],
        *,
        shared: bool,
        plain: bool = False,
    ) -> None:
        self.selection, self.terms, self.shared = selection, terms, shared
        self.cells: Callable[[Sequence[Any]], Sequence[Any]] | None
        self.cells = itemgetter(*terms) if plain and len(terms) > 1 else None


CellOrTotal: TypeAlias = int | Total

REMEMBERED = 32
"""Shapes that are remembered: a few regions' worth."""


MAKING = RLock()
"""Held while a shape or a total is made: of two threads that ask for it both get the same one."""


def shape_of(quantity: Quantity, cells: tuple[Cell, ...]) -> Shape:
    """Give the one shape of a quantity that has these cells, sorted.

    Parameters
    ----------
    quantity
        The quantity.
    cells
        The cells, sorted.

    Returns
    -------
    Shape
        The shape.
    """
    with MAKING:
        return recalled(_Shapes).of(quantity, cells)


class _Shapes:
    """The last shapes, and those that some scenario still has: there are never two of the same."""

    def __init__(self) -> None:
        self._alive: WeakValueDictionary[tuple[Quantity, tuple[Cell, ...]], Shape]
        self._alive = WeakValueDictionary()
        self.of = lru_cache(REMEMBERED)(self._found)

    def _found(self, quantity: Quantity, cells: tuple[Cell, ...]) -> Shape:
        shape = self._alive.get((quantity, cells))
        if shape is None:
            shape = self._alive[quantity, cells] = Shape(quantity, cells)
        return shape


def _named(quantity: str, cells: tuple[Cell, ...]) -> Shape:
    return shape_of(QUANTITIES[quantity], cells)


class Shape:
    """The cells of one quantity and their totals.

    A total that is not restricted below an axis is a *margin*, built from the margins under it and
    shared, as is whatever is counted in one municipality: that keeps the optimisation problem
    sparse.

    Parameters
    ----------
    quantity
        The quantity.
    cells
        Its cells, sorted.
    """

    def __init__(self, quantity: Quantity, cells: tuple[Cell, ...]) -> None:
        self.quantity = quantity
        self.cells = cells
        self._asked: dict[Wanted, CellOrTotal] = {}
        self._totals: dict[RestrictedAxes, Total] = {}
        self._lone_names: dict[tuple[int, str | int], tuple[int, frozenset[Any]]] = {}
        self._tree: dict[Any, Any] = {}
        for index, cell in enumerate(self.cells):
            branch = self._tree
            for name in cell[:-1]:
                branch = branch.setdefault(name, {})
            branch[cell[-1]] = index

    @cached_property
    def places(self) -> dict[Cell, int]:
        """The index of each cell."""
        return {cell: index for index, cell in enumerate(self.cells)}

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as its cells: there it is made, or found, anew."""
        return _named, (self.quantity.name, self.cells)

    def total(self, selection: Selection) -> CellOrTotal:
        """Tell what adds up to the selected cells; an axis that is not selected counts in full.

        Parameters
        ----------
        selection
            Per axis the members that count.

        Returns
        -------
        Word
            A index of a cell, or a total.
        """
        wanted = tuple(map(selection.get, self.quantity.axes))
        known = self._asked.get(wanted)
        if known is not None:
            return known
        with MAKING:
            if wanted not in self._asked:
                selected = [depth for depth, names in enumerate(wanted) if names is not None]
                last = max(selected, default=-1)
                self._asked[wanted] = self._total(self._tree, 0, wanted, last, ())
            return self._asked[wanted]

    def _total(
        self, branch: Any, depth: int, wanted: Wanted, last: int, path: RestrictedAxes
    ) -> CellOrTotal:
        axes = self.quantity.axes
        while True:
            names = wanted[depth]
            found = branch if names is None else [name for name in branch if name in names]
            if len(found) != 1:
                break
            only = next(iter(found))
            branch, path = branch[only], (*path, self._lone(depth, only))
            depth += 1
            if depth == len(axes):
                return int(branch)
        if depth > last:
            key: RestrictedAxes = path
        elif depth == last or depth <= 1:
            rest = [
                (at, names) for at, names in enumerate(wanted) if at > depth and names is not None
            ]
            here = [(depth, frozenset(found))] if len(found) < len(branch) else []
            key = (*path, *here, *rest)
        else:
            return Total({}, self._leaves(branch, depth, wanted), shared=False, plain=True)
        total = self._totals.get(key)
        if total is None:
            # What lies two axes deep is too little to be added up apart.
            plain = depth + 2 >= len(axes)
            terms = (
                self._leaves(branch, depth, wanted)
                if plain
                else [
                    self._total(branch[at], depth + 1, wanted, last, (*path, self._lone(depth, at)))
                    for at in found
                ]
            )
            selection = {axes[at]: names for at, names in key}
            total = self._totals[key] = Total(selection, terms, shared=True, plain=plain)
        return total

    def _lone(self, depth: int, only: str | int) -> tuple[int, frozenset[Any]]:
        """Give the one member of an axis that counts, as part of a path."""
        known = self._lone_names.get((depth, only))
        if known is None:
            known = self._lone_names[depth, only] = depth, frozenset([only])
        return known

    @staticmethod
    def _leaves(branch: Any, depth: int, wanted: Wanted) -> list[int]:
        branches = [branch]
        for names in wanted[depth:]:
            if names is None:
                branches = [under for each in branches for under in each.values()]
            elif len(names) == 1:  # as most are: then no other has to be looked at
                (only,) = names
                branches = [each[only] for each in branches if only in each]
            else:
                branches = [
                    under for each in branches for name, under in each.items() if name in names
                ]
        return branches
