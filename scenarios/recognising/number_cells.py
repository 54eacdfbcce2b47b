"""Numbers in cells as people write them: with a unit, a mark of a footnote, or a sign for none."""

from __future__ import annotations

import re
from functools import cache

from scenarios.document.known_words import known_words
from scenarios.recognising.comparing import compared

NUMERIC = re.compile("([-−+]?[0-9][0-9.,'’\u00a0\u2009\u202f ]*%?)(.*)", re.DOTALL)
FOOTNOTE = re.compile(r"\*{1,3}$")
DASHES = frozenset(("-", "–", "—", "−", "n.v.t.", "nvt", "n.v.t", "n/a", "nihil", "geen"))
"""What people write where there is nothing; a point and an x may be unknown, and are no number."""


@cache
def units() -> dict[str, str]:
    """Give the units by the words that may stand behind a number, as they are compared."""
    said = known_words("units")
    return {compared(each): name for name, words in said.items() for each in (name, *words)}


def is_number(cell: object) -> bool:
    """Tell whether a cell holds a number, also one that is a text or has its unit behind it."""
    if isinstance(cell, str):
        return _parts(cell) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def bare_number(cell: object, unit: str = "") -> object:
    """Give a number without the mark of a footnote, or the unit that it is of.

    Parameters
    ----------
    cell
        What a cell holds.
    unit
        What the numbers around it count.

    Returns
    -------
    object
        The number as a text; the cell as it is where it holds something else, or counts something
        else.
    """
    parts = _parts(cell) if isinstance(cell, str) else None
    if parts is None or not parts[1] or units().get(parts[1], unit) != unit:
        return cell
    return parts[0]


def _parts(text: str) -> tuple[str, str] | None:
    """Take a text apart as a number and what stands behind it; nothing for another text."""
    found = NUMERIC.fullmatch(text.strip())
    if found is None:
        return None
    number, behind = found[1].rstrip(" \u00a0\u2009\u202f"), found[2].strip()
    if FOOTNOTE.fullmatch(behind):
        return number, behind
    word = compared(behind)
    return (number, word) if not behind or word in units() else None
