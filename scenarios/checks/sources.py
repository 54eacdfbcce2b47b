"""Sources: whether it is said where every figure comes from, and what is assumed."""

from __future__ import annotations

from collections.abc import Iterable

from models.language import Part, Text, Word
from models.scenario import Scenario
from scenarios.checks.mentions import figures
from scenarios.checks.places import Places, Remarks
from scenarios.document.document import ROWS, has_figures

NUMBERS = {
    "capacity": ("dwellings", "most_per_year", "cost_per_dwelling"),
    "needs": ("households",),
    "bids": ("dwellings",),
    "reference": ("share",),
}
"""The columns that hold figures, and so have a source; of municipalities all of their own."""


def assumptions_used(scenario: Scenario, places: Places) -> Remarks:
    """Say which columns are no public figures."""
    filled = scenario.remembered(_columns)
    assumed = {
        (source.table, source.column)
        for source in scenario.sources
        if source.assumption == "yes" and (source.table, source.column) in filled
    }
    if assumed:
        text = Text("Not public but assumed: {columns}.", columns=_named(scenario, assumed))
        yield text, places.key("sources")


def _named(scenario: Scenario, columns: Iterable[tuple[str, str]]) -> tuple[Part, ...]:
    """Name columns by their tables, as a reader calls them."""
    found: dict[str, list[Part]] = {}
    for table, column in sorted(columns):
        found.setdefault(table, []).append(scenario.figures_of(table, column))
    return tuple(
        Text("{table} ({columns})", table=Word(table), columns=tuple(each))
        for table, each in found.items()
    )


def source_missing(scenario: Scenario, places: Places) -> Remarks:
    """Find figures of which nobody says where they come from."""
    known = {(source.table, source.column) for source in scenario.sources}
    own = {("municipalities", name) for name in figures(scenario)}
    numbers = own | {(table, name) for table, names in NUMBERS.items() for name in names}
    missing = numbers & scenario.remembered(_columns) - known
    if missing:
        text = Text(
            "The table of sources does not say where these come from: {columns}.",
            columns=_named(scenario, missing),
        )
        yield text, places.key("sources")


def source_without_column(scenario: Scenario, places: Places) -> Remarks:
    """Find sources of columns that no table knows."""
    known = scenario.remembered(_columns) | {
        (table, name) for table, kind in ROWS.items() for name in kind.model_fields
    }
    for source in scenario.sources:
        if (source.table, source.column) not in known:
            text = Text(
                "There is no column “{column}” in a table “{table}”.",
                column=source.column,
                table=source.table,
            )
            yield text, places.row(source, "column")


def _columns(scenario: Scenario) -> set[tuple[str, str]]:
    """Give the tables' columns that are filled in some row; an agreement or key is one too."""
    found = {("agreements", agreement.id) for agreement in scenario.agreements}
    found |= {("keys", name) for name in scenario.keys}
    for table, kind in ROWS.items():
        rows = getattr(scenario, table)
        for name in kind.model_fields:
            if any(getattr(row, name) is not None for row in rows):
                found.add((table, name))
        if has_figures(table):
            found |= {(table, name) for row in rows for name in row.model_extra or {}}
    return found
