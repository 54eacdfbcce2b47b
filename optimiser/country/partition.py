"""A partition: the areas of one kind divide a country in parts, each municipality in one."""

from __future__ import annotations

from collections.abc import Iterator

from models.division import Partition
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.scenario import Scenario
from models.values import quoted
from optimiser.country.shared_totals import check_divisible, check_keys
from scenarios.document.hints import unknown


def partition(scenario: Scenario, kind: str) -> Partition:
    """Make each area of one kind a part of a country, with the municipalities that lie in it.

    Raises
    ------
    InvalidScenario
        If no area is of that kind, or a municipality lies in none of them or in several.
    """
    kinds = {row.kind for row in scenario.areas if row.kind is not None}
    if kind not in kinds:
        text = unknown(quoted(kind), kinds)
        raise InvalidScenario([Finding("unknown-area-kind", "error", text, BY)])
    parts: dict[str, set[str]] = {}
    for row in scenario.areas:
        if row.kind == kind:
            parts.setdefault(row.area, set()).add(row.municipality)
    found = Partition(kind, {area: frozenset(parts[area]) for area in sorted(parts)})
    if findings := list(_not_in_one_part(scenario, found)):
        raise InvalidScenario(findings)
    return found


def kinds_of_parts(scenario: Scenario) -> list[str]:
    """Give the kinds of areas by which a scenario can be solved part by part, in their order."""
    kinds = dict.fromkeys(row.kind for row in scenario.areas if row.kind is not None)
    return [kind for kind in kinds if _divides(scenario, kind)]


def _divides(scenario: Scenario, kind: str) -> bool:
    try:
        parts = partition(scenario, kind)
        check_divisible(scenario, parts)
        check_keys(scenario, parts)
    except InvalidScenario:
        return False
    return len(parts.parts) > 1


BY = Origin("", None, "by")


def _not_in_one_part(scenario: Scenario, found: Partition) -> Iterator[Finding]:
    for municipality in scenario.municipalities:
        parts = found.touched(frozenset([municipality.code]))
        if not parts:
            text = Text(
                "{municipality} lies in no area of the kind “{kind}”.",
                municipality=municipality.name,
                kind=found.kind,
            )
            yield Finding("municipality-in-no-part", "error", text, BY)
        elif len(parts) > 1:
            text = Text(
                "{municipality} lies in several areas of the kind “{kind}”: {parts}.",
                municipality=municipality.name,
                kind=found.kind,
                parts=tuple(parts),
            )
            yield Finding("municipality-in-several-parts", "error", text, BY)
