"""The table of what agreements cost: tidy rows with one fact each, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from models.language import Language
from optimiser.effects import unit_of
from optimiser.tabled import Record, Table
from optimiser.tables import assumptions

if TYPE_CHECKING:
    from optimiser.price import Price, Prices


def prices(found: Prices, language: Language) -> Iterator[Record]:
    """Every goal with all agreements, without each, and with less of it."""
    units = {goal.id: unit_of(found.scenario, goal) for goal in found.scenario.goals}
    nothing = dict.fromkeys(("agreement", "title"), "") | {"case": "as agreed"}
    thresholds = dict.fromkeys(("field", "agreed", "threshold", "threshold_unit"))
    for goal, values in found.base.values.items():
        yield {
            **nothing,
            **thresholds,
            "status": "possible",
            "goal": goal,
            "sentence": found.scenario.goal_sentence(goal).render(language),
            "rank": 1,
            "before": values[0] if values else None,
            "after": values[0] if values else None,
            "effect": 0,
            "unit": units.get(goal, "dwellings"),
            "gap": found.base.gap(goal, 1),
            "certain": None,
            "explanation": "",
        }
    for price in found.found:
        yield from priced(found, price, language)


def priced(found: Prices, price: Price, language: Language) -> Iterator[Record]:
    """Give the rows of one case; one row without a goal when there is nothing to compare."""
    start = {
        "agreement": price.agreement.id,
        "title": price.agreement.name().render(language),
        "case": "without" if price.threshold is None else "threshold",
        "field": price.threshold.field if price.threshold else None,
        "agreed": price.agreed.value if price.agreed else None,
        "threshold": price.threshold.value if price.threshold else None,
        "threshold_unit": (price.threshold.unit or "ratio") if price.threshold else None,
        "status": price.status,
    }
    if not price.changes:
        said = price.text(found.scenario, possible=found.possible).render(language)
        names = ("rank", "before", "after", "effect")
        rest = {"unit": "", "gap": None, "certain": None, "explanation": said}
        yield {**start, "goal": "", "sentence": "", **dict.fromkeys(names), **rest}
    for change in price.changes:
        yield {
            **start,
            "goal": change.goal,
            "sentence": found.scenario.goal_sentence(change.goal).render(language),
            "rank": change.rank,
            "before": change.before,
            "after": change.after,
            "effect": change.effect,
            "unit": change.unit,
            "gap": change.gap,
            "certain": change.certain if change.effect else None,
            "explanation": price.about(change.text(found.scenario)).render(language)
            if change.effect
            else "",
        }


PRICE_TABLES: Mapping[str, Table] = {"prices": prices, "assumptions": assumptions}
"""Every table by its name."""
