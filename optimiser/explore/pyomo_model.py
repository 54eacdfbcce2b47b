"""The workbench: a scenario's programme read with Pyomo's unknowns, to explore it freely.

The solve reads the same formulas into arrays. What is explored here (the room around a plan,
alternatives, what one goal costs another) is added to an open Pyomo model.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from pyomo.common.numeric_types import RegisterNumericType
from pyomo.contrib.solver.common.factory import SolverFactory
from pyomo.contrib.solver.common.results import TerminationCondition
from pyomo.core.expr.numvalue import is_potentially_variable
from pyomo.environ import Any as AnyIndex
from pyomo.environ import (
    Binary,
    ConcreteModel,
    Constraint,
    NonNegativeReals,
    Objective,
    Var,
    quicksum,
    value,
)
from pyomo.repn import generate_standard_repn

from models.goals import Fairness
from models.plan import Plan
from models.programme import Programme
from models.quantity import Cell
from models.requirement import Choice, Requirement
from models.scenario import Scenario
from optimiser.explore.decided_fairness import DecidedFairness
from optimiser.explore.pyomo_reader import PyomoReader
from optimiser.formulation.goal_rows import GoalRows
from optimiser.formulation.objectives import size_of
from optimiser.formulation.problem import PREVIEW_SCALE, SIGNS
from optimiser.formulation.told_shares import ToldShares
from optimiser.solver.answers import SolverFault
from optimiser.solver.limits import Limits, NoPlan, TimeUp, check_time
from optimiser.solver.settings import EVERYWHERE, PRIMAL

RegisterNumericType(Fraction)


@dataclass(frozen=True, slots=True)
class PyomoRow:
    """A requirement, and the unknowns for its shortfall: see `models.goals.objective`."""

    requirement: Requirement
    shortfalls: tuple[Any, ...]


SEARCHES = (
    "mip_detect_symmetry",
    "mip_heuristic_run_feasibility_jump",
    "mip_heuristic_run_root_reduced_cost",
)
"""What is as in the optimiser's own searches."""


