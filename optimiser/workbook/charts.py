"""Charts of a workbook: for each what is drawn, as a small table of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.language import Language, Text, word
from optimiser.presentation.columns import shown_value
from optimiser.workbook.sheet import in_sheet
from scenarios.document.spelling import guarded
from scenarios.forms.workbook_writer import DECIMALS, GROUPED, PERCENT

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.presentation.columns import Records
    from optimiser.workbook.content import Content


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its figures.

    Parameters
    ----------
    title
        What it shows, in what unit.
    kind
        ``bar`` (one after the other), ``percent_stacked`` (each row in proportion to itself),
        ``range`` (from the first column, which is not drawn, as far as the second reaches) or
        ``scatter``.
    headers, rows
        The figures; the first column names them, or is the horizontal axis.
    form
        The number format.
    """

    title: str
    kind: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    form: str = GROUPED


def charts(content: Content, language: Language) -> Iterator[Chart]:
    """Give the charts of the tables that have one."""
    for name, records in content.tables.items():
        if name in DRAWN:
            yield from DRAWN[name](content.scenario, records, language)


def segments(_: Scenario, records: Records, language: Language) -> Iterator[Chart]:
    """Draw how each municipality divides its dwellings: a city must not flatten the others."""
    named = [column.removesuffix("_share") for column in records[0] if column.endswith("_share")]
    rows = [
        [guarded(row["name"]), *(row[segment] for segment in named)]
        for row in records
        if row["municipality"]
    ]
    headers = [word("municipality", language), *(word(segment, language) for segment in named)]
    title = Text("How each municipality divides its dwellings over the segments")
    yield Chart(title.render(language), "percent_stacked", headers, rows)


def deviations(scenario: Scenario, records: Records, language: Language) -> Iterator[Chart]:
    """Draw per agreement how far each municipality is from its fair share, year by year.

    With keys side by side there is no such distance: each has shares of its own.
    """
    if "deviation" not in records[0]:
        return
    for agreement in dict.fromkeys(row["agreement"] for row in records):
        own = [row for row in records if row["agreement"] == agreement and row["name"]]
        if own:
            name = scenario.agreement(agreement).name()
            title = Text("Deviation from the fair share: {agreement}", agreement=name)
            headers, rows = pivot(own, "year", "deviation", language)
            yield Chart(title.render(language), "bar", headers, rows, PERCENT)


def plans(_: Scenario, records: Records, language: Language) -> Iterator[Chart]:
    """Draw dwellings per municipality in the best plan and in the negotiated ones."""
    own = [row for row in records if row["quantity"] == "new_build" and row["municipality"]]
    yield from proportional_bars(own, "plan", ("best", "number"), language)


def dwellings(_: Scenario, records: Records, language: Language) -> Iterator[Chart]:
    """Draw dwellings per municipality: alternatives, or what parties want beside a compromise."""
    if "party" in records[0]:
        heard = [row for row in records if row["party"]]
        yield from proportional_bars(heard, "party", ("dwellings", "own_plan"), language)
    else:
        yield from proportional_bars(records, "alternative", ("best", "dwellings"), language)


def proportional_bars(
    records: Records, each: str, numbers: tuple[str, str], language: Language
) -> Iterator[Chart]:
    """Draw the dwellings of each municipality in proportion to what all have in common.

    Where that is nothing, there is no proportion.
    """
    if not records:
        return
    common, own = numbers
    first = records[0][each]
    shared = [{**row, each: "", own: row[common]} for row in records if row[each] == first]
    headers, rows = pivot([*shared, *records], each, own, language)
    beside = Text("the best plan") if common == "best" else Text("the compromise")
    title = Text("Dwellings by municipality, in proportion to {plan}", plan=beside)
    drawn = [
        [name, *(number / base if base and number is not None else None for number in others)]
        for name, base, *others in rows
    ]
    yield Chart(title.render(language), "bar", [headers[0], *headers[2:]], drawn, PERCENT)


def rooms(_: Scenario, records: Records, language: Language) -> Iterator[Chart]:
    """Draw the least and the most per municipality, in proportion to its most."""
    rows = [
        [guarded(row["name"]), *(part / row["most"] for part in (row["least"], row["room"]))]
        for row in records
        if not row["segment"] and row["most"]
    ]
    headers = [word(name, language) for name in ("municipality", "least", "room")]
    title = Text("The room of each municipality, in proportion to its most dwellings")
    yield Chart(title.render(language), "range", headers, rows, PERCENT)


def front(_: Scenario, records: Records, language: Language) -> Iterator[Chart]:
    """Draw what the one goal costs the other, and where plans stand."""
    scales = {"ratio": 100}
    units = {which: records[0][f"{which}_unit"] for which in ("first", "second")}
    one, other = (
        guarded(f"{records[0][f'{which}_sentence']} ({shown_value(unit, 'unit', language)})")
        for which, unit in units.items()
    )
    beside = [row for row in records if row["lost"] is not None]
    names = [guarded(row["plan"] or word("best", language)) for row in beside]
    rows = []
    for row in records:
        y, x = (round(row[which] * scales.get(unit, 1), 4) for which, unit in units.items())
        here = [y if row is each else None for each in beside]
        rows.append([x, None if row["lost"] is not None else y, *here])
    title = Text("What one goal costs the other").render(language)
    form = DECIMALS if "ratio" in units.values() else GROUPED
    yield Chart(title, "scatter", [other, one, *names], rows, form)


def pivot(
    records: Records, across: str, value: str, language: Language
) -> tuple[list[str], list[list[Any]]]:
    """Give a row per municipality and a column per value of what goes across, adding up."""
    columns = list(dict.fromkeys(row[across] for row in records))
    found: dict[str, dict[Any, Any]] = {}
    for row in records:
        own = found.setdefault(row["name"], {})
        own[row[across]] = own.get(row[across], 0) + (row[value] or 0)
    heads = [
        guarded(str(column)) if column is not None else word(value, language) for column in columns
    ]
    rows = [
        [guarded(name), *(in_sheet(own.get(column)) for column in columns)]
        for name, own in found.items()
    ]
    return [word("municipality", language), *heads], rows


DRAWN: Mapping[str, Callable[[Scenario, Records, Language], Iterator[Chart]]] = {
    "totals": segments,
    "fair_shares": deviations,
    "by_municipality": plans,
    "dwellings": dwellings,
    "room": rooms,
    "front": front,
}
"""What is drawn of a table."""
