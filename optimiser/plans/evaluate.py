"""Any plan held against a scenario: what a solve audits, for a plan that was negotiated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.findings import Finding, Origin
from models.language import Language, Text
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser.results.audit import Audit, audit, miss_text
from optimiser.results.provenance import provenance
from optimiser.results.report import as_json
from optimiser.results.result import Result
from optimiser.results.solved import Status
from scenarios.document.tables import refuse
from scenarios.plan_files import terms


@dataclass(frozen=True, slots=True)
class Evaluation:
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

    def as_record(self, language: Language = "nl") -> dict[str, Any]:
        """Give the evaluation as it goes into JSON: same input, same bytes."""
        scenario, result = self.scenario, self.result
        of = {name: goal for goal in scenario.goals for name in goal.names}
        goals = [
            {
                "goal": name,
                "sentence": of[name].sentence(scenario).render(language) if name in of else "",
                "value": value,
                "unit": of[name].unit if name in of else "dwellings",
            }
            for name, value in self.audit.goals.items()
        ]
        tables = {name: as_json(result.records(name, language)) for name in result.tables()}
        return {
            "scenario": scenario.id,
            "keepsAllBindingAgreements": self.audit.kept,
            "missed": [miss_text(row, scenario).as_record() for row in self.audit.missed],
            "findings": [finding.as_record() for finding in self.findings],
            "tables": {**tables, "goals": as_json(goals)},
            "provenance": provenance(scenario),
        }


def evaluate(scenario: Scenario, plan: Plan, findings: tuple[Finding, ...] = ()) -> Evaluation:
    """Hold a plan against a scenario.

    Parameters
    ----------
    scenario
        What was agreed.
    plan
        Any plan for it, the optimal one or a negotiated one.
    findings
        What the checks of the scenario found, to be told with it.

    Raises
    ------
    InvalidScenario
        If the plan names a cell that the scenario does not have, such as one of another region.
    """
    refuse(
        [
            no_room(name, cell)
            for name, numbers in sorted(plan.cells.items())
            for cell in sorted(numbers.keys() - {*scenario.shapes[name].cells}, key=str)
        ]
    )
    return Evaluation(scenario, plan, audit(scenario, plan), findings)


def no_room(quantity: str, cell: Cell) -> Finding:
    """Say that a scenario does not have a cell."""
    text = Text("The scenario leaves no room for this: {cell}.", cell=terms(cell))
    return Finding("not-possible", "error", text, Origin("plan", None, quantity))
