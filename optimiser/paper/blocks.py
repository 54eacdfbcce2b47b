"""Blocks: what a page of the report is made of, as the typesetter takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import Any

from models.language import (
    MINUS,
    Language,
    Part,
    Percent,
    Text,
    Units,
    grouped_number,
    rendered,
    to_places,
)

Block = dict[str, Any]
TableCells = Sequence[Block | str]

TITLE, SIZE, SMALL = 21.0, 9.5, 8.5
"""Sizes of letters, in points."""

VIEW_BOX = re.compile(r'viewBox="([^"]+)"')

WIDE = 12
"""The width of a drawing, in centimetres; with the letters in it that is still readable."""

FIRST_PAGE, PAGE = 22.4, 24.0
"""Centimetres below the titles of the first page and of another, some of them to spare."""

SMALL_TABLE = 7.0
"""Centimetres of a table that is not broken over two pages."""

LETTERS = 1000
"""Letters of one point beside each other on a line over the whole width of a page."""

LINE, ROW, SPACING, HEADING = 0.043, 0.38, 0.2, 0.95
"""Centimetres: of a line per point of its letters, and of a row of a table, between blocks, and of
a heading."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    head
        What stands above it.
    wide
        Its part of the space; 0 for as wide as its words.
    right
        Whether it holds numbers.
    """

    head: str
    wide: float = 0
    right: bool = False


def paragraph_block(said: str, *, strong: bool = False) -> Block:
    """Give a paragraph."""
    return {"kind": "text", "text": said, "strong": strong, "size": SIZE}


def heading_block(said: str) -> Block:
    """Give a heading within a page."""
    return {"kind": "heading", "text": said}


def list_block(items: Iterable[str], *, numbered: bool = False) -> Block:
    """Give a list."""
    return {"kind": "numbered" if numbered else "list", "items": list(items)}


def code_block(said: str) -> Block:
    """Give something to be typed over."""
    return {"kind": "code", "text": said}


def cell_block(said: str, *, strong: bool = False, note: str = "") -> Block:
    """Give a cell of a table, with a smaller line below it."""
    return {"text": said, "strong": strong, "note": note}


def table_block(
    columns: Sequence[Column], rows: Iterable[TableCells], size: float = SMALL
) -> Block:
    """Give a table; a text is a plain cell. A small one stays on one page."""
    made = {
        "kind": "table",
        "size": size,
        "widths": [one.wide for one in columns],
        "heads": [{"text": one.head, "right": one.right} for one in columns],
        "rows": [[cell_block(one) if isinstance(one, str) else one for one in row] for row in rows],
    }
    return {**made, "whole": block_height(made) < SMALL_TABLE}


def picture_block(svg: str, alt: str) -> Block:
    """Give a drawing, with what it shows in words."""
    return {"kind": "picture", "svg": svg, "alt": alt, "wide": WIDE}


def section_block(title: str, blocks: Iterable[Block], *, annex: bool = False) -> Block:
    """Give what begins on a page of its own."""
    return {"title": title, "annex": annex, "blocks": list(blocks)}


def lines_of(said: str, size: float, part: float = 1) -> int:
    """Give how many lines a text takes over a part of the width of a page."""
    return max(1, ceil(len(said) * size / LETTERS / part))


def block_height(block: Block) -> float:
    """Give how high a block is at most, in centimetres: an estimate."""
    match block["kind"]:
        case "text":
            size: float = block["size"]
            return SPACING + lines_of(block["text"], size) * size * LINE
        case "list" | "numbered":
            return SPACING + sum(lines_of(one, SIZE) for one in block["items"]) * SIZE * LINE
        case "table":
            return SPACING + ROW + sum(row_heights(block))
        case "picture":
            _, _, wide, high = map(float, VIEW_BOX.findall(block["svg"])[0].split())
            return SPACING + WIDE * high / wide
        case _:
            return HEADING


def row_heights(block: Block) -> list[float]:
    """Give how high each row of a table is at most, in centimetres."""
    size, widths = block["size"], block["widths"]
    heads = [one["text"] for one in block["heads"]]
    # A column without a part of the space takes what its words need.
    own = [
        0 if wide else (len(head) + 2) * size / LETTERS
        for wide, head in zip(widths, heads, strict=True)
    ]
    parts = [wide / sum(widths) * (1 - sum(own)) if wide else one
             for wide, one in zip(widths, own, strict=True)]  # fmt: skip
    found = []
    for row in block["rows"]:
        lines = max(
            lines_of(one["text"], size, part)
            + (lines_of(one["note"], size, part) if one["note"] else 0)
            for one, part in zip(row, parts, strict=True)
        )
        found.append(ROW + (lines - 1) * size * LINE)
    return found


def fitted_block(block: Block, space: float) -> Block:
    """Give as many rows of a table, from the first on, as there is space for."""
    used = accumulate(row_heights(block), initial=SPACING + ROW)
    rows = [row for row, high in zip(block["rows"], [*used][1:], strict=True) if high <= space]
    return {**block, "rows": rows}


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
        return grouped_number(to_places(value, decimals), self.language).replace("-", MINUS)

    def difference(self, value: float | Fraction) -> str:
        """Write a difference with its sign."""
        sign = "+" if value > 0 else ""
        return f"{sign}{self.number(value)}"

    def percentage(self, value: float | Fraction | None, decimals: int = 0) -> str:
        """Write a share; nothing where there is none."""
        if value is None:
            return ""
        least = Fraction(1, 10 ** (decimals + 2))
        if decimals and 0 < value < least / 2:
            return self.plain(Text("less than {least}", least=Percent(least)))
        said = rendered(Percent(to_places(value, decimals + 2)), self.language)
        return said.replace("-", MINUS)

    def units(self, value: float | Fraction, unit: str) -> str:
        """Write a number with what it counts."""
        if unit == "ratio":
            return self.percentage(value, 2)
        return rendered(Units(to_places(value, 2), unit), self.language).replace("-", MINUS)

    def more(self, number: int, where: Part) -> str:
        """Say how many more there are, and where they stand."""
        return self.say(Text("and {number} more: see {where}.", number=number, where=where))
