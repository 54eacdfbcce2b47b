"""A scenario as a workbook to fill in: in the reader's words, with names, lists and a guide."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from models.language import LANGUAGES, Language, Text, Word, rendered, word
from scenarios.document.spelling import identifier
from scenarios.document.tables import Table
from scenarios.forms.worded_cells import WordedCells
from scenarios.forms.workbook_form import OPENING, QUOTE, SHEETS, TEXTS
from scenarios.forms.workbook_writer import Sheet, WorkbookWriter, sheet_of
from scenarios.forms.yaml_files import write_flow
from scenarios.recognising.scenario_words import column_meant, table_meant

GUIDE: Mapping[str, Text] = {
    "scenario": Text("What it is called, for which years, and what it tells apart: a key per row."),
    "municipalities": Text("A row per municipality: its CBS code, its name, and its figures."),
    "capacity": Text("A row per plan location: in which municipality, from when to when, and how "
                     "many dwellings."),
    "needs": Text("A row per target group and year: how many households have to be housed."),
    "bids": Text("A row per wish: who wants to build how many dwellings where."),
    "areas": Text("Which municipality belongs to which area."),
    "neighbourhoods": Text("The neighbourhoods, and what they are like."),
    "offers": Text("Which municipality offers how many places of which facility."),
    "travel": Text("How many minutes it is from one municipality to another."),
    "realised": Text("What was built or housed already."),
    "demands": Text("Several answers to the question how much will be asked for."),
    "prices": Text("What dwellings of a segment cost, and the class they are in up to its limit."),
    "price_limits": Text("The limit of each price class, by year."),
    "withdrawals": Text("What is demolished or sold of the existing stock."),
    "moving_on": Text("How many dwellings come free for each new one, because people move on."),
    "rates": Text(
        "What each dwelling or household of a kind counts for: euros that it costs or brings in, "
        "or another number, such as persons."
    ),
    "reference": Text("Which part of all dwellings each segment and form has where nothing stands "
                      "in the way."),
    "sources": Text("Where each column of figures comes from, and what is an assumption."),
    "keys": Text("The distribution keys: what weighs how much in each."),
    "agreements": Text("A row per agreement: what it counts (measure), of what, and how much."),
    "goals": Text("What has to be as good as can be, in this order."),
}  # fmt: skip
"""What each sheet holds."""

STATUSES = ("hard", "soft")
NAMED = "municipality"
"""The column of codes beside which names stand."""


def workbook(
    content: Mapping[str, Any], tables: Mapping[str, Table], language: Language, number: str
) -> bytes:
    """Give the workbook, with the sheets for people first; a check number is printed below."""
    others = {key: value for key, value in content.items() if key not in SHEETS}
    words = WordedCells(language)
    said = {key: words.value(others, key) for key in others}
    rows = [{"key": path, "value": _cell(value, path)} for path, value in _paths(said, "")]
    written = [
        _table("scenario", [{**row, "key": worded(str(row["key"]), language)} for row in rows]),
        *(
            _with_names(
                replace(table, rows=tuple(words.row(table.name, row) for row in table.rows)),
                tables.get("municipalities"),
            )
            for table in tables.values()
        ),
        _table("keys", list(_key_rows(content.get("keys", {}), words))),
        *(
            _table(listed, [_fields(one, listed, words) for one in content.get(listed, [])])
            for listed in ("agreements", "goals")
        ),
    ]
    written = [table for table in written if table.rows]
    lists = allowed_values(content, tables, words)
    with WorkbookWriter(language, rendered(_title(content), language), number) as writer:
        writer.put(guide(written, language))
        for table in written:
            writer.put(sheet_in_words(table, lists, language))
        writer.list_choices()
    return writer.content()


def guide(written: list[Table], language: Language) -> Sheet:
    """Say what each sheet holds, and what to do with the workbook."""
    said = [
        (Text("What this is"), Text("A scenario for Woonsleutel. Change it, save it, and have it "
                                    "checked: woonsleutel check, followed by this file's name.")),
        (Text("Codes"), Text("Where a code of a municipality stands, its name may stand too. "
                             "A name beside a code is for people.")),
        (Text("Remarks"), Text("Columns called remarks, rows with totals and titles above a table "
                               "are left out, and that is told.")),
        (Text("Lists"), Text("Cells with a list have an arrow; something else may be typed too.")),
        *((Text("{sheet}", sheet=sheet_title(table.name, language)), GUIDE[table.name])
          for table in written),
    ]  # fmt: skip
    rows = [[what.render(language), told.render(language)] for what, told in said]
    title = Text("Explanation").render(language)
    headers = [Text("sheet").render(language), Text("what it holds").render(language)]
    return Sheet("", title, headers, rows, ["", ""])


def sheet_in_words(table: Table, lists: Mapping[str, list[Any]], language: Language) -> Sheet:
    """Give a table as a sheet in the reader's words, each of which is read back as it was meant."""
    sheet = sheet_of(table)
    return replace(
        sheet,
        title=sheet_title(table.name, language),
        headers=[header(table.name, column, language) for column in table.columns],
        lists={
            place: found
            for place, column in enumerate(table.columns)
            if (found := lists.get(f"{table.name}.{column}") or lists.get(column))
        },
    )


