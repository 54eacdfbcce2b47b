"""Bounds in whole numbers: how far at most each goal of a plan lies from the best there is.

Where all goals so far stand where they do in fractions, so does the bound of the next. After one
that does worse, the next has more room: its least is then found anew, with those before it no worse
than in the plan, and with hosts and choices in part. It is rounded up to the goal's next grain.
Where a plan lies above that, a grain less is asked for (`optimiser.proofs.grain_less`).
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, inf

from models.language import Text
from optimiser.balance.remembered_audits import remembered_audit
from optimiser.formulation.any_goal import hold_goal, least_of
from optimiser.formulation.fair_shares import GivenShare, fair_shares
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, goal_grain, passes, told_by_floats, written_goals
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.proofs.exact_bounds import ExactBounds
from optimiser.proofs.fairest import proven_fairest
from optimiser.proofs.grain_less import none_better
from optimiser.results.goal_values import Proofs, pursued_values
from optimiser.solver.answers import Answer, NoEnd, SolverFault
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits, TimeUp
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT, HELD, SAME
from optimiser.solver.weak_duality import RowDuals


@dataclass(slots=True)
class ProvenBounds:
    """What is proven of a plan in whole numbers, by the names by which goals are pursued.

    Parameters
    ----------
    least
        Per goal, in its unit, what no plan in whole numbers goes below that is as good in those
        before it; of a goal of fairness what the largest deviation does not go below.
    proven
        The goals in which no such plan is better.
    exact
        The goals whose least follows in exact fractions; of others it is a solver's word.
    """

    least: dict[str, Fraction] = field(default_factory=dict)
    proven: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)

    def bounded(self, name: str, least: float) -> None:
        """Note what a solver says that a goal is at least, unless more is known.

        Parameters
        ----------
        name
            The goal's.
        least
            What it is at least.
        """
        known = self.least.get(name, Fraction(0))
        self.least[name] = max(known, Fraction(least).limit_denominator(10**9))

    def reached(self, problem: Problem, values: Floats) -> None:
        """Call proven what comes to its least in exact numbers: a plan may have moved since.

        A least that is a solver's word counts only where floats tell it from any other.

        Parameters
        ----------
        problem
            The scenario as a problem.
        values
            The plan's unknowns.
        """
        plan = problem.plan_at(values, whole=True)
        exact = pursued_values(remembered_audit(problem, plan).objectives)
        self.proven |= {
            goal.id
            for goal in passes(problem)
            if isinstance(goal, Pass)
            and {goal.id} <= self.least.keys() & exact.keys()
            and (goal.id in self.exact or told_by_floats(problem, goal))
            and exact[goal.id] <= self.least[goal.id] * goal.scale
        }

    def proofs(self, problem: Problem) -> Proofs:
        """Give them as results have them: in the goals' own numbers."""
        ordered = passes(problem)
        refining = {
            goal.id: goal.refines for goal in ordered if isinstance(goal, Pass) and goal.refines
        }
        named = frozenset(goal.id for goal in ordered) - refining.keys()
        scales = {goal.id: goal.scale for goal in ordered if isinstance(goal, Pass)}
        least = {
            name: least * scales.get(name, 1) for name, least in self.least.items() if name in named
        }
        open_yet = {name for one, name in refining.items() if one not in self.proven}
        proven = frozenset(self.proven & named) - open_yet
        return Proofs(named, least, proven, frozenset(self.exact & named) - refining.keys())


def bounds_of(
    problem: Problem,
    best: Optimum,
    values: Floats,
    limits: Limits,
    searched: ProvenBounds | None = None,
    *,
    soon: bool = False,
) -> ProvenBounds:
    """Find how far at most each goal of a plan in whole numbers lies from the best.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    values
        The plan's unknowns.
    limits
        When to stop; what is not bounded by then has no bound, nor what HiGHS has no answer to.
    searched
        What the search that found the plan has proven of it already.
    soon
        Whether only what is soon proven is wanted.
    """
    bounding = Bounding(problem, best, values, limits, searched or ProvenBounds(), soon=soon)
    with suppress(TimeUp, SolverFault):
        ordered = written_goals(problem)
        for done, goal in enumerate(ordered):
            limits.tell(Text("proof: {goal}", goal=problem.goal_told(goal.id)), done, len(ordered))
            if isinstance(goal, FairnessRows):
                bounding.fairness(goal)
            else:
                bounding.sum(goal)
    return bounding.found


