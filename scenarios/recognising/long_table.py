"""A long table: a row per number, whatever the sheet looked like in which the numbers stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.findings import Origin
from scenarios.document.grid import CellPlace, SheetGrid
from scenarios.document.tables import Table


@dataclass(frozen=True)
class LongTable(Table):
    """A table that was made of cells of a sheet, each of which it remembers.

    Parameters
    ----------
    spots
        Per row where each of its cells stands, by column; what stands in no cell has no place.
    grids
        Per row the sheet that it comes from.
    above
        Per sheet the headers, by position.
    area
        Where the whole of it stands.
    by_project
        Whether its rows are projects, of which one municipality may have several.
    """

    spots: tuple[Mapping[str, CellPlace], ...] = field(default=(), compare=False)
    grids: tuple[SheetGrid, ...] = field(default=(), compare=False)
    above: Mapping[str, Mapping[int, str]] = field(default_factory=dict, compare=False)
    area: Origin | None = field(default=None, compare=False)
    by_project: bool = False

    def origin(self, row_index: int | None = None, column: str | None = None) -> Origin:
        """Give where a cell, a row, a column or (without either) the table was read."""
        if row_index is None:
            return super().origin(None, column) if column or not self.area else self.area
        grid, spots = self.grids[row_index], self.spots[row_index]
        if column is None:
            # The row is where its number is.
            number = spots[self.columns[-1]]
            return grid.origin(number[0], number[1])
        spot = spots.get(column)
        if spot is None:
            return grid.origin(self.row_numbers[row_index], None, self.called(column))
        header = self.above.get(grid.sheet, {}).get(spot[1])
        return grid.origin(spot[0], spot[1], header or self.called(column))

    def adds_up(self, row_index: int, other: int) -> bool:
        """Tell whether two rows that are for the same are parts of it, and no contradiction.

        They are where they stand in one row of the sheet, below different headers.
        """
        same_sheet = self.grids[row_index] is self.grids[other]
        same_row = self.row_numbers[row_index] == self.row_numbers[other]
        return self.by_project or (same_sheet and same_row)
