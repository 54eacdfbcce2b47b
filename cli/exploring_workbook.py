"""A workbook of an exploration for planners: what was asked, found and compared, with a chart."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cli.workbook import (
    DECIMALS,
    GROUPED,
    PERCENT,
    YEAR,
    Sheet,
    put,
    tabular,
)
from models.language import Language, Term, rendered, word
from models.language import Text as Sentence
from scenarios.spelling import guarded
from scenarios.workbook_writer import CREATED

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.tabled import Tabled

COMPARED = ("by_municipality", "dwellings")
"""Tables that compare, the one that gets the sheet of that name first."""

LONGEST_TITLE = 31
"""Characters of a sheet's name in Excel."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn beside a table.

    Parameters
    ----------
    kind
        ``column`` or ``scatter``.
    across
        The column along the horizontal axis.
    up
        The columns that are drawn.
    """

    kind: str
    across: str
    up: tuple[str, ...]


CHARTS = {
    "by_municipality": Chart("column", "name", ("number", "best")),
    "room": Chart("column", "name", ("least", "most")),
    "front": Chart("scatter", "second", ("first",)),
    "alternatives": Chart("column", "alternative", ("moved", "moved_from_nearest")),
}
"""The charts, by the table that they are drawn of."""


def exploration_workbook(found: Tabled, language: Language) -> bytes:
    """Write an exploration as a workbook (xlsx).

    Numbers are numbers, codes and names are texts, and no text is run as a formula. The same
    exploration gives the same bytes.

    Parameters
    ----------
    found
        What was found.
    language
        Of titles, headers and sentences.
    """
    from xlsxwriter import Workbook

    found, content = found.in_full(), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        book.set_properties({"created": CREATED})
        styles = {
            form: book.add_format({"num_format": form, "valign": "top"})
            for form in (GROUPED, DECIMALS, PERCENT, YEAR)
        }
        styles[""] = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, sheet in sheets(found, language):
            page = book.add_worksheet(sheet.title)
            put(page, sheet, styles, bold)
            if name in CHARTS and sheet.rows:
                draw(book, page, sheet, CHARTS[name], found.records(name, language), language)
    return content.getvalue()


def sheets(found: Tabled, language: Language) -> Iterator[tuple[str, Sheet]]:
    """Give the sheets, each with the table that it is of."""
    yield "", explanation(found, language)
    yield "", tabular(Sentence("Input").render(language), asked(found.about, language), language)
    tables = list(found.tables())
    compared = next((name for name in COMPARED if name in tables), None)
    titles = {name: word(name, language).capitalize()[:LONGEST_TITLE] for name in tables}
    if compared:
        titles[compared] = Sentence("Comparison").render(language)
    if tables:
        titles[tables[0]] = Sentence("Outcome").render(language)
    ordered = [name for name in (*tables[:1], compared) if name]
    for name in (*ordered, *(name for name in tables if name not in ordered)):
        yield name, tabular(titles[name], found.records(name, language), language)
    if found.about.sources:
        yield "", tabular(Sentence("Provenance").render(language), sources(found.about), language)


def explanation(found: Tabled, language: Language) -> Sheet:
    """Say what was found, of which scenario, and with what."""
    record = found.as_record(language)
    made = record["provenance"]
    said: list[tuple[Sentence | Term, str]] = [
        (Sentence("scenario"), rendered(found.about.name, language)),
        (Term("id"), found.about.id),
        *((Sentence("found"), sentence.render(language)) for sentence in found.sentences()),
        *(
            (Term(name), str(value))
            for name, value in made["options"].items()
            if value not in (None, "")
        ),
        (Sentence("programme"), f"Woonsleutel {made['woonsleutel']}, HiGHS {made['highs']}"),
        (Sentence("scenario's fingerprint (SHA-256)"), str(made["scenarioHash"])),
    ]
    rows = [[rendered(name, language), guarded(value)] for name, value in said]
    headers = [Sentence("what").render(language), Sentence("value").render(language)]
    return Sheet(Sentence("Explanation").render(language), headers, rows, ["", ""])


def asked(scenario: Scenario, language: Language) -> list[dict[str, Any]]:
    """List what was agreed and wished."""
    rows = [
        {
            "agreement": one.id,
            "title": one.name().render(language),
            "sentence": one.sentence(scenario).render(language),
            "binding": one.binding,
            "source": one.source,
        }
        for one in scenario.agreements
    ]
    rows += [
        {
            "agreement": goal.id,
            "title": Sentence("goal").render(language),
            "sentence": goal.sentence(scenario).render(language),
            "binding": False,
            "source": "",
        }
        for goal in scenario.goals
    ]
    nothing = {"agreement": "", "title": "", "sentence": "", "binding": False, "source": ""}
    return rows or [nothing]


def sources(scenario: Scenario) -> list[dict[str, Any]]:
    """List where the figures come from."""
    return [
        {
            "table": source.table,
            "column": source.column,
            "source": source.source,
            "year": source.year,
            "assumption": source.assumption == "yes",
            "note": source.note,
        }
        for source in scenario.sources
    ]


def draw(
    book: Any,
    page: Any,
    sheet: Sheet,
    chart: Chart,
    records: Sequence[Mapping[str, Any]],
    language: Language,
) -> None:
    """Draw a chart of a table, to the right of it."""
    columns = list(records[0])
    across, last = columns.index(chart.across), len(sheet.rows)
    options = {"type": chart.kind}
    if chart.kind == "scatter":
        options["subtype"] = "straight_with_markers"
    made = book.add_chart(options)
    for name in chart.up:
        up = columns.index(name)
        made.add_series(
            {
                "name": [sheet.title, 0, up],
                "categories": [sheet.title, 1, across, last, across],
                "values": [sheet.title, 1, up, last, up],
            }
        )
    made.set_title({"name": sheet.title})
    made.set_x_axis({"name": word(chart.across, language)})
    made.set_size({"width": 900, "height": 420})
    page.insert_chart(1, len(columns) + 1, made)
