"""An entry of the ledger: what came of one variant, as values that JSON has, in both languages."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from models.findings import InvalidScenario
from models.language import Language, Text
from optimiser.results.provenance import release
from optimiser.results.report import number
from optimiser.results.result import Result
from optimiser.results.status import Status
from optimiser.solver.highs import Engine
from optimiser.solving.run import solve
from scenarios import Base

Entry = dict[str, Any]

INVALID = "invalid"
"""The status of a variant that is no scenario to be solved; the others are those of a result."""

MOST_SAID = 3
"""Findings that a message tells; who wants them all checks the variant by itself."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How the variants of a batch are solved.

    Parameters
    ----------
    preview
        Stop before whole dwellings.
    time_limit
        Seconds for each variant.
    gap
        Relative gap at which a search for whole numbers may end.
    tables
        Tables of each result that are kept besides: ``totals``.
    language
        Of the titles in those tables.
    """

    preview: bool = False
    time_limit: float | None = None
    gap: float = 0.0
    tables: tuple[str, ...] = ()
    language: Language = "nl"

    def as_record(self) -> dict[str, Any]:
        """Give what an outcome depends on.

        Returns
        -------
        dict
            Options by name, as JSON holds them; times in seconds.
        """
        record = asdict(self)
        # Without tables an entry is in both languages.
        return record if self.tables else {**record, "language": None}


def versions() -> str:
    """Give by what variants are solved: of another version nothing is taken over."""
    return f"woonsleutel {release()}, HiGHS {Engine.version()}"


def solved(
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
    """Give what came of a solve."""
    spreads = result.audit.spreads if result.audit else ()
    built = result.plan.cells.get("new_build", {}) if result.plan else None
    message = Text("{fault}", fault=result.fault)
    if result.infeasibility:
        message = result.infeasibility.sentence
    return {
        "scenario_hash": result.scenario.content_hash,
        "status": result.status.value,
        "status_text": result.status_text().as_record(),
        "dwellings": None if built is None else number(Fraction(sum(built.values()))),
        "goals": {
            goal.id: [number(goal.value), round(goal.bound, 6) + 0.0] for goal in result.goals
        },
        **{
            column: number(max(values)) if values else None
            for column, values in (
                ("largest_deviation", [each.largest for each in spreads]),
                ("hoover", [each.hoover for each in spreads]),
                ("gini", [each.gini for each in spreads]),
            )
        },
        "message": message.as_record(),
        "tables": {name: result.as_json(name, options.language) for name in options.tables},
    }


def invalid_entry(invalid: InvalidScenario) -> Entry:
    """Give what is said of a variant that is no scenario."""
    errors = [each.text for each in invalid.findings if each.severity == "error"][:MOST_SAID]
    said = {language: [text.render(language) for text in errors] for language in ("nl", "en")}
    return {
        "status": INVALID,
        "status_text": Text("the scenario cannot be used").as_record(),
        "message": {language: " ".join(texts) for language, texts in said.items()},
    }


def failed_entry(fault: Text) -> Entry:
    """Give what is said of a variant in which something went wrong that is our fault."""
    return {
        "status": Status.FAILED.value,
        "status_text": Status.FAILED.text().as_record(),
        "message": fault.as_record(),
    }
