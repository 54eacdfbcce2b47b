"""The plan itself: what is built, who is housed where, and which facilities stand where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from cli.report.layout import capital, heading, table, whole
from cli.report.programme import in_two_lines, programme_section
from models.language import Language, Term
from models.language import Text as Sentence

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser import Result


def plan_sections(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the plan itself: dwellings, households and facilities."""
    yield from programme_section(result, language)
    yield from housed_section(result, language)
    yield from facility_section(result, language)


def housed_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the households that are housed per municipality and target group, the region last."""
    scenario = result.scenario
    housed: defaultdict[tuple[str, str], int | Fraction] = defaultdict(int)
    for (code, group, _), households in (
        (result.plan.cells if result.plan else {}).get("housed", {}).items()
    ):
        housed[str(code), str(group)] += households
        housed["", str(group)] += households
    if not housed:
        return
    title = Sentence("Households housed by municipality and target group, over all years")
    yield from heading(title, language)
    headers = [in_two_lines(Term(group), language) for group in scenario.groups]
    made = table([Term("municipality"), *headers], language)
    for code in (*scenario.codes, ""):
        if not code:
            made.add_section()
        made.add_row(
            scenario.municipality(code).name if code else Sentence("the region").render(language),
            *(whole(housed[code, group], language) for group in scenario.groups),
        )
    yield made


def facility_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the hosts of each facility, and their places."""
    records = result.records("facilities", language)
    if not records:
        return
    yield from heading(Sentence("Facilities"), language)
    made = table([Term("facility"), Term("municipality"), Term("places")], language, left=2)
    for facility, rows in groupby(records, key=lambda row: str(row["facility"])):
        first = True
        for row in rows:
            name = capital(Sentence("{term}", term=Term(facility)), language) if first else ""
            made.add_row(name, row["name"], whole(row["places"], language))
            first = False
    yield made
