"""Tables of alternatives, as tidy rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from models.language import Language
from optimiser.far_points import totals
from optimiser.tabled import Record, Table, place

if TYPE_CHECKING:
    from optimiser.alternatives import Alternatives


def alternatives_table(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give each plan, and how different it is."""
    for number, one in enumerate(found.plans, 1):
        yield {
            "alternative": number,
            "kept": one.audit.kept,
            "dwellings": sum(totals(one.plan).values(), Fraction(0)),
            "moved": one.moved,
            "moved_from_nearest": one.nearest,
        }


def dwellings(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give dwellings by municipality and segment, beside the best plan."""
    if found.best.plan is None:
        return
    best = totals(found.best.plan)
    for number, one in enumerate(found.plans, 1):
        own = totals(one.plan)
        for code in found.scenario.codes:
            for segment in found.scenario.segments:
                built = own.get((code, segment), Fraction(0))
                base = best.get((code, segment), Fraction(0))
                yield {
                    "alternative": number,
                    **place(found.scenario, code),
                    "segment": segment,
                    "dwellings": built,
                    "best": base,
                    "difference": built - base,
                }


def goals(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give each goal on each plan, beside the best plan."""
    for goal in found.scenario.goals:
        for number, one in enumerate(found.plans, 1):
            value = one.audit.goals[goal.id]
            base = found.best.audit.goals[goal.id] if found.best.audit else Fraction(0)
            yield {
                "alternative": number,
                "goal": goal.id,
                "sentence": goal.sentence(found.scenario).render(language),
                "value": value,
                "best": base,
                "difference": value - base,
                "unit": goal.unit,
            }


ALTERNATIVE_TABLES: dict[str, Table] = {
    "alternatives": alternatives_table,
    "dwellings": dwellings,
    "goals": goals,
}
"""Every table by its name, in the order in which a reader wants them."""