def sheet_title(name: str, language: Language) -> str:
    """Give a sheet's title; in English its own name."""
    title = word(name, language) if language != "en" else name
    return title if table_meant(title) == name else name


def header(table: str, column: str, language: Language) -> str:
    """Give a column's header; in English its own name."""
    said = worded(column, language)
    known = column_meant(table, said)
    return said if (known or identifier(said)) == column or known == column else column


def worded(path: str, language: Language) -> str:
    """Give a key in the reader's words, name by name, where those lead back to it."""
    if language == "en":
        return path
    names = path.split(".")
    words = [word(name, language) for name in names]
    return ".".join(
        said if identifier(said) == name and "." not in said else name
        for name, said in zip(names, words, strict=True)
    )


def allowed_values(
    content: Mapping[str, Any], tables: Mapping[str, Table], words: WordedCells
) -> dict[str, list[Any]]:
    """Give what may stand in a column, by its name, or by its table and name."""

    def used(table: str, column: str) -> list[Any]:
        rows = tables[table].rows if table in tables else ()
        return [*dict.fromkeys(row[column] for row in rows if column in row)]

    codes = used("municipalities", "code")
    agreements = content.get("agreements", [])
    return {
        NAMED: codes,
        "capacity.status": [words.cell("status", one) for one in STATUSES],
        "capacity.supply": [words.cell("supply", one) for one in used("capacity", "supply")],
        "needs.group": [words.cell("group", one) for one in content.get("groups", [])],
        "bids.segment": [words.cell("segment", one) for one in content.get("segments", [])],
        "sources.assumption": [words.cell("assumption", one) for one in ("yes", "no")],
        "sources.table": [sheet_title(table, words.language) for table in tables],
        "agreements.kind": [
            *dict.fromkeys(words.field("agreements", one, "kind") for one in agreements)
        ],
        "goals.agreement": [one["id"] for one in agreements],
    }


def _with_names(table: Table, municipalities: Table | None) -> Table:
    """Put a column of names beside the codes of municipalities."""
    if NAMED not in table.columns or municipalities is None:
        return table
    names = {row["code"]: row.get("name") for row in municipalities.rows}
    at = table.columns.index(NAMED) + 1
    rows = tuple(
        {**row, "name": names[row[NAMED]]} if row.get(NAMED) in names else row for row in table.rows
    )
    return replace(table, columns=(*table.columns[:at], "name", *table.columns[at:]), rows=rows)


def _title(content: Mapping[str, Any]) -> Text | Word:
    name = content["name"]
    if isinstance(name, dict):
        from models.language import Both

        return Text("{title}", title=Both(nl=name["nl"], en=name["en"]))
    return Text("{title}", title=str(name))


def _table(name: str, rows: list[dict[str, Any]]) -> Table:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Table(name, name, columns, tuple(rows), tuple(range(2, len(rows) + 2)))


def _paths(mapping: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, value in mapping.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _key_rows(keys: Mapping[str, Any], words: WordedCells) -> Iterator[dict[str, Any]]:
    for name, key in keys.items():
        for figure, part in key.get("mix", {}).items():
            yield {"key": name, "figure": words.figure(figure), "number": part}
        for code, number in key.get("given", {}).items():
            yield {"key": name, "municipality": code, "number": number}


def _fields(noun: Mapping[str, Any], listed: str, words: WordedCells) -> dict[str, Any]:
    """Give the cells of an agreement or a goal: what is in two languages takes two columns."""
    fields: dict[str, Any] = {}
    for key in noun:
        value = words.field(listed, noun, key)
        if isinstance(value, dict) and value.keys() == set(LANGUAGES):
            fields |= {f"{key}.{language}": text for language, text in value.items()}
        else:
            fields[key] = _cell(value, key)
    return fields


def _cell(value: Any, path: str) -> Any:
    """Give a value as it stands in a cell: a text that looks like more is quoted."""
    text = isinstance(value, str) and path.rpartition(".")[2] not in TEXTS
    if text and value.startswith((*OPENING, QUOTE)):
        return json.dumps(value, ensure_ascii=False)
    return write_flow(value) if isinstance(value, dict | list) else value
