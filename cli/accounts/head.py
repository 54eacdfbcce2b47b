"""What was solved, what came of it, and on which figures it rests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.accounts.layout import bullet, heading, line
from models.language import Language, Part, Units, Word
from models.language import Text as Sentence
from models.reference import assumed_mix

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.scenario import Scenario
    from optimiser import Result

COLOURS = {
    "optimal": "green",
    "feasible": "yellow",
    "infeasible": "red",
    "infeasible_in_whole_dwellings": "red",
    "failed": "red",
}


def title(scenario: Scenario, language: Language) -> Iterator[RenderableType]:
    """Give the scenario's name and extent."""
    from rich.text import Text

    name = scenario.name.nl if language == "nl" else scenario.name.en
    yield Text(name, style="bold")
    years = scenario.horizon.years
    extent = Sentence(
        "{number} municipalities, {first}-{last}, scenario {id}",
        number=len(scenario.municipalities),
        first=str(years[0]),
        last=str(years[-1]),
        id=scenario.id,
    )
    yield line(extent, language)


def header(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the scenario and what came of it, in words."""
    from rich.text import Text

    yield from title(result.scenario, language)
    yield Text()
    status = Sentence("Result: {status}.", status=result.status_text())
    yield line(status, language, COLOURS.get(result.status.value, ""))
    if result.plan and result.preview:
        yield line(
            Sentence("This is a preview: it stops before whole dwellings, and is rounded here."),
            language,
        )
    if result.audit and result.audit.kept:
        binding = [row for row in result.audit.counted if row.requirement.agreement.binding]
        message = "All {number} requirements of binding agreements were checked on it and are kept."
        if len(binding) == 1:
            message = "The one requirement of a binding agreement was checked on it and is kept."
        kept = Sentence(message, number=len(binding))
        if not result.preview:
            yield line(kept, language)
    if result.within is not None:
        within = Sentence(
            "Every fair outcome lies within {within} of the exact optimum.",
            within=Units(result.within, unit_of(result)),
        )
        yield line(within, language)


def unit_of(result: Result) -> str:
    """Give what fair outcomes are counted in."""
    units = {row.outcome.agreement.unit for row in result.audit.outcomes} if result.audit else set()
    return units.pop() if len(units) == 1 else "units"


def assumption_section(scenario: Scenario, language: Language) -> Iterator[RenderableType]:
    """List the columns that are no public figures."""
    assumed = [source for source in scenario.sources if source.assumption == "yes"]
    mix = assumed_mix(scenario)
    if assumed or mix:
        yield from heading(Sentence("Assumptions"), language)
    if mix:
        yield line(mix, language)
    if not assumed:
        return
    count = Sentence(
        "{assumed} of {all} columns of figures rest on an assumption (--table assumptions):",
        assumed=len(assumed),
        all=len(scenario.sources),
    )
    yield line(count, language)
    columns_of: dict[str, list[Part]] = {}
    for source in assumed:
        columns_of.setdefault(source.table, []).append(
            scenario.figures_of(source.table, source.column)
        )
    for table, columns in sorted(columns_of.items()):
        listed = Sentence("{table}: {columns}", table=Word(table), columns=tuple(columns))
        yield bullet(listed, language)


def provenance(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give what is needed to find this again."""
    from rich.text import Text

    made = result.provenance
    yield Text()
    yield line(
        Sentence(
            "Woonsleutel {version}, HiGHS {highs}, check number {hash}: the same number, the same "
            "figures and agreements",
            version=str(made["woonsleutel"]),
            highs=str(made["highs"]),
            hash=str(made["scenarioHash"])[:12],
        ),
        language,
        "dim",
    )
