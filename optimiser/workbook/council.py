"""The page for the council: on one A4 whether it can be done, who builds what, what is missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from models.language import Language, Text, rendered, word
from optimiser.results.verdict import missed_first, missed_record_text
from optimiser.workbook.sheet import in_sheet
from scenarios.document.spelling import guarded
from scenarios.forms.workbook_writer import GROUPED, LINE, WorkbookWriter

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from models.scenario import Scenario
    from optimiser.presentation.columns import Records

MOST_ROWS = 35
"""Municipalities that are still readable on a page; of more only the region is told."""

MOST_AGREEMENTS, MOST_MISSED, MOST_SENTENCES = 14, 6, 20
"""Of more agreements, of more that is missed or found, only the number is told."""

MOST_PLANS = 4
"""Plans that fit beside one another on the page."""

NAME, TOTAL, NUMBER, SHARE = 22, 9, 8, 6
"""Characters of the columns: of names, of totals, and per head of a number and its share."""

LEAST_HEADS = 4
"""Heads that fill the page: with fewer the texts above the table are as wide all the same."""

FILLED = 0.85
"""The part of a line's characters that surely fits, whatever font the reader has."""

TITLE = 16
"""Points of the title; texts have 11."""


@dataclass(frozen=True, slots=True)
class CouncilTable:
    """A table of dwellings on the page, the region last.

    Parameters
    ----------
    title
        What stands above it.
    heads
        What its columns of numbers are called, behind the first; each has space for a share.
    rows
        Per row its name, its number and those of the columns, each with its share where it has one;
        a name that is empty is the region's.
    """

    title: Text
    heads: tuple[str, ...]
    rows: tuple[tuple[str, Any, tuple[tuple[Any, Any], ...]], ...]


@dataclass(frozen=True, slots=True)
class Council:
    """What a council reads.

    Parameters
    ----------
    sentences
        What came of it, the most important first.
    table
        Dwellings by municipality; None where there are none.
    requirements
        What was agreed, row by row, and whether it is kept: the table of that name; empty without a
        plan.
    first
        What the first column of numbers of the table is called.
    """

    sentences: tuple[str, ...]
    table: CouncilTable | None
    requirements: Records
    first: str = ""


def council_of(
    scenario: Scenario,
    sentences: Iterable[str],
    tables: Mapping[str, Records],
    language: Language,
) -> Council:
    """Give what a council reads of what was found.

    Parameters
    ----------
    scenario
        What it is about.
    sentences
        What came of it, the most important first.
    tables
        What was found: the dwellings by municipality of a result, or of plans beside one another.
    language
        The reader's.

    Returns
    -------
    Council
        The page.
    """
    made = None
    if tables.get("totals") and scenario.capacity:
        made = by_segment(scenario, tables["totals"], language)
    elif any(row["quantity"] == "new_build" for row in tables.get("by_municipality", ())):
        made = by_plan(tables["by_municipality"], language)
    first = Text("total" if "totals" in tables else "best").render(language)
    return Council(tuple(sentences), made, tables.get("requirements", ()), first)


def by_segment(scenario: Scenario, totals: Records, language: Language) -> CouncilTable:
    """Give the dwellings of a plan per municipality and segment."""
    rows = tuple(
        (
            row["name"],
            row["new_build"],
            tuple((row[each], row[f"{each}_share"]) for each in scenario.segments),
        )
        for row in totals
    )
    heads = tuple(word(each, language) for each in scenario.segments)
    return CouncilTable(Text("Dwellings by municipality and segment"), heads, rows)


def by_plan(records: Records, language: Language) -> CouncilTable:
    """Give the dwellings of several plans per municipality, beside those of the best plan."""
    built = [row for row in records if row["quantity"] == "new_build"]
    plans = tuple(dict.fromkeys(row["plan"] for row in built))[:MOST_PLANS]
    by_place: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in built:
        by_place.setdefault(row["name"], {})[row["plan"]] = row
    rows = tuple(
        (
            name,
            next(iter(own.values()))["best"],
            tuple((own[plan]["number"] if plan in own else None, None) for plan in plans),
        )
        for name, own in by_place.items()
    )
    return CouncilTable(Text("Dwellings by municipality and plan"), plans, rows)


