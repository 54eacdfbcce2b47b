"""The conflict: named agreements, per municipality, that cannot hold together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.agreements import RULES
from models.language import Text
from models.scenario import Scenario
from optimiser.formulation.problem import Problem, Row
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.hitting_sets import TooManySets, smallest_hitting_set
from optimiser.solver.limits import Limits
from optimiser.solver.settings import DUAL
from optimiser.solver.tolerances import EXACT

Group = tuple[str, str]
"""An agreement's id and a municipality's code, or "" where it holds over the region."""


Extend = Callable[[Engine], None]
"""Adds to an engine what holds besides the agreements."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Agreements that cannot hold together.

    Parameters
    ----------
    groups
        The agreements, per municipality.
    minimal
        Whether it is proven that none of them can be missed from the conflict.
    fewest
        Whether it is proven that no conflict has fewer.
    """

    groups: tuple[Group, ...]
    minimal: bool = True
    fewest: bool = False

    @property
    def agreements(self) -> tuple[str, ...]:
        """The agreements' ids, sorted."""
        return tuple(sorted({identifier for identifier, _ in self.groups}))


def nothing_more(engine: Engine) -> None:
    """Add nothing."""


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
        if trial.cells > limits.params.conflict.few_cells:
            return found
    return Corrections(problem, limits, among, whole=whole, extend=extend).smallest(found)


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
        self._levels = levels(problem) if whole else [[]]
        self.cells = len(self._levels[-1])
        self._rows: dict[Group, list[tuple[int, float, float]]] = {}
        matrix = problem.matrix
        for row in problem.rows:
            if can_give(row):
                at = matrix.rows[row.name]
                bounds = (at, float(matrix.row_lower[at]), float(matrix.row_upper[at]))
                self._rows.setdefault(group_of(row), []).append(bounds)
                self._engine.bound_row(at, -np.inf, np.inf)
        self._held: frozenset[Group] = frozenset()
        self._possible = [set[frozenset[Group]]() for _ in self._levels]

    def needed(
        self, background: Sequence[frozenset[Group]], parts: list[frozenset[Group]], *, known: bool
    ) -> list[frozenset[Group]]:
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

    def contradicts(self, groups: frozenset[Group]) -> bool:
        """Tell whether agreements cannot hold together, all others being left out."""
        for group in self._held ^ groups:
            for at, lower, upper in self._rows[group]:
                bounds = (lower, upper) if group in groups else (-np.inf, np.inf)
                self._engine.bound_row(at, *bounds)
        self._held = groups
        answer = Answer.STOPPED
        for level, possible in zip(self._levels, self._possible, strict=True):
            if any(groups <= one for one in possible):
                answer = Answer.OPTIMAL
                continue
            self._engine.limits = self._limits.patient() if level else self._limits
            self._engine.whole(level)
            answer = self._engine.run()
            if answer is Answer.INFEASIBLE:
                return True
            if answer in FOUND:
                possible.add(self._kept())
        self.undecided |= answer is Answer.STOPPED
        return False

    def _kept(self) -> frozenset[Group]:
        """Give all that the last point keeps, more perhaps than was held: that is possible too."""
        activity = self._engine.row_values()
        return frozenset(
            group
            for group, rows in self._rows.items()
            if all(lower - EXACT <= activity[at] <= upper + EXACT for at, lower, upper in rows)
        )


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
        among: Iterable[Group],
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
        self._missing = missing_columns(problem)
        self._among = frozenset(among)
        self._engine.costs({at: 1.0 for group in self._among for at in self._missing[group]})
        self._engine.whole(levels(problem)[-1] if whole else [])
        self._held = frozenset(self._missing)

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

    def _needed(self, found: Conflict) -> tuple[frozenset[Group], list[frozenset[Group]]]:
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

    def _fewer(self, below: int, corrections: list[frozenset[Group]]) -> frozenset[Group] | None:
        """Find a smallest conflict; None when none has fewer members than `below`.

        A conflict has a member of every correction, so a smallest set that has is either a
        conflict, and then a smallest one, or shows another correction.

        Raises
        ------
        TooMany, Undecided
            If that takes too long, or cannot be told.
        """
        params = self._limits.params.conflict
        while True:
            smallest = smallest_hitting_set(corrections, below, by_preference, params.most_steps)
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

    def _correction(self, held: frozenset[Group]) -> frozenset[Group] | None:
        """Give groups that can give way so that the held ones hold; None when none can.

        Raises
        ------
        Undecided
            If the time is up, or so little has to give that a float cannot tell.
        """
        for group in self._held ^ held:
            most = 0.0 if group in held else np.inf
            own = self._missing[group]
            self._engine.bound(own, [0.0] * len(own), [most] * len(own))
        self._held = held
        self._engine.limits = self._limits.patient() if self._whole else self._limits
        answer = self._engine.run()
        if answer is Answer.INFEASIBLE:
            return None
        values = self._engine.values()
        correction = frozenset(
            group for group in self._among if any(values[at] > EXACT for at in self._missing[group])
        )
        if answer is Answer.STOPPED or not correction:
            raise Undecided
        return correction

    def _contradicting(self) -> frozenset[Group]:
        """Give those of the held groups, which contradict each other, that the solver blames."""
        held, ray = self._held, self._engine.ray()
        if ray is None:
            return held
        blamed = held & {group for at, group in self._rows.items() if ray[at]}
        return blamed if blamed != held and self._correction(blamed) is None else held


