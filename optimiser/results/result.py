"""The result: what a solve found, as tables, frames and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.language import Language, Text
from optimiser.results.account import Account, Record, TableMaker
from optimiser.results.result_tables import TABLES
from optimiser.results.rounding_gap import gap_text
from optimiser.results.solved import Solved
from optimiser.results.verdict import summary


@dataclass(frozen=True, slots=True)
class Result(Solved, Account):
    """What a solve gives: what it found, and how that is told.

    The fields are those of `Solved`.
    """

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """The tables of a result."""
        return TABLES

    def sentences(self) -> Iterator[Text]:
        """Say what happened, and why there is no plan when there is none."""
        yield self.status_text()
        if self.infeasibility is not None:
            yield self.infeasibility.sentence

    @property
    def in_fractions(self) -> bool:
        """Whether it is a preview."""
        return self.preview

    def told(self, language: Language) -> Record:
        """Give what goes into JSON besides the tables."""
        reason = self.infeasibility
        return {
            "status": self.status.value,
            "statusText": self.status_text().render(language),
            "summary": [sentence.as_record() for sentence in summary(self)],
            "preview": self.preview,
            "keepsAllBindingAgreements": self.audit.kept if self.audit else False,
            "within": self.within,
            "sitingGap": self.siting_gap,
            "explanations": {
                goal.id: said.as_record() for goal in self.goals if (said := gap_text(self, goal))
            },
            "infeasibility": None if reason is None else reason.texts(self.scenario),
            "findings": [finding.as_record() for finding in self.findings],
        }


def of_result(name: str) -> TableMaker:
    """Give a table of the result that an account rests on, as one of the account's own."""
    return lambda account, language: account.result.records(name, language)
