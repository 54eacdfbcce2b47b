"""An answer that was kept, told in another language than it was given in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.language import Language

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.results.report import Record


def retold(scenario: Scenario, record: Mapping[str, Any], language: Language) -> Record:
    """Give a kept answer with the titles and sentences of its tables in a language.

    Parameters
    ----------
    scenario
        What it is about.
    record
        The answer: `Report.as_record` gave it.
    language
        The reader's.

    Returns
    -------
    dict
        The same answer, in which agreements and goals are called what they are in that language;
        the explanations beside them stay as they were given.
    """
    tables = {
        name: [retold_row(scenario, row, language) for row in rows]
        for name, rows in record["tables"].items()
    }
    return {**record, "tables": tables}


def retold_row(scenario: Scenario, row: Record, language: Language) -> Record:
    """Give a row with its title and sentences in a language."""
    said: Record = {}
    if row.get("party"):
        # What a party asks is told as it was given: the scenario has another agreement, or none.
        return dict(row)
    if "title" in row and row.get("agreement"):
        agreement = scenario.agreement(row["agreement"])
        said["title"] = agreement.name().render(language)
        if "sentence" in row:
            said["sentence"] = agreement.sentence(scenario).render(language)
    for prefix in ("", "first_", "second_"):
        if f"{prefix}sentence" in row and row.get(f"{prefix}goal"):
            sentence = scenario.goal_sentence(row[f"{prefix}goal"])
            said[f"{prefix}sentence"] = sentence.render(language)
    return {**row, **said}
