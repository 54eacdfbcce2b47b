"""Negotiated plans on the page that says what was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from models.language import Text, Word
from optimiser.paper.blocks import (
    Block,
    Column,
    Words,
    heading_block,
    list_block,
    paragraph_block,
    table_block,
)

MOST_MISSED, MOST_CHANGED = 8, 8
"""Of more that is missed, or differs, only the number is told."""


def negotiated_blocks(compared: Mapping[str, Any], words: Words) -> Iterator[Block]:
    """Say how negotiated plans differ from the best one, and what they miss.

    Parameters
    ----------
    compared
        The plans held beside the best one, told in the reader's language.
    words
        How things are said.

    Yields
    ------
    dict
        Blocks of a page.
    """
    tables = compared["tables"]
    several = len({row["plan"] for rows in tables.values() for row in rows if row.get("plan")}) > 1
    beside = Text("The negotiated plan beside the best one")
    if several:
        beside = Text("The negotiated plans beside the best one")
    yield heading_block(words.say(beside))
    yield list_block(f"{sentence[words.language]}." for sentence in compared["sentences"])
    built = differing_rows(tables, "by_municipality")
    built = built or differing_rows(tables, "by_municipality_and_segment")
    by_size = sorted(built, key=lambda row: -abs(row["difference"]))
    if by_size:
        yield table_block(
            [
                Column(words.say(Word("municipality")), 2),
                Column(words.say(Word("plan")), 2),
                Column(words.say(Text("best")), 1, right=True),
                Column(words.say(Text("negotiated")), 1, right=True),
                Column(words.say(Text("difference")), 1, right=True),
            ],
            [
                [
                    builder(row, words),
                    row["plan"],
                    words.number(row["best"]),
                    words.number(row["number"]),
                    words.difference(row["difference"]),
                ]
                for row in by_size[:MOST_CHANGED]
            ],
        )
        if len(by_size) > MOST_CHANGED:
            rest = Text("and {number} more", number=len(by_size) - MOST_CHANGED)
            yield paragraph_block(words.say(rest))
    by_plan = groupby(tables.get("missed", ()), key=itemgetter("plan"))
    for plan, missed in ((plan, list(rows)) for plan, rows in by_plan):
        yield heading_block(words.say(Text("What “{plan}” misses", plan=plan)))
        yield list_block(
            words.say(
                Text(
                    "{agreement}, {where}: {missing} short",
                    agreement=row["title"],
                    where=", ".join(filter(None, (row["name"], str(row["year"] or ""))))
                    or words.plain(Text("the region")),
                    missing=words.units(row["short"], row["unit"]),
                )
            )
            for row in missed[:MOST_MISSED]
        )
        if len(missed) > MOST_MISSED:
            rest = Text("and {number} more", number=len(missed) - MOST_MISSED)
            yield paragraph_block(words.say(rest))


def differing_rows(tables: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Give the rows of a table with dwellings in which a plan differs from the best one."""
    rows = tables.get(name, ())
    return [row for row in rows if row["quantity"] == "new_build" and row["difference"]]


def builder(row: Mapping[str, Any], words: Words) -> str:
    """Say who builds what a row tells, and which segment if it tells one."""
    who = row["name"] or words.plain(Text("the region"))
    segment = row.get("segment")
    return words.say(Text("{who}, {what}", who=who, what=Word(segment)) if segment else who)