class Bounding:
    """The goals of a plan in whole numbers in their order, each bounded with those before it held.

    Parameters
    ----------
    problem
        The scenario as a problem.
    best
        The best point in fractions.
    values
        The plan's unknowns.
    limits
        When to stop.
    found
        What is proven of the plan already.
    soon
        Whether only what is soon proven is wanted.

    Attributes
    ----------
    found
        What is proven of it.
    """

    def __init__(
        self,
        problem: Problem,
        best: Optimum,
        values: Floats,
        limits: Limits,
        found: ProvenBounds,
        *,
        soon: bool = False,
    ) -> None:
        self._soon = soon
        self._problem, self._best, self._values, self._limits = problem, best, values, limits
        self.found = found
        self._exact = ExactBounds(problem, values)
        self._engine: Engine | None = None
        # Whether all goals so far stand where they do in fractions: then bounds are those there.
        self._tight = True
        # Whether they do so because nothing is off, and not because a solver says who is.
        self._even = True
        self._before: list[tuple[Pass | FairnessRows, float]] = []
        self._held: dict[str, int] = {}

    def sum(self, goal: Pass) -> None:
        """Bound a goal that is a sum."""
        value, bound = self._value(goal), self._best.bounds[goal.id]
        if goal.refines in self.found.proven & self.found.exact:
            # In exact numbers nothing is too little to be seen.
            self.found.proven.add(goal.id)
            self._hold(goal, value)
            return
        known, settled = self._tight and self._best.proven(goal), goal.id in self.found.proven
        searched_for = self.found.least.get(goal.id, Fraction(0))
        told = self._exact.least(goal, self._best.duals.get(goal.id) if known else None)
        if not self._followed(goal, told, word=True):
            word = settled or (known and not (self._best.siting is None and self._even))
            least: float | None = bound
            duals: RowDuals | None = None
            if settled or not known:
                engine = self._holding()
                least = least_of(engine, self._problem, goal)
                if least is not None:
                    duals = RowDuals(engine.matrix.rows, engine.row_duals(), self._held)
            searched = (
                least is not None
                and not settled
                and self._as_solved(goal, value, rounded_up_to_grain(self._problem, goal, least))
            )
            if duals is not None and not searched:
                told = self._exact.least(goal, duals)
            # What a search has proven of it may be more than fractions can tell.
            word |= told is not None and searched_for > told
            self._followed(goal, None if searched else told, word=word)
        self._tight &= value - bound <= HELD * (1 + abs(value))
        self._hold(goal, value)

    def _value(self, goal: Pass) -> float:
        """Give what the plan comes to in a sum; what no result has is added up in floats."""
        exact = self._exact.reached(goal)
        return goal.value(self._values) if exact is None else float(exact)

    def fairness(self, goal: FairnessRows) -> None:
        """Bound a goal of fairness: its largest deviation, and whether any can be smaller."""
        problem, values, found = self._problem, self._values, self.found
        largest = self._exact.reached(goal) or Fraction(0)
        value, bound = float(largest), self._best.bounds[goal.id]
        as_told = as_exact(problem, goal, self._best.values, values)
        # In exact numbers first: that takes no solve.
        fair, settled = (
            not largest or proven_fairest(problem, goal, values),
            goal.id in found.proven,
        )
        if not (fair or settled):
            least: float | None = bound
            if not (self._tight and self._best.proven(goal)):
                least = least_of(self._holding(), problem, goal)
            elif not (as_told and value - bound <= SAME * (1 + abs(value))):
                self._holding()
            if least is not None:
                least = rounded_up_to_grain(problem, goal, least)
                above = value > least + SAME * (1 + abs(value))
                if above and self._engine and none_below(self._engine, problem, goal, values):
                    least, above = value, False
                found.bounded(goal.id, least)
                if as_told and not above:
                    found.proven.add(goal.id)
        self._tight &= as_told and value - bound <= SAME * (1 + abs(value))
        self._even &= not largest
        self._hold(goal, value)
        # Sums cost a solve each: not where a solve of fractions has told the same already.
        asks = settled or goal.id not in found.proven
        if fair or (asks and proven_fairest(problem, goal, values, self._end)):
            found.least[goal.id] = largest
            found.proven.add(goal.id)
            found.exact.add(goal.id)

    def _end(self, columns: Collection[int], sign: int) -> int | None:
        """Give the most (1), or the least (-1), that some unknowns add up to in whole numbers."""
        engine, names = self._holding(), [*self._problem.matrix.columns]
        engine.costs(dict.fromkeys(columns, -float(sign)))
        with suppress(NoEnd, SolverFault):
            if engine.run(part=0.5) is Answer.OPTIMAL:
                duals = RowDuals(engine.matrix.rows, engine.row_duals(), self._held)
                weights = dict.fromkeys((names[at] for at in columns), -sign)
                least = self._exact.bound(weights, duals)
                return None if least is None else -sign * ceil(least)
        return None

    def _as_solved(self, goal: Pass, value: float, least: float) -> bool:
        """Take a bound as a solver gave it; tells whether the last of it took a search."""
        found, problem, before = self.found, self._problem, self._before
        half = float(goal_grain(problem, goal) or 2 * EXACT) / 2
        as_good = value <= least + half and told_by_floats(problem, goal)
        large = problem.matrix.unknowns.size > self._limits.params.matrix.soon_solved
        # Of a large region a search for the least follows, and takes no longer to tell.
        better = not (as_good or (self._soon and large)) and none_better(
            problem, goal, before, self._values, self._limits, soon=self._soon
        )
        found.exact.discard(goal.id)
        found.bounded(goal.id, value if better else least)
        if as_good or better:
            found.proven.add(goal.id)
        return better

    def _followed(self, goal: Pass, bound: Fraction | None, *, word: bool) -> bool:
        """Have what is told of a goal follow from a bound in fractions; tells whether it is proven.

        Parameters
        ----------
        goal
            The goal.
        bound
            What it is at least; None where nothing is known.
        word
            Whether a search may know more than this: that is then its word.
        """
        value, found = self._exact.reached(goal), self.found
        if bound is None or value is None:
            return False
        told, proven = found.least.get(goal.id, Fraction(0)), goal.id in found.proven
        follows = value <= bound or (bound >= told and not proven)
        if follows or not (word or goal_grain(self._problem, goal) is None):
            found.least[goal.id] = bound
            found.exact.add(goal.id)
            (found.proven.add if value <= bound else found.proven.discard)(goal.id)
        return value <= bound

    def _holding(self) -> Engine:
        """Give an engine that holds the goals before."""
        if self._engine is None:
            matrix = self._problem.condensed(self._limits.params.matrix.few_rows)
            self._engine = Engine(matrix, self._limits)
            for goal, value in self._before:
                self._held[goal.id] = hold_goal(self._engine, self._problem, goal, value)
        return self._engine

    def _hold(self, goal: Pass | FairnessRows, value: float) -> None:
        """Hold a goal where it is in the plan."""
        self._before.append((goal, value))
        self._exact.hold(goal)
        if self._engine is not None:
            self._held[goal.id] = hold_goal(self._engine, self._problem, goal, value)


