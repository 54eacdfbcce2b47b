"""The annexes of the report: sources, numbers, assumptions, and how anybody can recompute it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from string import ascii_uppercase
from typing import Any

from models.existing_stock import DEMOLISHED
from models.language import Part, Text, Word, capital, word
from models.scenario import Scenario
from optimiser.paper.agreement_results import AgreementResults, demands_first
from optimiser.paper.blocks import (
    Block,
    Column,
    TableCells,
    Words,
    cell_block,
    code_block,
    heading_block,
    list_block,
    paragraph_block,
    section_block,
    table_block,
)
from optimiser.paper.hosts import serving_block
from optimiser.presentation.columns import Records
from optimiser.presentation.steps_in_words import steps_in_words

FURTHER: Mapping[str, tuple[str, Part]] = {
    "transferred": ("households", Word("transferred")),
    "ceded": ("dwellings", Word("ceded")),
    "settlements": ("receives", Text("Settlement: what each receives, in euros")),
    "euros": ("euros", Text("Euros per year")),
    "rated": ("number", Word("rated")),
}
"""Further numbers of a plan per year, by their table: its column, and how it is called."""

OF = ("rate", "group", "segment")
"""What such numbers are of, besides a municipality."""


class Annexes:
    """What a plan rests on.

    Parameters
    ----------
    scenario
        What was agreed.
    record
        What a solve gave, told in the reader's language.
    words
        How things are said.
    beside
        Whether it was compared with negotiated plans.
    """

    def __init__(
        self, scenario: Scenario, record: Mapping[str, Any], words: Words, *, beside: bool = False
    ) -> None:
        self.scenario, self.record, self.words = scenario, record, words
        self.beside = beside

    def table(self, name: str) -> Records:
        """Give a table of the plan; empty when it has no rows."""
        rows: Records = self.record["tables"].get(name, ())
        return rows

    def sections(self) -> Iterator[Block]:
        """Give the annexes."""
        made = (
            (Text("The agreements and their sources"), self.agreements()),
            (Text("The numbers"), self.numbers()),
            (Text("Figures and assumptions"), self.figures()),
            (Text("How it was computed"), self.computed()),
            (Text("Check number, and how to recompute"), self.recomputing()),
        )
        # Without a plan there are no numbers, and the letters go on without a gap.
        told = [(title, own) for title, blocks in made if (own := list(blocks))]
        for letter, (title, own) in zip(ascii_uppercase, told, strict=False):
            annex = Text("Annex {letter}. {title}", letter=letter, title=title)
            yield section_block(self.words.say(annex), own, annex=True)

    def agreements(self) -> Iterator[Block]:
        """Give every agreement with its source."""
        words = self.words
        requirements = self.table("requirements")
        results = AgreementResults(self.scenario, requirements, words)
        heads = [Column(words.say(Word("agreement")), 3), Column(words.say(Text("Holds as")))]
        if requirements:
            heads.append(Column(words.say(Text("result")), 1.3))
        rows: list[TableCells] = []
        for one in demands_first(self.scenario):
            told = (words.plain(one.source).rstrip("."), words.plain(one.note) if one.note else "")
            held = Text("demand") if one.binding else Text("wish")
            said = words.say(one.sentence(self.scenario))
            came = [results.told(one.id)] if requirements else []
            rows.append([cell_block(words.say(one.name()), strong=True, note=said),
                         words.plain(held), *came, ". ".join(filter(None, told))])  # fmt: skip
        if rows:
            yield table_block([*heads, Column(words.say(Text("Source and explanation")), 3)], rows)

    def numbers(self) -> Iterator[Block]:
        """Give dwellings and households per municipality and year."""
        words = self.words
        years = [str(year) for year in self.scenario.horizon.years]
        built = self.by_place("new_build", "dwellings")
        if built:
            yield heading_block(words.say(Text("Dwellings per municipality and year")))
            yield self.grid(Word("municipality"), years, built)
        for axis, title, order in (
            ("segment", Text("Dwellings per year and segment"), self.scenario.segments),
            ("form", Text("Dwellings per year and form"), self.scenario.forms),
        ):
            kinds = self.by_kind("new_build", axis, "dwellings", order)
            if len(kinds) > 1:
                yield heading_block(words.say(title))
                yield self.grid(Word(axis), years, kinds)
        if leaving := self.leaving():
            yield heading_block(words.say(Text("Demolished and sold per year")))
            yield self.grid(Word("municipality"), years, leaving)
        housed = self.by_place("housed", "households")
        if housed:
            yield heading_block(words.say(Text("Households housed per municipality and year")))
            yield self.grid(Word("municipality"), years, housed)
        for name, (column, called) in FURTHER.items():
            if found := self.table(name):
                yield heading_block(words.say(called))
                yield self.grid(Word("municipality"), years, self.by_kinds(found, column))
        if chosen := [row for row in self.table("choices") if row["chosen"]]:
            yield heading_block(words.say(Text("What was chosen")))
            yield self.choices(chosen)
        if served := self.table("served"):
            yield heading_block(words.say(Text("For whom facilities have places")))
            yield serving_block(served, words)

    def by_place(self, name: str, unit: str) -> dict[str, dict[str, float]]:
        """Add numbers up per municipality and year, the region last."""
        sums: dict[str, dict[str, float]] = {}
        region = self.words.say(Text("the region"))
        for row in self.table(name):
            sums.setdefault(row["name"], {})
        for row in self.table(name):
            for place in (row["name"], region):
                own = sums.setdefault(place, {})
                year = str(row["year"])
                own[year] = own.get(year, 0) + row[unit]
        return sums

    def by_kinds(self, rows: Records, column: str) -> dict[str, dict[str, float]]:
        """Add numbers up per year, by whose they are and what they are of."""
        sums: dict[str, dict[str, float]] = {}
        for row in rows:
            to = f" → {self.scenario.municipality(row['to']).name}" if "to" in row else ""
            kinds = (word(row[one], self.words.language) for one in OF if row.get(one))
            own = sums.setdefault(", ".join((f"{row['name']}{to}", *kinds)), {})
            year = str(row["year"])
            own[year] = own.get(year, 0) + row[column]
        return sums

    def choices(self, rows: Records) -> Block:
        """Give what was chosen of each agreement with options."""
        words = self.words
        found = dict.fromkeys(
            (row["title"], row["name"] or words.plain(Text("the region")), row["option"])
            for row in rows
        )
        return table_block(
            [
                Column(words.say(Word("agreement")), 3),
                Column(words.say(Text("where")), 1.5),
                Column(words.say(Word("option")), 2.5),
            ],
            [[words.say(title), name, words.plain(Word(option))] for title, name, option in found],
        )

    def leaving(self) -> dict[str, dict[str, float]]:
        """Add up per year what leaves the stock, by municipality, segment and what it becomes."""
        sums: dict[str, dict[str, float]] = {}
        for row in self.table("withdrawn"):
            sold = row["becomes"] != DEMOLISHED
            message = (
                "{name}: {segment}, sold as {becomes}" if sold else "{name}: {segment}, {becomes}"
            )
            parts = {one: Word(row[one]) for one in ("segment", "becomes")}
            said = Text(message, name=row["name"], **parts)
            own = sums.setdefault(said.render(self.words.language), {})
            own[str(row["year"])] = own.get(str(row["year"]), 0) + row["dwellings"]
        return sums

    def by_kind(
        self, name: str, axis: str, unit: str, order: Sequence[str]
    ) -> dict[str, dict[str, float]]:
        """Add numbers up per segment, or form, and year, in the order of the scenario."""
        sums: dict[str, dict[str, float]] = {}
        for row in sorted(self.table(name), key=lambda row: order.index(row[axis])):
            own = sums.setdefault(word(row[axis], self.words.language), {})
            year = str(row["year"])
            own[year] = own.get(year, 0) + row[unit]
        return sums

    def grid(
        self, first: Part, years: Sequence[str], rows: Mapping[str, Mapping[str, float]]
    ) -> Block:
        """Give numbers per year, with what they come to."""
        words, region = self.words, self.words.say(Text("the region"))
        return table_block(
            [
                Column(words.say(first), 2),
                *(Column(year, 1, right=True) for year in years),
                Column(words.say(Text("total")), 1, right=True),
            ],
            [
                [
                    cell_block(words.say(name), strong=name == region),
                    *(
                        cell_block(words.number(own.get(year, 0)), strong=name == region)
                        for year in years
                    ),
                    cell_block(words.number(sum(own.values())), strong=True),
                ]
                for name, own in rows.items()
            ],
        )

    def figures(self) -> Iterator[Block]:
        """Say where figures come from, and what is an assumption."""
        words = self.words
        if self.scenario.sources:
            yield table_block(
                [
                    Column(words.say(Text("figures")), 2),
                    Column(words.say(Word("source")), 3),
                    Column(words.say(Word("assumption"))),
                ],
                [*self.sources()],
            )
        for row in self.table("assumptions"):
            if row["table"] == "reference" and not row["source"]:
                yield paragraph_block(row["note"])

    def sources(self) -> Iterator[TableCells]:
        """Give where figures come from, those of a table and of one source together."""
        words, scenario = self.words, self.scenario
        found: dict[tuple[str, str, str, str], list[str]] = {}
        for one in scenario.sources:
            year = f"({one.year})" if one.year else ""
            document = " ".join(filter(None, (words.plain(one.document), year)))
            assumed = words.plain(Text("yes" if one.assumption == "yes" else "no"))
            alike = (one.table, document, words.plain(one.remark), assumed)
            column = words.plain(scenario.figures_of(one.table, one.column))
            found.setdefault(alike, []).append(column)
        tables = [*dict.fromkeys(one.table for one in scenario.sources)]
        for alike, columns in sorted(found.items(), key=lambda one: tables.index(one[0][0])):
            name, document, remark, assumed = alike
            figures = "; ".join(columns)
            yield [
                words.say(Text("{table}: {figures}", table=Word(name), figures=figures)),
                cell_block(document, note=remark),
                assumed,
            ]

    def computed(self) -> Iterator[Block]:
        """Say in which order it was found, and what fairness did step by step."""
        words = self.words
        yield paragraph_block(
            words.say(
                Text(
                    "Of all plans that keep every demand the best is taken for the first goal; of "
                    "those the best for the next one, and so on. Numbers are then made whole, and "
                    "each agreement is recomputed on the whole numbers, with no tolerance."
                )
            )
        )
        steps = steps_in_words(self.table("fairness_steps"))
        for row in self.table("goals"):
            told = steps.get(row["sentence"], ())
            if row["explanation"] or told:
                yield heading_block(words.say(row["sentence"]))
            if row["explanation"]:
                yield paragraph_block(capital(row["explanation"]) + ".")
            if len(told) == 1:
                said = Text("Before numbers were made whole: {step}.", step=told[0])
                yield paragraph_block(words.say(said))
            elif told:
                said = Text("Before numbers were made whole it was divided in these steps:")
                yield paragraph_block(words.say(said))
                yield list_block((words.say(one) for one in told), numbered=True)

    def recomputing(self) -> Iterator[Block]:
        """Say what the check number is for, and how anybody comes to the same."""
        words, made = self.words, self.record["provenance"]
        yield paragraph_block(
            words.say(
                Text(
                    "The check number is worked out from all figures, agreements and goals of the "
                    "scenario (SHA-256). Whoever has the same number has the same scenario; change "
                    "one figure, and it is another."
                )
            )
        )
        yield code_block(made["scenarioHash"])
        versions = Text(
            "Computed with Woonsleutel {version} and the solver HiGHS {highs}. The same scenario "
            "and the same versions give the same plan, number by number.",
            version=made["woonsleutel"],
            highs=made.get("highs", "–"),
        )
        yield paragraph_block(words.say(versions))
        if by := made.get("options", {}).get("by", ""):
            yield paragraph_block(
                words.say(
                    Text(
                        "What all have to bring together was divided over the parts first; each "
                        "part has the best plan for what it got, and the whole was recomputed."
                    )
                )
            )
        if self.beside:
            yield paragraph_block(
                words.say(
                    Text(
                        "Where a negotiated plan was better in a goal than what had been found, "
                        "the search went on from there. Computed without the negotiated plan, the "
                        "best plan may then have other numbers."
                    )
                )
            )
        yield heading_block(words.say(Text("Recompute")))
        yield list_block(
            (
                words.say(
                    Text(
                        "Install Woonsleutel {version}, and save the scenario as a workbook or "
                        "folder; below it is called SCENARIO.",
                        version=made["woonsleutel"],
                    )
                ),
                words.say(
                    Text(
                        "Compute the plan. In what is printed “scenarioHash” must be the number "
                        "above."
                    )
                ),
                words.say(
                    Text(
                        "Have every agreement recomputed on the plan, without the solver that "
                        "found it."
                    )
                ),
            ),
            numbered=True,
        )
        # In one go it would be another plan.
        solve = "woonsleutel solve SCENARIO" + (f" --by {quote(by)}" if by else "")
        yield code_block(
            f"{solve} --json > plan.json\n"
            f"{solve} --csv-folder plan\n"
            "woonsleutel evaluate SCENARIO plan"
        )
