"""The conflict: named agreements, per municipality, that cannot hold together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.agreements import RULES
from models.language import Text
from models.scenario import Scenario
from optimiser.engine import Answer, Engine, Limits
from optimiser.hitting import TooMany, smallest_hitting_set
from optimiser.problem import Problem, Row

Group = tuple[str, str]
"""An agreement's id and a municipality's code, or "" where it holds over the region."""

PATIENCE = 5.0
"""Seconds after which one search for whole numbers is left undecided."""
MOST_REPAIRS = 60
"""Repairs that are looked at to find a conflict of fewer agreements."""
FEW_CELLS = 300
"""Cells up to which a conflict of fewer agreements is sought in whole dwellings too."""
NONE = 1e-6
"""Units below which nothing is missing."""

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
    hint: Iterable[Row] = (),
    looks: int = MOST_REPAIRS,
) -> Conflict:
    """Find agreements that cannot hold together, as few as can be found quickly.

    First halves of the suspects are left out as long as the rest still contradicts itself (U.
    Junker, *QuickXplain*, 2004): what remains is a conflict from which nothing can be missed. Then
    one with fewer members is looked for: a conflict has a member of every repair, so a smallest
    set that has is either a conflict, and then a smallest one, or shows another repair.

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
    hint
        Those that contradict each other as far as the solver knows, which shortens the search.
    looks
        How many repairs are looked at to find a conflict with fewer members.
    """
    trial = Trial(problem, limits, whole=whole, extend=extend)
    suspects = tuple(suspects)
    among = groups_of(suspects)
    hinted = groups_of(hint)
    known = hinted and trial.contradicts(frozenset(hinted))
    groups = hinted if known else among
    if whole:
        kept = frozenset().union(*trial.needed([], by_agreement(suspects), known=False))
        groups = [group for group in groups if group in kept]
    needed = trial.needed([], [frozenset([group]) for group in groups], known=False)
    found = Conflict(tuple(sorted(frozenset().union(*needed))), not trial.undecided)
    if not looks or (whole and trial.cells > FEW_CELLS):
        return found
    return with_fewest(problem, limits, found, frozenset(among), looks, whole=whole, extend=extend)


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
        self._engine = Engine(problem.matrix, limits)
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
        for level in self._levels:
            self._engine.limits = patient(self._limits) if level else self._limits
            self._engine.whole(level)
            answer = self._engine.run()
            if answer is Answer.INFEASIBLE:
                return True
        self.undecided |= answer is Answer.STOPPED
        return False


def with_fewest(
    problem: Problem,
    limits: Limits,
    found: Conflict,
    among: frozenset[Group],
    looks: int,
    *,
    whole: bool,
    extend: Extend,
) -> Conflict:
    """Look for a conflict with fewer members than one that was found, among some groups."""
    engine = Engine(problem.matrix, limits)
    extend(engine)
    columns = missing_columns(problem)
    engine.costs({column: 1.0 for group in among for column in columns[group]})
    engine.whole(levels(problem)[-1] if whole else [])

    def repair(held: Collection[Group]) -> frozenset[Group] | None:
        """Give groups that can give way so that the held ones hold; None when none can."""
        for group, own in columns.items():
            most = 0.0 if group in held else np.inf
            engine.bound(own, [0.0] * len(own), [most] * len(own))
        engine.limits = patient(limits) if whole else limits
        answer = engine.run()
        if answer is Answer.INFEASIBLE:
            return None
        if answer is Answer.STOPPED:
            raise TooMany
        values = engine.values()
        return frozenset(
            group for group in among if any(values[column] > NONE for column in columns[group])
        )

    repairs: list[frozenset[Group]] = []
    try:
        while len(repairs) < looks:
            candidate = smallest_hitting_set(repairs, len(found.groups), by_preference)
            if candidate is None:
                return Conflict(found.groups, found.minimal, fewest=True)
            held = candidate
            # Repairs without a common member are worth most: each takes a member of its own.
            while (one := repair(held)) is not None:
                if not one:
                    raise TooMany
                repairs.append(one)
                held |= one
            if held == candidate:
                return Conflict(tuple(sorted(candidate)), fewest=True)
    except TooMany:
        pass
    return found


def levels(problem: Problem) -> list[list[int]]:
    """Give what to ask whole numbers in, step by step: a step that is impossible ends it early."""
    early = problem.yes_or_no()
    return [[], *([early] if early else []), problem.whole()]


def patient(limits: Limits) -> Limits:
    """Give the limits of one search for whole numbers."""
    return Limits(min(limits.remaining(), PATIENCE), limits.cancelled, limits.gap)


def missing_columns(problem: Problem) -> dict[Group, list[int]]:
    """Give the unknowns for what is missing, by group of rows that can give way."""
    found: dict[Group, list[int]] = {}
    for row in problem.rows:
        if can_give(row):
            own = [problem.matrix.columns[column] for column in row.missing]
            found.setdefault(group_of(row), []).extend(own)
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
