"""An evaluation as it is told: what a plan keeps and misses, in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models.findings import Finding
from models.language import Language, Text
from models.plan import Plan
from models.scenario import Scenario
from optimiser.results.account import Account, Record, TableMaker
from optimiser.results.audit import Audit, missed_text
from optimiser.results.result import Result, of_result
from optimiser.results.result_tables import TABLES
from optimiser.results.status import Status


@dataclass(frozen=True, slots=True)
class Evaluation(Account):
    """What a plan keeps and misses.

    Parameters
    ----------
    scenario
        What was agreed.
    plan
        Any plan for it.
    audit
        Every agreement recomputed on the plan, in exact numbers.
    findings
        What the checks of the scenario found.
    """

    scenario: Scenario
    plan: Plan
    audit: Audit
    findings: tuple[Finding, ...] = field(default=())

    @property
    def result(self) -> Result:
        """The plan as a result, for its tables; nothing was solved, so it has no goals' bounds."""
        return Result(self.scenario, Status.FEASIBLE, plan=self.plan, audit=self.audit)

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """The tables of a result, with the goals as they stand."""
        return EVALUATION_TABLES

    @property
    def options(self) -> None:
        """Nothing: no solver has a part in it."""
        return None

    def sentences(self) -> Iterator[Text]:
        """Say what is missed, or that nothing is."""
        for row in self.audit.missed:
            yield missed_text(row, self.scenario)
        if self.audit.kept:
            yield Text("The plan keeps every binding agreement.")

    def told(self, language: Language) -> Record:
        """Give what goes into JSON besides the tables."""
        return {
            **Account.told(self, language),
            "keepsAllBindingAgreements": self.audit.kept,
            "missed": [missed_text(row, self.scenario).as_record() for row in self.audit.missed],
            "findings": [finding.as_record() for finding in self.findings],
        }


def goals(evaluation: Evaluation, language: Language) -> Iterator[Record]:
    """Give each goal's value on the plan."""
    scenario = evaluation.scenario
    of = {name: goal for goal in scenario.goals for name in goal.names}
    for name, value in evaluation.audit.goals.items():
        yield {
            "goal": name,
            "sentence": of[name].sentence(scenario).render(language) if name in of else "",
            "value": value,
            "unit": of[name].unit(scenario) if name in of else "dwellings",
        }


EVALUATION_TABLES: Mapping[str, TableMaker] = {
    **{name: of_result(name) for name in TABLES if name != goals.__name__},
    goals.__name__: goals,
}
"""Every table by its name; the goals, which are no result's, come last."""
