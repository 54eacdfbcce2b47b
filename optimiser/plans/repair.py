"""The smallest change: the plan that keeps all, as near to a negotiated one as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from typing import Any, Unpack

import numpy as np

from models.plan import Plan
from models.scenario import Scenario
from optimiser.balance.point import balanced_by
from optimiser.balance.sum_tiers import Sums, sum_tiers
from optimiser.formulation.objectives import Pass, hold_sum, shortfalls, whole_held
from optimiser.formulation.problem import Problem
from optimiser.plans.change import Change
from optimiser.plans.free_changes import free_changes
from optimiser.results.audit import Audit, audit
from optimiser.results.free_range import FreeRanges
from optimiser.results.status import Status
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.dive import dive
from optimiser.solver.face import Face
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Cancelled, Limits, StopOptions, TimeUp
from optimiser.solver.matrix import Floats
from optimiser.solver.rounding import MOST, RoundedSums

ENDS = {
    Answer.OPTIMAL: Status.OPTIMAL,
    Answer.FEASIBLE: Status.FEASIBLE,
    Answer.INFEASIBLE: Status.INFEASIBLE_IN_WHOLE_DWELLINGS,
    Answer.STOPPED: Status.TIME_LIMIT_WITHOUT_PLAN,
}


NONE = {**ENDS, Answer.INFEASIBLE: Status.INFEASIBLE}
"""How a search ends that finds no plan in fractions."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The smallest change that makes a plan keep all binding agreements.

    Parameters
    ----------
    status
        ``optimal`` when no smaller change does it; ``feasible`` when the time was up.
    plan
        The changed plan; None when no plan keeps all binding agreements.
    audit
        The changed plan held against the scenario.
    added, removed
        Units that the change adds and takes away, per quantity. What is moved from one cell to
        another counts once in each.
    several
        Whether another change is as small; None where that was not settled.
    balanced
        Whether it was brought near to the reference mix, as far as the smallest changes go there.
    free
        Between what each number that changes lies in all changes that are as small; None where
        that was not sought, and what was not settled in time is not among them.
    """

    status: Status
    plan: Plan | None = None
    audit: Audit | None = None
    added: Mapping[str, int] | None = None
    removed: Mapping[str, int] | None = None
    several: bool | None = None
    balanced: bool = False
    free: FreeRanges | None = None


def smallest_change(
    scenario: Scenario,
    plan: Plan,
    **options: Unpack[StopOptions],
) -> Repair:
    r"""Find the plan nearest to a negotiated one that keeps all binding agreements.

    .. math:: \min \sum_i |x_i - n_i|

    over all cells, in whole dwellings and households, with :math:`n` the negotiated plan. Of those
    that are equally near one is sought that misses no more of other agreements than it has to and
    lies nearest to balance; where rounding leads to none, it is nearest to balance only, or any of
    them, and then it says that it is not balanced.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        The negotiated plan; what it does not name is zero.
    **options
        Any of ``time_limit`` (seconds from now), ``cancelled`` (asked now and then; it ends with
        the status ``cancelled`` at a yes) and ``params``.
    """
    limits = Limits(**options)
    nearest = NearestPlans(Problem(scenario), plan, limits)
    try:
        answer, changed = nearest.search()
    except Cancelled:
        return Repair(Status.CANCELLED)
    if changed is None:
        return Repair((ENDS if nearest.in_fractions else NONE)[answer])
    audited = audit(scenario, changed)
    return Repair(
        ENDS[answer],
        changed,
        audited,
        *differences(plan, changed),
        several=nearest.several,
        balanced=nearest.balanced,
        free=nearest.free(changed, audited) if answer is Answer.OPTIMAL else None,
    )


class NearestPlans:
    """The plans in whole dwellings that keep all and are as near to another as can be.

    Parameters
    ----------
    problem
        The scenario as a problem of its own: how far plans lie away becomes part of it.
    plan
        The other plan.
    limits
        When to stop.

    Attributes
    ----------
    in_fractions
        Whether there is a plan in fractions.
    several
        Whether some plan lies as near that is not the one which was found; None where that was not
        settled.
    balanced
        Whether that was brought near to the balanced point.
    """

    def __init__(self, problem: Problem, plan: Plan, limits: Limits) -> None:
        self._problem, self._limits = problem, limits
        self._change = said_change(problem, plan)
        self._engine = Engine(problem.matrix, limits)
        self._given = plan
        self._columns = problem.whole()
        self._cells = [problem.column(unknown) for *_, unknown in problem.cells()]
        self.in_fractions = self.balanced = False
        self.several: bool | None = None

    def search(self) -> tuple[Answer, Plan | None]:
        """Find the one that is nearest to balance, as far as dives lead there.

        Returns
        -------
        answer, plan
            ``FEASIBLE`` when a limit was reached before the least distance was proven.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        """
        engine, change = self._engine, self._change
        engine.costs({change: 1.0})
        answer = engine.run()
        self.in_fractions = answer is Answer.OPTIMAL
        if self.in_fractions:
            engine.whole(self._columns)
            answer = engine.run()
        if answer not in FOUND:
            return answer, None
        values = engine.values()
        if answer is Answer.OPTIMAL:
            engine.bound([change], [0.0], [whole_held(values[change])])
            with suppress(TimeUp):
                near = self._nearest_to_balance(values)
                self.several = self._apart(near, values) or self._another(values)
                values = near
        return answer, self._problem.plan_at(values, whole=True)

    def free(self, plan: Plan, audited: Audit) -> FreeRanges | None:
        """Find between what each number that changes lies in all that are as near, if they are few.

        Parameters
        ----------
        plan
            The one that was found.
        audited
            The same, held against the scenario.
        """
        change = Change(self._given, plan)
        if self.several is False:
            return change.forced()
        if len(change.numbers) > self._limits.params.whole.few_cells:
            return None
        within = self._change, whole_held(float(change.size))
        return free_changes(self._problem, change, audited, within, self._limits)

    def _apart(self, one: Floats, other: Floats) -> bool:
        """Tell whether two points are different plans."""
        return bool((np.rint(one[self._cells]) != np.rint(other[self._cells])).any())

    def _another(self, values: Floats) -> bool | None:
        """Tell whether another plan is as near; None where that was not settled.

        In such a plan either not all of this change is made, or some cell changes by more.
        """
        given = self._given.cells
        made = {
            at: float(np.sign(values[at] - float(given.get(name, {}).get(cell, 0))))
            for name, cell, at in self._problem.decided
        }
        costs = {at: sign for at, sign in made.items() if sign}
        here = sum(sign * values[at] for at, sign in costs.items())
        engine = Engine(self._problem.matrix, self._limits)
        lower, upper, *_ = engine.bounds()
        engine.bound([self._change], [0.0], [whole_held(values[self._change])])
        engine.costs(costs)
        engine.whole(self._columns)
        params = self._limits.params.whole
        few = len(made) <= params.few_cells
        with engine.at_most(params.proof_nodes if few else 1):
            answer = engine.run(part=0.5)
            if answer in FOUND and engine.objective() < here - 1 / 2:
                return True
            settled = few and answer is Answer.OPTIMAL
            for at, sign in costs.items() if few else ():
                beyond = np.rint(values[at]) + sign
                ends = (beyond, upper[at]) if sign > 0 else (lower[at], beyond)
                if ends[0] <= ends[1]:
                    engine.bound([at], ends[:1], ends[1:])
                    answer = engine.run(part=0.5)
                    engine.bound([at], [lower[at]], [upper[at]])
                    if answer in FOUND:
                        return True
                    settled &= answer is Answer.INFEASIBLE
        return False if settled else None

    def _nearest_to_balance(self, values: Floats) -> Floats:
        """Go from one of the nearest plans to the one that is balanced, where dives lead there."""
        near = self._balanced_point(values)
        if near is None:
            return values
        change = values[self._change]
        tries = (self._dived_near(near, held, change) for held in (shortfalls(self._problem), []))
        found = next((found for found in tries if found is not None), None)
        self.balanced = found is not None
        return values if found is None else found

    def _dived_near(self, near: Floats, goals: Sequence[Pass], change: float) -> Floats | None:
        """Make whole what lies near a point, with goals as good as they can be."""
        engine = Engine(self._problem.matrix, self._limits)
        engine.bound([self._change], [0.0], [whole_held(change)])
        for goal in goals:
            engine.costs(goal.costs)
            if engine.run(part=0.5) not in FOUND:
                return None
            hold_sum(engine, goal.costs, engine.objective(), worst=whole_held)
        years, segments, forms, rest = sum_tiers(self._problem)
        cells = Sums.of([[at] for at in self._cells])
        pinned: list[list[int]] = []
        for sums in (segments, forms, years, rest, cells):
            rounded = RoundedSums(engine, sums.terms, sums.at(near), sums.weights)
            added = [*rounded.costs]
            if dived(engine, rounded.costs, added):
                here = np.rint(engine.values()[added])
                engine.bound(added, here, here)
                pinned.append(added)
        while not dived(engine, {}, self._columns):
            if not pinned:
                return None
            added = pinned.pop()
            engine.bound(added, repeat(0.0, len(added)), np.repeat(MOST, len(added) // len(MOST)))
        return engine.values()

    def _balanced_point(self, values: Floats) -> Floats | None:
        """Give the point nearest to balance among those that are as near, in fractions."""
        engine, face = Engine(self._problem.matrix, self._limits), Face()
        # What is chosen among options, and who hosts, is whole there.
        chosen = [*map(self._problem.column, self._problem.choices.unknowns())]
        chosen += [at for name, _, at in self._problem.decided if name == "hosts"]
        here = np.rint(values[chosen])
        engine.bound(chosen, here, here)
        engine.costs({self._change: 1.0})
        if engine.run() is not Answer.OPTIMAL:
            return None
        face.add(engine)
        engine.bound([self._change], [0.0], [engine.objective()])
        for goal in shortfalls(self._problem):
            engine.costs(goal.costs)
            if engine.run() is not Answer.OPTIMAL:
                return None
            face.add(engine)
            hold_sum(engine, goal.costs, engine.objective(), worst=whole_held)
        return balanced_by(engine, self._problem, face)


def dived(engine: Engine, costs: Mapping[int, float], columns: Sequence[int]) -> bool:
    """Find the least costs with whole numbers in some columns, if a dive leads there."""
    engine.costs(costs)
    return engine.run(part=0.5) in FOUND and dive(engine, columns) in FOUND


def said_change(problem: Problem, plan: Plan) -> int:
    """Have a problem say how far its plans lie from another, and give the column of that."""
    reader = problem.reader
    away: list[Any] = []
    for quantity, cell, unknown in problem.cells():
        given = plan.cells.get(quantity, {}).get(cell, 0)
        if not given:
            away.append(unknown)  # from zero a cell can only rise
            continue
        off = reader.unknown("away", quantity, *cell)
        reader.add(reader.name("less", quantity, *cell), given - unknown - off, "<=")
        reader.add(reader.name("more", quantity, *cell), unknown - given - off, "<=")
        away.append(off)
    change = reader.unknown("change")
    reader.add("change_in_all", reader.total(away) - change, "==")
    return problem.column(change)


def differences(before: Plan, after: Plan) -> tuple[dict[str, int], dict[str, int]]:
    """Add up what one plan has more, and less, than another, per quantity."""
    added: defaultdict[str, int] = defaultdict(int)
    removed: defaultdict[str, int] = defaultdict(int)
    for quantity in {**before.cells, **after.cells}:
        old, new = before.cells.get(quantity, {}), after.cells.get(quantity, {})
        for cell in old.keys() | new.keys():
            difference = int(Fraction(new.get(cell, 0)) - Fraction(old.get(cell, 0)))
            if difference > 0:
                added[quantity] += difference
            elif difference < 0:
                removed[quantity] -= difference
    return dict(added), dict(removed)
