"""How a report looks: headings, tables that fit, and numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from models.language import Language, Part, rendered
from models.language import Text as Sentence

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

NONE = "–"
"""What stands where there is no number."""

PLAIN = "    \n    \n -- \n    \n    \n    \n    \n    \n"
"""A line below the header and nothing else, where there are no other signs than ASCII's."""


def heading(title: Sentence, language: Language) -> Iterator[RenderableType]:
    """Give a heading, with room above it."""
    from rich.text import Text

    yield Text()
    yield Text(title.render(language), style="bold")


def line(sentence: Sentence, language: Language, style: str = "") -> RenderableType:
    """Give a sentence on lines of its own."""
    from rich.text import Text

    return Text(sentence.render(language), style=style)


def bullet(sentence: Sentence, language: Language, mark: str = "-") -> RenderableType:
    """Give a sentence as one of a list."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, PADDING, 0, 0))
    grid.add_row(mark, Text(sentence.render(language)))
    return Padding(grid, (0, 0, 0, 1))


def table(
    headers: Sequence[Part], language: Language, left: int = 1, *, ruled: bool = True
) -> Table:
    """Give an empty table; the first columns hold words, the others numbers.

    Where it is too wide, words fold, and then columns of numbers come below one another, each with
    the words again: no number and no name is ever cut.
    """
    from rich.box import SIMPLE_HEAD, Box
    from rich.console import Console

    ruler = Box(PLAIN, ascii=True) if Console().options.ascii_only else SIMPLE_HEAD
    made = _fitting()(
        box=ruler if ruled else None,
        padding=(0, PADDING, 0, 0),
        pad_edge=False,
        show_edge=False,
        header_style="" if ruled else "underline",
    )
    for place, header in enumerate(headers):
        words = place < left
        made.add_column(
            rendered(header, language),
            justify="left" if words else "right",
            vertical="bottom" if not words else "top",
            overflow="fold",
            no_wrap=not words,
        )
    return made


PADDING = 1
"""Blanks behind each column."""

NARROW = 8
"""Characters of a column of words, at least, beside numbers."""


@cache
def _fitting() -> type[Table]:
    """Give the class of tables that fit; Rich is loaded when something is shown only."""
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.measure import Measurement
    from rich.table import Table

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
            room = options.max_width - sum(words.values())
            groups: list[list[int]] = [[]]
            for place in numbers:
                wide = sum(numbers[each] for each in groups[-1])
                if groups[-1] and wide + numbers[place] > room:
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

    return Fitting


def width() -> int:
    """Give the columns that there are."""
    from rich.console import Console

    return Console().width


def fits(made: Table) -> bool:
    """Tell whether a table can be shown without a number or header in it being cut."""
    from rich.console import Console

    if not made.columns[0].no_wrap:
        return bool(made.least_width() <= width())  # type: ignore[attr-defined]
    console = Console()
    measured = console.measure(made, options=console.options.update(width=1000))
    return measured.maximum <= width()


def decimals(ratio: Fraction | float, places: int, language: Language) -> str:
    """Write a number with so many decimals."""
    from babel.numbers import format_decimal

    exact = Fraction(ratio)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    form = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(value, format=form, locale=language)


def percent(ratio: Fraction | float, language: Language, places: int = 1) -> str:
    """Write a ratio as a percentage."""
    return decimals(Fraction(ratio) * 100, places, language) + "%"


def capital(sentence: Sentence, language: Language) -> str:
    """Begin a sentence with a capital."""
    said = sentence.render(language)
    return said[:1].upper() + said[1:]


def whole(value: int | Fraction, language: Language) -> str:
    """Write dwellings; a preview's fractions of them are rounded."""
    return decimals(Fraction(round(value)), 0, language)
