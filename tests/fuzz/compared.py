"""What a solve says of a random scenario, held against the second opinion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from models.goals import Fairness, Shortfall
from models.linear import as_linear
from models.plan import programme_of_plan
from models.requirement import GoalTerm, Outcome, Requirement
from models.scenario import Scenario
from optimiser import Result, Status, solve
from optimiser.formulation.problem import PREVIEW_SCALE
from scenarios import check
from tests.fuzz.second_opinion import Opinion, counted_as_one

PLANS = (Status.OPTIMAL, Status.FEASIBLE)
NEAR = Fraction(1, 1000)
"""What a preview's decimals may be off, relative: they are rounded."""


WRITTEN = Fraction(10, PREVIEW_SCALE)
"""What a preview's numbers may be off where a few of them are added up, in units."""

RESOLUTION = Fraction(1, 10**9)
"""What a preview is better by than whole numbers, and not by its rounding."""


ENOUGH = 60.0
"""Seconds for one solve: what has no end by itself is told, and does not hold up the rest."""


def refused(scenario: Scenario) -> bool:
    """Tell whether the checks find an error, so that there is nothing to solve."""
    return any(finding.severity == "error" for finding in check(scenario))


def reached(result: Result) -> dict[str, list[Fraction]]:
    """Give what a plan reaches in each goal, in their order, as `Opinion.goals` has it.

    A preview's plan is written in millionths, and who has a fair share of only a few of them is
    nearer to it than that says.
    """
    written = WRITTEN if result.preview else Fraction(0)
    assert result.audit
    assert result.plan
    scenario, audited = result.scenario, result.audit
    programme = programme_of_plan(scenario, result.plan)
    found: dict[str, list[Fraction]] = {}
    listed = any(isinstance(goal, Shortfall) for goal in scenario.goals)
    for goal in (*scenario.goals, *([] if listed else [Shortfall()])):
        if isinstance(goal, Shortfall):
            short: dict[int, Fraction] = {}
            sums = scenario.requirements(programme.linear)
            for row, summed in zip(audited.requirements, sums, strict=True):
                agreement = row.requirement.agreement
                if not row.requirement.binding:
                    before = short.get(agreement.priority, Fraction(0))
                    least = written * steepest(summed)
                    missed = sum((each for each in row.shortfalls if each > least), Fraction(0))
                    short[agreement.priority] = before + agreement.weight * missed
            found["shortfall"] = [short[priority] for priority in sorted(short)]
        elif isinstance(goal, Fairness):
            agreement = scenario.agreement(goal.agreement)
            outcomes = list(agreement.outcomes(programme))
            found[goal.id] = [*deviations(outcomes, written)]
        else:
            weights = [
                abs(term.weight) * steepest(term) for term in goal.goal_terms(programme.linear)
            ]
            least = written * max(weights, default=0)
            if any(weights):
                value = Fraction(audited.goals[goal.id])
                found[goal.id] = [Fraction(0) if abs(value) <= least else value]
            else:
                found[goal.id] = []
    return found


def steepest(between: Requirement | GoalTerm) -> Fraction:
    """Give what one dwelling counts for at most: a millionth of one of 25,000 euros is none."""
    parts = (as_linear(between.left) - as_linear(between.right)).terms.values()
    return max((abs(Fraction(part)) for part in parts), default=Fraction(0))


def deviations(outcomes: list[Outcome], written: Fraction) -> Iterator[Fraction]:
    """Give what lies beyond shares of zero, where there are such, and the deviations.

    The largest comes first, relative to the fair share. Where the plan itself decides that there is
    nothing to divide, nobody is off.
    """
    beyond = [each for each in outcomes if not each.weight or not (each.decided or each.total)]
    if beyond:
        yield sum((Fraction(each.assigned) for each in beyond), Fraction(0))
    found = []
    for years in counted_as_one([each for each in outcomes if each not in beyond]):
        fair = sum((each.weight * each.total for each in years), Fraction(0))
        off = abs(sum((each.assigned for each in years), Fraction(0)) - fair)
        found.append(max(Fraction(0), off - written) / fair if fair else Fraction(0))
    yield from sorted(found, reverse=True)


def compared(scenario: Scenario, second: Callable[[], Opinion]) -> Iterator[str]:
    """Say what is wrong with what a solve and a preview say, beside a second opinion."""
    result = solve(scenario, time_limit=ENOUGH)
    preview = solve(scenario, time_limit=ENOUGH, preview=True)
    opinion = second()
    for name, found in (("solve", result), ("preview", preview)):
        if found.status is Status.FAILED:
            yield f"{name} failed: {found.fault}"
    has_plan = result.status in PLANS
    if opinion.possible is not None and has_plan != opinion.possible:
        yield f"{result.status.value}, and a plan is possible: {opinion.possible}"
    if (preview.status in PLANS) != (result.status is not Status.INFEASIBLE):
        yield f"preview {preview.status.value}, solve {result.status.value}"
    if has_plan and opinion.possible:
        worse = first_difference(reached(result), opinion, Fraction(0))
        if worse is not None:
            goal, mine, best = worse
            if mine < best:
                yield f"{goal}: {mine} is better than the best there is, {best}"
            elif result.status is Status.OPTIMAL:
                yield f"{goal}: {mine} is called the best, and {best} is possible"
    if preview.status is Status.OPTIMAL and opinion.possible:
        worse = first_difference(reached(preview), opinion, Fraction(NEAR))
        if worse is not None and worse[1] > worse[2]:
            yield f"preview, {worse[0]}: {worse[1]} where {worse[2]} is possible in whole numbers"


def first_difference(
    mine: dict[str, list[Fraction]], opinion: Opinion, tolerance: Fraction
) -> tuple[str, Fraction, Fraction] | None:
    """Give the first goal in which a plan is not the best, with what it reaches and the best."""
    for name, best in opinion.goals.items():
        for one, other in zip(mine[name], best, strict=False):
            if tolerance and other - one > RESOLUTION:
                return None  # with more in hand than whole numbers have, the rest is no match
            if abs(one - other) > tolerance * (1 + abs(other)):
                return name, one, other
    return None
