"""The readers side by side: the same question put to PuLP, to Pyomo, to arrays and to a plan."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import pytest
from pulp import LpProblem

from models.measure import Measure, Scope
from models.plan import Plan
from models.scenario import Scenario
from optimiser.explore.pyomo_model import Workbench
from optimiser.formulation.problem import Problem
from optimiser.formulation.pulp_reader import SENSES, PulpReader, pulp_problem
from optimiser.results.account import int_or_float
from optimiser.results.audit import AuditedRequirement, audit
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Constraint, Matrix, as_matrix

Golden = Callable[[str, Scenario], None]
"""Compares a scenario's problem, as PuLP writes it, with the golden file of that name."""
Built = dict[tuple[str, str], int]
"""Dwellings by municipality and segment: enough of a plan for a region of one year and form."""

NEW_BUILD = Measure(quantity="new_build")
SOCIAL_RENT = Measure(quantity="new_build", segments=("social_rent",))


def everywhere(scenario: Scenario) -> Scope:
    """Give the scope of the whole region and horizon."""
    return Scope(None, None, frozenset(scenario.codes), frozenset(scenario.horizon.years))


def range_by_pulp(scenario: Scenario, measure: Measure) -> tuple[float, float]:
    """Give the least and the most of a measure that the PuLP problem permits."""
    problem = Problem(scenario, reader=PulpReader())
    counted, constant = problem.terms(problem.programme.measure(measure, everywhere(scenario)))
    engine = Engine(problem.matrix, Limits())
    engine.whole(problem.yes_or_no())
    found = []
    for sign in (1, -1):
        engine.costs({at: sign * factor for at, factor in counted.items()})
        assert engine.run() is Answer.OPTIMAL
        found.append(sign * engine.objective() + constant)
    return found[0], found[1]


def range_by_pyomo(scenario: Scenario, measure: Measure) -> tuple[float, float]:
    """Give the least and the most of a measure that the Pyomo model permits."""
    workbench = Workbench(scenario)
    counted = workbench.programme.measure(measure, everywhere(scenario))
    return workbench.minimise(counted), -workbench.minimise(-counted)


def range_by_both(scenario: Scenario, measure: Measure) -> tuple[float, float]:
    """Give the least and the most of a measure that both permit: they have to be the same."""
    found = range_by_pulp(scenario, measure)
    assert found == pytest.approx(range_by_pyomo(scenario, measure))
    return found


def sentences(scenario: Scenario, identifier: str) -> tuple[str, str]:
    """Give an agreement's sentence in Dutch and in English."""
    sentence = scenario.agreement(identifier).sentence(scenario)
    return sentence.render("nl"), sentence.render("en")


def plan_of(scenario: Scenario, built: Built, year: int = 2025, form: str = "regular") -> Plan:
    """Give a plan that builds in the municipality's only plan location."""
    pools = {pool.municipality: pool.pool for pool in scenario.capacity}
    return Plan(
        {
            "new_build": {
                (code, segment, year, form, pools[code]): dwellings
                for (code, segment), dwellings in built.items()
            }
        }
    )


def audited(scenario: Scenario, identifier: str, plan: Plan) -> list[AuditedRequirement]:
    """Give the requirements of one agreement, held against a plan."""
    rows = audit(scenario, plan).requirements
    return [row for row in rows if row.requirement.agreement.id == identifier]


def lp_file(scenario: Scenario, folder: Path) -> str:
    """Give the PuLP problem as an LP file, and see that what is solved is the same.

    PuLP cannot write a coefficient that is a fraction.
    """
    path = folder / "problem.lp"
    problem = pulp_problem(scenario)
    assert same_as_pulp(scenario, problem)
    for row in problem.constraints():
        row.constant = int_or_float(Fraction(row.constant))
        for column, coefficient in list(row.items()):
            row.expr[column] = int_or_float(Fraction(coefficient))
    problem.writeLP(str(path))
    return path.read_text(encoding="utf-8")


def same_as_pulp(scenario: Scenario, written: LpProblem) -> bool:
    """Tell whether a PuLP problem has the arrays of what is solved.

    PuLP keeps what an expression multiplies by nothing, and forgets unknowns that stand in no row.
    """
    senses = {number: sense for sense, number in SENSES.items()}
    rows = [
        Constraint(
            row.name,
            {str(column.name): part for column, part in row.items() if part},
            row.constant,
            senses[row.sense],
        )
        for row in written.constraints()
    ]
    problem = Problem(scenario)
    most = {str(one.name): one.upBound for one in written.variables()}
    unknowns = {name: most.get(name, upper) for name, upper in problem.reader.unknowns.items()}
    every = {name: inf if upper is None else upper for name, upper in unknowns.items()}
    return bits(as_matrix(rows, every)) == bits(problem.matrix)


def bits(matrix: Matrix) -> list[Any]:
    """Give all that there is in a matrix, as bytes and names."""
    bounds = (matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper)
    entries = (matrix.start, matrix.index, matrix.value)
    return [[*matrix.columns], [*matrix.rows], *(each.tobytes() for each in bounds + entries)]
