"""Leximin in whole numbers, where there are few cells: the largest deviation small, then the next.

In fractions a dual tells who cannot come nearer to the fair share; in whole numbers nothing does.
So each level is found by trying whether all deviations that are still open can be below it. Mostly
not even a point in fractions lies within the bands that this leaves, and that is a proof. Whoever
is then at the level is tried in turn; only where others could be there instead the least number of
them is sought, and who they are stays open (W. Ogryczak and T. Sliwinski, *On direct methods for
lexicographic min-max optimization*, 2006).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from optimiser.formulation.fair_shares import DecidedShare, GoalShare, Interval
from optimiser.formulation.problem import Problem
from optimiser.formulation.relative_deviations import (
    deviation_base,
    deviation_base_at,
    deviation_row,
)
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT
from optimiser.solving.whole_points import WholePoints

UNTOLD = 1e-6
"""Deviations in units that differ by less, relative to their size, are one to the solver."""

MOST = 1e6
"""Of more than this to divide no unknown tells who could be at a level."""


class Levels:
    """One goal of fairness on its way through its levels, from the largest deviation down.

    Parameters
    ----------
    problem
        The scenario as a problem.
    points
        Seeks whole numbers; everything before this goal is held in its engine.
    shares
        The outcomes that count.
    values
        A point in whole numbers to start at.
    exact
        Whether to prove every level, with an unknown for each who could be there.

    Attributes
    ----------
    values
        The best point so far.
    bound
        What the largest deviation is at least.
    proven
        Whether no other point is better, at any level.
    large
        Whether the plan decides what there is to divide, and numbers are large and many: then
        nothing is proven, and what is found is near the point before.
    """

    def __init__(
        self,
        problem: Problem,
        points: WholePoints,
        shares: Sequence[GoalShare],
        values: Floats,
        *,
        exact: bool,
    ) -> None:
        self._problem, self._points, self._engine = problem, points, points.engine
        self.values, self.proven = values, True
        self.bound = Fraction(0)
        self._open = list(shares)
        decided = [each for each in shares if isinstance(each, DecidedShare)]
        self._most = self._most_divided() if decided and exact else 0.0
        self._exact = exact and self._most < MOST
        self.large = bool(decided) and not (points.anywhere or self._exact)
        self._nodes = 0 if self.large else self._engine.limits.params.whole.proof_nodes
        # What cells add up to: that nobody gets a part of a unit soon shows who is stuck.
        totals = {problem.matrix.columns[marginal.column] for marginal in problem.marginals}
        divides = {at for each in decided for at in deviation_base(problem, each.row)[0]}
        gets = {problem.column(each.row.assigned) for each in decided if each.whole}
        points.add(sorted(gets | divides & totals))
        self._at: dict[GoalShare, list[tuple[Interval, int]]] = {}
        self._rows: dict[GoalShare, tuple[int, ...]] = {}
        self._stopped = False

    def pursue(self, most: int) -> Answer:
        """Make level after level as small as can be, so many at most, and hold them there.

        Returns
        -------
        Answer
            ``OPTIMAL``, or ``FEASIBLE`` when not all is proven.
        """
        for number in range(most):
            if self._stopped or not self._left():
                break
            level, bound = self._level()
            if number == 0:
                self.bound = bound
            self._settle(level)
        else:
            self.proven &= not self._left()
            self._hold(self._open, max(map(self._deviation, self._open), default=Fraction(0)))
        return Answer.OPTIMAL if self.proven else Answer.FEASIBLE

    def _left(self) -> bool:
        """Tell whether somebody's level is still open."""
        return any(not self._placed(share) for share in self._open)

    def _placed(self, share: GoalShare) -> bool:
        """Tell whether somebody counts, in the point so far, at a level that is settled."""
        return any(self.values[chosen] > 0.5 for _, chosen in self._at.get(share, ()))

    def _deviation(self, share: GoalShare) -> Fraction:
        return Fraction(0) if self._placed(share) else share.deviation(self.values)

    def _level(self) -> tuple[Fraction, Fraction]:
        """Bring the largest open deviation down; gives it, and what it is at least."""
        fixed = [share.least() for share in self._open if share not in self._at]
        least = max(fixed, default=Fraction(0))
        if isinstance(self._open[0], DecidedShare):
            return self._sunk()
        while (level := max(map(self._deviation, self._open))) > least:
            self._hold(self._open, level, below=True)
            answer = self._points.find(self._nodes)
            if answer not in FOUND:
                self._hold(self._open, level)
                if answer is not Answer.INFEASIBLE:
                    self.proven = False
                    return level, least
                break
            self.values = self._engine.values()
        self._hold(self._open, level)
        return level, level

    def _sunk(self) -> tuple[Fraction, Fraction]:
        """Bring the largest deviation from what the plan decides down.

        All at once, and again from there as long as that is of use (see `relative_deviations`): its
        steps are too many to go down one by one. Where there may be nothing to divide nobody is
        off, which no step down finds. Whether that may be is asked first, for the proof alone:
        nobody wants a plan without dwellings because that divides them best.
        """
        level, bound, nothing = self._largest(), Fraction(0), -np.inf
        if level:
            something = self.values
            nothing = self._lowered(Fraction(0))
            self.values = something if nothing <= EXACT else self.values
        for _ in range(self._engine.limits.params.whole.rounds):
            level = self._largest()
            if not level:
                break
            above = self._lowered(level)
            if self._largest() == level:
                bound = level if nothing > EXACT and above > -EXACT else bound
                break
        self.proven &= bound == level
        self._hold(self._open, level)
        return level, bound

    def _largest(self) -> Fraction:
        return max(map(self._deviation, self._open))

    def _lowered(self, level: Fraction) -> float:
        """Look for a smaller largest deviation, by what lies above a level.

        Gives what that is at least in units, as far as it is proven.
        """
        largest = self._engine.add_column(-self._size() if level else 0.0, np.inf)
        rows = [self._above(share, level, {largest: -1.0}) for share in self._open]
        answer = self._points.least({largest: 1.0}, self.values, known=True)
        if answer is not Answer.OPTIMAL:
            answer = self._points.root({largest: 1.0})
        for row in rows:
            self._engine.bound_row(row, -np.inf, np.inf)
        if answer in FOUND:
            before, values = self._largest(), self.values
            self.values = self._engine.values()
            if self._largest() >= before:
                self.values = values
        return self._engine.objective() - self._engine.gap if answer is Answer.OPTIMAL else -np.inf

    def _most_divided(self) -> float:
        """Give what there is to divide at most, in fractions, as far as a level may need it."""
        found = 0.0
        most = self._engine.add_column(0.0, MOST)
        for share in self._open:
            if isinstance(share, DecidedShare):
                terms, constant = deviation_base(self._problem, share.row)
                entries = {most: 1.0, **{at: -part for at, part in terms.items()}}
                row = self._engine.add_row(-np.inf, constant, entries)
                answer, _ = self._points.in_fractions({most: -1.0})
                found = max(found, -self._engine.objective() if answer is Answer.OPTIMAL else MOST)
                self._engine.bound_row(row, -np.inf, np.inf)
        return found

    def _size(self) -> float:
        """Give how much there is to divide at the best point so far: each step is by as much."""
        rows = [share.row for share in self._open if isinstance(share, DecidedShare)]
        return max(deviation_base_at(self._problem, row, self.values) for row in rows)

    def _above(
        self, share: GoalShare, level: Fraction, entries: Mapping[int, float], less: float = 0.0
    ) -> int:
        """Add the row that what a deviation lies above a level, in units, is at most some sum.

        Who counts at a level that is settled may be as far off as that.

        Parameters
        ----------
        share
            Whose deviation from what the plan decides.
        level
            The level.
        entries
            The sum, with its sign turned.
        less
            Units that it has to lie below that.
        """
        assert isinstance(share, DecidedShare)
        known, upper = deviation_row(self._problem, share.row, float(level))
        settled = {
            at: -(higher - float(level)) * self._most - 2 * abs(less)
            for (_, higher), at in self._at.get(share, ())
        }
        return self._engine.add_row(-np.inf, upper - less, {**known, **settled, **entries})

    def _settle(self, level: Fraction) -> None:
        """Settle who is at a level, as few as can be, and hold the others below it."""
        there = [share for share in self._open if self._deviation(share) == level]
        if not self._at and self._stuck(there, level):
            others = [share for share in self._open if share not in there]
            self._hold(others, level, below=True)
            self._open = others
        else:
            self._count(level)

    def _stuck(self, there: Sequence[GoalShare], level: Fraction) -> bool:
        """Tell whether nobody of these can be below a level while the others are not above it.

        Without proof of every level it is enough that no fewer are found at it.
        """
        for share in there:
            if share.least() == level:
                continue
            self._hold([share], level, below=True)
            answer = self._points.find(self._nodes)
            self._hold([share], level)
            if answer in FOUND:
                found = self._engine.values()
                if self._exact:
                    return False
                now = sum(one.deviation(found) == level for one in self._open)
                if now < len(there):
                    self.values = found
                    return self._stuck(
                        [one for one in self._open if one.deviation(found) == level], level
                    )
                self.proven = False
            elif answer is not Answer.INFEASIBLE:
                self.proven = False
                if isinstance(share, DecidedShare):
                    self._nodes = 0  # the next search would be as long, and prove as little
        return True

    def _count(self, level: Fraction) -> None:
        """Have as few as can be at a level, whoever they are, and hold them to that number."""
        chosen: dict[int, float] = {}
        for share in self._open:
            if isinstance(share, DecidedShare):
                band = 0.0, float(level)
                self._hold_decided(share, level, below=False)
                del self._rows[share]  # it stays, for those who will count there
            elif (band := share.band(level, below=False)) == share.band(level, below=True):
                continue
            at = self._engine.add_column(0.0, 1.0)
            chosen[at] = 1.0
            known = self._at.setdefault(share, [])
            if known:
                once = dict.fromkeys((at, *(other for _, other in known)), 1.0)
                self._engine.add_row(-np.inf, 1.0, once)
            known.append((band, at))
        self._points.add(chosen)
        self._hold(self._open, level, below=True)
        answer = self._points.least(chosen, self.values, known=True)
        self._stopped = answer not in FOUND
        if not self._stopped:
            self.values = self._engine.values()
            if answer is not Answer.OPTIMAL:
                answer = self._points.proof(chosen)
                if answer is Answer.OPTIMAL:
                    self.values = self._engine.values()
            number = sum(round(self.values[at]) for at in chosen)
            self._engine.add_row(-np.inf, float(number), chosen)
        self.proven &= answer is Answer.OPTIMAL

    def _hold(self, shares: Iterable[GoalShare], level: Fraction, *, below: bool = False) -> None:
        """Hold deviations at a level, or below it, but for who counts at one before."""
        for share in shares:
            if isinstance(share, DecidedShare):
                self._hold_decided(share, level, below=below)
                continue
            low, high = share.band(level, below=below)
            what = dict.fromkeys(share.columns, 1.0)
            before = self._at.get(share, [])
            if before or share not in self._rows:
                for row in self._rows.get(share, ()):
                    self._engine.bound_row(row, -np.inf, np.inf)
                most = {at: high - band[1] for band, at in before}
                least = {at: low - band[0] for band, at in before}
                self._rows[share] = (
                    self._engine.add_row(-np.inf, high, {**what, **most}),
                    self._engine.add_row(low, np.inf, {**what, **least}),
                )
            else:
                above, beneath = self._rows[share]
                self._engine.bound_row(above, -np.inf, high)
                self._engine.bound_row(beneath, low, np.inf)

    def _hold_decided(self, share: DecidedShare, level: Fraction, *, below: bool) -> None:
        """Hold the deviation from what the plan decides at a level, or below it."""
        for row in self._rows.get(share, ()):
            self._engine.bound_row(row, -np.inf, np.inf)
        less = UNTOLD * max(1.0, float(level) * self._size())
        self._rows[share] = (self._above(share, level, {}, less if below else -less / 2),)
