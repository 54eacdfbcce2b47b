"""What each part of a country gets of what parts share, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from models.language import Part, Text, Word, year_spans


@dataclass(frozen=True, slots=True)
class Portions:
    """Something that parts share, with what each of them gets of it.

    Parameters
    ----------
    title
        What people call it.
    rows
        Of each part a row for all years of which it gets as much: a row of the table ``division``,
        with these years as ``years``. Without any, each part keeps it by itself.
    """

    title: Part
    rows: list[dict[str, Any]] = field(default_factory=list)


def portions(rows: Iterable[Mapping[str, Any]]) -> list[Portions]:
    """Put together what is divided alike.

    Parameters
    ----------
    rows
        The table ``division``, as JSON has it.

    Returns
    -------
    list of Portions
        In the order of the table.
    """
    found = []
    for (title, group), shared in groupby(rows, key=lambda row: (row["title"], row["group"])):
        own = list(shared)
        name = Text("{title} ({group})", title=title, group=Word(group)) if group else title
        divided = any(row["by_key"] or row["number"] for row in own)
        found.append(Portions(name, _alike(own) if divided else []))
    return found


def _alike(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the portions of each part once, with the years for which they are the same."""
    years: dict[tuple[str, str, int], list[int]] = {}
    first: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    for row in rows:
        key = (row["part"], row["sense"], row["number"])
        first.setdefault(key, row)
        years.setdefault(key, []).extend([row["year"]] if row["year"] else [])
    ordered = sorted(first, key=lambda key: (key[0], years[key]))
    return [{**first[key], "years": year_spans(years[key])} for key in ordered]
