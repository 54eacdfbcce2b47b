"""Own names: the segments, forms and groups that a workbook's scenario has, before it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from scenarios.document.grid import SheetGrid
from scenarios.document.known_words import known_words
from scenarios.document.spelling import identifier
from scenarios.recognising.comparing import compared

OwnNames = Mapping[str, tuple[str, ...]]
"""The names by axis: ``segment``, ``form`` and ``group``."""

AXES = {"segments": "segment", "forms": "form", "groups": "group"}
"""The keys that list them."""

PAIR = 2
"""Cells of a row that holds a key and its value."""

BETWEEN = re.compile(r"[\[\],;]")


def own_names(grids: Iterable[SheetGrid]) -> OwnNames:
    """Find what the rows say that hold such a key and its value.

    Parameters
    ----------
    grids
        The sheets of a workbook.

    Returns
    -------
    Mapping
        The names by axis, as they are written; empty where nothing lists them.
    """
    found: dict[str, tuple[str, ...]] = {}
    for grid in grids:
        for _, cells in sorted(grid.rows.items()):
            if len(cells) != PAIR:
                continue
            key, value = (cells[place] for place in sorted(cells))
            axis = _axis(key)
            if axis is not None and isinstance(value, str):
                parts = (part.strip().strip("'\"") for part in BETWEEN.split(value))
                found.setdefault(axis, tuple("_".join(part.split()) for part in parts if part))
    return found


def _axis(key: object) -> str | None:
    text = compared(str(key))
    for name, axis in AXES.items():
        if identifier(str(key)) == name or text in map(compared, known_words("keys").get(name, ())):
            return axis
    return None
