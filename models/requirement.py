"""Requirements: the rows of an agreement, and the outcomes that it wants to be fair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, Protocol

from models.exact import of_units
from models.language import Both, Text
from models.measure import Measure, Scope
from models.proportion import Proportion

Sense = Literal[">=", "<=", "=="]


class Agreed(Protocol):
    """What a row, and who reads rows, knows of the agreement that made them."""

    @property
    def id(self) -> str:
        """Its name within the scenario."""
        ...

    @property
    def binding(self) -> bool:
        """Whether it must hold."""
        ...

    @property
    def priority(self) -> int:
        """Among those that are not binding: first come first (1 before 2)."""
        ...

    @property
    def weight(self) -> Fraction:
        """Within a priority: what one unit of shortfall counts for."""
        ...

    @property
    def explained(self) -> Mapping[str, Both]:
        """A written reason per municipality why it does not comply."""
        ...

    @property
    def unit(self) -> str:
        """What a shortfall is counted in."""
        ...

    @property
    def can_fall_short(self) -> bool:
        """Whether some row of it may be missed, so that there is a shortfall to make small."""
        ...

    @property
    def whole(self) -> Measure | None:
        """What it asks an exact part of; None when it asks no such part."""
        ...

    @property
    def averaged_over(self) -> Measure | None:
        """What it asks an average over; None when it asks none."""
        ...

    def name(self) -> Text:
        """Give what people call it.

        Returns
        -------
        Text
            Its title, or its id when it has none.
        """
        ...

    def outcomes(self, programme: Any) -> Iterator[Outcome]:
        """Give what is to be divided fairly.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        Outcome
            What one municipality gets, and its part by the key.
        """
        ...

    def goal_terms(self, programme: Any) -> Iterator[GoalTerm]:
        """Give how far a plan is from it, for the goal that names it.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        GoalTerm
            A term of that goal.
        """
        ...

    def asks(self, programme: Any) -> Iterator[Requirement]:
        """Give what it asks for, row by row, be it a rule or a wish.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        Requirement
            A row, in the numbers of the programme.
        """
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """That a row is part of one option among several, of which only some have to be kept.

    Parameters
    ----------
    scope
        Where and when is chosen.
    option
        The option's id.
    at_least
        How many options have to be kept.
    big_m
        The most by which a plan within capacity can miss the row, in the row's own numbers.
    per_dwelling
        The most by which one more dwelling can make it miss more.
    """

    scope: Scope
    option: str
    at_least: int
    big_m: int
    per_dwelling: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of an agreement: ``left sense right``.

    Parameters
    ----------
    agreement
        Whose row it is.
    scope
        Where and when it holds.
    left
        An expression or a number of the programme that was read.
    sense
        ``>=``, ``<=`` or ``==``.
    right
        An expression or a number, too.
    scale
        The whole number by which the row was multiplied to rid it of fractions: what is missing
        in `unit` is the difference between the sides divided by it.
    firm
        Whether it holds even when the agreement is a wish: it says what the unknowns mean.
    choice
        Of what choice it is part; None for what has to be kept in any case.
    counted_in
        Its unit, when that is not the agreement's.
    proportion
        The part and the whole, where that is what it asks.
    """

    agreement: Agreed
    scope: Scope
    left: Any
    sense: Sense
    right: Any
    scale: int = 1
    firm: bool = False
    choice: Choice | None = None
    counted_in: str | None = None
    proportion: Proportion | None = None

    @classmethod
    def of_proportion(
        cls, agreement: Agreed, scope: Scope, sense: Sense, proportion: Proportion
    ) -> Requirement:
        """Give the row that asks a part of a whole, in whole numbers.

        Parameters
        ----------
        agreement, scope, sense
            As they are of any row.
        proportion
            The part, the whole, and the ratio.

        Returns
        -------
        Requirement
            The row.
        """
        left, right = proportion.sides()
        scale = proportion.ratio.denominator
        return cls(agreement, scope, left, sense, right, scale=scale, proportion=proportion)

    @property
    def unit(self) -> str:
        """Its shortfall is counted in this."""
        return self.counted_in or self.agreement.unit

    @property
    def binding(self) -> bool:
        """Whether it must hold: as the agreement says, unless a municipality explained its miss."""
        explained = self.agreement.explained.keys()
        return self.firm or (self.agreement.binding and self.scope.municipality not in explained)

    def slack(self) -> Fraction:
        """Tell by how much an exact row is kept, in units; below zero it is missed by that much.

        Returns
        -------
        Fraction
            Units; below zero it is missed by that much.
        """
        slack = self.right - self.left if self.sense == "<=" else self.left - self.right
        if self.sense == "==":
            slack = -abs(slack)
        return Fraction(slack.numerator, slack.denominator * self.scale)

    def shortfall_term(self) -> GoalTerm:
        """Give the shortfall as a term of a goal, in units.

        Returns
        -------
        GoalTerm
            The term, of which only what lies on the wrong side counts.
        """
        sides = (self.right, self.left) if self.sense == ">=" else (self.left, self.right)
        weight, both = Fraction(1, self.scale), self.sense == "=="
        return GoalTerm(*sides, weight, both_sides=both, scale=self.scale)


