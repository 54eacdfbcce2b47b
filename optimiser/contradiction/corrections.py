"""Corrections: what has to give way for the rest to hold, and by that a smallest conflict."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from optimiser.contradiction.conflict import (
    Conflict,
    RowGroup,
    by_agreement,
    by_preference,
    can_give,
    group_of,
    groups_of,
    shortfall_columns,
    whole_tiers,
)
from optimiser.contradiction.trial import Extend, Trial, nothing_more
from optimiser.formulation.problem import Problem, Row
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.hitting_sets import TooManySets, smallest_hitting_set
from optimiser.solver.limits import Limits
from optimiser.solver.settings import DUAL
from optimiser.solver.tolerances import EXACT


def smallest_conflict(
    problem: Problem,
    limits: Limits,
    suspects: Iterable[Row],
    *,
    whole: bool,
    extend: Extend = nothing_more,
) -> Conflict:
    """Find agreements that cannot hold together, as few as can be found quickly.

    What only whole dwellings contradict is searched by halves, which are left out as long as the
    rest still contradicts itself (U. Junker, *QuickXplain*, 2004). In fractions a proof of the
    contradiction has few members to begin with.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    suspects
        Rows that contradict each other, of which the conflict is one.
    whole
        Whether they do so only in whole dwellings.
    extend
        Adds to an engine what holds besides the agreements.
    """
    suspects = tuple(suspects)
    among = groups_of(suspects)
    found = Conflict(tuple(among), minimal=False)
    if whole:
        trial = Trial(problem, limits, whole=True, extend=extend)
        kept = frozenset().union(*trial.needed([], by_agreement(suspects), known=False))
        parts = [frozenset([group]) for group in among if group in kept]
        needed = frozenset().union(*trial.needed([], parts, known=False))
        found = Conflict(tuple(sorted(needed)), not trial.undecided)
        if found.minimal and len(found.groups) == 1:
            return Conflict(found.groups, fewest=True)
        if trial.cells > limits.params.conflict.few_cells:
            return found
    return Corrections(problem, limits, among, whole=whole, extend=extend).smallest(found)


class Undecided(Exception):
    """The time was up, or less is missing than floats can tell."""


class Corrections:
    """Finds sets of agreements whose giving way mends all, and by them a smallest conflict.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    among
        Which agreements can give way.
    whole
        Whether the others must hold in whole dwellings.
    extend
        Adds what holds besides.
    """

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        among: Iterable[RowGroup],
        *,
        whole: bool,
        extend: Extend = nothing_more,
    ) -> None:
        self._limits, self._whole = limits, whole
        self._engine = Engine(problem.matrix, limits, strategy=DUAL)
        extend(self._engine)
        self._rows = {
            problem.matrix.rows[row.name]: group_of(row) for row in problem.rows if can_give(row)
        }
        self._shortfall = shortfall_columns(problem)
        self._among = frozenset(among)
        self._engine.costs({at: 1.0 for group in self._among for at in self._shortfall[group]})
        self._engine.whole(whole_tiers(problem)[-1] if whole else [])
        self._held = frozenset(self._shortfall)

    def smallest(self, found: Conflict) -> Conflict:
        """Leave out of a conflict what can be missed, and look for one with fewer members."""
        try:
            conflict, corrections = self._needed(found)
        except Undecided:
            return found
        try:
            smaller = self._fewer(len(conflict), corrections)
        except (TooManySets, Undecided):
            return Conflict(tuple(sorted(conflict)))
        return Conflict(tuple(sorted(smaller or conflict)), fewest=True)

    def _needed(self, found: Conflict) -> tuple[frozenset[RowGroup], list[frozenset[RowGroup]]]:
        """Leave out what can be missed; give also a correction for each member that cannot.

        Raises
        ------
        Undecided
            If that cannot be told.
        """
        conflict, corrections = frozenset(found.groups), []
        if self._correction(conflict) is None:
            conflict = self._contradicting()
        for group in sorted(conflict, key=by_preference, reverse=True):
            if group in conflict:
                correction = self._correction(conflict - {group})
                if correction is None:
                    conflict = self._contradicting()
                else:
                    corrections.append(correction)
        return conflict, corrections

    def _fewer(
        self, below: int, corrections: list[frozenset[RowGroup]]
    ) -> frozenset[RowGroup] | None:
        """Find a smallest conflict; None when none has fewer members than `below`.

        A conflict has a member of every correction, so a smallest set that has is either a
        conflict, and then a smallest one, or shows another correction.

        Raises
        ------
        TooManySets, Undecided
            If that takes too long, or cannot be told.
        """
        params = self._limits.params.conflict
        while True:
            smallest = smallest_hitting_set(corrections, below, by_preference, params.most_branches)
            if smallest is None:
                return None
            if len(corrections) >= params.most_corrections:
                raise TooManySets
            held = smallest
            # Corrections without a common member are worth most: each takes a member of its own.
            while (correction := self._correction(held)) is not None:
                corrections.append(correction)
                held |= correction
            if held == smallest:
                return smallest

    def _correction(self, held: frozenset[RowGroup]) -> frozenset[RowGroup] | None:
        """Give groups that can give way so that the held ones hold; None when none can.

        Raises
        ------
        Undecided
            If the time is up, or so little has to give that a float cannot tell.
        """
        for group in self._held ^ held:
            most = 0.0 if group in held else np.inf
            own = self._shortfall[group]
            self._engine.bound(own, [0.0] * len(own), [most] * len(own))
        self._held = held
        self._engine.limits = self._limits.patient() if self._whole else self._limits
        answer = self._engine.run()
        if answer is Answer.INFEASIBLE:
            return None
        values = self._engine.values()
        correction = frozenset(
            group
            for group in self._among
            if any(values[at] > EXACT for at in self._shortfall[group])
        )
        if answer is Answer.STOPPED or not correction:
            raise Undecided
        return correction

    def _contradicting(self) -> frozenset[RowGroup]:
        """Give those of the held groups, which contradict each other, that the solver blames."""
        held, ray = self._held, self._engine.ray()
        if ray is None:
            return held
        blamed = held & {group for at, group in self._rows.items() if ray[at]}
        return blamed if blamed != held and self._correction(blamed) is None else held
