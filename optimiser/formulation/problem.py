"""The optimisation problem: a scenario's programme read with PuLP's unknowns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from pulp import (
    LpAffineExpression,
    LpMinimize,
    LpProblem,
    LpVariable,
)

from models.goals import Fairness, Goal
from models.plan import Plan
from models.programme import Programme, exact
from models.quantity import Cell
from models.requirement import Deviation, Outcome, Requirement
from models.scenario import Scenario
from optimiser.formulation.options import Choices, asked_in_all
from optimiser.formulation.pulp_reader import Margin, PulpReader
from optimiser.solver.matrix import Floats, Matrix, as_matrix
from optimiser.solver.substitution import Condensing

SIGNS = {">=": (1,), "<=": (-1,), "==": (1, -1)}
"""How what is missing counts: it is added to what lies below, and taken from what lies above."""


PREVIEW_SCALE = 10**6
"""A preview's dwellings are in millionths: the solver's rounding lies beyond them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement as a constraint.

    Parameters
    ----------
    requirement
        The requirement, its sides in PuLP's unknowns.
    name
        The constraint's name in the problem.
    missing
        The unknowns for what is missing, in units: one, or for an equality one for each side.
        Fixed at zero while the agreement is binding.
    """

    requirement: Requirement
    name: str
    missing: tuple[LpVariable, ...]


@dataclass(frozen=True, slots=True)
class FairRow:
    """An outcome that is to be fair, with the unknown for its deviation.

    Parameters
    ----------
    outcome
        The outcome, in PuLP's unknowns.
    assigned
        The unknown for what the municipality gets.
    deviation
        The unknown for how far that is from the fair share: relative to it when what there is to
        divide is given, else in units per whole key. None when the fair share is zero.
    limit
        The name of the constraint that keeps the deviation under the largest.
    """

    outcome: Outcome
    assigned: LpVariable
    deviation: LpVariable | None
    limit: str


@dataclass(frozen=True, slots=True)
class FairnessRows:
    """One goal of fairness: its outcomes, and the unknown for the largest deviation."""

    goal: Fairness
    largest: LpVariable
    rows: tuple[FairRow, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """One goal that adds up deviations, or one of its ranks: unknowns with their weights."""

    id: str
    goal: Goal
    terms: tuple[tuple[LpVariable, Fraction], ...]


class Problem:
    """A scenario as an optimisation problem: unknowns, requirements, and what goals need.

    Parameters
    ----------
    scenario
        The scenario.
    elastic
        Whether agreements may be left out or give way, plan capacity too: what is not chosen must
        say nothing even then.

    Attributes
    ----------
    choices
        Which options are chosen, where agreements leave a choice.
    """

    def __init__(self, scenario: Scenario, *, elastic: bool = False) -> None:
        self.scenario = scenario
        self.lp = LpProblem("woonsleutel", LpMinimize)
        self.reader = PulpReader(self.lp)
        self._condensing: dict[int, Condensing] = {}
        self.programme: Programme[Any] = Programme(scenario, self.reader)
        requirements: Iterable[Requirement] = scenario.requirements(self.programme)
        beyond = 0
        if elastic and any(one.choices for one in scenario.agreements):
            requirements = tuple(requirements)
            beyond = asked_in_all(self.reader, requirements)
        self.choices = Choices(self.reader, beyond)
        self.rows = tuple(map(self._row, requirements))
        self.choices.close()
        self.fairness = tuple(self._fairness(goal) for goal in scenario.fairness_goals)
        self.sums = tuple(
            total
            for goal in scenario.goals
            if (terms := tuple(goal.deviations(self.programme)))
            for total in self._sums(goal, terms)
        )

    @cached_property
    def matrix(self) -> Matrix:
        """The problem as arrays; complete once the problem is."""
        return as_matrix(self.lp, self.reader.unknowns)

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
        wanted = {column.name for total in self.sums for column, _ in total.terms}
        wanted |= {row.assigned.name for fairness in self.fairness for row in fairness.rows}
        columns = self.matrix.columns
        totals = {
            columns[margin.column]: margin.row
            for margin in self.margins
            if margin.column.name not in wanted
        }
        return Condensing(self.matrix, totals, few_rows)

    @property
    def margins(self) -> list[Margin]:
        """The totals that are unknowns of their own."""
        return self.reader.margins

    def spoken_of(self, agreements: Collection[str] | None = None) -> set[int]:
        """Give the positions of unknowns in requirements: what some agreements, or all, speak of.

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

    def value(self, expression: Any, values: Floats) -> float:
        """Give what an expression of the programme is at a point."""
        total = self.reader.total([expression])
        columns = self.matrix.columns
        terms = (float(factor) * values[columns[column]] for column, factor in total.items())
        return float(total.constant + sum(terms))

    def plan_at(self, values: Floats, *, whole: bool) -> Plan:
        """Read the plan from the solver's values: whole numbers, or a preview's decimals."""
        scale = 1 if whole else PREVIEW_SCALE
        scaled = np.rint(values * scale).astype(np.int64).tolist()
        cells: dict[str, dict[Cell, int | Fraction]] = {}
        for quantity, cell, position in self.positions:
            if number := scaled[position]:
                # Most numbers of a preview are whole, too, and fractions are slow.
                units, rest = divmod(number, scale)
                exact = Fraction(number, scale) if rest else units
                cells.setdefault(quantity, {})[cell] = exact
        return Plan(cells)

    @cached_property
    def positions(self) -> tuple[tuple[str, Cell, int], ...]:
        """The decided unknowns: quantity, cell, and position."""
        columns = self.matrix.columns
        return tuple((quantity, cell, columns[column]) for quantity, cell, column in self.cells())

    def cells(self) -> Iterator[tuple[str, Cell, LpVariable]]:
        """List the decided unknowns: quantity, cell, unknown."""
        for name, grid in self.programme.grids.items():
            for cell, column in grid.cells.items():
                yield name, cell, column

    def hosts(self) -> list[int]:
        """Give the positions of the unknowns for who hosts what."""
        hosts = self.programme.grids["hosts"].cells.values()
        return [self.matrix.columns[each] for each in hosts]

    def yes_or_no(self) -> list[int]:
        """Give the positions of the yes-or-no unknowns: who hosts what, and what is chosen."""
        return [*self.hosts(), *(self.matrix.columns[each] for each in self.choices.unknowns())]

    def whole(self) -> list[int]:
        """Give the positions of all that is whole in a plan in whole dwellings."""
        decided = (column for _, _, column in self.cells())
        return [self.matrix.columns[each] for each in (*decided, *self.choices.unknowns())]

    def _row(self, requirement: Requirement) -> Row:
        scope, agreement = requirement.scope, requirement.agreement
        labels = (scope.municipality or "region", scope.label, scope.year or "")
        name = self.reader.name(agreement.id, *labels)
        missing = tuple(
            self.reader.unknown("missing", name, most=0 if requirement.binding else None)
            for _ in SIGNS[requirement.sense]
        )
        sides = self.sides(requirement, missing)
        self.reader.add(name, sides, requirement.sense)
        return Row(requirement, name, missing)

    def sides(self, requirement: Requirement, missing: Sequence[LpVariable]) -> LpAffineExpression:
        """Give a row's sides as one expression: what is given, less what was agreed."""
        signs = SIGNS[requirement.sense]
        relaxed = [
            (requirement.scale * sign, column) for sign, column in zip(signs, missing, strict=True)
        ]
        eased = self.choices.eased(requirement)
        return self.reader.weighted(
            [(1, requirement.left), (-1, requirement.right), *relaxed, *eased]
        )

    def _fairness(self, goal: Fairness) -> FairnessRows:
        agreement = self.scenario.agreement(goal.agreement)
        largest = self.reader.unknown("largest", goal.agreement)
        rows = tuple(
            self._fair_row(outcome, largest) for outcome in agreement.outcomes(self.programme)
        )
        return FairnessRows(goal, largest, rows)

    def _fair_row(self, outcome: Outcome, largest: LpVariable) -> FairRow:
        scope = outcome.scope
        labels = (outcome.agreement.id, scope.municipality or "region", scope.year or "")
        assigned = self.reader.defined(outcome.assigned, "assigned", *labels)
        given = isinstance(outcome.total, (int, Fraction))
        fair = outcome.weight * (exact(outcome.total) if given else 1)
        if fair == 0:
            return FairRow(outcome, assigned, None, "")
        deviation = self.reader.unknown("deviation", *labels)
        name = deviation.name
        reached, scale = outcome.weight.numerator, outcome.weight.denominator
        band = (-fair * scale, deviation)
        for side, sign in (("above", 1), ("below", -1)):
            apart = [(sign * scale, assigned), (-sign * reached, outcome.total)]
            self.reader.add(f"{name}_{side}", self.reader.weighted([*apart, band]), "<=")
        limit = f"{name}_limit"
        self.reader.add(limit, self.reader.weighted([(1, deviation), (-1, largest)]), "<=")
        return FairRow(outcome, assigned, deviation, limit)

    def _sums(self, goal: Goal, deviations: Sequence[Deviation]) -> Iterator[Sum]:
        r"""Give what a goal makes best: its sum, or of several variants the worst, the worst two...

        The sum of the :math:`k` largest is :math:`\min_t\; k\,t + \sum_v \max(0, x_v - t)` (W.
        Ogryczak and A. Tamir, *Minimizing the sum of the k largest functions in linear time*,
        2003). Making these sums best in turn is leximin, in whole numbers as well.
        """
        terms = tuple(
            (deviation.variant, self._term(goal, deviation), deviation.weight)
            for deviation in deviations
        )
        variants = sorted({variant for variant, _, _ in terms})
        if len(variants) == 1:
            yield Sum(goal.id, goal, tuple((column, weight) for _, column, weight in terms))
            return
        sums = {
            variant: self.reader.weighted(
                [(weight, column) for name, column, weight in terms if name == variant]
            )
            for variant in variants
        }
        if goal.ranked > 1:
            sums = {
                variant: self.reader.defined(total, "sum", goal.id, variant)
                for variant, total in sums.items()
            }
        worst = self.reader.unknown("worst", goal.id)
        for variant, total in sums.items():
            name = self.reader.name("worst", goal.id, variant)
            self.reader.add(name, self.reader.weighted([(1, total), (-1, worst)]), "<=")
        yield Sum(goal.id, goal, ((worst, Fraction(1)),))
        for rank, identifier in enumerate(goal.names[1:], 2):
            level = self.reader.unknown("level", identifier)
            pieces = [(level, Fraction(rank))]
            for variant, total in sums.items():
                above = self.reader.unknown("above", identifier, variant)
                name = self.reader.name(above.name, "row")
                row = self.reader.weighted([(1, total), (-1, level), (-1, above)])
                self.reader.add(name, row, "<=")
                pieces.append((above, Fraction(1)))
            yield Sum(identifier, goal, tuple(pieces))

    def _term(self, goal: Goal, deviation: Deviation) -> LpVariable:
        to_zero = isinstance(deviation.right, (int, Fraction)) and deviation.right == 0
        one_sided = not deviation.both_sides and to_zero
        if one_sided and (isinstance(deviation.left, LpVariable) or deviation.weight < 0):
            # What is at least zero is its own deviation from zero; what is wanted more of, as
            # where a pool yields money, must not be more than it is.
            return self.reader.defined(deviation.left, "off", goal.id)
        column = self.reader.unknown("off", goal.id)
        for sign in (1, -1) if deviation.both_sides else (1,):
            sides = [(sign, deviation.left), (-sign, deviation.right), (-1, column)]
            self.reader.add(self.reader.name(column.name, "row"), self.reader.weighted(sides), "<=")
        return column