class CouncilPage:
    """Writes the page for the council, from the top down.

    Parameters
    ----------
    writer
        The workbook's.
    scenario
        What it is about.
    """

    def __init__(self, writer: WorkbookWriter, scenario: Scenario) -> None:
        self.writer, self.scenario, self.language = writer, scenario, writer.language
        self.row = 0
        text = {"text_wrap": True, "valign": "top"}
        styles: Mapping[str, dict[str, Any]] = {
            "title": {**text, "bold": True, "font_size": TITLE},
            "heading": {**text, "bold": True, "font_size": 12, "top": 1},
            "verdict": {**text, "bold": True},
            "text": text,
            "head": {**text, "bold": True, "bg_color": "#DCE6F1", "align": "right", "bottom": 1},
            "first": {**text, "bold": True, "bg_color": "#DCE6F1", "bottom": 1},
            "name": {},
            "number": {"num_format": GROUPED},
            "share": {"num_format": "0%"},
            "total name": {"bold": True, "top": 1},
            "total number": {"bold": True, "top": 1, "num_format": GROUPED},
            "total share": {"bold": True, "top": 1, "num_format": "0%"},
        }
        self.styles = {name: writer.book.add_format(style) for name, style in styles.items()}

    def write(self, council: Council) -> None:
        """Write all of it on a page that is printed upright, on one A4."""
        heads = max(LEAST_HEADS, len(council.table.heads if council.table else ()))
        self.last = 1 + 2 * heads
        self.across = FILLED * (NAME + TOTAL + heads * (NUMBER + SHARE))
        title = Text("For the council").render(self.language)
        self.page = self.writer.page(title, headed=False)
        self.page.set_portrait()
        self.page.fit_to_pages(1, 1)
        self.page.set_column(0, 0, NAME)
        self.page.set_column(1, 1, TOTAL)
        for place in range(heads):
            self.page.set_column(2 + 2 * place, 2 + 2 * place, NUMBER)
            self.page.set_column(3 + 2 * place, 3 + 2 * place, SHARE)
        years = self.scenario.horizon.years
        self.line(rendered(self.scenario.name, self.language), "title")
        self.line(
            Text(
                "{number} municipalities, {first}-{last}",
                number=len(self.scenario.municipalities),
                first=str(years[0]),
                last=str(years[-1]),
            ).render(self.language),
            "text",
        )
        shown = council.sentences[:MOST_SENTENCES]
        for number, sentence in enumerate(shown):
            self.line(sentence, "text" if number else "verdict")
        self.rest(len(council.sentences) - len(shown))
        if council.table is not None:
            self.heading(council.table.title)
            self.programme(council.table, council.first)
        if council.requirements:
            self.agreements(council.requirements)
        self.rests_on()

    def rest(self, number: int) -> None:
        """Say how many more there are, where there are more than fit."""
        if number > 0:
            self.line(Text("and {number} more", number=number).render(self.language), "text")

    def line(self, said: str, style: str) -> None:
        """Write a text over the whole width, on as many lines as it needs."""
        self.page.merge_range(self.row, 0, self.row, self.last, "", self.styles[style])
        self.page.write_string(self.row, 0, guarded(said), self.styles[style])
        high, fits = LINE, self.across
        if style == "title":
            high, fits = LINE * TITLE // 11, self.across * 11 / TITLE
        self.page.set_row(self.row, high * max(1, len(wrap(said, int(fits)))))
        self.row += 1

    def heading(self, said: Text) -> None:
        """Write a heading, with space above it."""
        self.row += 1
        self.line(said.render(self.language), "heading")

    def programme(self, table: CouncilTable, first: str) -> None:
        """Write dwellings with their shares, the region last and in bold."""
        self.page.write_string(self.row, 0, word("municipality", self.language),
                               self.styles["first"])  # fmt: skip
        self.page.write_string(self.row, 1, first, self.styles["head"])
        for place, head in enumerate(table.heads):
            at = 2 + 2 * place
            self.page.merge_range(self.row, at, self.row, at + 1, "", self.styles["head"])
            self.page.write_string(self.row, at, guarded(head), self.styles["head"])
        self.page.set_row(self.row, 2 * LINE)
        self.row += 1
        rows = table.rows if len(table.rows) <= MOST_ROWS + 1 else table.rows[-1:]
        for name, total, numbers in rows:
            kind = "" if name else "total "
            said = name or Text("the region").render(self.language)
            self.page.write_string(self.row, 0, guarded(said), self.styles[f"{kind}name"])
            self.cell(1, total, self.styles[f"{kind}number"])
            for place, (number, share) in enumerate(numbers):
                self.cell(2 + 2 * place, number, self.styles[f"{kind}number"])
                part = None if share is None else float(share)
                self.cell(3 + 2 * place, part, self.styles[f"{kind}share"])
            self.row += 1

    def cell(self, place: int, value: Any, style: Format) -> None:
        """Write a number, or nothing where there is none."""
        if value is None:
            self.page.write_blank(self.row, place, None, style)
        else:
            self.page.write_number(self.row, place, in_sheet(value), style)

    def agreements(self, requirements: Records) -> None:
        """Write how much of each agreement is kept, and what is missed."""
        agreed = {one.id: one for one in self.scenario.agreements}
        by_id: dict[str, list[Mapping[str, Any]]] = {}
        for row in requirements:
            if row["agreement"] in agreed:
                by_id.setdefault(row["agreement"], []).append(row)
        self.heading(Text("Agreements"))
        for identifier, rows in [*by_id.items()][:MOST_AGREEMENTS]:
            name = agreed[identifier].name()
            if not agreed[identifier].binding:
                name = Text("{agreement} (not binding)", agreement=name)
            kept = sum(row["kept"] for row in rows)
            said = Text("{agreement}: {kept} of {all} kept", agreement=name, kept=kept,
                        all=len(rows))  # fmt: skip
            self.line(said.render(self.language), "text")
        self.rest(len(by_id) - MOST_AGREEMENTS)
        missed = missed_first(requirements)
        if missed:
            self.heading(Text("Missed"))
        for row in missed[:MOST_MISSED]:
            self.line(missed_record_text(row, self.scenario).render(self.language), "text")
        self.rest(len(missed) - MOST_MISSED)

    def rests_on(self) -> None:
        """Say on which figures it rests, and what the number below the page is for."""
        assumed = sum(source.assumption == "yes" for source in self.scenario.sources)
        self.heading(Text("What this rests on"))
        if self.scenario.sources:
            said = Text(
                "{assumed} of {all} columns of figures rest on an assumption: see {sheet}.",
                assumed=assumed,
                all=len(self.scenario.sources),
                sheet=Text("Provenance"),
            )
            self.line(said.render(self.language), "text")
        said = Text(
            "The check number below is that of the scenario: pages with the same number rest on "
            "the same figures and agreements."
        )
        self.line(said.render(self.language), "text")


def draw_council(writer: WorkbookWriter, council: Council, scenario: Scenario) -> None:
    """Write the page for the council as the next sheet."""
    CouncilPage(writer, scenario).write(council)
