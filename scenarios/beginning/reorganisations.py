"""Reorganisations: municipalities that became part of others, since 2015."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "reorganisations.csv"
"""Typed from the lists of municipal reorganisations of Statistics Netherlands (CBS)."""


class Reorganisation(NamedTuple):
    """That a municipality ended.

    Parameters
    ----------
    year
        From 1 January of which year.
    code, name
        Who ended.
    into, into_name
        Of whom it, or the largest part of it, became part.
    whole
        Whether all of it did: else its figures cannot be added to another's.
    """

    year: int
    code: str
    name: str
    into: str
    into_name: str
    whole: bool


@cache
def reorganisations() -> dict[str, Reorganisation]:
    """Give those who ended, by their codes."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [
            Reorganisation(
                int(row["year"]),
                row["code"],
                row["name"],
                row["into"],
                row["into_name"],
                row["whole"] == "yes",
            )
            for row in csv.DictReader(file, delimiter=";")
        ]
    return {row.code: row for row in rows}
