"""The optimisation problem: a scenario's programme read with unknowns, and as a matrix."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, repeat
from typing import Any, Protocol, TypeVar

import numpy as np

from models.formulas import ReadProgramme
from models.goals import Shortfall
from models.language import Text
from models.plan import Parts, Plan
from models.quantity import QUANTITIES, Cell
from models.requirement import Requirement
from models.scenario import Scenario
from optimiser.formulation.goal_rows import GoalRows, Sum
from optimiser.formulation.options import Choices, most_wanted
from optimiser.formulation.row_reader import Marginal, RowReader
from optimiser.formulation.sum_reader import SumReader
from optimiser.formulation.told_shares import ToldShares
from optimiser.solver.condensing import Condensing
from optimiser.solver.matrix import Constraint, Floats, Indices, Matrix, as_matrix

T = TypeVar("T")

SIGNS = {">=": (1,), "<=": (-1,), "==": (1, -1)}
"""How a shortfall counts: it is added to what lies below, and taken from what lies above."""


HOUSEHOLDS = tuple(name for name, one in QUANTITIES.items() if one.unit == "households")
"""The quantities that count households."""

PREVIEW_SCALE = 10**6
"""A preview's dwellings are in millionths: the solver's rounding lies beyond them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement as a constraint.

    Parameters
    ----------
    requirement
        The requirement, its sides in the problem's unknowns.
    name
        The constraint's name in the problem.
    shortfalls
        The unknowns for its shortfall, in units: one, or for an equality one for each side.
        Fixed at zero while the agreement is binding.
    """

    requirement: Requirement
    name: str
    shortfalls: tuple[Any, ...]


class AuditedChoice(Protocol):
    """A requirement on a plan, and whether it counts there."""

    @property
    def requirement(self) -> Requirement:
        """The requirement."""
        ...

    @property
    def chosen(self) -> bool:
        """Whether it is of an option that is chosen, or of none."""
        ...


def _by_bounds(_: Problem) -> dict[Any, Any]:
    return {}


class Problem:
    """A scenario as an optimisation problem: unknowns, requirements, and what goals need.

    Parameters
    ----------
    scenario
        The scenario.
    elastic
        Whether agreements may be left out or give way, plan capacity too: what is not chosen must
        say nothing even then.
    reader
        Makes its unknowns and writes its rows; one for arrays if absent.

    Attributes
    ----------
    choices
        Which options are chosen, where agreements leave a choice.
    shares
        How shares are told.
    unseen
        Per priority what can be missing by too little to be seen, and what it counts.
    """

    def __init__(
        self, scenario: Scenario, *, elastic: bool = False, reader: RowReader | None = None
    ) -> None:
        self.scenario = scenario
        self.reader = SumReader() if reader is None else reader
        self._condensing: dict[int, Condensing] = {}
        self._remembered: dict[Callable[[Problem], Any], Any] = {}
        self.programme: ReadProgramme[Any] = ReadProgramme(scenario, self.reader)
        requirements: Iterable[Requirement] = self.programme.requirements()
        beyond = 0
        if elastic and any(one.chooses for one in scenario.agreements):
            requirements = tuple(requirements)
            beyond = most_wanted(self.reader, requirements)
        self.choices = Choices(self.reader, beyond)
        self.shares = ToldShares(scenario)
        self.unseen: dict[int, list[tuple[Any, Fraction]]] = {}
        self.rows = tuple(map(self._row, requirements))
        self.choices.close()
        goals = GoalRows(self.reader)
        self.fairness = tuple(
            goals.fairness(goal, self.programme) for goal in scenario.fairness_goals
        )
        self.sums = {
            goal.id: tuple(goals.sums(goal, self.programme.objectives(goal, self.rows)))
            for goal in scenario.pursued
            if not goal.leximin
        }

    def shortfalls(self) -> dict[str, tuple[Sum, ...]]:
        """Read the goal that speaks of the requirements; it needs no rows besides theirs."""
        goal = Shortfall()
        objectives = self.programme.objectives(goal, self.rows)
        return {goal.id: tuple(GoalRows(self.reader).sums(goal, objectives))}

    @cached_property
    def constraints(self) -> dict[str, Constraint]:
        """The rows of the problem in exact numbers, by name."""
        return {row.name: row for row in self.reader.rows}

    @cached_property
    def matrix(self) -> Matrix:
        """The problem as arrays; complete once the problem is."""
        return as_matrix(self.reader.rows, self.reader.unknowns)

    def condensed(self, few_rows: int) -> Matrix:
        """Give the problem as arrays for a search in fractions: few rows, and all unknowns.

        Parameters
        ----------
        few_rows
            How many rows may use a total that is written out in them.
        """
        if few_rows not in self._condensing:
            self._condensing[few_rows] = self._condense(few_rows)
        return self._condensing[few_rows].condensed(self.matrix)

    def _condense(self, few_rows: int) -> Condensing:
        sums = (total for own in self.sums.values() for total in own)
        wanted = {column.name for total in sums for column, _ in total.terms}
        for row in (row for each in self.fairness for row in (*each.rows, *each.counted)):
            relative = self.reader.linear(row.outcome.total).terms if row.outcome.decided else ()
            wanted |= {row.assigned.name, *relative}
        totals = {
            self.matrix.columns[marginal.column]: marginal.row
            for marginal in self.marginals
            if marginal.column not in wanted
        }
        return Condensing(self.matrix, totals, few_rows)

    def remembered(self, work: Callable[[Problem], T]) -> T:
        """Give what follows from which unknowns there are, for all that differ in numbers only.

        Parameters
        ----------
        work
            Works it out, once for this problem and those that are remembered with other thresholds.
        """
        if work not in self._remembered:
            self._remembered[work] = work(self)
        found: T = self._remembered[work]
        return found

    def remembered_as_bounded(self, work: Callable[[Problem], T]) -> T:
        """Give the same where it follows from what can be anything but nothing, too.

        A search may bound unknowns otherwise for a while: each way is remembered by itself.

        Parameters
        ----------
        work
            Works it out.
        """
        upper = self.matrix.upper
        known = self.remembered(_by_bounds)
        way = work, (upper > 0).tobytes(), np.isinf(upper).tobytes()
        if way not in known:
            known[way] = work(self)
        found: T = known[way]
        return found

    @property
    def marginals(self) -> list[Marginal]:
        """The totals that are unknowns of their own."""
        return self.reader.marginals

    def spoken_of(self, agreements: Collection[str] | None = None) -> set[int]:
        """Give the columns of unknowns in requirements: what some agreements, or all, speak of.

        Parameters
        ----------
        agreements
            Ids of agreements; None for all.
        """
        matrix = self.matrix
        rows = [
            matrix.rows[row.name]
            for row in self.rows
            if agreements is None or row.requirement.agreement.id in agreements
        ]
        spans = [matrix.index[matrix.start[row] : matrix.start[row + 1]] for row in rows]
        return {int(column) for span in spans for column in span}

    def goal_told(self, name: str) -> Text:
        """Say what is wanted by a goal, for who waits."""
        return self.scenario.goal_sentence(name)

    def value(self, expression: Any, values: Floats) -> float:
        """Give what an expression of the programme is at a point."""
        terms, constant = self.terms(expression)
        return constant + sum(factor * float(values[at]) for at, factor in terms.items())

    def terms(self, expression: Any) -> tuple[dict[int, float], float]:
        """Give what an expression multiplies unknowns by, by their columns, and its constant."""
        total, columns = self.reader.linear(expression), self.matrix.columns
        parts = {columns[name]: float(factor) for name, factor in total.terms.items()}
        return parts, float(total.constant)

    def column(self, unknown: Any) -> int:
        """Give the column of an unknown."""
        return self.matrix.columns[unknown.name]

    def plan_at(self, values: Floats, *, whole: bool) -> Plan:
        """Read the plan from the solver's values: whole numbers, or a preview's decimals."""
        scale = 1 if whole else PREVIEW_SCALE
        scaled = np.rint(values * scale).astype(np.int64)
        units: dict[str, dict[Cell, int]] = {}
        for quantity, columns in self.cell_columns.items():
            numbers = scaled[columns]
            some = np.flatnonzero(numbers)
            if some.size:
                cells = map(self.scenario.shapes[quantity].cells.__getitem__, some.tolist())
                units[quantity] = dict(zip(cells, numbers[some].tolist(), strict=True))
        return Plan(units if whole else {name: Parts(own, scale) for name, own in units.items()})

    @cached_property
    def cell_columns(self) -> dict[str, Indices]:
        """By quantity the columns of its cells, in their order."""
        columns, named = self.matrix.columns, self.reader.cell_names
        return {
            quantity: np.fromiter(map(columns.__getitem__, names), np.int32, len(names))
            for quantity, names in named.items()
        }

    @cached_property
    def decided(self) -> tuple[tuple[str, Cell, int], ...]:
        """The decided unknowns: quantity, cell, and column."""
        shapes = self.scenario.shapes
        every = (
            zip(repeat(name), shapes[name].cells, columns.tolist(), strict=False)
            for name, columns in self.cell_columns.items()
        )
        return tuple(chain.from_iterable(every))

    def cells(self) -> Iterator[tuple[str, Cell, Any]]:
        """List the decided unknowns: quantity, cell, unknown."""
        for name, grid in self.programme.grids.items():
            for cell, column in grid.cells.items():
                yield name, cell, column

    def unlimited(self) -> list[int]:
        """Give the columns of cells of households that only agreements limit."""
        upper, every = self.matrix.upper, self.cell_columns
        found = [every[name][np.isinf(upper[every[name]])].tolist() for name in HOUSEHOLDS]
        return [*chain.from_iterable(found)]

    def hosts(self) -> list[int]:
        """Give the columns of the unknowns for who hosts what."""
        return [int(at) for at in self.cell_columns["hosts"]]

    def choices_of(self, rows: Iterable[AuditedChoice]) -> dict[int, float]:
        """Give what was chosen among options in a plan, by the columns of the unknowns.

        Parameters
        ----------
        rows
            The plan's requirements.
        """
        found: dict[int, float] = {}
        for row in rows:
            if (choice := row.requirement.choice) is not None:
                options = self.choices.chosen[row.requirement.agreement.id, choice.scope]
                found[self.column(options[choice.option])] = float(row.chosen)
        return found

    def yes_or_no(self) -> list[int]:
        """Give the columns of the yes-or-no unknowns: who hosts what, and what is chosen."""
        return [*self.hosts(), *map(self.column, self.choices.unknowns())]

    def whole(self) -> list[int]:
        """Give the columns of all that is whole in a plan in whole dwellings."""
        decided = np.concatenate([*self.cell_columns.values()]).tolist()
        return [*decided, *map(self.column, self.choices.unknowns())]

    def _row(self, requirement: Requirement) -> Row:
        scope, agreement = requirement.scope, requirement.agreement
        labels = (scope.municipality or "region", scope.label, scope.year or "")
        name = self.reader.name(agreement.id, *labels)
        shortfalls = tuple(
            self.reader.unknown("missing", name, most=0 if requirement.binding else None)
            for _ in SIGNS[requirement.sense]
        )
        sides = self.sides(requirement, shortfalls)
        self.reader.add(name, sides, requirement.sense)
        for told, weight in self.shares.unseen(requirement):
            short = self.reader.unknown("unseen", name)
            self.reader.add(self.reader.name("keep", name), self.sides(told, [short]), told.sense)
            own = self.unseen.setdefault(agreement.priority, [])
            own.append((short, agreement.weight * weight))
        return Row(requirement, name, shortfalls)

    def sides(self, requirement: Requirement, shortfalls: Sequence[Any]) -> Any:
        """Give a row's sides as one expression: what is given, less what was agreed."""
        signs = SIGNS[requirement.sense]
        told = self.shares.told(requirement)
        given = [
            (told.scale * sign, column) for sign, column in zip(signs, shortfalls, strict=True)
        ]
        switched_off = self.choices.switched_off(told)
        return self.reader.weighted([(1, told.left), (-1, told.right), *given, *switched_off])
