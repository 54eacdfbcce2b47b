"""An answer that was kept, told in another language than it was given in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.language import Language
from optimiser.results.assumptions import assumptions_in

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
        The same answer, in which agreements, goals and assumptions are called what they are in that
        language, and what is told of a goal's value too. What else stands beside them, such as an
        agreement's explanation of one municipality, stays as it was given.
    """
    tables = {
        name: [retold_row(scenario, row, language) for row in rows]
        for name, rows in record["tables"].items()
    }
    if "assumptions" in tables:
        tables["assumptions"] = list(assumptions_in(scenario, language))
    for row in tables.get("goals", ()):
        if said := record.get("explanations", {}).get(row["goal"]):
            row["explanation"] = said[language]
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
