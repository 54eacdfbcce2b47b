"""The plan itself: what is built, who is housed where, and which facilities stand where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cli.accounts.layout import bullet, capital_sentence, heading, table, whole
from cli.accounts.programme import in_two_lines, programme_section
from models.language import Language, Word, rendered
from models.language import Text as Sentence

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.scenario import Scenario
    from optimiser import Result


def plan_sections(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the plan itself: dwellings, households and facilities."""
    yield from programme_section(result, language)
    yield from withdrawn_section(result, language)
    yield from housed_section(result, language)
    yield from facility_section(result, language)
    yield from choice_section(result, language)


def withdrawn_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give what is demolished and sold of the existing stock, per municipality and segment."""
    if result.plan is None or not result.plan.cells.get("withdrawn"):
        return
    scenario = result.scenario
    totals = result.plan.totals("withdrawn", "municipality", "segment", "becomes")
    title = Sentence("Demolished and sold, over all years")
    yield from heading(title, language)
    headers = [Word("municipality"), Word("segment"), Word("becomes"), Word("dwellings")]
    made = table(headers, language, left=3)
    for (code, *names), dwellings in sorted(totals.items()):
        said = [rendered(Word(str(name)), language) for name in names]
        made.add_row(scenario.municipality(str(code)).name, *said, whole(dwellings, language))
    made.add_section()
    region = Sentence("the region").render(language)
    made.add_row(region, "", "", whole(sum(totals.values()), language))
    yield made


def housed_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the households that are housed per municipality and target group, the region last."""
    scenario = result.scenario
    if result.plan is None or not result.plan.cells.get("housed"):
        return
    housed = result.plan.totals("housed", "municipality", "group")
    region = result.plan.totals("housed", "group")
    title = Sentence("Households housed by municipality and target group, over all years")
    yield from heading(title, language)
    headers = [in_two_lines(Word(group), language) for group in scenario.groups]
    made = table([Word("municipality"), *headers], language)
    for code in (*scenario.codes, ""):
        if not code:
            made.add_section()
        made.add_row(
            scenario.municipality(code).name if code else Sentence("the region").render(language),
            *(
                whole(housed[code, group] if code else region[(group,)], language)
                for group in scenario.groups
            ),
        )
    yield made


def facility_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the hosts of each facility, and their places."""
    records = result.records("facilities", language)
    if not records:
        return
    yield from heading(Sentence("Facilities"), language)
    made = table([Word("facility"), Word("municipality"), Word("places")], language, left=2)
    for facility, rows in groupby(records, key=lambda row: str(row["facility"])):
        first = True
        for row in rows:
            name = (
                capital_sentence(Sentence("{name}", name=Word(facility)), language) if first else ""
            )
            made.add_row(name, row["name"], whole(row["places"], language))
            first = False
    yield made


def choice_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give per agreement where each option is kept."""
    records = result.records("choices", language)
    for agreement in result.scenario.agreements:
        rows = [row for row in records if row["agreement"] == agreement.id]
        if not rows or not agreement.choices:
            continue  # a level, or what comes first, is seen in the plan itself
        yield from heading(agreement.name(), language)
        for name, option in agreement.choices.items():
            own = [row for row in rows if row["option"] == name]
            kept = {where(result.scenario, row, language): row["kept"] for row in own}
            for row in own:  # of a bandwidth both sides have to be kept
                kept[where(result.scenario, row, language)] &= row["kept"]
            places = tuple(place for place, yes in kept.items() if yes)
            promise = option.promise(result.scenario)
            message = "{promise}: kept in {places}" if places else "{promise}: kept nowhere"
            yield bullet(Sentence(message, promise=promise, places=places), language)


def where(scenario: Scenario, row: Mapping[str, Any], language: Language) -> str:
    """Say where and when a choice is made."""
    place = row["name"] or Sentence("the region").render(language)
    within = (rendered(part, language) for part in scenario.label_parts(row["label"]))
    return " ".join(map(str, filter(None, (place, *within, row["year"]))))
