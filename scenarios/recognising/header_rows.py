"""Header rows: of a header of two rows, what stands above each column together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from scenarios.document.document import COUNTED
from scenarios.document.grid import Cells
from scenarios.document.spelling import identifier
from scenarios.recognising.number_cells import is_number
from scenarios.recognising.scenario_words import column_meant
from scenarios.recognising.wide_table import UNITS

YEAR = re.compile(r"(?:19|20)[0-9]{2}")

BROKEN = re.compile(r"(?<=[a-z])-\s*\n\s*(?=[a-z])")
"""Where a word goes on on the next line of a cell."""

ABOVE = re.compile(r"\s*[|>]\s*")
"""What stands between a topic and the one above it."""

WHOLE = re.compile(r"[;,:]?\s*\b(?:totaal|total)\s*$", re.IGNORECASE)
"""What is said of a figure that is no part of another."""

UNIT = re.compile(r"\s*\([^()]*\)\s*$")


def bare_headers(header: str) -> tuple[str, str]:
    """Give a header without the topics above it and its unit, and without *total* behind it too."""
    bare = UNIT.sub("", ABOVE.split(BROKEN.sub("", header))[-1].strip())
    return bare, WHOLE.sub("", bare)


def second_row(rows: Mapping[int, Cells], header: int) -> int | None:
    """Give the row below a header that says more of some of its columns; None where there is none.

    Cells of the header are empty, or one with those beside them, where it has some; it names no
    municipality, and the numbers begin below it.
    """
    cells, below = rows.get(header, {}), rows.get(header + 1, {})
    bare = header + 1 in rows and not any(
        is_number(one) and not _year(one) for one in below.values()
    )
    first = min(cells, default=0)
    if not bare or first in below or not below.keys() - cells.keys():
        return None
    numbers = any(is_number(cell) for cell in rows.get(header + 2, {}).values())
    return header + 1 if numbers else None


def said_above(table: str, cells: Cells, below: Cells) -> dict[int, object]:
    """Give the header of each column of a header of two rows.

    Parameters
    ----------
    table
        Which table they are the header of.
    cells, below
        The rows; a cell of the first goes for those beside it that are empty, as far as the second
        has some.
    """
    found: dict[int, object] = {}
    band: object = None
    for place in sorted({*cells, *below}):
        if place in cells:
            band = cells[place]
        elif place - 1 not in found:
            band = None
        found[place] = _joined(table, band, below.get(place), found.values())
    return found


def _joined(table: str, band: object, own: object, before: Collection[object]) -> object:
    if own is None or band is None:
        return band if own is None else own
    if _year(band):
        return f"{own} {band}"
    known = column_meant(table, own) is not None or identifier(str(own)) in COUNTED
    alone = known or table in UNITS
    return own if alone and own not in before else f"{band} {own}"


def _year(cell: object) -> bool:
    return YEAR.fullmatch(str(cell)) is not None
