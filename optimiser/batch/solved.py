"""What comes of one variant: whatever goes wrong with it is told, and stops no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from models.findings import InvalidScenario
from models.language import Text
from optimiser.batch.entry import BatchOptions, Entry, failed_entry, invalid_entry
from optimiser.results.account import in_json, settled_in_json
from optimiser.results.result import Result
from optimiser.solving.run import solve
from scenarios import Base


def solved_variant(
    base: Base,
    overrides: Mapping[str, Any] | None,
    options: BatchOptions,
    cancelled: Callable[[], bool],
) -> Entry:
    """Solve one variant; whatever goes wrong becomes its entry."""
    began = time.perf_counter()
    try:
        result = solve(
            base.scenario(overrides),
            preview=options.preview,
            time_limit=options.time_limit,
            gap=options.gap,
            # A preview is over before anybody is impatient, and asking takes a tenth of its time.
            cancelled=None if options.preview else cancelled,
        )
        entry = entry_of(result, options)
    except InvalidScenario as invalid:
        entry = invalid_entry(invalid)
    except Exception as problem:
        fault = " ".join(f"{type(problem).__name__} {problem}".split())
        entry = failed_entry(Text("{fault}", fault=fault))
    return {**entry, "seconds": round(time.perf_counter() - began, 6)}


def entry_of(result: Result, options: BatchOptions) -> Entry:
    """Give what came of a solve; a preview's numbers as its tables have them."""
    written = settled_in_json if result.in_fractions else in_json
    spreads = result.audit.spreads if result.audit else ()
    built = result.plan.totals("new_build")[()] if result.plan else None
    message = Text("{fault}", fault=result.fault)
    if result.infeasibility:
        message = result.infeasibility.sentence
    return {
        "scenario_hash": result.scenario.content_hash,
        "status": result.status.value,
        "status_text": result.status_text().as_record(),
        "dwellings": None if built is None else written(Fraction(built)),
        "goals": {
            goal.id: [written(goal.value), round(goal.bound, 6) + 0.0] for goal in result.goals
        },
        **{
            column: written(max(values)) if values else None
            for column, values in (
                ("largest_deviation", [each.largest for each in spreads]),
                ("hoover", [each.hoover for each in spreads]),
                ("gini", [each.gini for each in spreads]),
            )
        },
        "message": message.as_record(),
        "tables": {name: result.as_json(name, options.language) for name in options.tables},
    }
