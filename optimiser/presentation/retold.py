"""An answer that was stored, told in another language than it was given in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from models.language import Language, Text
from optimiser.results.assumptions import assumptions_in

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.results.account import Record


def retold(scenario: Scenario, record: Mapping[str, Any], language: Language) -> Record:
    """Give a stored answer with the titles and sentences of its tables in a language.

    Parameters
    ----------
    scenario
        What it is about.
    record
        The answer: `Account.as_record` gave it.
    language
        The reader's.

    Returns
    -------
    dict
        The same answer, in which agreements, goals, plan locations and assumptions are called what
        they are in that language, and what is told of a goal's value too. What else stands beside
        them, such as an agreement's explanation of one municipality, stays as it was given.
    """
    words = RetoldWords(scenario, language)
    tables = {name: [words.retold(row) for row in rows] for name, rows in record["tables"].items()}
    if "assumptions" in tables:
        tables["assumptions"] = list(assumptions_in(scenario, language))
    for row in tables.get("goals", ()):
        if said := record.get("explanations", {}).get(row["goal"]):
            row["explanation"] = said[language]
    return {**record, "tables": tables}


class RetoldWords:
    """What agreements and goals are called in a language, each said once for all rows.

    Parameters
    ----------
    scenario
        Whose they are.
    language
        The reader's.
    """

    def __init__(self, scenario: Scenario, language: Language) -> None:
        self._scenario, self._language = scenario, language
        self._said = cache(self._say)

    def retold(self, row: Record) -> Record:
        """Give a row with its title and sentences in the language."""
        if row.get("party"):
            # What a party asks is told as it was given: the scenario has another one, or none.
            return dict(row)
        said: Record = {}
        if row.get("label"):
            said["label"] = self._said("label", row["label"])
        if "title" in row and (name := row.get("agreement")):
            said["title"] = self._said("title", name)
            if "sentence" in row:
                said["sentence"] = self._said("sentence", name)
        for prefix in ("", "first_", "second_"):
            if f"{prefix}sentence" in row and (name := row.get(f"{prefix}goal")):
                said[f"{prefix}sentence"] = self._said("goal", name)
        return {**row, **said}

    def _say(self, what: str, name: str) -> str:
        if what == "label":
            return Text.joined(self._scenario.label_parts(name)).render(self._language)
        if what == "goal":
            return self._scenario.goal_sentence(name).render(self._language)
        agreement = self._scenario.agreement(name)
        text = agreement.name() if what == "title" else agreement.sentence(self._scenario)
        return text.render(self._language)
