"""The report: three pages for a council, and behind them all that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isclose
from typing import Any

from models.language import Part, Text, Word, capital
from models.scenario import Scenario
from optimiser.drawings.drawn import drawings
from optimiser.paper.agreement_results import AgreementResults, demands_first
from optimiser.paper.blocks import (
    FIRST_PAGE,
    HEADING,
    LINE,
    PAGE,
    TITLE,
    Block,
    Column,
    Words,
    block_height,
    cell_block,
    fitted_block,
    heading_block,
    lines_of,
    list_block,
    paragraph_block,
    picture_block,
    table_block,
)
from optimiser.paper.hosts import hosting_blocks
from optimiser.paper.negotiated import negotiated_blocks
from optimiser.presentation.columns import Records
from optimiser.results.verdict import missed_first, missed_record_text

MOST_MUNICIPALITIES, TOLD = 32, 18
"""Municipalities whose rows fit on a page with the drawings; of more so many that build the most,
because the map tells more of the others than a few more rows."""

SAME = 1e-9
"""What two numbers may differ by that are the same."""

MOST_MISSED = 8
"""Of more that is missed only the number is told."""


class CouncilPages:
    """The pages for a council, each of one side of paper.

    Parameters
    ----------
    scenario
        What was agreed.
    record
        What a solve gave, told in the reader's language.
    words
        How things are said.
    compared
        Negotiated plans held beside it.
    """

    def __init__(
        self,
        scenario: Scenario,
        record: Mapping[str, Any],
        words: Words,
        compared: Mapping[str, Any] | None,
    ) -> None:
        self.scenario, self.record, self.words = scenario, record, words
        self.compared = compared

    def table(self, name: str) -> Records:
        """Give a table of the plan; empty when it has no rows."""
        rows: Records = self.record["tables"].get(name, ())
        return rows

    def asked(self) -> Iterator[Block]:
        """Say what was agreed and what is wanted."""
        words, scenario = self.words, self.scenario
        title = lines_of(words.plain(scenario.name), TITLE)
        above, below = (
            [*self.lead(), heading_block(words.say(Text("What was agreed")))],
            [*self.wanted()],
        )
        space = FIRST_PAGE - (title - 1) * TITLE * LINE - sum(map(block_height, (*above, *below)))
        yield from above
        agreements = demands_first(scenario)
        whole = table_block(
            [
                Column(words.say(Word("agreement")), 1),
                Column(words.say(Text("Holds as"))),
            ],
            [
                [
                    cell_block(words.say(one.name()), strong=True,
                         note=words.say(one.sentence(scenario))),
                    words.plain(Text("demand") if one.binding else Text("wish")),
                ]
                for one in agreements
            ],
        )  # fmt: skip
        yield from self.cut(whole, space, Text("annex A"))
        yield from below

    def lead(self) -> Iterator[Block]:
        """Give what the scenario says of itself."""
        if lead := self.words.plain(self.scenario.description):
            yield paragraph_block(lead)

    def cut(self, whole: Block, space: float, where: Part) -> Iterator[Block]:
        """Give as much of a table as there is space for, and say where the rest is."""
        shown = fitted_block(whole, space)
        yield shown
        if rest := len(whole["rows"]) - len(shown["rows"]):
            yield paragraph_block(self.words.more(rest, where))

    def wanted(self) -> Iterator[Block]:
        """Say what is wanted, in its order."""
        words, scenario = self.words, self.scenario
        if scenario.goals:
            yield heading_block(words.say(Text("What is wanted, in this order")))
            yield list_block((words.say(one.sentence(scenario)) for one in scenario.goals),
                         numbered=True)  # fmt: skip
            yield paragraph_block(
                words.say(
                    Text(
                        "What stands higher goes before what stands below it, however little "
                        "that gains."
                    )
                )
            )

    def planned(self) -> Iterator[Block]:
        """Say what the plan does per municipality, or why there is none."""
        words = self.words
        told = [
            paragraph_block(words.say(sentence[words.language]), strong=not place)
            for place, sentence in enumerate(self.record["summary"][:2])
        ]
        yield from told
        if not self.table("totals"):
            yield from self.conflict()
            return
        numbers = [*(self.totals() if self.scenario.capacity else self.households())]
        numbers += hosting_blocks(self.table("facilities"), words)
        yield from numbers
        if self.scenario.capacity:
            yield from self.drawn(PAGE - sum(map(block_height, (*told, *numbers))))

    def drawn(self, space: float) -> Iterator[Block]:
        """Draw what is built per year, and where, as far as there is space."""
        words = self.words
        drawn = drawings(self.scenario, self.record, words.language)
        told = {
            "years": Text("Dwellings per year and segment; annex B has the numbers"),
            "map": Text("Dwellings per municipality on a map; the table above has the numbers"),
        }
        for name in (one for one in told if one in drawn):
            made = picture_block(drawn[name], words.say(told[name]))
            space -= block_height(made)
            if space < 0:
                return
            yield made

    def totals(self) -> Iterator[Block]:
        """Give the dwellings per municipality and segment, the region last."""
        words, segments = self.words, self.scenario.segments
        if len(segments) == 1:
            # All is of it: its numbers stand in the total.
            segments = ()
        *rows, region = self.table("totals")
        left_out = len(rows) - TOLD if len(rows) > MOST_MUNICIPALITIES else 0
        if left_out:
            rows = sorted(rows, key=lambda row: -row["new_build"])[:TOLD]
        yield table_block(
            [
                Column(words.say(Word("municipality")), 2),
                Column(words.say(Text("total")), 1, right=True),
                *(Column(words.say(Word(each)), 1.4, right=True) for each in segments),
            ],
            [
                [
                    cell_block(
                        row["name"] or words.say(Text("the region")), strong=not row["name"]
                    ),
                    cell_block(words.number(row["new_build"]), strong=not row["name"]),
                    *(
                        cell_block(
                            f"{words.number(row[each])} · {words.percentage(row[f'{each}_share'])}"
                            if row[each]
                            else "–",
                            strong=not row["name"],
                        )
                        for each in segments
                    ),
                ]
                for row in (*rows, region)
            ],
        )
        if left_out:
            yield paragraph_block(words.more(left_out, Text("annex B")))

    def households(self) -> Iterator[Block]:
        """Give the households that each municipality houses, where nothing is built."""
        words = self.words
        sums: dict[str, float] = {}
        for row in self.table("housed"):
            sums[row["name"]] = sums.get(row["name"], 0) + row["households"]
        if sums:
            yield table_block(
                [
                    Column(words.say(Word("municipality")), 2),
                    Column(words.say(Word("households")), 1, right=True),
                ],
                [[name, words.number(number)] for name, number in sums.items()],
            )

    def conflict(self) -> Iterator[Block]:
        """Say what does not go together."""
        words = self.words
        if self.table("conflict"):
            yield heading_block(words.say(Text("What does not go together")))
            yield table_block(
                [Column(words.say(Word("agreement")), 3), Column(words.say(Text("where")), 1)],
                [
                    [
                        cell_block(
                            words.say(row["title"]), strong=True, note=capital(row["sentence"])
                        ),
                        row["name"] or words.plain(Text("the region")),
                    ]
                    for row in self.table("conflict")
                ],
            )

    def given(self) -> Iterator[Block]:
        """Say what is kept and missed, what goals came to, and who gives in."""
        words = self.words
        reason = self.record.get("infeasibility")
        if reason is not None:
            yield heading_block(words.say(Text("Ways out: what would have to give")))
            ways = (words.say(way["sentence"][words.language]) for way in reason["waysOut"])
            yield list_block(ways, numbered=True)
            yield paragraph_block(words.say(reason["otherWaysOut"][words.language]) + ".")
        beside = [] if self.compared is None else [*negotiated_blocks(self.compared, words)]
        yield from beside
        below = [*self.missed(), *self.reached(), *self.deviations()]
        if self.table("requirements"):
            came = Text("What came of the agreements")
            if self.compared is not None:
                came = Text("What the best plan makes of the agreements")
            yield heading_block(words.say(came))
            whole = AgreementResults(self.scenario, self.table("requirements"), words).table()
            space = PAGE - 2 * HEADING - sum(map(block_height, (*beside, *below)))
            yield from self.cut(whole, space, Text("annex A"))
        yield from below

    def missed(self) -> Iterator[Block]:
        """Say what is missed, what binds first."""
        words = self.words
        rows = missed_first(self.table("requirements"))
        if rows:
            yield heading_block(words.say(Text("Missed")))
            yield list_block(
                words.say(missed_record_text(row, self.scenario)) for row in rows[:MOST_MISSED]
            )
            if len(rows) > MOST_MISSED:
                rest = Text("and {number} more", number=len(rows) - MOST_MISSED)
                yield paragraph_block(words.say(rest))

    def reached(self) -> Iterator[Block]:
        """Say what each goal came to, and whether it is proven that no plan does better."""
        words = self.words
        rows = self.table("goals")
        if not rows:
            return
        came = Text("What came of what is wanted")
        if self.compared is not None:
            came = Text("What the best plan makes of what is wanted")
        yield heading_block(words.say(came))
        pursued = {one.id: one.agreement for one in self.scenario.fairness_goals}
        yield table_block(
            [
                Column(words.say(Word("goal")), 4.4),
                Column(words.say(Text("result")), 1.3),
                Column(words.say(Text("proven")), 0.9),
            ],
            [
                [
                    cell_block(
                        words.say(row["sentence"]),
                        note=self.whom(pursued.get(row["goal"]), row["value"]),
                    ),
                    words.units(row["value"], row["unit"]),
                    words.plain(Text("yes" if row["proven"] else "no")),
                ]
                for row in rows
            ],
        )
        if any(row["explanation"] for row in rows):
            where = Text("How it was computed")
            said = "How near whole numbers come to it stands in the annex “{where}”."
            yield paragraph_block(words.say(Text(said, where=where)))

    def whom(self, agreement: str | None, off: float) -> str:
        """Say who is as far from a fair share as its goal says; nothing where that is no goal's.

        Years of less than one count together in a goal, so who is further off in one is not meant.
        """
        rows = (row for row in self.shared() if row["agreement"] == agreement)
        meant = (row for row in rows if isclose(abs(row["deviation"]), off, abs_tol=SAME))
        return next(map(self.place, meant), "")

    def shared(self) -> Records:
        """Give who got what of a fair share; who has none is not off."""
        return [row for row in self.table("fair_shares") if row["deviation"] is not None]

    def furthest(self) -> Records:
        """Give of each fair share who is furthest from it."""
        largest: dict[str, Mapping[str, Any]] = {}
        for row in self.shared():
            before = largest.get(row["agreement"])
            if before is None or abs(row["deviation"]) > abs(before["deviation"]):
                largest[row["agreement"]] = row
        return [*largest.values()]

    def place(self, row: Mapping[str, Any]) -> str:
        """Say who is furthest from a fair share."""
        if not row["deviation"]:
            return self.words.say(Text("everybody has the fair share"))
        name = row["name"] + (f" ({row['year']})" if row["year"] else "")
        return self.words.say(Text("furthest from it: {name}", name=name))

    def deviations(self) -> Iterator[Block]:
        """Say how far fair shares are off that are no goal, and whom that is."""
        words = self.words
        pursued = {one.agreement for one in self.scenario.fairness_goals}
        rows = [row for row in self.furthest() if row["agreement"] not in pursued]
        if rows:
            yield heading_block(words.say(Text("How evenly it is divided")))
            yield table_block(
                [
                    Column(words.say(Word("agreement")), 4.4),
                    Column(words.say(Text("largest deviation")), 2.6),
                ],
                [
                    [
                        cell_block(words.say(row["title"]), note=self.place(row)),
                        words.percentage(abs(row["deviation"]), 2),
                    ]
                    for row in rows
                ],
            )
