"""The conflict: named agreements, per municipality, that cannot hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.agreements import RULES
from models.language import Part, Text
from models.scenario import Scenario
from optimiser.formulation.problem import Problem, Row

MANY, FEW = 6, 2
"""Municipalities that are not named one by one, when of all no more are left out than a few."""

RowGroup = tuple[str, str]
"""An agreement's id and a municipality's code, or "" where it holds over the region."""


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

    groups: tuple[RowGroup, ...]
    minimal: bool = True
    fewest: bool = False

    @property
    def agreements(self) -> tuple[str, ...]:
        """The agreements' ids, sorted."""
        return tuple(sorted({identifier for identifier, _ in self.groups}))


def whole_tiers(problem: Problem) -> list[list[int]]:
    """Give what to ask whole numbers in, tier by tier: one that is impossible ends it early."""
    early = problem.yes_or_no()
    return [[], *([early] if early else []), problem.whole()]


def shortfall_columns(problem: Problem) -> dict[RowGroup, list[int]]:
    """Give the unknowns for what is missing, by group of rows that can give way."""
    found: dict[RowGroup, list[int]] = {}
    for row in problem.rows:
        if can_give(row):
            found.setdefault(group_of(row), []).extend(map(problem.column, row.shortfalls))
    return found


def can_give(row: Row) -> bool:
    """Tell whether a row is one of an agreement that must hold, and not what unknowns mean."""
    return row.requirement.binding and not row.requirement.firm


def groups_of(rows: Iterable[Row]) -> list[RowGroup]:
    """Give the groups of rows that can give way, those that are named sooner first."""
    return sorted({group_of(row) for row in rows if can_give(row)}, key=by_preference)


def by_agreement(rows: Iterable[Row]) -> list[frozenset[RowGroup]]:
    """Give the groups of rows that can give way, an agreement's together."""
    parts: dict[str, set[RowGroup]] = {}
    for group in groups_of(rows):
        parts.setdefault(group[0], set()).add(group)
    return [frozenset(groups) for groups in parts.values()]


def group_of(row: Row) -> RowGroup:
    """Name the agreement and municipality that a row belongs to."""
    return row.requirement.agreement.id, row.requirement.scope.municipality or ""


def is_rule(identifier: str) -> bool:
    """Tell whether an id is of a rule that holds in every scenario."""
    return any(rule.id == identifier for rule in RULES)


def by_preference(group: RowGroup) -> tuple[bool, RowGroup]:
    """Order groups: what was agreed is named sooner than what holds anyhow."""
    return is_rule(group[0]), group


def names_of_groups(scenario: Scenario, groups: Iterable[RowGroup]) -> Iterator[Text]:
    """Name agreements, each once, with the municipalities they are about."""
    codes: dict[str, list[str]] = {}
    for identifier, code in sorted(groups, key=by_preference):
        codes.setdefault(identifier, []).append(code)
    for identifier, found in codes.items():
        yield agreement_with_places(scenario, identifier, found)


def agreement_with_places(scenario: Scenario, identifier: str, codes: Iterable[str]) -> Text:
    """Name an agreement with the municipalities it is about; "" is the region, and not named."""
    found = [code for code in codes if code]
    agreement = scenario.agreement(identifier).name()
    if not is_rule(identifier):
        # What people call it is told from the words around it; a rule is words itself.
        agreement = Text("“{agreement}”", agreement=agreement)
    if not found:
        return agreement
    return Text("{agreement} in {places}", agreement=agreement, places=_places(scenario, found))


def _places(scenario: Scenario, codes: Sequence[str]) -> Part:
    """Name municipalities; where they are nearly all there are, those that they are not."""
    others = tuple(one.name for one in scenario.municipalities if one.code not in codes)
    if len(codes) < MANY or len(others) > FEW:
        return tuple(scenario.municipality(code).name for code in codes)
    if others:
        return Text("all municipalities but {others}", others=others)
    return Text("all {number} municipalities", number=len(codes))
