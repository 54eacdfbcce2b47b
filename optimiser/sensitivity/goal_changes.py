"""Effects: what every goal comes to when a scenario is solved a little differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import zip_longest

from models.goals import Shortfall
from models.language import Language, Text
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum, optimum
from optimiser.results.account import Record
from optimiser.results.goal_values import goal_amount, meant_number
from optimiser.results.result import Result
from optimiser.sensitivity.municipal_changes import Ranges, municipal_ranges
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.tolerances import SAME

Alter = Callable[[Engine], None]
"""Changes in an engine what is different this time."""


NO_CHANGE: Record = {
    "goal": "",
    "sentence": "",
    "rank": None,
    "before": None,
    "after": None,
    "effect": None,
    "unit": "",
    "gap": None,
    "certain": None,
}
"""The cells of a row that speaks of no goal."""


@dataclass(frozen=True, slots=True)
class GoalChange:
    """How one goal differs from what it was.

    Parameters
    ----------
    goal
        The goal's id.
    unit
        What it is counted in; ``ratio`` of a deviation from the fair share.
    rank
        Of a goal of fairness: which of the deviations, the largest being 1, is the first to differ;
        1 when none does, and for every other goal.
    before, after
        Its value, or that deviation.
    gap
        By how much whole dwellings, or a search that ended early, may be off: a smaller effect may
        not show.
    """

    goal: str
    unit: str
    rank: int
    before: Fraction
    after: Fraction
    gap: Fraction = Fraction(0)

    @property
    def effect(self) -> Fraction:
        """How much larger it becomes; above zero is worse."""
        return self.after - self.before

    @property
    def certain(self) -> bool:
        """Whether the effect is larger than the gap."""
        return abs(self.effect) > self.gap

    def cells(self, scenario: Scenario, language: Language) -> Record:
        """Give it as cells of a row; of a goal that stays nothing is certain or uncertain."""
        return {
            "goal": self.goal,
            "sentence": scenario.goal_sentence(self.goal).render(language),
            "rank": self.rank,
            "before": self.before,
            "after": self.after,
            "effect": self.effect,
            "unit": self.unit,
            "gap": self.gap,
            "certain": self.certain if self.effect else None,
        }

    def text(self, scenario: Scenario) -> Text:
        """Say it, for a reader: what the goal was, what it becomes, and the difference."""
        goal = scenario.goal_sentence(self.goal)
        before = goal_amount(self.before, self.unit)
        if not self.effect:
            return Text("{goal}: stays {before}", goal=goal, before=before)
        if self.rank > 1:
            goal = Text("{goal} (deviation number {rank})", goal=goal, rank=self.rank)
        said = Text(
            "{goal}: from {before} to {after}, {effect} worse"
            if self.effect > 0
            else "{goal}: from {before} to {after}, {effect} better",
            goal=goal,
            before=before,
            after=goal_amount(self.after, self.unit),
            effect=goal_amount(abs(self.effect), self.unit),
        )
        if self.certain:
            return said
        return Text(
            "{said} (no more than the {gap} that whole dwellings make, so it may not show)",
            said=said,
            gap=goal_amount(self.gap, self.unit),
        )


@dataclass(frozen=True, slots=True)
class Reached:
    """What goals come to.

    Parameters
    ----------
    answer
        ``OPTIMAL``, or why there is nothing to say.
    values
        Per goal its value; of a goal of fairness all deviations, the largest first.
    gaps
        Per goal, and deviation, how far the value may be from the best.
    ranges
        Per quantity and municipality the least and the most that are as good; empty when they were
        not looked for.
    """

    answer: Answer
    values: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)
    gaps: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)
    ranges: Ranges = field(default_factory=dict)

    def changes(self, scenario: Scenario, before: Reached) -> tuple[GoalChange, ...]:
        """Hold it beside what goals came to before."""
        found: list[GoalChange] = []
        for goal, after in self.values.items():
            rank, old, new = first_difference(before.values.get(goal, ()), after)
            gap = self.gap(goal, rank) + before.gap(goal, rank)
            unit = scenario.goal(goal).unit(scenario)
            found.append(GoalChange(goal, unit, rank, old, new, gap))
        return tuple(found)

    def gap(self, goal: str, rank: int) -> Fraction:
        """Give how far a goal's value, or one of its deviations, may be from the best."""
        gaps = self.gaps.get(goal, ())
        return gaps[rank - 1] if rank <= len(gaps) else Fraction(0)

    def apart(self, other: Reached) -> dict[str, tuple[Fraction, ...]]:
        """Give per goal, and deviation, how far two points are apart."""
        return {
            goal: tuple(abs(x - y) for x, y in zip(values, other.values[goal], strict=False))
            for goal, values in self.values.items()
            if goal in other.values
        }


def possibility(answer: Answer) -> str:
    """Say whether something can be: ``possible``, ``impossible`` or ``undecided``."""
    known = {Answer.OPTIMAL: "possible", Answer.INFEASIBLE: "impossible"}
    return known.get(answer, "undecided")


def first_difference(
    before: tuple[Fraction, ...], after: tuple[Fraction, ...]
) -> tuple[int, Fraction, Fraction]:
    """Find where two rows of values first differ; the first place when they do not."""
    pairs = list(zip_longest(before, after, fillvalue=Fraction(0))) or [(Fraction(0), Fraction(0))]
    for rank, (old, new) in enumerate(pairs, 1):
        if abs(float(new - old)) > SAME * (1 + abs(float(old))):
            return rank, old, new
    return 1, pairs[0][0], pairs[0][0]


def unaltered(engine: Engine) -> None:
    """Change nothing."""


def pursue_goals(
    problem: Problem, limits: Limits, alter: Alter = unaltered, *, municipal: bool = False
) -> Reached:
    """Pursue the goals in order, in fractions of dwellings, from nothing.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    alter
        Changes what is different this time.
    municipal
        Whether to find between what the numbers of each municipality may lie, too.
    """
    engine = Engine(problem.matrix, limits)
    alter(engine)
    found = reached_at(problem.scenario, optimum(engine, problem))
    if not municipal or found.answer is not Answer.OPTIMAL:
        return found
    return replace(found, ranges=municipal_ranges(engine, problem))


def reached_at(scenario: Scenario, best: Optimum) -> Reached:
    """Read what the goals came to in fractions of dwellings."""
    if best.answer is not Answer.OPTIMAL:
        return Reached(best.answer)
    values: dict[str, tuple[Fraction, ...]] = {}
    for goal in scenario.pursued:
        levels = [step.level for step in best.steps.get(goal.id, ()) for _ in step.fixed]
        own = levels if goal.leximin else goal.joined(best.totals).values()
        if own:
            values[goal.id] = tuple(map(meant_number, sorted(own, reverse=True)))
    gap = best.siting.gap if best.siting else 0.0
    gaps = {
        goal: tuple(meant_number(gap * float(abs(value))) for value in own)
        for goal, own in values.items()
    }
    return Reached(best.answer, values, gaps)


def reached_by(result: Result) -> Reached:
    """Read what the goals of a result came to, in whole dwellings or in a preview's fractions."""
    if result.plan is None or result.audit is None:
        return Reached(Answer.INFEASIBLE)
    found = result.audit.objectives
    ranked = {goal.id: goal.ranked_values(found[goal.id]) for goal in result.scenario.pursued}
    # As in fractions the priorities of a shortfall count together.
    if short := ranked.get(Shortfall().id):
        ranked[Shortfall().id] = (sum(short, Fraction(0)),)
    return Reached(Answer.OPTIMAL, {name: own for name, own in ranked.items() if own})
