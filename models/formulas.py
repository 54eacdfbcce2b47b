"""Formulas: what was agreed, read once as exact sums, to be held against any plan.

What a formula adds up is the same for every plan, and takes longer to find out than to add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from typing import Any, Generic, TypeVar

from models.agreements import Agreement
from models.exact import Number
from models.goals import Goal, Shortfall
from models.goals.objective import Objective, WithShortfalls
from models.linear import Linear, LinearReader
from models.plan import Plan, PlanReader
from models.programme import Grid, Programme
from models.quantity import Cell
from models.reader import FormulaReader, N
from models.region import Region
from models.requirement import Agreed, GoalTerm, Outcome, Requirement
from models.scenario import Scenario
from models.shape import CellOrTotal, Selection, Shape, Total

T = TypeVar("T")


AskedTotals = tuple[tuple[str, Total], ...]
"""Totals in the order in which formulas ask for them, each with its quantity's name."""


class UnreadGrid(Grid[Linear]):
    """A quantity of which each cell and each total is an unknown, by its name and what makes it.

    Parameters
    ----------
    shape
        The cells and what their totals are made of.
    asked
        Told of each total that is asked for.
    """

    def __init__(self, shape: Shape, asked: list[tuple[str, Total]]) -> None:
        self.quantity, self._shape, self._asked = shape.quantity, shape, asked

    @cached_property
    def cells(self) -> dict[Cell, Linear]:
        """The number of each cell."""
        return {cell: self._unknown(place) for cell, place in self._shape.places.items()}

    def total(self, selection: Selection) -> Linear:
        """Give what the selected cells add up to."""
        term = self._shape.total(selection)
        if not isinstance(term, int):
            self._asked.append((self.quantity.name, term))
        return self._unknown(term)

    def _unknown(self, term: CellOrTotal) -> Linear:
        return Linear({(self.quantity.name, term): 1})


