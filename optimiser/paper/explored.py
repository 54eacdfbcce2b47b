"""What was explored, on paper: room, what goals cost one another, prices, alternatives, a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from models.language import Part, Text, Word
from models.scenario import Scenario
from optimiser.drawings.front import FrontRows, front_rows
from optimiser.drawings.svg import plane_svg
from optimiser.explore.explored_rows import (
    PricedAgreement,
    agreements_with_prices,
    alternatives_beside,
)
from optimiser.paper.blocks import (
    Block,
    Column,
    TableCells,
    Words,
    cell_block,
    heading_block,
    list_block,
    paragraph_block,
    picture_block,
    section_block,
    table_block,
)
from optimiser.presentation.columns import Records

MOST_COLUMNS = 6
"""Columns of numbers that fit beside the municipalities' names."""


class ExploredPages:
    """What an exploration gave.

    Parameters
    ----------
    scenario
        What it is about.
    record
        What was found, told in the reader's language.
    words
        How things are said.
    """

    def __init__(self, scenario: Scenario, record: Mapping[str, Any], words: Words) -> None:
        self.scenario, self.record, self.words = scenario, record, words
        self.tables: Mapping[str, Records] = record["tables"]

    def section(self) -> Block:
        """Give it as a part of a report that begins on a page of its own."""
        known = (one for one in PARTS if one in self.tables)
        title, told = PARTS[next(known, "")]
        return section_block(self.words.say(title), [*told(self)])

    def sentences(self) -> Iterator[Block]:
        """Say what was found."""
        for sentence in self.record["sentences"]:
            yield paragraph_block(self.words.say(sentence[self.words.language]))

    def room(self) -> Iterator[Block]:
        """Give between what the dwellings of each municipality may lie."""
        words = self.words
        yield from self.sentences()
        rows = {(row["municipality"], row["segment"]): row for row in self.tables["room"]}

        def span(code: str, segment: str) -> str:
            row = rows[code, segment]
            ends = dict.fromkeys(words.number(row[end]) for end in ("least", "most"))
            return "–".join(ends)

        for kinds in side_by_side_columns(("", *self.scenario.segments)):
            yield table_block(
                [
                    Column(words.say(Word("municipality")), 2),
                    *(self.numbers(Word(one) if one else Text("total")) for one in kinds),
                ],
                [
                    [one.name, *(span(one.code, kind) for kind in kinds)]
                    for one in self.scenario.municipalities
                ],
            )

    def front(self) -> Iterator[Block]:
        """Draw what the one goal costs the other, with plans among it, and give the numbers."""
        words = self.words
        yield from self.sentences()
        rows = front_rows(self.scenario, self.tables["front"])
        alt = Text("The front; the table below has its numbers")
        yield picture_block(plane_svg(rows, words.language), words.say(alt))
        yield table_block(
            [Column(words.say(Text("point")), 2), *map(self.numbers, rows.counted_as)],
            [*self.points(rows)],
        )

    def points(self, rows: FrontRows) -> Iterator[TableCells]:
        """Give the points of the front, and the plans beside it."""
        best = self.words.plain(Text("the best plan"))
        named = [(row["point"], row) for row in rows.line]
        named += [(f"{letter}. {row['plan'] or best}", row) for letter, row in rows.plans]
        for name, row in named:
            yield [name, *(self.worth(row, one, rows.decimals(one)) for one in ("first", "second"))]

    def worth(self, row: Mapping[str, Any], end: str, decimals: int) -> str:
        """Write what a goal comes to; its unit stands above."""
        if row[f"{end}_unit"] == "ratio":
            return self.words.units(row[end], "ratio")
        return self.words.number(row[end], decimals)

    def prices(self) -> Iterator[Block]:
        """Give what changes when one agreement is left out."""
        words = self.words
        yield paragraph_block(words.say(Text("What changes when one agreement is left out, and all "
                                       "others stay")) + ".")  # fmt: skip
        yield table_block(
            [
                Column(words.say(Text("Without")), 2),
                Column(words.say(Text("What is wanted comes to")), 3),
                Column(words.say(Text("Must build or house otherwise")), 2),
            ],
            [
                [cell_block(words.say(one.title), strong=True), self.goals_without(one),
                 self.changed_without(one)]
                for one in agreements_with_prices(self.tables)
            ],
        )  # fmt: skip

    def goals_without(self, one: PricedAgreement) -> str:
        """Say what goals come to without an agreement."""
        words = self.words
        if one.status != "possible":
            known = one.status == "impossible"
            return words.plain(
                Text("there is no plan either") if known else Text("not known: the time was up")
            )
        said = (
            words.say(
                Text(
                    "{goal}: {after} (was {before})",
                    goal=row["sentence"],
                    after=words.units(row["after"], row["unit"]),
                    before=words.units(row["before"], row["unit"]),
                )
            )
            for row in one.goals
        )
        return "; ".join(said) or words.plain(Text("the same"))

    def changed_without(self, one: PricedAgreement) -> str:
        """Say who must build or house otherwise without an agreement."""
        words = self.words
        least = words.plain(Text("at least"))
        said = (
            f"{row['name']}: {least} {words.difference(row['effect'])} "
            f"{words.plain(Word(row['unit']))}"
            for row in one.municipalities
        )
        return "; ".join(said) or words.plain(Text("nobody"))

    def alternatives(self) -> Iterator[Block]:
        """Put alternatives beside the best plan."""
        words = self.words
        yield from self.sentences()
        beside = alternatives_beside(self.tables)
        numbers = range(1, len(self.tables["alternatives"]) + 1)
        yield heading_block(words.say(Text("{what} per municipality", what=Word(beside.unit))))
        for part in side_by_side_columns(numbers):
            yield table_block(
                [
                    Column(words.say(Word("municipality")), 2),
                    self.numbers(Text("best")),
                    *(self.numbers(str(one)) for one in part),
                ],
                [
                    [name, words.number(best), *(words.number(own[one - 1]) for one in part)]
                    for name, best, own in beside.rows
                ],
            )
        for part in side_by_side_columns(numbers) if beside.kinds else ():
            yield heading_block(words.say(Text("In what they differ")))
            yield table_block(
                [
                    Column(words.say(Word("municipality")), 2),
                    Column(words.say(Word("kind")), 2),
                    self.numbers(Text("best")),
                    *(self.numbers(str(one)) for one in part),
                ],
                [
                    [
                        name,
                        words.say(Word(kind)),
                        words.number(best),
                        *(words.number(own[one - 1]) for one in part),
                    ]
                    for name, kind, best, own in beside.kinds
                ],
            )
        yield heading_block(words.say(Text("What is wanted")))
        yield table_block(
            [
                Column(words.say(Word("goal")), 3),
                Column(words.say(Word("alternative")), 1),
                self.numbers(Text("result")),
                self.numbers(Text("best")),
            ],
            [
                [
                    words.say(row["sentence"]),
                    str(row["alternative"]),
                    words.units(row["value"], row["unit"]),
                    words.units(row["best"], row["unit"]),
                ]
                for row in self.tables.get("goals", ())
            ],
        )

    def nearest(self) -> Iterator[Block]:
        """Say who gives in how much in the plan that is nearest to all."""
        words = self.words
        yield from self.sentences()
        yield table_block(
            [
                Column(words.say(Word("party")), 2),
                self.numbers(Text("misses of what it asks")),
                self.numbers(Text("could miss at most")),
                self.numbers(Text("gives in")),
            ],
            [
                [
                    row["party"],
                    words.units(row["missing"], row["unit"]),
                    words.units(row["most_missing"], row["unit"]),
                    words.percentage(row["given_share"], 1),
                ]
                for row in self.tables["concessions"]
            ],
        )

    def said(self) -> Iterator[Block]:
        """Say what was found where there are no numbers to it."""
        yield list_block(
            self.words.say(one[self.words.language]) for one in self.record["sentences"]
        )

    def numbers(self, head: Part) -> Column:
        """Give a column of numbers."""
        return Column(self.words.say(head), 1, right=True)


def side_by_side_columns(columns: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Give columns as many as fit beside each other."""
    for first in range(0, len(columns), MOST_COLUMNS):
        yield columns[first : first + MOST_COLUMNS]


PARTS: Mapping[str, tuple[Text, Callable[[ExploredPages], Iterator[Block]]]] = {
    "room": (Text("Room of each municipality"), ExploredPages.room),
    "front": (Text("What one goal costs another"), ExploredPages.front),
    "prices": (Text("What each agreement costs"), ExploredPages.prices),
    "alternatives": (Text("Plans that are nearly as good"), ExploredPages.alternatives),
    "concessions": (Text("The plan that is nearest to all"), ExploredPages.nearest),
    "": (Text("What was found"), ExploredPages.said),
}
"""How each exploration is told, by the table that only it has."""