def as_exact(problem: Problem, fairness: FairnessRows, exact: Floats, values: Floats) -> bool:
    """Tell whether all fair outcomes are where they are best in fractions."""
    columns = [problem.column(row.assigned) for row in fairness.counted]
    return all(abs(exact[at] - values[at]) <= EXACT for at in columns)


def rounded_up_to_grain(problem: Problem, goal: Pass | FairnessRows, least: float) -> float:
    """Round what a goal is at least in fractions up to what whole numbers allow."""
    if isinstance(goal, FairnessRows):
        return max(0.0, least)
    grain = goal_grain(problem, goal)
    if grain is None:
        return least
    grains = least / float(grain)
    return float(ceil(grains - max(EXACT, HELD * abs(grains))) * grain)


def none_below(engine: Engine, problem: Problem, fairness: FairnessRows, values: Floats) -> bool:
    """Tell whether no point in fractions has all outcomes nearer than the furthest of a plan."""
    shares = [each for each in fair_shares(problem, fairness) if isinstance(each, GivenShare)]
    if not shares:
        return False
    level = max(share.deviation(values) for share in shares)
    bands = [share.band(level, below=True) for share in shares]
    if any(low > high for low, high in bands):
        return True
    rows = [
        engine.add_row(*band, dict.fromkeys(share.columns, 1.0))
        for share, band in zip(shares, bands, strict=True)
    ]
    engine.costs({})
    answer = engine.run(part=0.5)
    for row in rows:
        engine.bound_row(row, -inf, inf)
    return answer is Answer.INFEASIBLE
