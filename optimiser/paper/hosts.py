"""Facilities: which municipality hosts how many places, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from models.language import Text, Word
from optimiser.paper.blocks import Block, Column, Words, table_block
from optimiser.presentation.columns import Records


def hosting_blocks(facilities: Records, words: Words) -> list[Block]:
    """Give of each facility how many places it has where; nothing where there are none.

    Parameters
    ----------
    facilities
        The table of hosts, of a plan.
    words
        How things are said.

    Returns
    -------
    list of dict
        A table, if there is any.
    """
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in facilities:
        found.setdefault(row["facility"], []).append(row)
    if not found:
        return []
    return [
        table_block(
            [
                Column(words.say(Word("facility")), 2),
                Column(words.say(Word("places")), 0.8, right=True),
                Column(words.say(Word("hosts")), 5),
            ],
            [
                [
                    words.say(Word(name)),
                    words.number(sum(row["places"] for row in own)),
                    numbered(((row["name"], row["places"]) for row in own), words),
                ]
                for name, own in found.items()
            ],
        )
    ]


def serving_block(served: Records, words: Words) -> Block:
    """Give of each facility for whom every host has places."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in sorted(served, key=lambda row: (row["facility"], row["host"])):
        found.setdefault((row["facility"], row["host_name"]), []).append(row)
    return table_block(
        [
            Column(words.say(Word("facility")), 2),
            Column(words.say(Word("host")), 1.5),
            Column(words.say(Text("for whom")), 4.3),
        ],
        [
            [
                words.say(Word(facility)),
                host,
                numbered(((row["name"], row["places"]) for row in own), words),
            ]
            for (facility, host), own in found.items()
        ],
    )


def numbered(parts: Iterable[tuple[str, float]], words: Words) -> str:
    """Give names with their numbers."""
    return ", ".join(f"{name} {words.number(number)}" for name, number in parts)
