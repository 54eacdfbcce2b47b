"""Tables of alternatives, as tidy rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from models.language import Language
from optimiser.tabled import Record, Table, place

if TYPE_CHECKING:
    from optimiser.alternatives import Alternatives


def alternatives_table(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give each plan, and how different it is."""
    told = found.counted
    for number, one in enumerate(found.plans, 1):
        yield {
            "alternative": number,
            "kept": one.audit.kept,
            told.unit: sum(told.totals(one.plan).values(), Fraction(0)),
            "moved": one.moved,
            "moved_from_nearest": one.nearest,
        }


def numbers_of(unit: str, found: Alternatives) -> Iterator[Record]:
    """Give what plans are told apart by, beside the best plan; nothing when that is another."""
    told = found.counted
    if found.best.plan is None or told.unit != unit:
        return
    best = told.totals(found.best.plan)
    for number, one in enumerate(found.plans, 1):
        own = told.totals(one.plan)
        for code in found.scenario.codes:
            for name in told.names:
                built = own.get((code, name), Fraction(0))
                base = best.get((code, name), Fraction(0))
                yield {
                    "alternative": number,
                    **place(found.scenario, code),
                    told.axis: name,
                    unit: built,
                    "best": base,
                    "difference": built - base,
                }


def dwellings(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give dwellings by municipality and segment, beside the best plan."""
    yield from numbers_of("dwellings", found)


def households(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give households by municipality and group, beside the best plan, where nothing is built."""
    yield from numbers_of("households", found)


def places(found: Alternatives, language: Language) -> Iterator[Record]:
    """Give places by municipality and facility, where nobody is housed either."""
    yield from numbers_of("places", found)


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
    "households": households,
    "places": places,
    "goals": goals,
}
"""Every table by its name, in the order in which a reader wants them."""
