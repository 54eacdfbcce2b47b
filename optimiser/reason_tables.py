"""The tables of why a total is what it is: tidy rows with one fact each, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from models.language import Language, rendered
from optimiser.conflict import Group
from optimiser.tabled import Record, Table, place

if TYPE_CHECKING:
    from optimiser.reasons import Why

Rows = Iterator[Record]


def binding(why: Why, language: Language) -> Rows:
    """Requirements that contain the total and are tight, or that hold it where it is."""
    for row in why.bindings:
        yield {
            "agreement": row.agreement.id,
            "title": row.agreement.name().render(language),
            **place(why.scenario, row.scope.municipality or ""),
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
            "held_by_names": rendered(limit.holders(why.scenario), language),
            "goals": " ".join(limit.goals),
            "sentence": why.limit_text(limit).render(language),
        }


def effects(why: Why, language: Language) -> Rows:
    """What moving the total does to each goal; a row without a goal when it is not possible."""
    for effect in why.effects:
        start = {"delta": effect.delta, "total": effect.total, "status": effect.status}
        nothing = {
            "goal": "",
            "sentence": "",
            "rank": None,
            "before": None,
            "after": None,
            "effect": None,
            "unit": "",
            "gap": None,
            "certain": None,
        }
        if not effect.changes:
            said = effect.text(why.scenario, why.total).render(language)
            yield {**start, **nothing, "conflict": joined(effect.conflict), "explanation": said}
        for change in effect.changes:
            yield {
                **start,
                "goal": change.goal,
                "sentence": why.scenario.goal_sentence(change.goal).render(language),
                "rank": change.rank,
                "before": change.before,
                "after": change.after,
                "effect": change.effect,
                "unit": change.unit,
                "gap": change.gap,
                "certain": change.certain if change.effect else None,
                "conflict": "",
                "explanation": effect.about(change.text(why.scenario), why.total).render(language)
                if change.effect
                else "",
            }


def joined(groups: tuple[Group, ...]) -> str:
    """Write agreements with their municipalities in one cell: ``social-rent:GM0202``."""
    return " ".join(f"{name}:{code}" if code else name for name, code in groups)


REASON_TABLES: Mapping[str, Table] = {table.__name__: table for table in (binding, limits, effects)}
"""Every table by its name, in the order in which a reader wants them."""
