"""Reorganisations: municipalities that became part of others, since 2015."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from models.language import Text
from scenarios.recognising.municipalities import name_apart

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

    def text(self) -> Text:
        """Say what became of it."""
        return Text(
            "{name} ({code}) became part of {into} ({into_code}) in {year}.",
            name=self.name,
            code=self.code,
            into=self.into_name,
            into_code=self.into,
            year=str(self.year),
        )


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


@cache
def _by_name() -> dict[str, Reorganisation]:
    return {name_apart(row.name).name: row for row in reorganisations().values()}


def ended_as(written: str) -> Reorganisation | None:
    """Find what became of a municipality.

    Parameters
    ----------
    written
        Its code, or its name as people write it.

    Returns
    -------
    Reorganisation or None
        None where no municipality of that code or name ended.
    """
    return reorganisations().get(written) or _by_name().get(name_apart(written).name)


def with_what_became(problem: Text, written: str) -> Text:
    """Say of a code or name that is not known what became of its municipality, if that is known.

    Parameters
    ----------
    problem
        What is said of any code or name that is not known.
    written
        The code or name.
    """
    ended = ended_as(written)
    return (
        problem if ended is None else Text("{problem} {told}", problem=problem, told=ended.text())
    )
