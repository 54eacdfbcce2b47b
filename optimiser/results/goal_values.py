"""What a plan reaches in each goal, by the names and in the units of the workbench."""

from __future__ import annotations

from fractions import Fraction

from models.agreements import FairShare
from models.goals import Fairness, Goal, Shortfall
from models.language import Part, Percent, Units
from models.quantity import DECIDED
from models.scenario import Scenario
from optimiser.results.audit import Audit, AuditedOutcome


def reached(scenario: Scenario, audited: Audit) -> dict[str, Fraction]:
    """Give every goal's value on a plan, the priorities of the shortfall apart.

    Of a goal of fairness the largest deviation counts: relative to the fair share, or, when what
    there is to divide is itself decided by the plan, in units per whole key.

    Parameters
    ----------
    scenario
        The scenario.
    audited
        The plan, held against it.
    """
    values: dict[str, Fraction] = {}
    for row in audited.counted:
        agreement = row.requirement.agreement
        if not row.requirement.binding:
            name = f"shortfall:{agreement.priority}"
            values[name] = values.get(name, Fraction(0)) + agreement.weight * row.short
    for goal in scenario.goals:
        if isinstance(goal, Fairness):
            values[goal.id] = largest(scenario, goal, audited)
        elif not isinstance(goal, Shortfall):
            values[goal.id] = audited.goals[goal.id]
    return values


def largest(scenario: Scenario, goal: Fairness, audited: Audit) -> Fraction:
    """Give the largest deviation, as the workbench counts it."""
    agreement = scenario.agreement(goal.agreement)
    assert isinstance(agreement, FairShare)
    if agreement.of is not None and agreement.of.quantity not in DECIDED:
        return audited.goals[goal.id]
    return max(
        (
            abs(row.assigned - row.fair) / row.outcome.weight
            for row in audited.outcomes
            if row.outcome.agreement.id == goal.agreement and row.outcome.weight
        ),
        default=Fraction(0),
    )


DIGITS = 6
"""Decimals of a number that comes from the solver: what lies beyond is its rounding."""


def deviation(row: AuditedOutcome) -> Fraction:
    """Give a deviation as the solve measures it: see `optimiser.formulation.problem.FairRow`."""
    apart = abs(row.assigned - row.fair)
    return apart / (row.outcome.weight if decided(row.outcome.agreement) else row.fair)


def decided(agreement: object) -> bool:
    """Tell whether what an agreement divides is itself decided by the plan."""
    return (
        isinstance(agreement, FairShare) and (agreement.of or agreement.measure).quantity in DECIDED
    )


def unit_of(scenario: Scenario, goal: Goal) -> str:
    """Give what a goal's value is counted in here.

    A deviation is relative to the fair share; when the plan decides what there is to divide, it is
    in units, as if the municipality were the whole region.
    """
    if isinstance(goal, Fairness):
        agreement = scenario.agreement(goal.agreement)
        return agreement.unit if decided(agreement) else "ratio"
    return goal.unit


def rounded(value: float) -> Fraction:
    """Give a float as the number that was meant."""
    return Fraction(str(round(value, DIGITS)))


def written(value: Fraction, unit: str) -> Part:
    """Give a goal's value with its unit."""
    return Percent(value) if unit == "ratio" else Units(value, unit)
