"""The audit: every agreement and goal recomputed on a plan, in exact numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, groupby

from models.chosen_options import not_chosen
from models.exact import by_size, in_units, relative
from models.formulas import PlannedProgramme
from models.language import Both, Text, Units
from models.plan import Plan
from models.requirement import Agreed, Outcome, Requirement
from models.scenario import Scenario
from models.shortfall_text import shortfall_text
from optimiser.results import goal_values


@dataclass(frozen=True, slots=True)
class AuditedRequirement:
    """One requirement on a plan.

    Parameters
    ----------
    requirement
        The requirement, its sides exact.
    slack
        By how many units it is kept; below zero it is missed by so many.
    tolerance
        How much it may be missed: nothing, except in a preview's decimals.
    chosen
        Whether it counts: of several options only those do that have to be kept.
    """

    requirement: Requirement
    slack: Fraction
    tolerance: Fraction = Fraction(0)
    chosen: bool = True

    @property
    def left(self) -> Fraction:
        """What the plan gives, in units."""
        return Fraction(self.requirement.left, self.requirement.scale)

    @property
    def right(self) -> Fraction:
        """What was agreed, in units."""
        return Fraction(self.requirement.right, self.requirement.scale)

    @property
    def kept(self) -> bool:
        """Whether it is kept, to the last dwelling; what is not chosen cannot be missed."""
        return self.slack.numerator >= 0 or self.slack >= -self.tolerance or not self.chosen

    @property
    def shortfall(self) -> Fraction:
        """By how many units it is missed."""
        return max(Fraction(0), -self.slack) if self.chosen else Fraction(0)

    @property
    def shortfalls(self) -> tuple[Fraction, ...]:
        """What goals count of it: all of its shortfall, where that is beyond the tolerance."""
        return () if self.kept else (self.shortfall,)

    @property
    def tight(self) -> bool:
        """Whether less than one unit more would do: it holds the plan where it is."""
        return self.kept and self.chosen and self.slack < 1

    @property
    def explanation(self) -> Both:
        """The municipality's written reason for not complying; false when there is none."""
        reasons = self.requirement.agreement.explained
        return reasons.get(self.requirement.scope.municipality or "", Both("", ""))


