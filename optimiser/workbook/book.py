"""The workbook itself: sheets with named tables, cells to fill in, and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.language import Language, Text, Word, capital, rendered, word
from optimiser.workbook.charts import charts
from optimiser.workbook.content import Content, agreed_records, source_records
from optimiser.workbook.council import draw_council
from optimiser.workbook.drawing import draw_charts
from optimiser.workbook.sheet import table_sheet
from scenarios.document.spelling import guarded
from scenarios.forms.workbook_writer import Sheet, WorkbookWriter

if TYPE_CHECKING:
    from optimiser.presentation.columns import Records

TITLES = {
    "totals": Text("Outcome"),
    "parts": Text("Parts"),
    "division": Text("What each part gets"),
    "requirements": Text("Agreements"),
    "fair_shares": Text("Fair shares"),
    "spreads": Text("Spread"),
    "fairness_steps": Text("Steps"),
    "conflict": Text("Conflict"),
    "certificate": Text("Proof"),
    "ways_out": Text("Ways out"),
}
"""The tables whose sheets have another name than the table."""

COMPARED = ("by_municipality", "dwellings")
"""Tables that compare: the first of them that there is gets the sheet of that name."""

SHOWN = 12
"""Signs of a scenario's check number that stand below a page, as on the screen."""

PLANS = ("plan", "alternative")
"""Columns that tell plans apart."""

NUMBERS = ("number", "value", "dwellings", "households", "places")
"""What the columns of plans hold."""

MOST_BELOW = 2
"""Plans that stand below one another no longer, but beside."""

LONGEST_TITLE = 31
"""Characters of a sheet's name in Excel."""


def as_workbook(content: Content, language: Language) -> bytes:
    """Write a workbook (xlsx).

    What may be filled in is unlocked and has its choices. The same content gives the same bytes.

    Parameters
    ----------
    content
        What it tells.
    language
        Of titles, headers and sentences.

    Returns
    -------
    bytes
        The file's content.

    Raises
    ------
    InvalidScenario
        If a text is too long for a cell.
    """
    scenario = content.scenario
    subject = rendered(scenario.name, language)
    with WorkbookWriter(language, subject, scenario.content_hash[:SHOWN]) as writer:
        draw_council(writer, content.council, scenario)
        first, others = sheets_around_charts(content, language)
        for sheet in first:
            writer.put(sheet)
        draw_charts(writer, list(charts(content, language)))
        for sheet in others:
            writer.put(sheet)
        writer.list_choices()
        known = source_records(content.scenario, language)
        if known:
            title = Text("Provenance").render(language)
            writer.put(table_sheet("provenance", title, known, content.scenario, language))
    return writer.content()


def sheets_around_charts(content: Content, language: Language) -> tuple[list[Sheet], list[Sheet]]:
    """Give the sheets before the charts, and those after."""
    scenario, tables = content.scenario, content.tables
    names = list(tables)
    titles = {name: rendered(TITLES.get(name, Word(name)), language) for name in names}
    compared = next((name for name in COMPARED if name in names), None)
    if names and names[0] not in TITLES:
        titles[names[0]] = Text("Outcome").render(language)
    if compared:
        titles[compared] = Text("Comparison").render(language)
    first = [name for name in dict.fromkeys((*names[:1], compared)) if name]
    made = {
        name: table_sheet(name, tab(titles[name]), across(tables[name], language), scenario,
                      language)
        for name in names
    }  # fmt: skip
    given = agreed_records(scenario, language)
    told = [explanation(content, language)]
    if given:
        told.append(table_sheet("input", Text("Input").render(language), given, scenario, language))
    return (
        [*told, *(made[name] for name in first)],
        [made[name] for name in names if name not in first],
    )


def across(records: Records, language: Language) -> Records:
    """Give several plans as columns beside one another, where each row is of one plan."""
    by = next((column for column in PLANS if column in records[0]), "")
    number = next((column for column in NUMBERS if column in records[0]), "")
    if not (by and number and "difference" in records[0]):
        return records
    if len({row[by] for row in records}) < MOST_BELOW:
        return records
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in records:
        own = {by, number, *("difference", "judgement")}
        rest = {column: value for column, value in row.items() if column not in own}
        unit = {"unit": rest.pop("unit")} if "unit" in rest else {}
        beside = rows.setdefault(tuple(rest.values()), {**rest, **unit})
        heads = headed(by, str(row[by]))
        for head, value in zip(heads, (row[number], row["difference"]), strict=True):
            beside[head.render(language)] = value
        if "judgement" in row:
            head = Text("judgement of {name}", name=str(row[by]))
            beside[head.render(language)] = row["judgement"] and word(row["judgement"], language)
    columns = dict.fromkeys(column for beside in rows.values() for column in beside)
    return [{column: beside.get(column) for column in columns} for beside in rows.values()]


def headed(by: str, name: str) -> tuple[Text, Text]:
    """Give what stands above the numbers of a plan, and above their differences."""
    if by == "alternative":
        return (
            Text("alternative {name}", name=name),
            Text("difference of alternative {name}", name=name),
        )
    return Text("plan {name}", name=name), Text("difference of {name}", name=name)


def tab(title: str) -> str:
    """Give what stands on a tab, which begins with a capital."""
    return capital(title)[:LONGEST_TITLE]


def explanation(content: Content, language: Language) -> Sheet:
    """Say what was asked, what came of it, and on which figures it rests."""
    said = [(rendered(name, language), rendered(value, language)) for name, value in content.said]
    rows = [[name, guarded(value)] for name, value in said if value]
    headers = [Text(name).render(language) for name in ("what", "value")]
    return Sheet("", Text("Explanation").render(language), headers, rows, ["", ""])
