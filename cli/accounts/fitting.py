"""A table that fits: where it is too wide, columns of numbers come below one another.

It is a file of its own because Rich is loaded when something is shown only.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table

PADDING = 1
"""Blanks behind each column."""

NARROW = 8
"""Characters of a column of words, at least, beside numbers."""


class Fitting(Table):
    """A table that is divided where it is too wide."""

    def least_width(self) -> int:
        """Give the characters that it takes where words fold, and numbers do not."""
        console = Console()
        words, numbers = self._widths(console, console.options)
        return sum(words.values()) + sum(numbers.values())

    def _widths(
        self, console: Console, options: ConsoleOptions
    ) -> tuple[dict[int, int], dict[int, int]]:
        """Give what each column of words takes at least, and each of numbers.

        With the line between it and the one before.
        """
        between = 1 if self.box else 0
        words: dict[int, int] = {}
        numbers: dict[int, int] = {}
        for place, column in enumerate(self.columns):
            measured = self._measure_column(console, options.update(width=10**4), column)
            if column.justify == "right" and place:
                numbers[place] = measured.maximum + between
            else:
                least = max(NARROW, self._least(place, measured))
                words[place] = min(measured.maximum, least) + (between if place else 0)
        return words, numbers

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        words, numbers = self._widths(console, options)
        width = options.max_width - sum(words.values())
        groups: list[list[int]] = [[]]
        for place in numbers:
            wide = sum(numbers[each] for each in groups[-1])
            if groups[-1] and wide + numbers[place] > width:
                groups.append([])
            groups[-1].append(place)
        if len(groups) == 1:
            yield from super().__rich_console__(console, options)
            return
        for number, group in enumerate(groups):
            if number:
                yield ""
            yield from self._part([*words, *group]).__rich_console__(console, options)

    def _least(self, place: int, measured: Measurement) -> int:
        column = self.columns[place]
        return measured.maximum if column.no_wrap else measured.minimum

    def _part(self, places: Sequence[int]) -> Table:
        """Give some of the columns as a table."""
        part = Table(box=self.box, padding=(0, PADDING, 0, 0), pad_edge=False, show_edge=False)
        part.header_style = self.header_style
        for place in places:
            column = self.columns[place].copy()
            column._index = len(part.columns)
            column._cells = list(self.columns[place]._cells)
            if column.justify == "left":
                column.no_wrap, column.min_width = False, None
            part.columns.append(column)
        part.rows = self.rows
        return part