@dataclass(frozen=True)
class Outcome:
    """What one municipality gets of something that is to be divided fairly.

    Parameters
    ----------
    agreement
        The agreement with the key.
    scope
        The municipality (and the year).
    assigned
        What it gets.
    total
        What there is to divide.
    weight
        Its part by the key; the fair share is ``weight * total``.
    decided
        Whether what there is to divide is itself decided by the plan.
    """

    agreement: Agreed
    scope: Scope
    assigned: Any
    total: Any
    weight: Fraction
    decided: bool = False

    @cached_property
    def fair(self) -> Any:
        """The fair share, in the numbers of whoever reads them."""
        return self.weight * self.total

    @cached_property
    def relative_to(self) -> Fraction:
        """What its deviation is relative to: the fair share, where that is a number.

        In unknowns that the plan decides no row could say it, being a product of two of them. There
        it is the weight, and a deviation has to be held to a part of what there is to divide; and
        on a plan that has nothing to divide, of which nobody's part is off.
        """
        known = isinstance(self.total, (int, Fraction)) and (self.total or not self.decided)
        found: Fraction = self.fair if known else self.weight
        return found

    @cached_property
    def small(self) -> bool:
        """Whether it is of a year whose given fair share is below one.

        No single such year can tell fair from unfair in whole numbers: see `counted_as_one`.
        """
        if self.decided or self.scope.year is None:
            return False
        above, below = self.relative_to.as_integer_ratio()
        return 0 < above < below

    def deviation(self) -> GoalTerm | None:
        """Give how far it lies from the fair share; None where nothing can be relative to that.

        Returns
        -------
        GoalTerm or None
            The difference, relative to the fair share.
        """
        base = self.relative_to
        if not base:
            return None
        place = " ".join(str(part) for part in (self.scope.municipality, self.scope.year) if part)
        return GoalTerm(self.assigned, self.fair, 1 / base, in_sum=place)


def counted_as_one(
    outcomes: Iterable[Outcome], total: Callable[[list[Any]], Any]
) -> Iterator[tuple[Outcome, tuple[Outcome, ...]]]:
    """Give outcomes as they count: the small years of a municipality as one, after all others.

    Parameters
    ----------
    outcomes
        What is to be divided fairly.
    total
        Adds up, in the numbers of whoever reads them.

    Yields
    ------
    outcome, years
        What counts, and the years that it stands for; none where it stands for itself.
    """
    small: dict[str | None, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.small:
            small.setdefault(outcome.scope.municipality, []).append(outcome)
        else:
            yield outcome, ()
    for years in small.values():
        fair = sum((each.relative_to for each in years), Fraction(0))
        counted = frozenset().union(*(each.scope.years for each in years))
        scope = replace(years[0].scope, year=None, years=counted)
        assigned = total([each.assigned for each in years])
        yield Outcome(years[0].agreement, scope, assigned, 1, fair), tuple(years)


@dataclass(frozen=True, slots=True)
class GoalTerm:
    """One term of a goal: ``weight * |left - right|``, or only what lies above.

    Parameters
    ----------
    left, right
        Expressions or numbers of the programme that was read.
    weight
        What a unit of difference counts for.
    both_sides
        Whether lying below counts as well.
    in_sum
        The sum that it is added up in: of several sums the worst one counts.
    scale
        The whole number that rid the sides of fractions: in a model a deviation counts for so
        much, as one that is missed does.
    """

    left: Any
    right: Any
    weight: Fraction = Fraction(1)
    both_sides: bool = True
    in_sum: str = ""
    scale: int = 1

    @property
    def counts_up(self) -> bool:
        """Whether it counts something from zero up, and compares nothing."""
        zero = isinstance(self.right, (int, Fraction)) and self.right == 0
        return zero and not self.both_sides

    def value(self) -> int | Fraction:
        """Give what an exact term comes to.

        Returns
        -------
        int or Fraction
            What it adds to the goal, weighted.
        """
        # In whole numbers, and one fraction of the end: each fraction on the way is as slow.
        left, below_left = self.left.as_integer_ratio()
        right, below_right = self.right.as_integer_ratio()
        above, below = left * below_right - right * below_left, below_left * below_right
        if above < 0:
            above = -above if self.both_sides else 0
        times, parts = self.weight.as_integer_ratio()
        return of_units(times * above, below * parts)
