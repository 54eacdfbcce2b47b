"""Blocks: what a page of the report is made of, as the typesetter takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import Any, TypeVar

from models.language import (
    MINUS,
    Language,
    Part,
    Percent,
    Text,
    Units,
    number,
    rendered,
    to_places,
)

Block = dict[str, Any]
Cells = Sequence[Block | str]

ACROSS = 100
"""Characters of a line over the whole width of a page."""

SIZE, SMALL = 9.5, 8.5
"""Sizes of letters, in points."""

WIDE = 12
"""The width of a drawing, in centimetres; with the letters in it that is still readable."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    head
        What stands above it.
    wide
        Its part of the room; 0 for as wide as its words.
    right
        Whether it holds numbers.
    """

    head: str
    wide: float = 0
    right: bool = False


def paragraph(said: str, *, strong: bool = False) -> Block:
    """Give a paragraph."""
    return {"kind": "text", "text": said, "strong": strong, "size": SIZE}


def heading(said: str) -> Block:
    """Give a heading within a page."""
    return {"kind": "heading", "text": said}


def listed(items: Iterable[str], *, numbered: bool = False) -> Block:
    """Give a list."""
    return {"kind": "numbered" if numbered else "list", "items": list(items)}


def code(said: str) -> Block:
    """Give something to be typed over."""
    return {"kind": "code", "text": said}


def cell(said: str, *, strong: bool = False, note: str = "") -> Block:
    """Give a cell of a table, with a smaller line below it."""
    return {"text": said, "strong": strong, "note": note}


def table(columns: Sequence[Column], rows: Iterable[Cells], size: float = SMALL) -> Block:
    """Give a table; a text is a plain cell."""
    return {
        "kind": "table",
        "size": size,
        "widths": [one.wide for one in columns],
        "heads": [{"text": one.head, "right": one.right} for one in columns],
        "rows": [[cell(one) if isinstance(one, str) else one for one in row] for row in rows],
    }


def picture(svg: str, alt: str) -> Block:
    """Give a drawing, with what it shows in words."""
    return {"kind": "picture", "svg": svg, "alt": alt, "wide": WIDE}


def section(title: str, blocks: Iterable[Block], *, annex: bool = False) -> Block:
    """Give what begins on a page of its own."""
    return {"title": title, "annex": annex, "blocks": list(blocks)}


def fitting(items: Sequence[Item], lines: Sequence[int], most: int) -> list[Item]:
    """Give as many items as fit in so many lines, with the lines that each takes."""
    taken = accumulate(lines)
    return [one for one, used in zip(items, taken, strict=True) if used <= most]


def lines_of(said: str) -> int:
    """Give how many lines a text takes over the width of a page."""
    return ceil(max(1, len(said)) / ACROSS)


class Words:
    """How the report says things in a language.

    Parameters
    ----------
    language
        The reader's.
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, part: Part) -> str:
        """Give a sentence or a word, beginning with a capital."""
        said = rendered(part, self.language)
        return said[:1].upper() + said[1:]

    def plain(self, part: Part) -> str:
        """Give a sentence or a word as it is."""
        return rendered(part, self.language)

    def number(self, value: float | Fraction | None, decimals: int = 0) -> str:
        """Write a number; nothing where there is none."""
        if value is None:
            return ""
        return number(to_places(value, decimals), self.language).replace("-", MINUS)

    def difference(self, value: float | Fraction) -> str:
        """Write a difference with its sign."""
        sign = "+" if value > 0 else ""
        return f"{sign}{self.number(value)}"

    def percentage(self, value: float | Fraction | None, decimals: int = 0) -> str:
        """Write a share; nothing where there is none."""
        if value is None:
            return ""
        said = rendered(Percent(to_places(value, decimals + 2)), self.language)
        return said.replace("-", MINUS)

    def units(self, value: float | Fraction, unit: str) -> str:
        """Write a number with what it counts."""
        if unit == "ratio":
            return self.percentage(value, 1)
        return rendered(Units(to_places(value, 2), unit), self.language).replace("-", MINUS)

    def more(self, number: int, where: Part) -> str:
        """Say how many more there are, and where they stand."""
        return self.say(Text("and {number} more: see {where}.", number=number, where=where))
