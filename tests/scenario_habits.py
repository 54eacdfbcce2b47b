"""Scenarios in spreadsheets as municipalities make them: one region, in as many ways as people."""

from __future__ import annotations

import io
from random import Random
from typing import Any

import openpyxl

from models.scenario import Scenario
from scenarios import to_workbook
from tests.municipal_habits import NAMES, NOTES, TITLES
from tests.regions import amount, scenario, share
from tests.spreadsheets import FORMS, xlsx

Grid = list[list[object]]

HEADERS = {
    "municipalities": {
        "code": ["Gemeentecode", "code", "CBS-code"],
        "name": ["Gemeente", "Gemeentenaam", "naam"],
        "inhabitants": ["Inwoners", "Aantal inwoners", "inwonertal"],
        "households": ["Huishoudens", "aantal huishoudens"],
        "stock": ["Woningvoorraad", "voorraad"],
        "stock_social_rent": ["Corporatiewoningen", "Voorraad sociale huur"],
    },
    "capacity": {
        "pool": ["Planlocatie", "Plannaam", "Project"],
        "municipality": ["Gemeente", "Gemeentenaam"],
        "dwellings": ["Woningen", "Aantal woningen", "Plancapaciteit"],
        "first_year": ["Vanaf", "eerste jaar", "Startjaar"],
        "last_year": ["Tot en met", "laatste jaar", "t/m"],
        "status": ["Planstatus", "status"],
    },
    "needs": {"group": ["Aandachtsgroep", "doelgroep"], "year": ["Jaar"],
              "households": ["Huishoudens", "Aantal huishoudens"]},
}  # fmt: skip
SHEETS = {
    "municipalities": ["Gemeenten", "gemeenten", "municipalities"],
    "capacity": ["Plancapaciteit", "Plannen", "capaciteit", "Harde en zachte plannen"],
    "needs": ["behoeften", "Taakstelling"],
    "agreements": ["Afspraken", "agreements"],
    "goals": ["Doelen", "goals"],
}
COUNTS = ("inhabitants", "households", "stock", "stock_social_rent", "dwellings")


def region() -> Scenario:
    """Give the region that is written: names that are hard to write, fractions and a named list."""
    codes = list(NAMES)
    return scenario(
        amount(exactly=4000),
        amount("named", at_least=1200, municipalities=[codes[1], codes[4]], title="Twee samen"),
        share(at_least="5/6", each="municipality", binding=False),
        horizon={"first_year": 2025, "last_year": 2027},
        municipalities=[
            {"code": code, "name": name, "inhabitants": 11000 * at, "households": 5003 * at,
             "stock": 5200 * at, "stock_social_rent": 1400 * at}
            for at, (code, (name, _)) in enumerate(NAMES.items(), 1)
        ],
        capacity=[
            {"pool": f"plan {code}", "municipality": code, "dwellings": 1030 + at, "status": "hard",
             "supply": "new_build_site", "first_year": 2025, "last_year": 2027 - at % 2}
            for at, code in enumerate(codes)
        ],
        groups=["urgent"],
        needs=[{"group": "urgent", "year": year, "households": 1234} for year in (2025, 2026)],
        goals=["shortfall"],
    )  # fmt: skip


def workbook(seed: int, written: Scenario) -> tuple[bytes, list[str]]:
    """Write the region as somebody with habits of their own does; a seed decides which."""
    random = Random(seed)
    habits: list[str] = []

    def does(habit: str, often: float = 0.4) -> bool:
        if random.random() >= often:
            return False
        habits.append(habit)
        return True

    sheets: dict[str, Grid] = {}
    merged: dict[str, list[str]] = {}
    for name, rows in plain(written).items():
        columns = [str(cell) for cell in rows[0]]
        body = [list(row) for row in rows[1:]]
        if does(f"{name} in another order") and name not in ("scenario", "goals"):
            random.shuffle(body)
        named(columns, body, random, does, name)
        grouped(columns, body, does)
        words = HEADERS.get(name, {})
        header: list[object] = [
            random.choice(words[one]) if one in words and does(f"{one} in words", 0.6) else one
            for one in columns
        ]
        page: Grid = [header, *body]
        if name in HEADERS:
            extended(page, columns, random, does)
        title = random.choice(SHEETS.get(name, [name]))
        if name in HEADERS and does("titles"):
            above: Grid = [[random.choice(TITLES)], [random.choice(TITLES)], []]
            page[:0] = above[: random.choice([1, 3])]
            if does("merged titles"):
                merged[title] = ["A1:C1"]
        sheets[title] = page
    if does("another sheet"):
        sheets["Contactpersonen"] = [["Naam", "Telefoon"], ["J. Jansen", "026-1234567"]]
    form = random.choice(list(FORMS))
    habits.append(form)
    return xlsx(sheets, merged) if form == ".xlsx" else FORMS[form](sheets), habits


def plain(written: Scenario) -> dict[str, Grid]:
    """Give the sheets as we write them, in English."""
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(written, "en")))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book
        if sheet.sheet_state == "visible" and sheet.title != "Explanation"
    }


def named(columns: list[str], body: Grid, random: Random, does: Any, name: str) -> None:
    """Write names where codes stand; in a list of an agreement too."""
    at = columns.index("municipality") if "municipality" in columns else None
    if at is not None and does("names for codes", 0.6):
        for row in body:
            if row[at] is not None:
                name_of, others = NAMES[str(row[at])]
                row[at] = random.choice([name_of, name_of, *others])
    lists = [place for place, one in enumerate(columns) if one == "municipalities"]
    if name == "agreements" and lists and does("names in agreements", 0.6):
        for row in body:
            listed = str(row[lists[0]] or "").strip("[]")
            if listed:
                row[lists[0]] = ", ".join(NAMES[code.strip()][0] for code in listed.split(","))


def grouped(columns: list[str], body: Grid, does: Any) -> None:
    """Write points between thousands, as texts."""
    if does("thousands as texts", 0.3):
        for row in body:
            for place, column in enumerate(columns):
                cell = row[place]
                if column in COUNTS and isinstance(cell, int) and cell >= 1000:
                    row[place] = f"{cell:,}".replace(",", ".")


def extended(page: Grid, columns: list[str], random: Random, does: Any) -> None:
    """Add what says nothing: remarks, totals and notes."""
    if does("remarks"):
        place = random.randrange(1, len(columns) + 1)
        for number, row in enumerate(page):
            said = "Opmerkingen" if number == 0 else "nog niet vastgesteld" if number == 2 else None
            row.insert(place, said)
        columns.insert(place, "")
    if does("a total"):
        counted = [one for one in columns if one in COUNTS]
        total: list[object] = [None] * len(columns)
        total[0] = "Totaal"
        for one in counted:
            at = columns.index(one)
            cells = [str(row[at]).replace(".", "") for row in page[1:] if row[at] is not None]
            total[at] = sum(map(int, cells))
        page.append(total)
    if does("a note"):
        page += [[], [random.choice(NOTES)]]
