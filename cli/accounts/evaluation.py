"""What a planner reads of a plan that was held against a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.accounts.agreements import agreement_section, goal_section
from cli.accounts.fairness import fairness_section
from cli.accounts.head import assumption_section, title
from cli.accounts.layout import line
from cli.accounts.plan import plan_sections
from models.language import Language
from models.language import Text as Sentence
from optimiser.results.verdict import audited_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser import Evaluation


def evaluation_account(
    evaluation: Evaluation, plan: str, language: Language
) -> Iterator[RenderableType]:
    """Give what a plan keeps and misses, and how fair it is."""
    from rich.text import Text

    scenario, audit = evaluation.scenario, evaluation.audit
    yield from title(scenario, language)
    yield line(Sentence("Plan: {plan}", plan=plan), language)
    yield Text()
    yield line(audited_text(audit), language, "green" if audit.kept else "red")
    yield from plan_sections(evaluation.result, language)
    yield from agreement_section(scenario, audit, language)
    yield from goal_section(scenario, audit, {}, (), language)
    yield from fairness_section(evaluation.result, language)
    yield from assumption_section(scenario, language)