def levels(problem: Problem) -> list[list[int]]:
    """Give what to ask whole numbers in, step by step: a step that is impossible ends it early."""
    early = problem.yes_or_no()
    return [[], *([early] if early else []), problem.whole()]


def missing_columns(problem: Problem) -> dict[Group, list[int]]:
    """Give the unknowns for what is missing, by group of rows that can give way."""
    found: dict[Group, list[int]] = {}
    for row in problem.rows:
        if can_give(row):
            found.setdefault(group_of(row), []).extend(map(problem.place, row.missing))
    return found


def can_give(row: Row) -> bool:
    """Tell whether a row is one of an agreement that must hold, and not what unknowns mean."""
    return row.requirement.binding and not row.requirement.firm


def groups_of(rows: Iterable[Row]) -> list[Group]:
    """Give the groups of rows that can give way, those that are named sooner first."""
    return sorted({group_of(row) for row in rows if can_give(row)}, key=by_preference)


def by_agreement(rows: Iterable[Row]) -> list[frozenset[Group]]:
    """Give the groups of rows that can give way, an agreement's together."""
    parts: dict[str, set[Group]] = {}
    for group in groups_of(rows):
        parts.setdefault(group[0], set()).add(group)
    return [frozenset(groups) for groups in parts.values()]


def group_of(row: Row) -> Group:
    """Name the agreement and municipality that a row belongs to."""
    return row.requirement.agreement.id, row.requirement.scope.municipality or ""


def is_rule(identifier: str) -> bool:
    """Tell whether an id is of a rule that holds in every scenario."""
    return any(rule.id == identifier for rule in RULES)


def by_preference(group: Group) -> tuple[bool, Group]:
    """Order groups: what was agreed is named sooner than what holds anyhow."""
    return is_rule(group[0]), group


def holders(scenario: Scenario, groups: Iterable[Group]) -> Iterator[Text]:
    """Name agreements, each once, with the municipalities they are about."""
    codes: dict[str, list[str]] = {}
    for identifier, code in sorted(groups, key=by_preference):
        codes.setdefault(identifier, []).append(code)
    for identifier, found in codes.items():
        yield placed(scenario, identifier, found)


def placed(scenario: Scenario, identifier: str, codes: Iterable[str]) -> Text:
    """Name an agreement with the municipalities it is about; "" is the region, and not named."""
    names = tuple(scenario.municipality(code).name for code in codes if code)
    agreement = scenario.agreement(identifier).name()
    return (
        Text("{agreement} in {places}", agreement=agreement, places=names) if names else agreement
    )
