"""What a planner reads on a terminal: the answer, or all of a result, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.accounts.agreements import agreement_section, goal_section
from cli.accounts.fairness import fairness_section
from cli.accounts.first_screen import answer
from cli.accounts.free import free_section
from cli.accounts.head import assumption_section, header, provenance
from cli.accounts.infeasible import infeasibility_section
from cli.accounts.parts import parts_section
from cli.accounts.plan import plan_sections
from optimiser.results.rounding_gap import gap_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.language import Language
    from optimiser import Result

__all__ = ["answer", "result_account"]


def result_account(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give all that a planner wants to see of a result, in the order of interest.

    Parameters
    ----------
    result
        What a solve gave, with a plan or without.
    language
        The reader's.

    Yields
    ------
    RenderableType
        What Rich prints: a heading, a sentence or a table.
    """
    yield from header(result, language)
    if result.infeasibility:
        yield from infeasibility_section(result, language)
    yield from parts_section(result, language)
    if result.plan and result.audit:
        yield from plan_sections(result, language)
        yield from free_section(result, language)
        yield from agreement_section(result.scenario, result.audit, language)
        bounds = {goal.id: goal.bound for goal in result.goals}
        gaps = [gap for goal in result.goals if (gap := gap_text(result, goal))]
        yield from goal_section(result.scenario, result.audit, bounds, gaps, language)
        yield from fairness_section(result, language)
    yield from assumption_section(result.scenario, language)
    yield from provenance(result, language)
