"""A trial: which agreements can hold together, in fractions and in whole dwellings.

What counts for whole times 17/20 goes in grains of that, so a sum of it is never 5/20. That is told
at once, where a search by branching may have no end: of two numbers that nothing limits there is
always another pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from models.exact import common_grain
from models.linear import as_linear
from optimiser.contradiction.conflict import RowGroup, by_agreement, can_give, group_of, whole_tiers
from optimiser.formulation.problem import Problem, Row
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.settings import DUAL
from optimiser.solver.tolerances import EXACT

Extend = Callable[[Engine], None]
"""Adds to an engine what holds besides the agreements."""


def nothing_more(engine: Engine) -> None:
    """Add nothing."""


class Trial:
    """Tries which agreements can hold together.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    whole
        Whether they must hold in whole dwellings.
    extend
        Adds what holds besides.

    Attributes
    ----------
    undecided
        Whether the time was up for some trial; what was tried then counts as possible.
    cells
        How many numbers are decided.
    """

    def __init__(
        self, problem: Problem, limits: Limits, *, whole: bool, extend: Extend = nothing_more
    ) -> None:
        self.undecided = False
        self._limits = limits
        self._engine = Engine(problem.matrix, limits, strategy=DUAL)
        extend(self._engine)
        self._tiers = whole_tiers(problem) if whole else [[]]
        self.cells = len(self._tiers[-1])
        self._rows: dict[RowGroup, list[tuple[int, float, float]]] = {}
        matrix = problem.matrix
        for row in problem.rows:
            if can_give(row):
                at = matrix.rows[row.name]
                bounds = (at, float(matrix.row_lower[at]), float(matrix.row_upper[at]))
                self._rows.setdefault(group_of(row), []).append(bounds)
                self._engine.bound_row(at, -np.inf, np.inf)
        self._never = frozenset(never_whole(problem) if whole else ())
        self._held: frozenset[RowGroup] = frozenset()
        self._possible = [set[frozenset[RowGroup]]() for _ in self._tiers]

    def needed(
        self,
        background: Sequence[frozenset[RowGroup]],
        parts: list[frozenset[RowGroup]],
        *,
        known: bool,
    ) -> list[frozenset[RowGroup]]:
        """Give the parts that cannot be missed from a contradiction with the background.

        Parameters
        ----------
        background
            What holds in any case.
        parts
            What can be left out; together with the background they contradict.
        known
            Whether the background is known to be possible by itself.
        """
        if not known and self.contradicts(frozenset().union(*background)):
            return []
        if len(parts) <= 1:
            return parts
        middle = len(parts) // 2
        first, second = parts[:middle], parts[middle:]
        of_second = self.needed([*background, *first], second, known=not first)
        of_first = self.needed([*background, *of_second], first, known=not of_second)
        return of_first + of_second

    def agreements(self, rows: Iterable[Row]) -> frozenset[str]:
        """Give the ids of agreements that rows contradict each other by; none of them can go."""
        needed = self.needed([], by_agreement(rows), known=False)
        return frozenset(identifier for part in needed for identifier, _ in part)

    def contradicts(self, groups: frozenset[RowGroup]) -> bool:
        """Tell whether agreements cannot hold together, all others being left out."""
        if groups & self._never:
            return True
        for group in self._held ^ groups:
            for at, lower, upper in self._rows[group]:
                bounds = (lower, upper) if group in groups else (-np.inf, np.inf)
                self._engine.bound_row(at, *bounds)
        self._held = groups
        answer = Answer.STOPPED
        for tier, possible in zip(self._tiers, self._possible, strict=True):
            if any(groups <= one for one in possible):
                answer = Answer.OPTIMAL
                continue
            self._engine.limits = self._limits.patient() if tier else self._limits
            self._engine.whole(tier)
            answer = self._engine.run()
            if answer is Answer.INFEASIBLE:
                return True
            if answer in FOUND:
                possible.add(self._kept())
        self.undecided |= answer is Answer.STOPPED
        return False

    def _kept(self) -> frozenset[RowGroup]:
        """Give all that the last point keeps, more perhaps than was held: that is possible too."""
        activity = self._engine.row_values()
        return frozenset(
            group
            for group, rows in self._rows.items()
            if all(lower - EXACT <= activity[at] <= upper + EXACT for at, lower, upper in rows)
        )


def never_whole(problem: Problem) -> Iterator[RowGroup]:
    """Give the agreements, per municipality, that ask for a number between two grains of a sum.

    Parameters
    ----------
    problem
        The scenario as a problem.
    """
    asked = {
        group_of(row) for row in problem.rows if can_give(row) and row.requirement.sense == "=="
    }
    for name in dict.fromkeys(identifier for identifier, _ in sorted(asked)):
        for row in problem.scenario.agreement(name).requirements(problem.programme.linear):
            group = name, row.scope.municipality or ""
            if group in asked and row.sense == "==" and row.choice is None:
                apart = as_linear(row.left) - as_linear(row.right)
                grain = common_grain(apart.terms.values())
                if grain and apart.constant % grain:
                    yield group
