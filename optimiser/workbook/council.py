"""The page for the council: on one A4 whether it can be done, who builds what, what is missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from models.language import Text, rendered, word
from optimiser.workbook.sheet import in_sheet
from scenarios.document.spelling import guarded
from scenarios.forms.workbook_writer import GROUPED, LINE, WorkbookWriter

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.results.audit import Audit, AuditedRequirement
    from optimiser.results.columns import Records

MOST_ROWS = 35
"""Municipalities that are still readable on a page; of more only the region is told."""

MOST_AGREEMENTS, MOST_MISSED = 14, 6
"""Of more agreements, and of more that is missed, only the number is told."""

ACROSS = 96
"""Characters of a line of text on the page."""


@dataclass(frozen=True, slots=True)
class Council:
    """What a council reads.

    Parameters
    ----------
    sentences
        What came of it, the most important first.
    totals
        Dwellings by municipality and segment, the region last; empty without a plan.
    audit
        What is kept and missed; None without a plan.
    """

    sentences: tuple[Text, ...]
    totals: Records
    audit: Audit | None


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
            "title": {**text, "bold": True, "font_size": 16},
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
        segments = self.scenario.segments if council.totals else ()
        self.last = max(4, 1 + 2 * len(segments))
        title = Text("For the council").render(self.language)
        self.page = self.writer.page(title, headed=False)
        self.page.set_portrait()
        self.page.fit_to_pages(1, 1)
        self.page.set_column(0, 0, 22)
        self.page.set_column(1, 1, 9)
        for place in range(len(segments)):
            self.page.set_column(2 + 2 * place, 2 + 2 * place, 8)
            self.page.set_column(3 + 2 * place, 3 + 2 * place, 6)
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
        for number, sentence in enumerate(council.sentences):
            self.line(sentence.render(self.language), "text" if number else "verdict")
        if council.totals and self.scenario.capacity:
            self.heading(Text("Dwellings by municipality and segment"))
            self.programme(council.totals, segments)
        if council.audit is not None:
            self.agreements(council.audit)
        self.rests_on()

    def line(self, said: str, style: str) -> None:
        """Write a text over the whole width, on as many lines as it needs."""
        self.page.merge_range(self.row, 0, self.row, self.last, "", self.styles[style])
        self.page.write_string(self.row, 0, guarded(said), self.styles[style])
        high = 22 if style == "title" else LINE
        self.page.set_row(self.row, high * max(1, len(wrap(said, ACROSS))))
        self.row += 1

    def heading(self, said: Text) -> None:
        """Write a heading, with room above it."""
        self.row += 1
        self.line(said.render(self.language), "heading")

    def programme(self, totals: Records, segments: Sequence[str]) -> None:
        """Write dwellings with their shares, the region last and in bold."""
        self.page.write_string(self.row, 0, word("municipality", self.language),
                               self.styles["first"])  # fmt: skip
        total = Text("total").render(self.language)
        self.page.write_string(self.row, 1, total, self.styles["head"])
        for place, segment in enumerate(segments):
            at = 2 + 2 * place
            self.page.merge_range(self.row, at, self.row, at + 1, "", self.styles["head"])
            said = word(segment, self.language)
            self.page.write_string(self.row, at, guarded(said), self.styles["head"])
        self.page.set_row(self.row, 2 * LINE)
        self.row += 1
        rows = totals if len(totals) <= MOST_ROWS + 1 else totals[-1:]
        for row in rows:
            kind = "" if row["municipality"] else "total "
            name = row["name"] or Text("the region").render(self.language)
            self.page.write_string(self.row, 0, guarded(name), self.styles[f"{kind}name"])
            self.page.write_number(self.row, 1, in_sheet(row["new_build"]),
                                   self.styles[f"{kind}number"])  # fmt: skip
            for place, segment in enumerate(segments):
                at, share = 2 + 2 * place, row[f"{segment}_share"]
                number, part = self.styles[f"{kind}number"], self.styles[f"{kind}share"]
                self.page.write_number(self.row, at, in_sheet(row[segment]), number)
                if share is None:
                    self.page.write_blank(self.row, at + 1, None, part)
                else:
                    self.page.write_number(self.row, at + 1, float(share), part)
            self.row += 1

    def agreements(self, audit: Audit) -> None:
        """Write how much of each agreement is kept, and what is missed."""
        from optimiser.results.audit import miss_text
        from optimiser.results.verdict import missed_rows

        agreed = {one.id for one in self.scenario.agreements}
        by_id: dict[str, list[AuditedRequirement]] = {}
        for row in audit.counted:
            if row.requirement.agreement.id in agreed:
                by_id.setdefault(row.requirement.agreement.id, []).append(row)
        self.heading(Text("Agreements"))
        for rows in [*by_id.values()][:MOST_AGREEMENTS]:
            agreement = rows[0].requirement.agreement
            name = agreement.name()
            if not agreement.binding:
                name = Text("{agreement} (not binding)", agreement=name)
            kept = sum(row.kept for row in rows)
            said = Text("{agreement}: {kept} of {all} kept", agreement=name, kept=kept,
                        all=len(rows))  # fmt: skip
            self.line(said.render(self.language), "text")
        if len(by_id) > MOST_AGREEMENTS:
            rest = Text("and {number} more", number=len(by_id) - MOST_AGREEMENTS)
            self.line(rest.render(self.language), "text")
        missed = missed_rows(audit)
        if missed:
            self.heading(Text("Missed"))
        for row in missed[:MOST_MISSED]:
            self.line(miss_text(row, self.scenario).render(self.language), "text")
        if len(missed) > MOST_MISSED:
            rest = Text("and {number} more", number=len(missed) - MOST_MISSED)
            self.line(rest.render(self.language), "text")

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