@dataclass(frozen=True, slots=True)
class AuditedOutcome:
    """What one municipality gets of something that is to be divided fairly."""

    outcome: Outcome
    fair: Fraction
    assigned: Fraction
    deviation: Fraction | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How evenly something is spread, in one year or over the horizon.

    Parameters
    ----------
    agreement
        The agreement with the key.
    year
        The year; None for the horizon.
    largest
        The largest relative deviation from the fair share, up or down.
    hoover
        The part of all that would have to move to make every share fair.
    gini
        Gini coefficient of what municipalities get per unit of the key; 0 is even.
    """

    agreement: Agreed
    year: int | None
    largest: Fraction
    hoover: Fraction
    gini: Fraction


@dataclass(frozen=True, slots=True)
class Audit:
    """A plan held against a scenario, in exact numbers.

    Parameters
    ----------
    requirements
        Every requirement.
    outcomes
        All that is to be divided fairly.
    objectives
        What each goal makes small.
    goals
        Every goal's value, by its name in results.
    """

    requirements: tuple[AuditedRequirement, ...]
    outcomes: tuple[AuditedOutcome, ...]
    objectives: goal_values.Objectives
    goals: dict[str, Fraction]

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """How evenly each agreement spreads, per year or over the horizon."""
        return tuple(spreads(self.outcomes))

    @property
    def counted(self) -> tuple[AuditedRequirement, ...]:
        """The requirements without those of options that are not chosen."""
        return tuple(row for row in self.requirements if row.chosen)

    @property
    def kept(self) -> bool:
        """Whether every binding agreement is kept, or its miss explained where that is allowed."""
        return not self.missed

    @property
    def missed(self) -> tuple[AuditedRequirement, ...]:
        """The binding requirements that the plan misses."""
        return tuple(row for row in self.requirements if row.requirement.binding and not row.kept)


def audit(scenario: Scenario, plan: Plan, *, tolerance: Fraction = Fraction(0)) -> Audit:
    """Recompute every requirement, outcome and goal on a plan.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        Any plan for it, the optimal one or a negotiated one.
    tolerance
        Units that a requirement may be missed by; only a preview needs any.

    Returns
    -------
    Audit
        Every row, in exact numbers.

    Raises
    ------
    KeyError
        If the plan names a cell that the scenario does not have.
    """
    programme = PlannedProgramme(scenario, plan)
    rows = programme.rows
    free = not_chosen(rows)
    requirements = tuple(
        AuditedRequirement(row, row.slack(), tolerance, index not in free)
        for index, row in enumerate(rows)
    )
    outcomes = tuple(
        audited_outcome(outcome)
        for agreement in scenario.agreements
        for outcome in programme.outcomes(agreement)
    )
    found = {goal.id: programme.objectives(goal, requirements) for goal in scenario.pursued}
    return Audit(requirements, outcomes, found, goal_values.exact_values(scenario, found))


def audited_outcome(outcome: Outcome) -> AuditedOutcome:
    """Give an exact outcome's fair share, and how far it is from that, relative to it.

    A fair share of zero is one to which nothing can be relative.
    """
    fair, assigned = outcome.fair, Fraction(outcome.assigned)
    return AuditedOutcome(outcome, fair, assigned, relative(assigned, fair) if fair else None)


def largest_deviation(outcomes: Iterable[AuditedOutcome]) -> Fraction:
    """Give the largest relative deviation, up or down; who has a fair share of zero has none.

    It measures a spread, each year by itself. What a goal of fairness is worth counts small years
    together: see `models.requirement.counted_as_one`.
    """
    deviations = (abs(row.deviation) for row in outcomes if row.deviation is not None)
    return max(deviations, default=Fraction(0), key=by_size)


def spreads(outcomes: Iterable[AuditedOutcome]) -> Iterable[Spread]:
    """Measure how evenly each agreement spreads, per year or over the horizon."""
    for (_, year), group in groupby(
        sorted(outcomes, key=lambda row: (row.outcome.agreement.id, row.outcome.scope.year or 0)),
        key=lambda row: (row.outcome.agreement.id, row.outcome.scope.year),
    ):
        rows = list(group)
        agreement = rows[0].outcome.agreement
        yield Spread(agreement, year, largest_deviation(rows), hoover(rows), gini(rows))


def hoover(outcomes: Iterable[AuditedOutcome]) -> Fraction:
    r"""Give the Hoover index :math:`\tfrac12 \sum |x_m - f_m| / \sum f_m`."""
    pairs = in_pairs(outcomes)
    total = sum(fair for _, fair in pairs)
    apart = sum(abs(own - fair) for own, fair in pairs)
    return Fraction(apart, 2 * total) if total else Fraction(0)


def gini(outcomes: Iterable[AuditedOutcome]) -> Fraction:
    r"""Give the Gini coefficient of :math:`u_m = x_m / f_m`, weighted by the fair shares.

    .. math:: G = \frac{\sum_m \sum_n |x_m f_n - x_n f_m|}{2 \sum_m x_m \sum_n f_n}
    """
    pairs = in_pairs(outcomes)
    assigned, total = sum(own for own, _ in pairs), sum(fair for _, fair in pairs)
    # Each two of them once, and so half of the sum.
    apart = sum(abs(x * g - y * f) for (x, f), (y, g) in combinations(pairs, 2))
    return Fraction(apart, assigned * total) if assigned and total else Fraction(0)


def in_pairs(outcomes: Iterable[AuditedOutcome]) -> list[tuple[int, int]]:
    """Give what each has beside its fair share, in whole numbers of the same unit.

    Adding fractions a few hundred times would cost more than the rest.
    """
    units, _ = in_units([number for row in outcomes for number in (row.assigned, row.fair)])
    return [*zip(units[::2], units[1::2], strict=True)]


def missed_text(row: AuditedRequirement, scenario: Scenario) -> Text:
    """Say how a requirement is missed."""
    asked = row.requirement
    shortfall = Units(-row.slack, asked.unit)
    where = scenario.scope_text(asked.scope)
    return too_little_text(asked.agreement, where, row.left > row.right, shortfall)


def too_little_text(agreement: Agreed, where: Text, above: bool, shortfall: Units) -> Text:
    """Say how an agreement is missed somewhere: by what is above it, or by what it is short of."""
    message = (
        "{agreement}, {where}: {missing} too much"
        if above
        else "{agreement}, {where}: {missing} short"
    )
    return Text(message, agreement=agreement.name(), where=where, missing=shortfall_text(shortfall))
