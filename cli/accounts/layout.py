"""How an account looks: headings, tables that fit, and numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from models.language import Language, Part, rendered, to_places
from models.language import Text as Sentence
from models.language import capital as with_capital

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cli.accounts.fitting import Fitting

NONE = "–"
"""What stands where there is no number."""

PLAIN = "    \n    \n -- \n    \n    \n    \n    \n    \n"
"""A line below the header and nothing else, where there are no other signs than ASCII's."""


def heading(title: Sentence, language: Language) -> Iterator[RenderableType]:
    """Give a heading, with space above it."""
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

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row(mark, Text(sentence.render(language)))
    return Padding(grid, (0, 0, 0, 1))


def rest_of(
    rows: Sequence[object], most: int, name: str, language: Language
) -> Iterator[RenderableType]:
    """Say how many rows are not shown, and in which table they are."""
    if len(rows) > most:
        said = Sentence("and {number} more (--table {table})", number=len(rows) - most, table=name)
        yield bullet(said, language)


def table(
    headers: Sequence[Part], language: Language, left: int = 1, *, ruled: bool = True
) -> Fitting:
    """Give an empty table; the first columns hold words, the others numbers.

    Where it is too wide, words fold, and then columns of numbers come below one another, each with
    the words again: no number and no name is ever cut.
    """
    from rich.box import SIMPLE_HEAD, Box
    from rich.console import Console

    from cli.accounts.fitting import PADDING, Fitting

    ruler = Box(PLAIN, ascii=True) if Console().options.ascii_only else SIMPLE_HEAD
    made = Fitting(
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


def width() -> int:
    """Give the columns that there are."""
    from rich.console import Console

    return Console().width


def fits(made: Fitting) -> bool:
    """Tell whether a table can be shown without a number or header in it being cut."""
    from rich.console import Console

    if not made.columns[0].no_wrap:
        return made.least_width() <= width()
    console = Console()
    measured = console.measure(made, options=console.options.update(width=1000))
    return measured.maximum <= width()


def decimals(ratio: Fraction | float, places: int, language: Language) -> str:
    """Write a number with so many decimals."""
    from babel.numbers import format_decimal

    exact = to_places(ratio, places)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    form = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(value, format=form, locale=language)


def percent(ratio: Fraction | float, language: Language, places: int = 1) -> str:
    """Write a ratio as a percentage."""
    return decimals(to_places(ratio, places + 2) * 100, places, language) + "%"


def capital_sentence(sentence: Sentence, language: Language) -> str:
    """Begin a sentence with a capital."""
    return with_capital(sentence.render(language))


def whole(value: int | Fraction, language: Language) -> str:
    """Write dwellings; a preview's fractions of them are rounded."""
    return decimals(value, 0, language)
