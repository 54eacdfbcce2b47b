"""How many variants a batch may have, and in how many ways they may differ."""

from __future__ import annotations

from models.findings import Finding
from models.language import Text
from scenarios.document.tables import MOST_COLUMNS

MOST_VARIANTS = 100_000
"""As many as a table has rows: a week's work for a hundred cores."""

MOST_PATHS = MOST_COLUMNS
"""Paths that variants may differ in: as many as a table of changes has columns."""


def too_many_variants(number: int, most: int = MOST_VARIANTS) -> list[Finding]:
    """Find that there are more variants than a batch has.

    Parameters
    ----------
    number
        How many there are.
    most
        How many there may be.

    Returns
    -------
    list of Finding
        ``too-many-variants``, or nothing.
    """
    if number <= most:
        return []
    text = Text(
        "These are {number} variants; a batch has at most {most}.", number=number, most=most
    )
    return [Finding("too-many-variants", "error", text)]


def too_many_paths(number: int) -> list[Finding]:
    """Find that variants differ in more ways than a table of changes has columns.

    Parameters
    ----------
    number
        In how many they do.

    Returns
    -------
    list of Finding
        ``too-many-columns``, or nothing.
    """
    if number <= MOST_PATHS:
        return []
    text = Text(
        "These variants differ in {paths} ways; there may be {most}.",
        paths=number,
        most=MOST_PATHS,
    )
    return [Finding("too-many-columns", "error", text)]
