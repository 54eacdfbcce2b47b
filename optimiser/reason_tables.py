"""The tables of why a total is what it is: tidy rows with one fact each, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from models.language import Language
from models.scenario import Scenario
from optimiser.conflict import Group

if TYPE_CHECKING:
    from optimiser.reasons import Why

Record = dict[str, Any]
Rows = Iterator[Record]


def binding(why: Why, language: Language) -> Rows:
    """Requirements that contain the total and are tight, or that hold it where it is."""
    for row in why.bindings:
        yield {
            "agreement": row.agreement.id,
            "title": row.agreement.name().render(language),
            **place(why.scenario, row.scope.municipality),
            "year": row.scope.year,
            "label": row.scope.label,
            "left": row.left,
            "sense": row.sense,
            "right": row.right,
            "slack": row.slack,
            "unit": row.agreement.unit,
            "contains": row.contains,
            "tight": row.tight,
            "holds": " ".join(row.holds),
        }


def limits(why: Why, language: Language) -> Rows:
    """The most and the least, with every goal at its best and with the agreements only."""
    for limit in why.limits:
        yield {
            "direction": limit.direction,
            "goals_kept": limit.goals_kept,
            "limit": limit.value,
            "unit": why.total.measure.unit,
            "held_by": joined(limit.agreements),
            "goals": " ".join(limit.goals),
        }


def effects(why: Why, language: Language) -> Rows:
    """What moving the total does to each goal; a row without a goal when it is not possible."""
    for effect in why.effects:
        start = {"delta": effect.delta, "total": effect.total, "status": effect.status}
        nothing = {
            "goal": "",
            "rank": None,
            "before": None,
            "after": None,
            "effect": None,
            "unit": "",
            "gap": None,
            "certain": None,
        }
        if not effect.changes:
            yield {**start, **nothing, "conflict": joined(effect.conflict)}
        for change in effect.changes:
            yield {
                **start,
                "goal": change.goal,
                "rank": change.rank,
                "before": change.before,
                "after": change.after,
                "effect": change.effect,
                "unit": change.unit,
                "gap": change.gap,
                "certain": change.certain if change.effect else None,
                "conflict": "",
            }


def joined(groups: tuple[Group, ...]) -> str:
    """Write agreements with their municipalities in one cell: ``social-rent:GM0202``."""
    return " ".join(f"{name}:{code}" if code else name for name, code in groups)


def place(scenario: Scenario, code: str | None) -> Record:
    """Give a municipality's code and name as two columns; both empty for the region."""
    name = scenario.municipality(code).name if code else ""
    return {"municipality": code or "", "name": name}


REASON_TABLES: dict[str, Callable[[Why, Language], Rows]] = {
    table.__name__: table for table in (binding, limits, effects)
}
"""Every table by its name, in the order in which a reader wants them."""
