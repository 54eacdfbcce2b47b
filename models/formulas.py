"""Formulas: what was agreed, read once as exact sums, to be held against any plan.

What a formula adds up is the same for every plan, and takes longer to find out than to add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

from models.agreements import Agreement
from models.exact import Number, of_units
from models.goals import Goal, Shortfall
from models.goals.objective import Missed, Objective
from models.linear import Linear, LinearReader
from models.plan import Plan, PlanReader
from models.programme import Grid, Programme
from models.quantity import Cell
from models.region import Region
from models.requirement import Agreed, Deviation, Outcome, Requirement
from models.scenario import Scenario
from models.shape import Selection, Shape, Term


class UnreadGrid(Grid[Linear]):
    """A quantity of which each cell and each total is an unknown, by its name and what makes it.

    Parameters
    ----------
    shape
        The cells and what their totals are made of.
    """

    def __init__(self, shape: Shape) -> None:
        self.quantity, self._shape = shape.quantity, shape

    @cached_property
    def cells(self) -> dict[Cell, Linear]:
        """The number of each cell."""
        return {cell: self._unknown(place) for cell, place in self._shape.places.items()}

    def total(self, selection: Selection) -> Linear:
        """Give what the selected cells add up to."""
        return self._unknown(self._shape.total(selection))

    def _unknown(self, term: Term) -> Linear:
        return Linear({(self.quantity.name, term): 1})


class UnreadProgramme(Programme[Linear]):
    """A region's quantities as formulas name them: nothing of them is added up.

    Parameters
    ----------
    region
        The region, or the scenario that it is.
    """

    def __init__(self, region: Region) -> None:
        super().__init__(region, LinearReader())

    def grid(self, shape: Shape) -> Grid[Linear]:
        """Make the numbers of a quantity."""
        return UnreadGrid(shape)


class Formulas:
    """The formulas of a scenario, in exact sums.

    Parameters
    ----------
    scenario
        The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as its scenario: there it is read anew."""
        return Formulas, (self._scenario,)

    @cached_property
    def programme(self) -> Programme[Any]:
        """The scenario's quantities, as sums over their cells and totals."""
        return UnreadProgramme(self._scenario)

    @cached_property
    def rows(self) -> tuple[Requirement, ...]:
        """The rows of all that was agreed."""
        return tuple(self._scenario.requirements(self.programme))

    @cached_property
    def outcomes(self) -> dict[str, tuple[Outcome, ...]]:
        """What agreements want divided fairly, by their ids."""
        each = ((one.id, self.programme.outcomes(one)) for one in self._scenario.agreements)
        return {name: outcomes for name, outcomes in each if outcomes}

    @cached_property
    def objectives(self) -> dict[str, tuple[Objective, ...]]:
        """What goals make small, by their ids: without those of what is missing, or is relative."""
        return {
            goal.id: goal.objectives(self.programme, ())
            for goal in self._scenario.pursued
            if not (goal.leximin or isinstance(goal, Shortfall))
        }

    def take(self, others: Formulas, changed: Iterable[tuple[Agreement, Agreement]]) -> None:
        """Take over the formulas of a scenario of which some agreements have other numbers here.

        Parameters
        ----------
        others
            The other scenario's formulas.
        changed
            Its agreements that have other numbers here, each with the one here. They have nothing
            but rows, and the same rows, and no goal names them.
        """
        self.programme = copy(others.programme)
        self.programme.region = self._scenario
        fresh = {old.id: new.requirements(self.programme) for old, new in changed}
        self.rows = tuple(
            next(fresh[row.agreement.id]) if row.agreement.id in fresh else row
            for row in others.rows
        )
        self.outcomes, self.objectives = others.outcomes, others.objectives


def formulas_of(scenario: Scenario) -> Formulas:
    """Give the formulas of a scenario, which are read once.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    Formulas
        Its formulas.
    """
    return scenario.remembered(Formulas)


class PlannedProgramme(Programme[Number]):
    """A scenario's quantities on a plan, and what its formulas come to there.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        The plan.

    Raises
    ------
    KeyError
        If the plan names a cell that the scenario does not have.
    """

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        reader = PlanReader(scenario, plan)
        super().__init__(scenario, reader)
        self._scale, self._formulas = reader.scale, formulas_of(scenario)

    @cached_property
    def rows(self) -> tuple[Requirement, ...]:
        """The rows of all that was agreed, their sides exact numbers."""
        return tuple(map(self._row, self._formulas.rows))

    def _row(self, row: Requirement) -> Requirement:
        share = row.proportion
        if share is not None:
            share = replace(share, part=self._at(share.part), whole=self._at(share.whole))
        return replace(row, left=self._at(row.left), right=self._at(row.right), proportion=share)

    def outcomes(self, agreement: Agreed) -> tuple[Outcome, ...]:
        """Give what an agreement wants divided fairly, in exact numbers."""
        return self._divided.get(agreement.id, ())

    @cached_property
    def _divided(self) -> dict[str, tuple[Outcome, ...]]:
        return {
            name: tuple(
                Outcome(
                    one.agreement,
                    one.scope,
                    self._at(one.assigned),
                    self._at(one.total),
                    one.weight,
                    one.decided,
                )
                for one in outcomes
            )
            for name, outcomes in self._formulas.outcomes.items()
        }

    def objectives(self, goal: Goal, missed: Sequence[Missed]) -> tuple[Objective, ...]:
        """Give what a goal makes small, in exact numbers.

        Parameters
        ----------
        goal
            The goal.
        missed
            The rows, with what is missing of each on the plan.

        Returns
        -------
        tuple of Objective
            In the order in which they are pursued.
        """
        read = self._formulas.objectives.get(goal.id)
        if read is None:
            return goal.objectives(self, missed)
        return tuple(replace(one, terms=tuple(map(self._term, one.terms))) for one in read)

    def _term(self, term: Deviation) -> Deviation:
        left, right = self._at(term.left), self._at(term.right)
        return Deviation(left, right, term.weight, term.both_sides, term.variant)

    def _at(self, expression: Any) -> Any:
        """Give what an expression comes to on the plan."""
        if not isinstance(expression, Linear):
            return expression
        units: Number = expression.constant * self._scale
        for (name, term), factor in expression.terms.items():
            units += factor * self.grids[name].number(term)
        return of_units(units, self._scale)
