"""The verdict on a result, in a sentence: can it be done, and what is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.language import Text

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser import Result
    from optimiser.results.audit import Audit, AuditedRequirement


def verdict(result: Result) -> Text:
    """Say whether it can be done, and claim no more than what was proven."""
    if result.plan is None:
        return Text("Outcome: {status}.", status=result.status_text())
    if result.preview:
        return Text("Preview, before whole dwellings: {status}.", status=result.status_text())
    if result.best_but_for_rounding:
        return Text("It can be done: the best plan, but for rounding to whole dwellings.")
    return Text("It can be done: {status}.", status=result.status_text())


def kept_text(audit: Audit, scenario: Scenario) -> Text:
    """Say what is kept and, with its size, what is missed."""
    rows = missed_rows(audit)
    if not rows:
        return Text("All {number} requirements are kept; nothing is missed.",
                        number=len(audit.counted))  # fmt: skip
    from optimiser.results.audit import miss_text

    miss = miss_text(rows[0], scenario)
    if len(rows) == 1:
        return Text("Missed: {miss}.", miss=miss)
    message = "Missed: {number} requirements; the largest: {miss}."
    if not any(row.requirement.agreement.binding for row in rows):
        message = "Missed of what is not binding: {number} requirements; the largest: {miss}."
    return Text(message, number=len(rows), miss=miss)


def missed_rows(audit: Audit) -> list[AuditedRequirement]:
    """Give what is missed, what binds first and then the largest."""
    return sorted(
        (row for row in audit.requirements if not row.kept),
        key=lambda row: (not row.requirement.agreement.binding, row.slack),
    )
