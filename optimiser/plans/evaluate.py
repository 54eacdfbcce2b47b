"""Any plan held against a scenario: what a solve audits, for a plan that was negotiated."""

from __future__ import annotations

from models.findings import Finding, Origin
from models.language import Text
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser.plans.evaluate_result import Evaluation
from optimiser.results.audit import audit
from scenarios.document.tables import refuse
from scenarios.recognising.plan_cells import cell_words


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

    Returns
    -------
    Evaluation
        What is kept and what is missed, in exact numbers.

    Raises
    ------
    InvalidScenario
        If the plan names a cell that the scenario does not have, such as one of another region.
    """
    refuse(
        [
            no_room(scenario, name, cell)
            for name, numbers in sorted(plan.cells.items())
            for cell in sorted(numbers.keys() - {*scenario.shapes[name].cells}, key=str)
        ]
    )
    return Evaluation(scenario, plan, audit(scenario, plan), findings)


def no_room(scenario: Scenario, quantity: str, cell: Cell) -> Finding:
    """Say that a scenario does not have a cell."""
    text = Text("The scenario leaves no room for this: {cell}.", cell=cell_words(scenario, cell))
    return Finding("not-possible", "error", text, Origin("plan", None, quantity))