class UnreadProgramme(Programme[Linear]):
    """A region's quantities as formulas name them: nothing of them is added up.

    Parameters
    ----------
    region
        The region, or the scenario that it is.
    """

    def __init__(self, region: Region) -> None:
        self._asked: list[tuple[str, Total]] = []
        super().__init__(region, LinearReader())

    def grid(self, shape: Shape) -> Grid[Linear]:
        """Make the numbers of a quantity."""
        return UnreadGrid(shape, self._asked)

    def since(self) -> AskedTotals:
        """Give the totals that were asked for since this was asked last.

        Returns
        -------
        tuple
            The totals.
        """
        found = tuple(self._asked)
        self._asked.clear()
        return found


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What was read of formulas.

    Parameters
    ----------
    items
        What they gave, in exact sums.
    asked
        The totals that each of them asked for before it was given, and those asked for at the end.
    """

    items: tuple[T, ...]
    asked: tuple[AskedTotals, ...]

    @classmethod
    def of(cls, programme: UnreadProgramme, items: Iterable[T]) -> Read[T]:
        """Read items.

        Parameters
        ----------
        programme
            Of what they are read.
        items
            What reads them.

        Returns
        -------
        Read
            What they gave.
        """
        found, asked = [], []
        for one in items:
            found.append(one)
            asked.append(programme.since())
        return cls(tuple(found), (*asked, programme.since()))


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
    def rows(self) -> Read[Requirement]:
        """The rows of all that was agreed."""
        programme = UnreadProgramme(self._scenario)
        return Read.of(programme, self._scenario.requirements(programme))

    @cached_property
    def outcomes(self) -> dict[str, Read[Outcome]]:
        """What agreements want divided fairly, by their ids."""
        programme = UnreadProgramme(self._scenario)
        each = (
            (one.id, Read.of(programme, one.outcomes(programme)))
            for one in self._scenario.agreements
        )
        return {name: outcomes for name, outcomes in each if outcomes.items}

    @cached_property
    def objectives(self) -> dict[str, Read[Objective]]:
        """What goals make small, by their ids: without those of what is missing, or is relative."""
        programme = UnreadProgramme(self._scenario)
        return {
            goal.id: Read.of(programme, goal.objectives(programme, ()))
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
        programme = UnreadProgramme(self._scenario)
        fresh = {old.id: new.requirements(programme) for old, new in changed}
        rows = tuple(
            next(fresh[row.agreement.id]) if row.agreement.id in fresh else row
            for row in others.rows.items
        )
        self.rows = replace(others.rows, items=rows)
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


class ReadProgramme(Programme[N]):
    """A scenario's quantities in a reader's numbers, and what its formulas come to in them.

    Parameters
    ----------
    scenario
        The scenario.
    reader
        Makes the numbers.
    """

    def __init__(self, scenario: Scenario, reader: FormulaReader[N]) -> None:
        super().__init__(scenario, reader)
        self._combined, self._formulas = reader.combined, formulas_of(scenario)

    def requirements(self) -> Iterator[Requirement]:
        """Give the rows of all that was agreed.

        Yields
        ------
        Requirement
            A row, its sides in the reader's numbers.
        """
        return self._given(self._formulas.rows, self._row)

    def _given(self, read: Read[T], give: Callable[[T], T]) -> Iterator[T]:
        """Give what was read in the reader's numbers, and make totals as they were asked for.

        So they stand in the same order as if the formulas had been read with these numbers.
        """
        for asked, one in zip_longest(read.asked, read.items):
            for name, total in asked:
                self.grids[name].number(total)
            if one is not None:
                yield give(one)

    @cached_property
    def rows(self) -> tuple[Requirement, ...]:
        """The rows of all that was agreed, their sides in the reader's numbers."""
        return tuple(self.requirements())

    def _row(self, row: Requirement) -> Requirement:
        share = row.proportion
        if share is None:
            return replace(row, left=self._at(row.left), right=self._at(row.right))
        share = replace(share, part=self._at(share.part), whole=self._at(share.whole))
        left, right = share.sides()
        return replace(row, left=left, right=right, proportion=share)

    def outcomes(self, agreement: Agreed) -> tuple[Outcome, ...]:
        """Give what an agreement wants divided fairly, in the reader's numbers."""
        if agreement.id not in self._divided:
            read = self._formulas.outcomes.get(agreement.id)
            found = () if read is None else tuple(self._given(read, self._outcome))
            self._divided[agreement.id] = found
        return self._divided[agreement.id]

    @cached_property
    def _divided(self) -> dict[str, tuple[Outcome, ...]]:
        return {}

    def _outcome(self, one: Outcome) -> Outcome:
        assigned, total = self._at(one.assigned), self._at(one.total)
        return Outcome(one.agreement, one.scope, assigned, total, one.weight, one.decided)

    def objectives(self, goal: Goal, rows: Sequence[WithShortfalls]) -> tuple[Objective, ...]:
        """Give what a goal makes small, in the reader's numbers.

        Parameters
        ----------
        goal
            The goal.
        rows
            The rows, with the shortfalls of each in these numbers.

        Returns
        -------
        tuple of Objective
            In the order in which they are pursued.
        """
        read = self._formulas.objectives.get(goal.id)
        if read is None:
            return goal.objectives(self, rows)
        return tuple(self._given(read, self._objective))

    def _objective(self, one: Objective) -> Objective:
        return replace(one, terms=tuple(map(self._term, one.terms)))

    def _term(self, term: GoalTerm) -> GoalTerm:
        left, right = self._at(term.left), self._at(term.right)
        return replace(term, left=left, right=right)

    def _at(self, expression: Any) -> Any:
        """Give what an expression comes to in the reader's numbers."""
        if not isinstance(expression, Linear):
            return expression
        grids, terms = self.grids, expression.terms.items()
        parts = [(factor, grids[name].number(term)) for (name, term), factor in terms]
        return self._combined(parts, expression.constant)


class PlannedProgramme(ReadProgramme[Number]):
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
        super().__init__(scenario, PlanReader(scenario, plan))
