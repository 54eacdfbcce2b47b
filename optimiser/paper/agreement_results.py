"""What came of each agreement: whether it is kept, and how much slack it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any

from models.agreements.agreement import Agreement
from models.language import Part, Text, Word
from models.scenario import Scenario
from optimiser.paper.blocks import Block, Column, Words, cell_block, table_block
from optimiser.presentation.columns import Records

MISSED = {
    "municipalities": "not kept in {part} of {whole} municipalities",
    "years": "not kept in {part} of {whole} years",
    "": "not kept: {part} of {whole} requirements",
}
NO_SLACK = {
    "municipalities": "none in {part} of {whole} municipalities",
    "years": "none in {part} of {whole} years",
    "": "none for {part} of {whole} requirements",
}
"""How some of many are told, by what they are."""


def demands_first(scenario: Scenario) -> list[Agreement]:
    """Give what was agreed in the order in which it is told: demands first."""
    return sorted(scenario.agreements, key=lambda one: not one.binding)


class AgreementResults:
    """What came of each agreement in a plan.

    Parameters
    ----------
    scenario
        What was agreed.
    requirements
        The table of them, of the plan.
    words
        How things are said.
    """

    def __init__(self, scenario: Scenario, requirements: Records, words: Words) -> None:
        self.scenario, self.words = scenario, words
        self.pursued = {getattr(goal, "agreement", None) for goal in scenario.goals}
        self.rows: dict[str, list[Mapping[str, Any]]] = {
            one.id: [] for one in demands_first(scenario)
        }
        for row in requirements:
            if row["agreement"] in self.rows:
                self.rows[row["agreement"]].append(row)

    def missed(self, name: str) -> Records:
        """Give what is missed of an agreement."""
        return [row for row in self.rows[name] if not row["kept"]]

    def came(self, name: str) -> Block:
        """Say whether an agreement is kept."""
        own, missed = self.rows[name], self.missed(name)
        if missed:
            said = some_of(missed, own, MISSED) if own[1:] else Text("not kept")
        elif own:
            said = Text("kept")
        else:
            said = Text("see the goals") if name in self.pursued else Text("–")
        return cell_block(self.words.plain(said), strong=bool(missed))

    def slack(self, name: str) -> str:
        """Say how much slack an agreement that is kept has; nothing where that says nothing."""
        own = self.rows[name]
        return "" if self.missed(name) or not own else slack_of(own, self.words)

    def told(self, name: str) -> Block:
        """Say whether an agreement is kept, and below it how much slack it has."""
        slack = self.slack(name)
        note = self.words.plain(Text("slack: {slack}", slack=slack)) if slack else ""
        return {**self.came(name), "note": note}

    def table(self) -> Block:
        """Give them all, what is missed first."""
        words = self.words
        heads: Sequence[tuple[Part, float]] = (
            (Word("agreement"), 3.0),
            (Text("result"), 1.6),
            (Word("slack"), 1.6),
        )
        return table_block(
            [Column(words.say(head), wide) for head, wide in heads],
            [
                [words.say(self.scenario.agreement(name).name()), self.came(name), self.slack(name)]
                for name in sorted(self.rows, key=lambda one: not self.missed(one))
            ],
        )


def slack_of(own: Records, words: Words) -> str:
    """Say how much slack an agreement that is kept has."""
    tight = [row for row in own if row["tight"]]
    if len(tight) == len(own):
        return words.plain(Text("none"))
    if tight:
        return words.plain(some_of(tight, own, NO_SLACK))
    if own[1:]:
        return words.plain(Text("everywhere"))
    (row,) = own
    left = Fraction(row["slack"])
    return words.units(left if row["unit"] == "ratio" else floor(left), row["unit"])


def some_of(part: Records, whole: Records, messages: Mapping[str, str]) -> Text:
    """Say how many of the rows of an agreement there are, by what tells them apart."""
    told = {(bool(row["name"]), bool(row["year"]), bool(row["label"])) for row in whole}
    kinds = {(True, False, False): "municipalities", (False, True, False): "years"}
    kind = kinds.get(next(iter(told)), "") if len(told) == 1 else ""
    if kind == "municipalities" and len({row["municipality"] for row in whole}) < len(whole):
        kind = ""
    return Text(messages[kind], part=len(part), whole=len(whole))
