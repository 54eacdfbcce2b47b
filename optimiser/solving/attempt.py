"""An attempt at whole numbers, tier by tier.

First what is divided fairly is rounded by largest remainder (ties go to the lowest municipality
code). Then facilities, the marginals (municipality by segment and by form), the years, and at last
the cells become whole; each tier pursues its goals again and is fixed before the next. Once these
and years are whole, the cells are a network and almost always whole by themselves. Where not,
marginals and years are loosened by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np

from models.language import Text
from optimiser.formulation.objectives import (
    Pass,
    hold_sum,
    leading_shortfalls,
    passes,
    pursue,
    whole_held,
)
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.proofs.grain_less import compared_totals
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.dive import dive
from optimiser.solver.highs import Engine
from optimiser.solver.ladder import ALL_NODES, Ladder
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT
from optimiser.solver.vicinity import Vicinity
from optimiser.solving.rounded_shares import RoundedShares
from optimiser.solving.tier import Care, Tier
from optimiser.solving.walk import Walk

SITED = ("places", "served")
"""The quantities of facilities that become whole in a tier of their own, the hosts being fixed."""


class Attempt:
    """One search for whole numbers, with fair outcomes held within some dwellings.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    limits
        When to stop.
    least
        The shortfall per priority that is held.
    within
        Dwellings that a fair outcome may lie from the exact one; None to let them go.

    Attributes
    ----------
    engine
        Holds the last point found.
    """

    def __init__(
        self,
        problem: Problem,
        best: Optimum,
        limits: Limits,
        least: Sequence[float],
        within: int | None,
    ) -> None:
        self.problem, self.best, self.within = problem, best, within
        self.engine = Engine(problem.matrix, limits)
        self._params = limits.params.whole
        self._stopped = False
        self._care = Care.NONE
        # From one round of care to the next: where marginals were whole once is a good start.
        self._point = best.values
        self._chosen = frozenset(map(problem.column, problem.choices.unknowns()))
        self._decided: dict[int, float] = {}
        if best.siting is not None and within is not None:
            self._decided = best.siting.decided
            self.engine.bound(self._decided, self._decided.values(), self._decided.values())
        short = leading_shortfalls(problem)
        for goal, value in zip(short, least, strict=True):
            hold_sum(self.engine, goal.costs, value, worst=whole_held)
        ordered = passes(problem)
        names = {goal.id for goal in short}
        self._shares = RoundedShares(self.engine, problem, best.values, within)
        self._fair = self._shares.columns
        sums = [goal for goal in ordered if isinstance(goal, Pass) and goal.id not in names]
        self._goals = [self._shares.rounding(), *sums]
        self._rows = [self.engine.add_row(-np.inf, np.inf, goal.costs) for goal in self._goals]
        self._reached = [0.0, *(best.bounds[goal.id] for goal in sums)]
        leading = [goal for goal in ordered[:1] if isinstance(goal, Pass)]
        self._compared_first = {at for goal in leading for at in compared_totals(problem, goal)}
        first = {goal.id for goal in takewhile(lambda goal: isinstance(goal, Pass), ordered)}
        self._before_fairness = [
            place for place, goal in enumerate(self._goals) if goal.id in first
        ]
        self._of_dwellings = {
            place for place, goal in enumerate(self._goals) if place and goal.builds
        }
        self._shares.hold()

    def search(self) -> Answer:
        """Go through the tiers, and again with more care where something cannot be whole.

        With care, all that the agreements speak of becomes whole together before anything is fixed.

        Returns
        -------
        Answer
            ``OPTIMAL``, ``FEASIBLE`` (a limit was reached), ``STOPPED``, or ``INFEASIBLE``, which
            is no proof.
        """
        start = list(self._reached)
        answer = Answer.INFEASIBLE
        for care in Care:
            if care is not Care.NONE:
                self._release(self._everything())
                self._reached = list(start)
            self._care = care
            answer = self._tier_by_tier()
            if answer is not Answer.INFEASIBLE:
                break
        return Answer.FEASIBLE if answer is Answer.OPTIMAL and self._stopped else answer

    def onward(self, point: Floats, ladder: Ladder) -> Answer:
        """Find whole numbers near a point, and go on from there, goal by goal.

        This asks for less than the tiers do: no more than a few nodes lead to.

        Parameters
        ----------
        point
            The point.
        ladder
            Where the first whole numbers are sought around it.

        Returns
        -------
        Answer
            ``FEASIBLE``: nothing is proven. Else nothing was found.
        """
        everything = self._everything()
        self.engine.whole({*everything, *self._chosen})
        self.engine.costs(self._goals[0].costs)
        if Walk(self.engine, everything, self._goals[0]).begin(point, ladder) not in FOUND:
            return Answer.STOPPED
        for goal, row in zip(self._goals, self._rows, strict=True):
            seek = Walk(self.engine, everything, goal).onward
            pursue(self.engine, goal.costs, seek, worst=whole_held, row=row)
        return Answer.FEASIBLE

    def _everything(self) -> list[int]:
        return sorted({column for tier in self._tiers() for column in tier.columns})

    def _tier_by_tier(self) -> Answer:
        fixed: dict[int, float] = {}
        tiers, limits = self._tiers(), self.engine.limits
        for number, tier in enumerate(tiers):
            limits.tell(Text("whole dwellings: tier by tier"), number, len(tiers))
            answer = self._near_the_point(tier, fixed)
            if answer is Answer.INFEASIBLE and fixed and self._care is not Care.NONE:
                rest = {column for later in tiers[number:] for column in later.columns}
                return self._loosened(fixed, rest)
            if answer is not Answer.OPTIMAL:
                return answer
            values = self.engine.values()
            if number == 0 and self._care is not Care.MOST:
                values = self._fairer(values)
            if self._of_dwellings <= set(tier.goals):
                self._point = values
            columns = [*tier.columns]
            found = dict(zip(columns, (np.rint(values[columns]) + 0.0).tolist(), strict=True))
            self.engine.bound(found, found.values(), found.values())
            fixed |= found
        return Answer.OPTIMAL

    def _loosened(self, fixed: dict[int, float], rest: set[int]) -> Answer:
        """Loosen what was fixed by one, or two, so that the rest can be whole."""
        loose = [column for column in fixed if column not in self._fair]
        others = [c for c in rest if c not in self._decided and c not in self._fair]
        point = self._point.copy()
        point[loose] = [fixed[column] for column in loose]
        self.engine.costs({})
        self.engine.whole({*fixed, *rest, *self._chosen})
        near, loosened = (Vicinity(self.engine, columns) for columns in (others, loose))

        def seek() -> Answer:
            return loosened.first(point, self._params.loosened, self._run, proven=True)

        answer = near.first(point, self._params.near, seek, proven=True)
        if answer is Answer.OPTIMAL:
            self._pursue_from_here()
        return answer

    def _pursue_from_here(self) -> None:
        """Pursue the goals from the last answer, as far as few nodes lead."""

        def seek() -> Answer:
            self.engine.start_here()
            with self.engine.at_most(self._params.loosened_nodes):
                self._stopped |= self.engine.run(part=0.5) is Answer.STOPPED
            return Answer.FEASIBLE

        for goal, row in zip(self._goals[1:], self._rows[1:], strict=True):
            pursue(self.engine, goal.costs, seek, worst=whole_held, row=row)

    def _tiers(self) -> list[Tier]:
        columns = self.problem.matrix.columns
        marginals = [
            (marginal.selection.keys(), columns[marginal.column])
            for marginal in self.problem.marginals
            if "pool" not in marginal.selection
        ]
        spoken_of: set[int] = set() if self._care is Care.NONE else self.problem.spoken_of()
        cells = [(name, at) for name, _, at in self.problem.decided]
        sited = [place for place, goal in enumerate(self._goals) if place and goal.sites]
        others = sorted(self._of_dwellings)
        shared = list(self._fair)
        facilities = [column for name, column in cells if name in SITED]
        totals = [column for axes, column in marginals if "year" not in axes]
        years = [column for axes, column in marginals if "year" in axes and len(axes) <= 2]
        if {*years} & self._compared_first:
            # Totals that are whole by themselves may not be as even over years as the first goal.
            totals, years = sorted({*totals, *years}), []
        agreed = [column for _, column in marginals if column in spoken_of]
        first: list[tuple[list[int], list[int]]]
        match self._care:
            case Care.NONE:
                first = [(shared, [0]), (facilities, sited), (totals, others)]
            case Care.SOME:
                first = [(shared, [0]), (facilities, sited), (sorted({*totals, *agreed}), others)]
            case Care.MOST:
                first = [(sorted({*shared, *totals, *agreed}), [0, *others]), (facilities, sited)]
        tiers = [*first, (years, others), ([column for _, column in cells], others)]
        found = [Tier(tuple(members), tuple(goals)) for members, goals in tiers if members]
        # Within marginals and years that are whole the cells are nearly a network.
        dives = self._care is not Care.MOST
        return [*found[:-1], *(replace(last, dives=dives) for last in found[-1:])]

    def _near_the_point(self, tier: Tier, fixed: Collection[int]) -> Answer:
        """Make a tier whole near the last point; further off only where nothing can be found."""
        loose, before = self._loose(tier, fixed), self._reached
        near = Vicinity(self.engine, loose)
        first, *wider = self._params.near.rungs
        if not loose:
            near.let_go()
            return self._make_whole(tier)

        def seek() -> Answer:
            self._reached = before
            return self._make_whole(tier)

        answer = near.first(self._point, self._params.near, seek, proven=True)
        found_near = answer is Answer.OPTIMAL and near.radius == first.radius
        if found_near and wider and not self._near_enough(before):
            near.hold(self._point, wider[0].radius, wider[0].begins)
            answer = seek()
            if answer is not Answer.OPTIMAL:
                # There is always time left for what took little of it.
                near.hold(self._point, first.radius, first.begins)
                answer = seek()
        return answer

    def _near_enough(self, before: Sequence[float]) -> bool:
        """Tell whether it is no use to look further: all goals are about where they were.

        All but the last, that is: nothing comes after it, and it would take most of the time. In
        the most careful round everything is in one tier, and further off is too far to search.
        """
        if self._care is Care.MOST:
            return True
        counted = slice(1, max(2, len(before) - 1))
        pairs = zip(self._reached[counted], before[counted], strict=True)
        return all(
            now <= then + self._params.near_enough * abs(then) + EXACT for now, then in pairs
        )

    def _loose(self, tier: Tier, fixed: Collection[int] = ()) -> list[int]:
        """Give what of a tier neither fairness nor what was decided before holds already."""
        held = {*fixed, *self._fair, *self._decided}
        return [column for column in tier.columns if column not in held]

    def _make_whole(self, tier: Tier) -> Answer:
        """Pursue the tier's goals again, with the tier in whole numbers.

        The tier before has fewer whole numbers, so no goal can do better than it did there: a goal
        that already stands there needs no search. But for ranked sums, once one of them did worse:
        that leaves the next more room.
        """
        self.engine.whole({*tier.columns, *self._chosen})
        reached = list(self._reached)
        answer = Answer.OPTIMAL
        if not tier.goals:
            self.engine.costs({})
            answer = self._run()
        worse = False
        for place in tier.goals:
            goal = self._goals[place]
            again = worse and goal.ranked
            if place == tier.goals[0] or again or not self._stands(place):
                answer = self._pursue(tier, place, onward=place != tier.goals[0])
                if answer is not Answer.OPTIMAL:
                    break
            worse |= not self._stands(place)
            reached[place] = goal.value(self.engine.values())
            row = self._rows[place]
            hold_sum(self.engine, goal.costs, reached[place], worst=whole_held, row=row)
        for row in self._rows:
            self.engine.bound_row(row, -np.inf, np.inf)
        if answer is Answer.OPTIMAL:
            self._reached = reached
        return answer

    def _fairer(self, values: Floats) -> Floats:
        """Swap rounded shares, where no goal that comes before fairness gets worse by it."""
        before = [(self._rows[place], self._reached[place]) for place in self._before_fairness]
        for row, reached in before:
            self.engine.bound_row(row, -np.inf, whole_held(reached))
        values = self._shares.fairer(values)
        for row, _ in before:
            self.engine.bound_row(row, -np.inf, np.inf)
        return values

    def _stands(self, place: int) -> bool:
        """Tell whether a goal is where the tier before left it, so that it cannot do better."""
        value = self._goals[place].value(self.engine.values())
        return value <= whole_held(self._reached[place])

    def _pursue(self, tier: Tier, place: int, *, onward: bool) -> Answer:
        self.engine.costs(self._goals[place].costs)
        if tier.dives and self._dived(tier, place):
            return Answer.OPTIMAL
        if onward and self._care is Care.MOST:
            self.engine.start_here()
        if place:
            return self._run()
        # Rounding may end before its last tie is proven: every outcome is within its bounds anyway.
        with self.engine.at_most(self._params.rounding_nodes):
            answer = self.engine.run(part=0.5)
        return Answer.OPTIMAL if answer is Answer.FEASIBLE else answer

    def _dived(self, tier: Tier, place: int) -> bool:
        """Round the best point in fractions; tell whether that is whole, and as good as can be."""
        columns, found = [*tier.columns, *self._chosen], False
        self.engine.whole([])
        if self.engine.run(part=0.5) is Answer.OPTIMAL:
            # The tier before had fewer whole numbers: no goal can do better than it did there.
            least = max(self.engine.objective(), self._reached[place])
            found = dive(self.engine, columns) in FOUND
            found = found and self.engine.objective() <= whole_held(least)
        self.engine.whole(columns)
        return found

    def _run(self) -> Answer:
        with self.engine.at_most(
            self._params.careful_nodes if self._care is Care.MOST else ALL_NODES
        ):
            answer = self.engine.run(part=0.5)
        if answer is Answer.FEASIBLE:
            self._stopped = True
            return Answer.OPTIMAL
        return answer

    def _release(self, columns: Iterable[int]) -> None:
        matrix, members = self.problem.matrix, list(columns)
        self.engine.bound(members, matrix.lower[members], matrix.upper[members])
        self._shares.hold()
