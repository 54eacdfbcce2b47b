"""Goal values: what a plan is worth in each goal, as results have it and as it is pursued.

They differ in one thing: results add up the priorities of the shortfall. Both rest on what an audit
reads of a plan (`models.goals.objective.Objective.values`). Whoever has to know what a plan is
worth asks here or an audit; what a solver says of its points only steers a search, or bounds one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.goals.objective import Objective
from models.language import Part, Percent, Units
from models.scenario import Scenario

Objectives = Mapping[str, tuple[Objective, ...]]
"""What each goal makes small, by its id, the goals in their order."""


@dataclass(frozen=True, slots=True)
class GoalValue:
    """How well a goal is met.

    Parameters
    ----------
    id
        The goal's name.
    value
        Its exact value on the plan; in a preview, whose cells are rounded, the bound where that is
        less.
    bound
        The best value in fractions of dwellings, given the goals before it, as the solver found it;
        what whole dwellings cost is the difference.
    unit
        What both are counted in.
    least
        What no plan in whole numbers goes below that is as good in the goals before it; None where
        that is not known, and in a preview.
    proven
        Whether no such plan is better in this goal: of a goal of fairness in any deviation.
    exact
        Whether that, or the least where it is not proven, was worked out in exact fractions. Else
        it is the word of the solver's search.
    """

    id: str
    value: Fraction
    bound: float
    unit: str
    least: Fraction | None = None
    proven: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Proofs:
    """What is proven of a plan in whole numbers, by the names by which goals are pursued.

    Parameters
    ----------
    pursued
        All that is pursued.
    least
        What no plan in whole numbers goes below that is as good in what comes before it; of a goal
        of fairness what the largest deviation does not go below.
    proven
        That in which no such plan is better.
    exact
        That of which it was worked out in exact fractions.
    """

    pursued: frozenset[str]
    least: Mapping[str, Fraction]
    proven: frozenset[str]
    exact: frozenset[str] = frozenset()


def exact_values(scenario: Scenario, found: Objectives) -> dict[str, Fraction]:
    """Give every goal's exact value by its name in results, in the order in which they come."""
    values: dict[str, Fraction] = {}
    for goal in scenario.pursued:
        values |= goal.exact_values(found[goal.id])
    return values


def pursued_values(found: Objectives) -> dict[str, Fraction]:
    """Give every goal's exact value as it is pursued, the priorities of the shortfall apart."""
    return {
        name: max(own, default=Fraction(0))
        for each in found.values()
        for objective in each
        for name, own in objective.values().items()
    }


def beside_bounds(
    scenario: Scenario,
    values: Mapping[str, Fraction],
    bounds: Mapping[str, float],
    whole: Proofs | None = None,
) -> tuple[GoalValue, ...]:
    """Put each goal's exact value beside the best there is in fractions of dwellings.

    Parameters
    ----------
    scenario
        The scenario.
    values, bounds
        By the goals' names in results. A goal without terms (an even pace in a single year) has no
        bound: nothing is off. A preview's plan is written in millionths, of which a fair share may
        be only a few; its goals are no worse than what they were found to be before that.
    whole
        What is proven in whole numbers; None in a preview.
    """
    found = []
    for name, audited in values.items():
        goal = scenario.goal(name)
        unit = goal.unit(scenario)
        value, least, proven, exact = audited, None, False, False
        if whole is None and name in bounds:
            value = min(audited, meant_number(bounds[name]))
        elif whole is not None:
            # Priorities of the shortfall are one goal in results.
            own = {pursued for pursued in whole.pursued if name in (pursued, pursued.split(":")[0])}
            proven, exact = own <= whole.proven, own <= whole.exact
            least = (
                sum((whole.least[each] for each in own), Fraction(0))
                if own <= whole.least.keys()
                else None
            )
            least = value if proven else least
        known = exact and least is not None
        found.append(GoalValue(name, value, bounds.get(name, 0.0), unit, least, proven, known))
    return tuple(found)


def in_results(scenario: Scenario, bounds: Mapping[str, float]) -> dict[str, float]:
    """Give what passes came to by the goals' names in results."""
    found: dict[str, float] = {}
    for goal in scenario.pursued:
        found |= goal.joined(bounds)
    return found


DIGITS = 6
"""Decimals of a number that comes from the solver: what lies beyond is its rounding."""


def meant_number(value: float) -> Fraction:
    """Give a float as the number that was meant."""
    return Fraction(str(round(value, DIGITS)))


def goal_amount(value: Fraction, unit: str) -> Part:
    """Give a goal's value with its unit."""
    return Percent(value) if unit == "ratio" else Units(value, unit)
