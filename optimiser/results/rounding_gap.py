"""Gaps: why a plan in whole dwellings does not come to the best there is in fractions of them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from models.goals import Fairness
from models.language import Percent, Text, Units, Word, year_spans
from optimiser.contradiction.conflict import names_of_groups
from optimiser.results.forbidden import forbidding_agreement
from optimiser.results.goal_values import goal_amount, meant_number
from optimiser.solver.tolerances import SAME

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.results.audit import AuditedOutcome
    from optimiser.results.goal_values import GoalValue
    from optimiser.results.solved import Solved


def gap_text(result: Solved, goal: GoalValue) -> Text | None:
    """Say where the difference between a goal's value and its bound comes from, if there is one.

    And how far at most the value lies from the best in whole numbers.

    Parameters
    ----------
    result
        A result with a plan in whole dwellings.
    goal
        One of its goals.
    """
    gap = float(goal.value) - goal.bound
    if result.preview or (goal.proven and abs(gap) <= SAME * (1 + abs(goal.bound))):
        return None
    fairness = {one.id: one for one in result.scenario.fairness_goals}.get(goal.id)
    said = fairness_gap(result, fairness, goal) if fairness and gap > SAME else None
    if said is None:
        said = Text(
            "{goal}: {value} in whole numbers and {bound} in fractions",
            goal=result.scenario.goal_sentence(goal.id),
            value=goal_amount(goal.value, goal.unit),
            bound=goal_amount(meant_number(goal.bound), goal.unit),
        )
    return Text("{gap}. {proof}", gap=said, proof=proof_text(goal))


def proof_text(goal: GoalValue) -> Text:
    """Say what is proven of a goal's value in whole numbers."""
    if goal.proven and goal.exact:
        return Text("No plan in whole numbers that is as good in the goals before is better")
    if goal.proven:
        return Text(
            "No plan in whole numbers that is as good in the goals before is better: that follows "
            "from the search itself, and is not worked out again"
        )
    if goal.least is not None and goal.least >= goal.value:
        return Text("No plan in whole numbers has a smaller one; of the next largest is no proof")
    if goal.least is not None:
        return Text(
            "In whole numbers it is at most {off} from the best",
            off=goal_amount(meant_number(float(goal.value - goal.least)), goal.unit),
        )
    return Text("How far it is from the best in whole numbers is not known")


def fairness_gap(result: Solved, goal: Fairness, reached: GoalValue) -> Text | None:
    """Say who is furthest from the fair share, and why whole numbers bring nobody nearer.

    Years of less than one count together: nothing is told of any of them by itself.
    """
    outcomes = result.audit.outcomes if result.audit else ()
    own = [
        row
        for row in outcomes
        if row.outcome.agreement.id == goal.agreement and row.deviation and not row.outcome.small
    ]
    exact = {
        (share.municipality, share.year): meant_number(share.assigned)
        for share in result.exact_shares
        if share.agreement == goal.agreement
    }
    worst = max(own, key=lambda row: (abs(row.deviation or Fraction(0)), row.fair), default=None)
    if worst is None or where_and_when(worst) not in exact:
        return None
    if abs(float(worst.deviation or 0)) < float(reached.value):
        return None
    best = exact[where_and_when(worst)]
    alike = [
        year
        for row in own
        for code, year in [where_and_when(row)]
        if (code, row.fair, row.assigned) == (where_and_when(worst)[0], worst.fair, worst.assigned)
        and exact.get((code, year)) == best
    ]
    unit = worst.outcome.agreement.unit
    other = ceil(best) if worst.assigned <= best else floor(best)
    holder = forbidding_agreement(result.scenario, worst.outcome, other)
    if floor(best) == ceil(best):
        said = (
            "{where}: the fair share is {fair}. In fractions {best} comes nearest ({off} off)"
            "{because}. In whole {unit} the plan has {assigned} ({deviation} off)"
        )
    elif holder is not None:
        said = (
            "{where}: the fair share is {fair}. In fractions {best} comes nearest ({off} off)"
            "{because}. In whole {unit} the plan has {assigned} ({deviation} off): {other} is not "
            "possible because of {holder}"
        )
    else:
        said = (
            "{where}: the fair share is {fair}. In fractions {best} comes nearest ({off} off)"
            "{because}. In whole {unit} that is {below} or {above}; the plan has {assigned} "
            "({deviation} off)"
        )
    return Text(
        said,
        where=outcome_text(result.scenario, worst, alike),
        fair=Units(worst.fair, unit),
        best=Units(best, unit),
        off=Percent(abs(best - worst.fair) / worst.fair),
        because=because(result, goal, where_and_when(worst)),
        unit=Word(unit),
        below=floor(best),
        above=ceil(best),
        other=other,
        holder=holder.name() if holder else "",
        assigned=Units(worst.assigned, unit),
        deviation=Percent(abs(worst.deviation or Fraction(0))),
    )


def outcome_text(scenario: Scenario, row: AuditedOutcome, years: list[int | None]) -> Text:
    """Name an outcome: the agreement, the municipality and the years in which it is the same."""
    agreement = row.outcome.agreement.name()
    name = scenario.municipality(row.outcome.scope.municipality or "").name
    known = [year for year in years if year is not None]
    if not known:
        return Text("{agreement}, {place}", agreement=agreement, place=name)
    return Text(
        "{agreement}, {place}, {years}", agreement=agreement, place=name, years=year_spans(known)
    )


def because(result: Solved, goal: Fairness, at: tuple[str, int | None]) -> Text:
    """Say what keeps somebody from coming nearer to the fair share; nothing when that is no one."""
    steps = (step for step in result.steps if step.goal == goal.id and at in step.fixed)
    held = next((step.held_by for step in steps), ())
    names = tuple(names_of_groups(result.scenario, held))
    return Text(", because of {names}", names=names) if names else Text("")


def where_and_when(row: AuditedOutcome) -> tuple[str, int | None]:
    """Give where and when an outcome is."""
    return row.outcome.scope.municipality or "", row.outcome.scope.year
