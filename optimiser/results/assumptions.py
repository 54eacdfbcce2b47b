"""What a scenario assumes, as a table; whoever shows it needs no solver."""

from __future__ import annotations

from collections.abc import Iterator

from models.language import Language, rendered, word
from models.reference import assumed_mix
from models.scenario import Scenario
from optimiser.results.account import Record


def assumptions_in(scenario: Scenario, language: Language) -> Iterator[Record]:
    """Give what a scenario assumes."""
    for source in scenario.sources:
        if source.assumption == "yes":
            yield {
                "table": source.table,
                "column": source.column,
                "title": rendered(scenario.figures_of(source.table, source.column), language),
                "source": rendered(source.document, language),
                "year": source.year,
                "note": rendered(source.remark, language),
            }
    if mix := assumed_mix(scenario):
        yield {
            "table": "reference",
            "column": "share",
            "title": word("share", language),
            "source": "",
            "year": "",
            "note": mix.render(language),
        }
