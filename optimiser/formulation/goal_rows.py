"""Goals as rows: the unknowns and rows that make a goal linear, in any kind of model.

The solve's model and that of explorations (Pyomo) both have them from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from models.goals import Fairness, Goal
from models.goals.objective import Objective
from models.programme import Programme
from models.requirement import GoalTerm, Outcome, counted_as_one


class Model(Protocol):
    """What a kind of model can do."""

    def unknown(self, *parts: str | int) -> Any:
        """Make an unknown of at least zero, with a name of these parts."""
        ...

    def is_unknown(self, expression: Any) -> bool:
        """Tell whether an expression is an unknown by itself."""
        ...

    def defined(self, expression: Any, *parts: str | int) -> Any:
        """Give an expression of at least zero as one that may stand in many rows."""
        ...

    def weighted(self, terms: Iterable[tuple[Any, Any]]) -> Any:
        """Add up terms times their factors."""
        ...

    def at_most_zero(
        self, terms: Iterable[tuple[Any, Any]], *parts: str | int, scale: int = 1
    ) -> str:
        """Add the row that terms times their factors are at most zero, and give its name.

        Parameters
        ----------
        terms
            Factors and what they multiply.
        *parts
            What the row's name is made of.
        scale
            The whole number that rids the row of fractions.
        """
        ...


@dataclass(frozen=True, slots=True)
class FairRow:
    """An outcome that is to be fair, with the unknown for its deviation.

    Parameters
    ----------
    outcome
        The outcome, in the model's unknowns.
    assigned
        The unknown for what the municipality gets.
    deviation
        The unknown for how far that is from the fair share (see `Outcome.relative_to`).
        None when the fair share is zero.
    limit
        The name of the row that keeps the deviation under the largest.
    years
        The rows of the years that it counts as one; none where it is one by itself.
    """

    outcome: Outcome
    assigned: Any
    deviation: Any | None
    limit: str
    years: tuple[FairRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FairnessRows:
    """One goal of fairness.

    Parameters
    ----------
    goal
        The goal.
    largest
        The unknown for the largest deviation.
    rows
        All outcomes.
    counted
        Those whose deviations it makes small: years with less than one are counted together.
    by_year
        Those years each by itself: what is as good in all goals is divided fairly over them.
    """

    goal: Fairness
    largest: Any
    rows: tuple[FairRow, ...]
    counted: tuple[FairRow, ...]
    by_year: FairnessRows | None = None

    @property
    def id(self) -> str:
        """The name by which it is pursued."""
        return self.goal.id

    @property
    def decided(self) -> bool:
        """Whether what there is to divide is itself decided by the plan."""
        return any(row.outcome.decided for row in self.rows)


@dataclass(frozen=True, slots=True)
class Sum:
    """One of the sums that a goal makes small: unknowns with their weights.

    Parameters
    ----------
    id
        The name by which it is pursued.
    goal
        The goal.
    terms
        What it adds up.
    """

    id: str
    goal: Goal
    terms: tuple[tuple[Any, Fraction], ...]


class GoalRows:
    """Adds to a model what goals need.

    Parameters
    ----------
    model
        The model.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    def fairness(self, goal: Fairness, programme: Programme[Any]) -> FairnessRows:
        """Add the deviations of a goal of fairness, and the largest of them."""
        largest = self._model.unknown("largest", goal.agreement)
        outcomes = programme.outcomes(programme.region.agreement(goal.agreement))
        small = any(outcome.small for outcome in outcomes)
        of_a_year = self._model.unknown("largest", goal.agreement, "year") if small else None
        rows = {
            outcome.scope: self._fair_row(outcome, of_a_year if outcome.small else largest)
            for outcome in outcomes
        }
        every = tuple(rows.values())
        if not small:
            return FairnessRows(goal, largest, every, every)
        counted = tuple(
            self._fair_row(outcome, largest, tuple(rows[year.scope] for year in years))
            if years
            else rows[outcome.scope]
            for outcome, years in counted_as_one(outcomes, programme.reader.total)
        )
        alone = tuple(row for row in every if row.outcome.small)
        by_year = FairnessRows(goal, of_a_year, alone, alone)
        return FairnessRows(goal, largest, every, counted, by_year)

    def _fair_row(self, outcome: Outcome, largest: Any, years: tuple[FairRow, ...] = ()) -> FairRow:
        scope = outcome.scope
        labels = (outcome.agreement.id, scope.municipality or "region", scope.year or "")
        assigned = self._model.defined(outcome.assigned, "assigned", *labels)
        unit = outcome.relative_to
        if not unit:
            return FairRow(outcome, assigned, None, "")
        deviation = self._model.unknown("deviation", *labels)
        apart = self._model.weighted([(1, assigned), (-1, outcome.fair)])
        for side, sign in (("above", 1), ("below", -1)):
            sides = [(sign, apart), (-unit, deviation)]
            self._model.at_most_zero(sides, deviation.name, side, scale=outcome.weight.denominator)
        limit = self._model.at_most_zero([(1, deviation), (-1, largest)], deviation.name, "limit")
        return FairRow(outcome, assigned, deviation, limit, years)

    def sums(self, goal: Goal, objectives: Iterable[Objective]) -> Iterator[Sum]:
        """Add the sums that a goal makes small, in this order; they are empty where nothing is."""
        for objective in objectives:
            if objective.terms:
                yield from self._ranks(goal, objective)
            else:
                yield from (Sum(name, goal, ()) for name in objective.names)

    def _ranks(self, goal: Goal, objective: Objective) -> Iterator[Sum]:
        r"""Give the one sum there is, or of several the worst, the worst two together...

        The sum of the :math:`k` largest is :math:`\min_t\; k\,t + \sum_v \max(0, x_v - t)` (W.
        Ogryczak and A. Tamir, *Minimizing the sum of the k largest functions in linear time*,
        2003). Making these sums best in turn is leximin, in whole numbers as well.
        """
        model, (first, *others) = self._model, objective.names
        by_sum: dict[str, list[tuple[Any, Fraction]]] = {}
        for term in objective.terms:
            by_sum.setdefault(term.in_sum, []).append(self._sized(goal, term))
        if len(by_sum) == 1:
            yield from (Sum(first, goal, tuple(only)) for only in by_sum.values())
            return
        sums = {
            in_sum: model.weighted((weight, size) for size, weight in by_sum[in_sum])
            for in_sum in sorted(by_sum)
        }
        if others:
            sums = {
                in_sum: model.defined(total, "sum", goal.id, in_sum)
                for in_sum, total in sums.items()
            }
        worst = model.unknown("worst", goal.id)
        for in_sum, total in sums.items():
            model.at_most_zero([(1, total), (-1, worst)], "worst", goal.id, in_sum)
        yield Sum(first, goal, ((worst, Fraction(1)),))
        for rank, name in enumerate(others, 2):
            level = model.unknown("level", name)
            pieces = [(level, Fraction(rank))]
            for in_sum, total in sums.items():
                above = model.unknown("above", name, in_sum)
                model.at_most_zero([(1, total), (-1, level), (-1, above)], above.name, "row")
                pieces.append((above, Fraction(1)))
            yield Sum(name, goal, tuple(pieces))

    def _sized(self, goal: Goal, term: GoalTerm) -> tuple[Any, Fraction]:
        """Give the unknown for what a term comes to, and what one of it counts for."""
        model = self._model
        if term.counts_up and (model.is_unknown(term.left) or term.weight < 0):
            # What is at least zero is its own deviation from zero; what is wanted more of, as
            # where a pool yields money, must not be more than it is.
            return model.defined(term.left, "off", goal.id), term.weight
        size = model.unknown("off", goal.id)
        for sign in (1, -1) if term.both_sides else (1,):
            model.at_most_zero(
                [(sign, term.left), (-sign, term.right), (-term.scale, size)], size.name, "row"
            )
        return size, term.weight * term.scale
