"""Formulas that are read once say of any plan what they say when they are read with it."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest

from models.formulas import Formulas, PlannedProgramme, formulas_of
from models.goals.objective import WithShortfalls
from models.plan import Parts, Plan, programme_of_plan
from models.scenario import Scenario
from optimiser.results.audit import AuditedRequirement
from scenarios import library_scenario

SHIPPED = (
    "n04-either-share",
    "n14-incentive",
    "r07-west-friesland",
    "r12-exchange",
    "r15-care-scale",
    "r16-growth-path",
    "r18-monitoring",
    "v01-side-by-side",
    "v02-stock-and-order",
    "v03-shared-tasks",
)
"""Among them all kinds of agreements and goals that count something of their own."""


def some_plan(scenario: Scenario, scale: int) -> Plan:
    """Give a plan of which a third of the cells is empty, in so many parts of a dwelling."""
    cells = {name: shape.cells for name, shape in scenario.shapes.items() if shape.cells}
    return Plan(
        {
            name: Parts({cell: 7 * at % 11 for at, cell in enumerate(own) if at % 3}, scale)
            for name, own in cells.items()
        }
    )


@pytest.mark.parametrize("scale", [1, 4])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_plan_is_audited_by_what_the_formulas_say_when_they_are_read_with_it(
    name: str, scale: int
) -> None:
    scenario = library_scenario(name)
    plan = some_plan(scenario, scale)
    once, anew = PlannedProgramme(scenario, plan), programme_of_plan(scenario, plan)
    assert list(once.rows) == list(scenario.requirements(anew))
    missed: list[WithShortfalls] = [AuditedRequirement(row, row.slack()) for row in once.rows]
    for agreement in scenario.everything_agreed:
        assert once.outcomes(agreement) == anew.outcomes(agreement)
    for goal in scenario.pursued:
        assert once.objectives(goal, missed) == goal.objectives(anew, missed)


def test_a_plan_in_parts_is_the_plan_of_its_fractions() -> None:
    scenario = library_scenario("r12-exchange")
    parts = some_plan(scenario, 6)
    plan = Plan({name: dict(cells) for name, cells in parts.cells.items()})
    assert plan == parts
    assert {type(number) for cells in plan.cells.values() for number in cells.values()} == {
        int,
        Fraction,
    }
    assert plan.totals("new_build", "municipality") == parts.totals("new_build", "municipality")
    assert PlannedProgramme(scenario, plan).rows == PlannedProgramme(scenario, parts).rows


def test_formulas_go_to_another_process_unread() -> None:
    scenario = library_scenario("r12-exchange")
    rows = formulas_of(scenario).rows.items
    known = {"rows", "outcomes", "objectives"}
    there: Scenario = pickle.loads(pickle.dumps(scenario))
    assert isinstance(formulas_of(there), Formulas)
    assert known.isdisjoint(vars(formulas_of(there)))
    assert [row.scope for row in formulas_of(there).rows.items] == [row.scope for row in rows]
