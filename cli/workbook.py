"""A workbook of a result for planners: what was solved, the plan, and how it came about."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.language import Language, Part, Term, rendered, word
from models.language import Text as Sentence
from scenarios.spelling import guarded
from scenarios.workbook_writer import CREATED

if TYPE_CHECKING:
    from optimiser import Result

TITLES = {
    "totals": Sentence("Outcome"),
    "parts": Sentence("Parts"),
    "division": Sentence("What each part gets"),
    "requirements": Sentence("Agreements"),
    "goals": Sentence("Goals"),
    "fair_shares": Sentence("Fair shares"),
    "spreads": Sentence("Spread"),
    "fairness_steps": Sentence("Steps"),
    "conflict": Sentence("Conflict"),
    "certificate": Sentence("Proof"),
    "ways_out": Sentence("Ways out"),
}
"""The tables whose sheets have another name than the table."""

ELSEWHERE = ("assumptions",)
"""Tables that have no sheet, because their rows stand in the explanation."""

NAMES = ("segment", "form", "group", "unit")
"""Columns that hold words of the domain, which have a name in the reader's language."""

RATIOS = ("deviation", "largest_deviation", "hoover")

GROUPED, DECIMALS, PERCENT, YEAR = "#,##0", "#,##0.00", "0.0%", "0"

WIDEST = 60
"""Characters of a column: longer texts are folded."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title, its columns, and its rows of cells."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    formats: Sequence[str]


def as_workbook(result: Result, language: Language) -> bytes:
    """Write a result as a workbook (xlsx).

    Numbers are numbers, with the formats that a spreadsheet shows as its own language has them;
    codes and names are texts, and no text is run as a formula. The same result gives the same
    bytes.

    Parameters
    ----------
    result
        A result, with a plan or without.
    language
        Of titles, headers and sentences.
    """
    from xlsxwriter import Workbook

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        book.set_properties({"created": CREATED})
        styles = {
            form: book.add_format({"num_format": form, "valign": "top"})
            for form in (GROUPED, DECIMALS, PERCENT, YEAR)
        }
        styles[""] = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets(result, language):
            put(book.add_worksheet(sheet.title), sheet, styles, bold)
    return content.getvalue()


def sheets(result: Result, language: Language) -> Iterator[Sheet]:
    """Give the sheets that have something to say."""
    yield explanation(result, language)
    for table in result.tables():
        if table not in ELSEWHERE:
            name = rendered(TITLES.get(table, Term(table)), language)
            yield tabular(name[:1].upper() + name[1:], result.records(table, language), language)
    sources = [
        {
            "table": word(source.table, language),
            "column": word(source.column, language),
            "source": source.source,
            "year": source.year,
            "assumption": source.assumption == "yes",
            "note": source.said(language),
        }
        for source in result.scenario.sources
    ]
    if sources:
        yield tabular(Sentence("Provenance").render(language), sources, language)


def tabular(title: str, records: Sequence[Mapping[str, Any]], language: Language) -> Sheet:
    """Make a sheet of a table, in the reader's words."""
    columns = list(records[0])
    return Sheet(
        title,
        [header(column, language) for column in columns],
        [[cell(row[column], column, language) for column in columns] for row in records],
        [number_format(column, [row[column] for row in records]) for column in columns],
    )


def header(column: str, language: Language) -> str:
    """Name a column; a segment's share is named after the segment."""
    if column.endswith("_share") and column != "fair_share":
        segment = Term(column.removesuffix("_share"))
        return Sentence("share of {segment}", segment=segment).render(language)
    return word(column, language)


def cell(value: Any, column: str, language: Language) -> Any:
    """Give a value as a sheet holds it."""
    match value:
        case bool():
            return Sentence("yes" if value else "no").render(language)
        case str():
            return guarded(word(value, language) if column in NAMES and value else value)
        case Fraction():
            return value.numerator if value.denominator == 1 else float(value)
        case _:
            return value


def number_format(column: str, values: Sequence[Any]) -> str:
    """Give the number format of a column."""
    numbers = [value for value in values if isinstance(value, int | float | Fraction)]
    if not numbers:
        return ""
    if column in RATIOS or (column.endswith("_share") and column != "fair_share"):
        return PERCENT
    if column == "year":
        return YEAR
    return GROUPED if all(Fraction(number).denominator == 1 for number in numbers) else DECIMALS


def explanation(result: Result, language: Language) -> Sheet:
    """Say what was solved, what came of it, and on which figures it rests."""
    scenario, made = result.scenario, result.provenance
    options = made["options"]
    years = scenario.horizon.years
    assumed = [source for source in scenario.sources if source.assumption == "yes"]
    said: list[tuple[str, Part | None]] = [
        ("scenario", scenario.name),
        ("description", scenario.description),
        ("id", scenario.id),
        ("horizon", f"{years[0]}-{years[-1]}"),
        ("outcome", result.status_text()),
        ("preview", Sentence("yes" if result.preview else "no")),
        ("time limit in seconds", as_part(options["timeLimit"])),
        ("gap that is allowed", as_part(options["gap"])),
        ("why not", result.infeasibility.sentence if result.infeasibility else None),
        ("programme", f"Woonsleutel {made['woonsleutel']}, HiGHS {made['highs']}"),
        ("scenario's fingerprint (SHA-256)", str(made["scenarioHash"])),
        *(
            (
                "assumption",
                Sentence(
                    "{table}, {column}: {source}",
                    table=Term(source.table),
                    column=Term(source.column),
                    source=". ".join(filter(None, (source.source, source.said(language)))),
                ),
            )
            for source in assumed
        ),
    ]
    rows = [
        [Sentence(name).render(language), guarded(rendered(value, language))]
        for name, value in said
        if value is not None
    ]
    headers = [Sentence("what").render(language), Sentence("value").render(language)]
    return Sheet(Sentence("Explanation").render(language), headers, rows, ["", ""])


def as_part(number: float | None) -> str | None:
    """Give an option as it was given."""
    return None if number is None else f"{number:g}"


def put(page: Any, sheet: Sheet, styles: Mapping[str, Any], bold: Any) -> None:
    """Write a sheet, its header in bold and always in sight."""
    for place, (name, form) in enumerate(zip(sheet.headers, sheet.formats, strict=True)):
        page.write_string(0, place, guarded(name), bold)
        texts = [str(row[place]) for row in sheet.rows if isinstance(row[place], str)]
        longest = max((len(text) for text in [*texts, name]), default=0)
        page.set_column(place, place, min(WIDEST, max(10, longest + 2)))
        for row, cells in enumerate(sheet.rows, 1):
            match cells[place]:
                case None | "":
                    continue
                case str() as text:
                    page.write_string(row, place, text, styles[""])
                case number:
                    page.write_number(row, place, number, styles[form])
    page.freeze_panes(1, 0)
