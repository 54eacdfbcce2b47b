"""Swaps: one dwelling from one sum to another, where a goal that adds up terms becomes smaller.

Sums that each lie near the balanced point may leave a municipality with 573, 573, 572, 573 and 572
dwellings in five years where 572, 572, 573, 573 and 573 changes less from year to year. What a swap
does to such a goal follows from the sums alone, so that only those that help have to be tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

import numpy as np

from models.linear import as_linear
from optimiser.formulation.objectives import Pass, whole_held
from optimiser.formulation.problem import Problem
from optimiser.solver.answers import FOUND
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats, Indices, Terms, summing_rows
from optimiser.solver.tolerances import EXACT


@dataclass(frozen=True, slots=True, eq=False)
class TermsOverCells:
    """A goal as what it adds up: how far weighted cells lie from a number.

    Parameters
    ----------
    cells
        Per term what it multiplies each cell by, by the cell's column.
    constants
        What each adds.
    above, below
        What a unit counts for of what lies above zero, and of what lies below.
    """

    cells: Terms
    constants: Floats
    above: Floats
    below: Floats

    @classmethod
    def of(cls, problem: Problem, goal: Pass) -> Self | None:
        """Read a goal over cells, once; None where it adds up no such terms.

        Parameters
        ----------
        problem
            The scenario as a problem.
        goal
            The goal.
        """
        known: dict[str, Self | None] = problem.remembered_as_bounded(_read)
        if goal.id not in known:
            known[goal.id] = cls._of(problem, goal)
        return known[goal.id]

    @classmethod
    def _of(cls, problem: Problem, goal: Pass) -> Self | None:
        written = problem.scenario.goal(goal.id)
        terms = [*written.goal_terms(problem.programme.linear)] if goal.id in written.names else []
        if not terms or any(term.in_sum for term in terms):
            return None
        offs = [as_linear(term.left) - as_linear(term.right) for term in terms]
        column = {(name, cell): at for name, cell, at in problem.decided}
        some = problem.matrix.upper != 0
        rows = [{column[each]: float(part) for each, part in off.terms.items()} for off in offs]
        places = summing_rows([[*row] for row in rows])
        factors = np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=float)
        cells = Terms(places.start, places.index, np.where(some[places.index], factors, 0.0))
        above = np.array([float(term.weight / goal.scale) for term in terms])
        both = np.array([term.both_sides for term in terms])
        constants = np.array([float(off.constant) for off in offs])
        return cls(cells, constants, above, np.where(both, above, 0.0))

    def over(self, sums: Terms) -> TermsOverSums | None:
        """Read it over sums that share no cell; None where it hangs on more than these."""
        size = sums.start.size - 1
        whose = np.full(max(sums.index.max(initial=-1), self.cells.index.max(initial=-1)) + 1, -1)
        whose[sums.index] = np.repeat(np.arange(size), np.diff(sums.start))
        term = np.repeat(np.arange(self.constants.size), np.diff(self.cells.start))
        some = self.cells.factor != 0
        term, own, factor = term[some], whose[self.cells.index[some]], self.cells.factor[some]
        if (own < 0).any():
            return None
        parts = np.zeros((self.constants.size, size))
        parts[term, own] = factor
        # Of each sum it has all cells, or none.
        counts = np.bincount(term * size + own, minlength=parts.size).reshape(parts.shape)
        complete = (counts == np.where(parts, np.diff(sums.start), 0)).all()
        alike = (parts[term, own] == factor).all()
        return (
            TermsOverSums(parts, self.constants, self.above, self.below)
            if complete and alike
            else None
        )


def _read(_: Problem) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, eq=False)
class TermsOverSums:
    """A goal as what it adds up: how far weighted sums lie from a number.

    Parameters
    ----------
    parts, constants
        Per term what it multiplies each sum by, and what it adds.
    above, below
        What a unit counts for of what lies above zero, and of what lies below.
    """

    parts: Floats
    constants: Floats
    above: Floats
    below: Floats

    def value(self, numbers: Floats) -> float:
        """Give what the goal comes to."""
        return float(self._costs(self._off(numbers))[0])

    def swapped(self, numbers: Floats, near: Floats, swaps: Indices, most: int) -> Floats:
        """Swap as long as that makes the goal smaller, always what helps most.

        Parameters
        ----------
        numbers
            What the sums come to, in whole numbers.
        near
            Where they would best be: they go no further from there than the whole numbers next to
            it, or than they are.
        swaps
            The sums that may give one, and those that may then take it.
        most
            How often.

        Returns
        -------
        array
            The sums, which add up to as much.
        """
        found, (giver, taker) = numbers.copy(), swaps
        least = np.minimum(numbers, np.floor(near + EXACT))[giver]
        greatest = np.maximum(numbers, np.ceil(near - EXACT))[taker]
        for _ in range(most if giver.size else 0):
            off = self._off(found)
            after = self._costs(off - self.parts[:, giver] + self.parts[:, taker])
            after[(found[giver] <= least) | (found[taker] >= greatest)] = np.inf
            best = int(after.argmin())
            if after[best] > self._costs(off)[0] - EXACT:
                break
            found[giver[best]] -= 1
            found[taker[best]] += 1
        return found

    def _off(self, numbers: Floats) -> Floats:
        return (self.parts @ numbers + self.constants)[:, np.newaxis]

    def _costs(self, off: Floats) -> Floats:
        costs: Floats = self.above @ np.maximum(off, 0.0) + self.below @ np.maximum(-off, 0.0)
        return costs


class FixedSums:
    """Sums that are fixed at whole numbers, and can be moved to others where that leaves a plan.

    Parameters
    ----------
    engine
        Holds them.
    added
        The unknowns that `optimiser.solver.rounding.RoundedSums` added for each: to the next whole
        number, above that, and below.
    numbers, near
        What they come to, and would best.
    owners
        Whose each is: swaps are between sums of one owner.
    """

    def __init__(
        self,
        engine: Engine,
        added: Indices,
        numbers: Floats,
        near: Floats,
        owners: Sequence[object],
    ) -> None:
        self.numbers, self._near = numbers, near
        self._engine, self._added = engine, added
        next_up, above, below = np.rint(engine.values()[added])
        self._away = next_up + above - below
        number = {owner: place for place, owner in enumerate(dict.fromkeys(owners))}
        whose = np.array([number[owner] for owner in owners], dtype=int)
        self._swaps = np.array(np.nonzero(whose[:, np.newaxis] == whose), dtype=np.int32)

    def swap(self, goal: TermsOverSums, tries: int) -> None:
        """Swap what makes a goal smaller, and leaves room for a plan in fractions.

        All swaps at once mostly do; else one after the other is tried.

        Parameters
        ----------
        goal
            The goal over them. It cannot do better than where they would best be.
        tries
            How many.
        """
        self._engine.costs({})
        swaps, most, least = self._swaps, self.numbers.size, whole_held(goal.value(self._near))
        for _ in range(tries):
            after = goal.swapped(self.numbers, self._near, swaps, most)
            moved = after - self.numbers
            if not moved.any() or goal.value(self.numbers) <= least:
                break
            if self._moved(moved):
                self.numbers = after
            elif most == 1:
                giver, taker = int(moved.argmin()), int(moved.argmax())
                swaps = swaps[:, (swaps[0] != giver) | (swaps[1] != taker)]
            else:
                most = 1

    def _moved(self, by: Floats) -> bool:
        self._fix(self._away + by)
        self._engine.bounds_changed()
        possible = self._engine.run(part=0.5) in FOUND
        if possible:
            self._away = self._away + by
        else:
            self._fix(self._away)
        return possible

    def _fix(self, away: Floats) -> None:
        ways = np.clip(away, 0, 1), np.maximum(away - 1, 0), np.maximum(-away, 0)
        at = np.concatenate(ways)
        self._engine.bound(self._added.ravel(), at, at)