class Workbench:
    """A scenario as an open Pyomo model: its requirements, and what its goals add up.

    Parameters
    ----------
    scenario
        The scenario.
    limits
        When to stop.

    Attributes
    ----------
    model
        Pyomo's model. Rows may be added to it; they hold in every later call of `minimise`.
    programme
        The scenario's quantities in Pyomo's unknowns: what `programme.measure` gives can be
        minimised.
    rows
        The requirements, their sides in Pyomo's unknowns.
    proven
        What the last expression cannot go below, as far as the solver's search proved.
    """

    def __init__(self, scenario: Scenario, limits: Limits | None = None) -> None:
        self.scenario = scenario
        self.limits = limits or Limits()
        self.proven = 0.0
        self.model = model = ConcreteModel("woonsleutel")
        reader = PyomoReader(model)
        self.programme: Programme[Any] = Programme(scenario, reader)
        model.shortfalls = Var(AnyIndex, domain=NonNegativeReals, dense=False)
        model.deviations = Var(AnyIndex, domain=NonNegativeReals, dense=False)
        model.chosen = Var(AnyIndex, domain=Binary, dense=False)
        model.choices = Constraint(AnyIndex)
        model.requirements = Constraint(AnyIndex)
        model.limits = Constraint(AnyIndex)
        model.held = Constraint(AnyIndex)
        model.furthest = Var()
        model.objective = Objective(expr=0)
        self.rows = tuple(scenario.requirements(self.programme))
        shares = ToldShares(scenario)
        told = map(shares.told, self.rows)
        missed = [self._require(number, row) for number, row in enumerate(told)]
        self._choose()
        self._decided: dict[str, DecidedFairness] = {}
        self._goals = dict.fromkeys(scenario.goal_names, 0) | dict(self._pursued(reader, missed))
        self._point: Any = None
        self._unit = 1.0
        self._loaded = True
        self.cold()

    def cold(self) -> None:
        """Forget what the solver knows, so that the next call of `minimise` starts from nothing."""
        self._solver = SolverFactory("highs")
        # A second number of threads in one process makes HiGHS refuse: the engine uses one, too.
        self._solver.config.threads = 1
        # What is found says what no plan goes beyond: nothing may be left in a gap.
        self._solver.config.rel_gap = self._solver.config.abs_gap = 0.0
        self._spent = 0.0
        searches = {name: value for name, value in EVERYWHERE.items() if name in SEARCHES}
        self._solver.config.solver_options.update(searches)
        self._solver.config.load_solutions = False
        self._solver.config.raise_exception_on_nonoptimal_result = False

    @property
    def linear(self) -> bool:
        """Whether nothing is a yes or a no: then there are duals."""
        columns = (*self.model.cells.values(), *self.model.chosen.values())
        return not any(column.is_binary() for column in columns)

    def goal(self, identifier: str) -> Any:
        """Give what a goal makes as small as can be.

        Of a goal of fairness of what the plan itself decides that is the largest deviation in
        units, and not beside what there is to divide: see `least`.

        Parameters
        ----------
        identifier
            The goal's id; of the shortfall that of one priority, ``shortfall:1``.

        Raises
        ------
        KeyError
            If the scenario has no such goal.
        """
        return self._goals[identifier]

    def least(self, identifier: str, beside: str = "", weight: float = 0.0) -> float:
        """Make a goal as small as can be, and give what it comes to.

        Parameters
        ----------
        identifier
            The goal's id; of the shortfall that of one priority, ``shortfall:1``.
        beside
            Another goal, which is made small as far as that costs the first next to nothing.
        weight
            What the other counts for, and what the first may give way by, relative to it.

        Raises
        ------
        KeyError
            If the scenario has no such goal.
        """
        if beside and {identifier, beside} & self._decided.keys():
            least = self.least(identifier)
            self.hold(identifier, least, weight)
            self.least(beside)
            self.let_go(identifier)
            return least
        if (decided := self._decided.get(identifier)) is not None:
            return decided.least(self._minimise_above(identifier))
        goal = self._goals[identifier]
        return self.minimise(goal + weight * self._goals[beside] if beside else goal)

    def reached(self, identifier: str) -> float:
        """Give what a goal comes to at the last best point.

        Parameters
        ----------
        identifier
            The goal's id.

        Raises
        ------
        KeyError
            If the scenario has no such goal.
        """
        decided = self._decided.get(identifier)
        return self.value(self._goals[identifier]) if decided is None else decided.reached()

    def hold(self, identifier: str, most: float, slack: float = 0.0) -> None:
        """Keep a goal at or under a value, in every later call of `minimise`.

        Parameters
        ----------
        identifier
            The goal's id.
        most
            The value.
        slack
            What it may give way by, relative to the value; of a value near nothing, of the size
            of what the goal adds up.

        Raises
        ------
        KeyError
            If the scenario has no such goal.
        """
        goal = self._goals[identifier]
        if (decided := self._decided.get(identifier)) is not None:
            self.let_go(identifier)
            for number, above in enumerate(decided.above(most + slack * (1 + abs(most)))):
                self.model.held[identifier, number] = above <= 0
        elif is_potentially_variable(goal):
            unit = expression_unit(goal)
            limit = most / unit + slack * (1 + abs(most / unit))
            self.model.held[identifier, 0] = goal / unit <= limit

    def let_go(self, identifier: str) -> None:
        """No longer keep a goal where it was held."""
        for index in [one for one in self.model.held if one[0] == identifier]:
            del self.model.held[index]

    def value(self, expression: Any) -> float:
        """Give what an expression is at the last best point."""
        if not self._loaded:  # most points are found for their value only
            self._point.load_vars()
            self._loaded = True
        return float(value(expression))

    def duals(self) -> Mapping[Any, float]:
        """Give the duals of the rows at the last best point of a linear model."""
        return {row: self._unit * dual for row, dual in self._point.get_duals().items()}

    def plan(self) -> Plan:
        """Give the last best point as a plan in fractions of dwellings."""
        cells: dict[str, dict[Cell, int | Fraction]] = {}
        for name, grid in self.programme.grids.items():
            for cell, unknown in grid.cells.items():
                number = Fraction(round(self.value(unknown) * PREVIEW_SCALE), PREVIEW_SCALE)
                if number:
                    cells.setdefault(name, {})[cell] = number
        return Plan(cells)

    def minimise(self, expression: Any) -> float:
        """Make an expression as small as can be, in fractions of dwellings.

        When only the expression is another than before, the last best point still keeps all rows,
        and the primal simplex goes on from it.

        Parameters
        ----------
        expression
            Arithmetic over what `programme` and `goal` give.

        Raises
        ------
        NoPlan
            If nothing keeps all rows.
        Cancelled
            If the user asked to stop.
        SolverFault
            If the solver ended otherwise, as when there is no smallest.
        TimeUp
            If the time was up.
        """
        unit = self._unit = expression_unit(expression)
        self.model.objective.set_value(expression / unit)
        check_time(self.limits)
        remaining = self.limits.remaining()
        # HiGHS counts the time of all its runs together against its limit.
        self._solver.config.time_limit = None if remaining == inf else self._spent + remaining
        began = time.perf_counter()
        results = self._solver.solve(self.model)
        self._spent += time.perf_counter() - began
        if results.termination_condition is TerminationCondition.provenInfeasible:
            raise NoPlan
        if results.termination_condition is TerminationCondition.maxTimeLimit:
            raise TimeUp
        if results.termination_condition is not TerminationCondition.convergenceCriteriaSatisfied:
            raise SolverFault(results.termination_condition.name)
        self._solver.config.solver_options["simplex_strategy"] = PRIMAL
        self._point, self._loaded = results.solution_loader, False
        self.proven = float(results.objective_bound) * unit
        return float(results.incumbent_objective) * unit

    def _pursued(
        self, reader: PyomoReader, missed: Sequence[PyomoRow]
    ) -> Iterator[tuple[str, Any]]:
        """Give what each goal makes small; of a goal of fairness the largest deviation only."""
        goals = GoalRows(reader)
        for goal in self.scenario.pursued:
            if isinstance(goal, Fairness):
                fairness = goals.fairness(goal, self.programme)
                if fairness.decided:
                    self._decided[goal.id] = DecidedFairness(fairness, self.value)
                yield goal.id, fairness.largest
                continue
            for total in goals.sums(goal, goal.objectives(self.programme, missed)):
                yield total.id, reader.weighted((weight, term) for term, weight in total.terms)

    def _minimise_above(self, identifier: str) -> Callable[[float, float], float]:
        """Give what makes that small by which a goal's deviations lie above a level."""

        def minimise(level: float, least: float) -> float:
            furthest = self.model.furthest
            furthest.setlb(least)
            self.hold(identifier, level)
            for index in [one for one in self.model.held if one[0] == identifier]:
                row = self.model.held[index]
                row.set_value(row.body - furthest <= 0)
            found = self.minimise(furthest)
            self.let_go(identifier)
            return found

        return minimise

    def _require(self, number: int, requirement: Requirement) -> PyomoRow:
        scope = requirement.scope
        place = (scope.municipality or "", scope.year or "", scope.label)
        index = (number, requirement.agreement.id, *place)
        signs = SIGNS[requirement.sense]
        left = requirement.left
        shortfalls = tuple(self.model.shortfalls[*index, sign] for sign in signs)
        for sign, column in zip(signs, shortfalls, strict=True):
            column.setub(0 if requirement.binding else None)
            left = left + sign * requirement.scale * column
        if requirement.choice is not None:
            given = requirement.choice.big_m * (1 - self._chosen(requirement, requirement.choice))
            left = left - given if requirement.sense == "<=" else left + given
        rows, right = self.model.requirements, requirement.right
        match requirement.sense:
            case ">=":
                rows[index] = left >= right
            case "<=":
                rows[index] = left <= right
            case "==":
                rows[index] = left == right
        return PyomoRow(requirement, shortfalls)

    def _chosen(self, requirement: Requirement, choice: Choice) -> Any:
        """Give the unknown for whether a requirement's option is chosen."""
        scope = choice.scope
        place = (scope.municipality or "", scope.year or "", scope.label)
        return self.model.chosen[requirement.agreement.id, *place, choice.option]

    def _choose(self) -> None:
        """Have as many options chosen as have to be kept."""
        needed: dict[Any, tuple[int, dict[str, Any]]] = {}
        for row in self.rows:
            if row.choice is not None:
                _, options = needed.setdefault(
                    (row.agreement.id, row.choice.scope), (row.choice.at_least, {})
                )
                options[row.choice.option] = self._chosen(row, row.choice)
        for number, (least, options) in enumerate(needed.values()):
            self.model.choices[number] = quicksum(options.values()) >= least


def expression_unit(expression: Any) -> float:
    """Give the unit in which an expression's coefficients lie where the solver can tell them."""
    if not is_potentially_variable(expression):
        return 1.0
    read = generate_standard_repn(expression, quadratic=False)
    return float(size_of(map(Fraction, read.linear_coefs)))
