"""The optimum: the best point in fractions of dwellings, goal by goal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from models.language import Text
from optimiser.formulation.endless_totals import EndlessTotal
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, held_to_a_part, passes, pursue
from optimiser.formulation.problem import Problem
from optimiser.optimum.leximin import FairnessStep, leximin
from optimiser.optimum.option_search import Goals, choose_options
from optimiser.optimum.siting import Siting, choose_sites
from optimiser.solver.answers import FOUND, Answer, SolverFault
from optimiser.solver.face import Face
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import TOLERANCE, ZERO
from optimiser.solver.weak_duality import RowDuals

Decide = Callable[[Engine, Problem, Goals], Siting]
"""Decides something by yes or no, and fixes it in the engine."""


@dataclass(slots=True)
class Optimum:
    """The best point in fractions of dwellings.

    Parameters
    ----------
    answer
        ``OPTIMAL``, or why there is none.
    values
        The unknowns.
    bounds
        The best value of each pass in its unit, given those before it.
    totals
        The same in the goals' own numbers.
    steps
        The steps of each goal of fairness.
    siting
        What is decided by yes or no, when there is such.
    face
        What all points that are as good have in common.
    balanced
        Of all those the one that is nearest to the reference mix, once that was sought.
    held
        The row that holds each goal that is a sum.
    duals
        The duals with which each goal that is a sum ended.
    endless
        What each goal of fairness divides without an end.
    by_year
        The steps by which what is left is divided over years that count as one.
    open
        The goals of which nothing is proven, because more of that might be divided more fairly.
    """

    answer: Answer
    values: Floats = field(default_factory=lambda: np.empty(0))
    bounds: dict[str, float] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=dict)
    steps: dict[str, list[FairnessStep]] = field(default_factory=dict)
    siting: Siting | None = None
    face: Face = field(default_factory=Face)
    balanced: Floats = field(default_factory=lambda: np.empty(0))
    held: dict[str, int] = field(default_factory=dict)
    duals: dict[str, RowDuals] = field(default_factory=dict)
    endless: dict[str, tuple[EndlessTotal, ...]] = field(default_factory=dict)
    by_year: list[FairnessStep] = field(default_factory=list)
    open: set[str] = field(default_factory=set)

    @property
    def lost(self) -> bool:
        """Whether it was called impossible after a point was found: then floats lost their way."""
        return self.answer is Answer.INFEASIBLE and any((self.bounds, *self.steps.values()))

    @property
    def same_for_all_duals(self) -> bool:
        """Whether all that is told of it is the same, whatever duals prove it.

        The steps of fairness, and who holds them, are only where nobody deviates.
        """
        every = (*self.steps.values(), self.by_year)
        levels = (step.level for own in every for step in own)
        return self.siting is None and max(levels, default=0.0) <= ZERO

    def proven(self, goal: Pass | FairnessRows) -> bool:
        """Tell whether no other hosts and choices, and no larger totals, bring a goal lower.

        Parameters
        ----------
        goal
            The goal.
        """
        if self.siting is None or goal.id in self.open:
            return goal.id not in self.open
        in_view = self.siting.every_goal or (isinstance(goal, Pass) and goal.sites)
        return in_view and self.siting.answer is Answer.OPTIMAL


def optimum(engine: Engine, problem: Problem) -> Optimum:
    """Pursue the goals one after the other, in fractions of dwellings.

    Parameters
    ----------
    engine
        Holds the matrix; whoever its limits name is told of every goal.
    problem
        The scenario as a problem.
    """
    ordered = passes(problem)
    best = Optimum(Answer.OPTIMAL)
    face = best.face
    for what, decide in deciding(problem):
        engine.limits.tell(what, 0, len(ordered))
        siting = decide(engine, problem, ordered)
        best.siting = siting if best.siting is None else best.siting.then(siting)
        if siting.answer not in FOUND:
            best.answer = siting.answer
            return best
    if not ordered:
        best.answer = engine.run()
    for done, goal in enumerate(ordered):
        said = Text("goal: {goal}", goal=problem.goal_told(goal.id))
        engine.limits.tell(said, done, len(ordered))
        unit, counts_as = 1.0, goal.id
        if isinstance(goal, FairnessRows):
            fairest = leximin(engine, problem, goal, face)
            best.answer, best.steps[goal.id] = fairest.answer, fairest.steps
            best.endless[goal.id] = fairest.endless
            if not fairest.proven:
                best.open |= {each.id for each in ordered[done:]}
            reached = best.steps[goal.id][0].level if best.steps[goal.id] else 0.0
        else:
            found = pursue(engine, goal.costs, worst=partial(held_to_a_part, goal.costs))
            best.answer, reached, unit = found.answer, found.value, float(goal.scale)
            counts_as = goal.refines or goal.id
            if best.answer is Answer.OPTIMAL:
                face.add(engine)
                duals = RowDuals(engine.matrix.rows, engine.row_duals(), dict(best.held))
                best.duals[goal.id] = duals
                best.held[goal.id] = found.row
        if best.answer is not Answer.OPTIMAL:
            return best
        best.bounds[goal.id] = reached
        best.totals.setdefault(counts_as, reached * unit)
    for years in (each.by_year for each in problem.fairness if each.by_year is not None):
        spread = leximin(engine, problem, years, face)
        best.answer, best.by_year = spread.answer, best.by_year + spread.steps
        if best.answer is not Answer.OPTIMAL:
            return best
    if best.answer is Answer.OPTIMAL:
        best.values = best.balanced = engine.values()
    return best


def deciding(problem: Problem) -> Iterator[tuple[Text, Decide]]:
    """Give what is decided by yes or no, and how; hosts first unless an option counts them."""
    if problem.hosts() and not problem.choices.of_facilities:
        yield Text("siting"), choose_sites
    if problem.choices.chosen:
        yield Text("choices"), choose_options


def confirm_from_nothing(engine: Engine, best: Optimum) -> None:
    """Solve once more from nothing: a warm start must not have led the solver astray.

    Raises
    ------
    SolverFault
        If the cold solve finds another optimum under everything that was held.
    """
    warm = engine.objective()
    engine.cold()
    best.answer = engine.run()
    if best.answer is Answer.OPTIMAL and abs(engine.objective() - warm) > TOLERANCE * (
        1 + abs(warm)
    ):
        raise SolverFault(f"warm {warm:.9g}, cold {engine.objective():.9g}")
