"""The report: three pages for a council, and behind them all that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.language import Term, Text, capital
from models.scenario import Scenario
from optimiser.drawings.drawn import drawings
from optimiser.paper.blocks import (
    Block,
    Cells,
    Column,
    Words,
    cell,
    fitting,
    heading,
    lines_of,
    listed,
    paragraph,
    picture,
    table,
)
from optimiser.paper.negotiated import negotiated
from optimiser.results.verdict import missed_first, missed_text

Rows = Sequence[Mapping[str, Any]]

MOST_LINES = 40
"""Lines that the agreements take on the page that says what is asked."""

MOST_MUNICIPALITIES = 32
"""Municipalities whose rows fit on a page with the drawings; of more those that build the most."""

PAGE, ROW, BARS_HEIGHT, MAP_HEIGHT = 21.6, 0.41, 5.8, 8.2
"""Centimetres: of the page below its title, a row of a table, and each of the drawings."""

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

    def table(self, name: str) -> Rows:
        """Give a table of the plan; empty when it has no rows."""
        rows: Rows = self.record["tables"].get(name, ())
        return rows

    def asked(self) -> Iterator[Block]:
        """Say what was agreed and what is wanted."""
        words, scenario = self.words, self.scenario
        if lead := words.plain(scenario.description):
            yield paragraph(lead)
        agreements = sorted(scenario.agreements, key=lambda one: not one.binding)
        lines = [1 + lines_of(words.plain(one.sentence(scenario))) for one in agreements]
        shown = fitting(agreements, lines, MOST_LINES)
        yield heading(words.say(Text("What was agreed")))
        yield table(
            [
                Column(words.say(Term("agreement")), 1),
                Column(words.say(Text("Holds as"))),
            ],
            [
                [
                    cell(words.say(one.name()), strong=True,
                         note=words.say(one.sentence(scenario))),
                    words.plain(Text("demand") if one.binding else Text("wish")),
                ]
                for one in shown
            ],
        )  # fmt: skip
        if len(shown) < len(agreements):
            yield paragraph(words.more(len(agreements) - len(shown), Text("annex A")))
        if scenario.goals:
            yield heading(words.say(Text("What is wanted, in this order")))
            yield listed((words.say(one.sentence(scenario)) for one in scenario.goals),
                         numbered=True)  # fmt: skip
            yield paragraph(
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
        for place, sentence in enumerate(self.record["summary"][:2]):
            yield paragraph(words.say(sentence[words.language]), strong=not place)
        if not self.table("totals"):
            yield from self.conflict()
            return
        if self.scenario.capacity:
            yield self.totals()
            yield from self.drawn()
        else:
            yield from self.households()

    def drawn(self) -> Iterator[Block]:
        """Draw what is built per year, and where, as far as there is room below the table."""
        words, scenario = self.words, self.scenario
        room = PAGE - ROW * min(len(scenario.municipalities), MOST_MUNICIPALITIES)
        drawn = drawings(scenario, self.record, words.language)
        alt = Text("Dwellings per year and segment; annex B has the numbers")
        if room >= BARS_HEIGHT:
            yield picture(drawn["years"], words.say(alt))
        alt = Text("Dwellings per municipality on a map; the table above has the numbers")
        if "map" in drawn and room >= BARS_HEIGHT + MAP_HEIGHT:
            yield picture(drawn["map"], words.say(alt))

    def totals(self) -> Block:
        """Give the dwellings per municipality and segment, the region last."""
        words, segments = self.words, self.scenario.segments
        *municipalities, region = self.table("totals")
        rows = municipalities
        if len(rows) > MOST_MUNICIPALITIES:
            rows = sorted(rows, key=lambda row: -row["new_build"])[:MOST_MUNICIPALITIES]
        return table(
            [
                Column(words.say(Term("municipality")), 2),
                Column(words.say(Text("total")), 1, right=True),
                *(Column(words.say(Term(each)), 1.4, right=True) for each in segments),
            ],
            [
                [
                    cell(row["name"] or words.say(Text("the region")), strong=not row["name"]),
                    cell(words.number(row["new_build"]), strong=not row["name"]),
                    *(
                        cell(
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

    def households(self) -> Iterator[Block]:
        """Give the households that each municipality houses, where nothing is built."""
        words = self.words
        sums: dict[str, float] = {}
        for row in self.table("housed"):
            sums[row["name"]] = sums.get(row["name"], 0) + row["households"]
        if sums:
            yield table(
                [
                    Column(words.say(Term("municipality")), 2),
                    Column(words.say(Term("households")), 1, right=True),
                ],
                [[name, words.number(number)] for name, number in sums.items()],
            )
        if self.table("facilities"):
            yield table(
                [
                    Column(words.say(Term("facility")), 2),
                    Column(words.say(Term("municipality")), 2),
                    Column(words.say(Term("places")), 1, right=True),
                ],
                [
                    [words.say(Term(row["facility"])), row["name"], words.number(row["places"])]
                    for row in self.table("facilities")
                ],
            )

    def conflict(self) -> Iterator[Block]:
        """Say what does not go together."""
        words = self.words
        if self.table("conflict"):
            yield heading(words.say(Text("What does not go together")))
            yield table(
                [Column(words.say(Term("agreement")), 3), Column(words.say(Text("where")), 1)],
                [
                    [
                        cell(words.say(row["title"]), strong=True, note=row["sentence"]),
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
            yield heading(words.say(Text("Ways out: what would have to give")))
            ways = (words.say(way["sentence"][words.language]) for way in reason["waysOut"])
            yield listed(ways, numbered=True)
            yield paragraph(words.say(reason["otherWaysOut"][words.language]) + ".")
        if self.compared is not None:
            yield from negotiated(self.compared, self.words)
        if self.table("requirements"):
            yield from self.kept()
        if self.table("goals"):
            came = Text("What came of what is wanted")
            if self.compared is not None:
                came = Text("What the best plan makes of what is wanted")
            yield heading(words.say(came))
            yield table(
                [Column(words.say(Term("goal")), 3), Column(words.say(Text("outcome")), 1)],
                [
                    [
                        cell(words.say(row["sentence"]), note=capital(row["explanation"])),
                        words.units(row["value"], row["unit"]),
                    ]
                    for row in self.table("goals")
                ],
            )
        yield from self.deviations()

    def kept(self) -> Iterator[Block]:
        """Say of each agreement whether it is kept, and where it leaves nothing over."""
        words = self.words
        found: dict[str, list[Mapping[str, Any]]] = {}
        agreed = {one.id for one in self.scenario.agreements}
        for row in self.table("requirements"):
            if row["agreement"] in agreed:
                found.setdefault(row["agreement"], []).append(row)
        rows: list[Cells] = []
        for own in found.values():
            missed = sum(not row["kept"] for row in own)
            outcome = Text("missed {missed} of {all}", missed=missed, all=len(own))
            tight = sum(bool(row["tight"]) for row in own)
            rows.append(
                [
                    words.say(own[0]["title"]),
                    cell(words.plain(outcome if missed else Text("kept")), strong=bool(missed)),
                    words.plain(Text("{part} of {whole}", part=tight, whole=len(own))),
                ]
            )
        came = Text("What came of the agreements")
        if self.compared is not None:
            came = Text("What the best plan makes of the agreements")
        yield heading(words.say(came))
        yield table(
            [
                Column(words.say(Term("agreement")), 3),
                Column(words.say(Text("outcome")), 1),
                Column(words.say(Text("nothing left over in")), 1),
            ],
            rows,
        )
        missed_rows = missed_first(self.table("requirements"))
        if missed_rows:
            yield heading(words.say(Text("Missed")))
            said = [words.say(missed_text(row, self.scenario)) for row in missed_rows]
            yield listed(said[:MOST_MISSED])
            if len(said) > MOST_MISSED:
                rest = Text("and {number} more", number=len(said) - MOST_MISSED)
                yield paragraph(words.say(rest))

    def deviations(self) -> Iterator[Block]:
        """Say how far fair shares are off, and whom that is."""
        words = self.words
        largest: dict[str, Mapping[str, Any]] = {}
        for row in self.table("fair_shares"):
            before = largest.get(row["title"])
            if before is None or abs(row["deviation"]) > abs(before["deviation"]):
                largest[row["title"]] = row
        if largest:
            yield heading(words.say(Text("How evenly it is divided")))
            yield listed(self.deviation(title, row) for title, row in largest.items())

    def deviation(self, title: str, row: Mapping[str, Any]) -> str:
        """Say how far a fair share is off at most."""
        words = self.words
        if not row["deviation"]:
            return words.say(Text("{agreement}: everybody has the fair share.", agreement=title))
        return words.say(
            Text(
                "{agreement}: the largest deviation from a fair share is {off}, in {name}.",
                agreement=title,
                off=words.percentage(abs(row["deviation"]), 1),
                name=row["name"] + (f" ({row['year']})" if row["year"] else ""),
            )
        )
