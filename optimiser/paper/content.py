"""Content: what a report says of what was found, for the typesetter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from models.language import Language, Text
from models.scenario import Scenario
from optimiser.paper.annexes import Annexes
from optimiser.paper.blocks import Block, Words, section_block
from optimiser.paper.council_pages import CouncilPages
from optimiser.paper.explored import ExploredPages
from optimiser.presentation.retold import retold

SHOWN = 12
"""Signs of the check number that stand below a page."""


def content_of(scenario: Scenario, record: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Give what a report says of whatever was found.

    Parameters
    ----------
    scenario
        What was agreed.
    record
        What was found, as JSON has it: the best plan or why there is none, plans beside it, or
        what was explored.
    language
        The reader's.

    Returns
    -------
    dict
        What `typeset` makes a PDF of.
    """
    if "status" in record:
        return report_content(scenario, record, language)
    if "best" in record:
        return report_content(scenario, record["best"], language, record)
    words = Words(language)
    pages = ExploredPages(scenario, retold(scenario, record, language), words)
    return bound_report(scenario, record, words, [pages.section()])


def report_content(
    scenario: Scenario,
    record: Mapping[str, Any],
    language: Language,
    compared: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Give what a report says of a plan, or of why there is none.

    Parameters
    ----------
    scenario
        What was agreed.
    record
        The best plan as it was found, or why there is none: what a solve gave, as JSON has it.
    language
        The reader's.
    compared
        Negotiated plans held beside it, as JSON has them.

    Returns
    -------
    dict
        What `typeset` makes a PDF of.
    """
    words = Words(language)
    plain = retold(scenario, record, language)
    beside = None if compared is None else retold(scenario, compared, language)
    council = CouncilPages(scenario, plain, words, beside)
    annexes = Annexes(scenario, plain, words, beside=beside is not None)
    plan = Text("What the plan does per municipality")
    if beside is not None:
        plan = Text("What the best plan does per municipality")
    told: list[tuple[Text, Iterator[Block]]]
    told = [(plan, council.planned()), (Text("What came of it"), council.given())]
    if not council.table("totals"):
        # Little is said then, and belongs together.
        told = [(Text("Why there is no plan"), chain(council.planned(), council.given()))]
    sections = (
        section_block(words.say(Text("What is asked")), council.asked()),
        *(section_block(words.say(title), blocks) for title, blocks in told),
        *annexes.sections(),
    )
    return bound_report(scenario, record, words, sections)


def bound_report(
    scenario: Scenario, record: Mapping[str, Any], words: Words, sections: Iterable[Block]
) -> dict[str, Any]:
    """Put parts of a report together, with what stands on its first page and below each."""
    years, made = scenario.horizon.years, record["provenance"]
    return {
        "language": words.language,
        "title": words.plain(scenario.name),
        "subtitle": words.say(
            Text(
                "{number} municipalities, {first}-{last}",
                number=len(scenario.municipalities),
                first=str(years[0]),
                last=str(years[-1]),
            )
        ),
        "author": f"Woonsleutel {made['woonsleutel']}",
        "footer": words.plain(
            Text(
                "{name}. Check number {mark}",
                name=scenario.name,
                mark=made["scenarioHash"][:SHOWN],
            )
        ),
        "sections": list(sections),
    }
