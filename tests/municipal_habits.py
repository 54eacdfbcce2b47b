"""Spreadsheets as municipalities make them: one plan, written in as many ways as people have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from models.language import word
from models.scenario import Scenario
from scenarios.document.tables import Table
from scenarios.forms.csv_files import write_csv
from tests.regions import scenario
from tests.spreadsheets import FORMS, Sheets

SEGMENTS = ("social_rent", "mid_rent", "affordable_owner", "market")
YEARS = (2025, 2026, 2027)
NAMES = {
    "GM0001": ("Aarle", ["Gemeente Aarle", "aarle", "Aarle (gem.)", "1 Aarle", "Aarle*"]),
    "GM0002": ("'s-Graveland", ["‘s-Graveland", "s-Graveland", "'s Graveland"]),
    "GM0003": ("Bergen (NH.)", ["Bergen (NH)", "Bergen NH", "Bergen (Noord-Holland)"]),
    "GM0004": ("Bergen (L.)", ["Bergen (L)", "Bergen Limburg", "Bergen (Limburg)"]),
    "GM0005": ("Mook en Middelaar", ["Mook & Middelaar", "Mook-en-Middelaar"]),
    "GM0006": ("Súdwest-Fryslân", ["Sudwest-Fryslan", "Su\u0301dwest-Frysla\u0302n"]),
    "GM0007": ("Sint-Oedenrode", ["St. Oedenrode", "Sint Oedenrode"]),
}
WORDS = {
    "social_rent": ["sociaal", "Sociale huur (tot € 900)", "sociale huurwoningen", "social rent"],
    "mid_rent": ["middeldure huur", "Midden huur", "Middenhuur € 900 - € 1.185", "mid-rent"],
    "affordable_owner": ["goedkope koop", "Betaalbare koop (tot € 405.000)", "koop betaalbaar"],
    "market": ["vrije sector", "dure koop", "duur", "Vrije sector (huur en koop)", "market"],
}
HEADERS = {
    "municipality": ["Gemeente", "Gemeenten", "gemeentenaam", "Municipality", "Naam gemeente"],
    "segment": ["Segment", "Prijssegment", "Categorie", "Type", "Prijsklasse"],
    "year": ["Jaar", "Opleverjaar", "Year", "jaar van oplevering"],
    "dwellings": ["Woningen", "Aantal", "aantal woningen", "# woningen", "Dwellings", "Won."],
}
TITLES = (
    "Woondeal regio Voorbeeld",
    "Programmering 2025-2027 (ambtelijk concept 12 november 2025)",
    "Bijlage 3: woningbouwprogramma per gemeente",
    "Stand van zaken 1 juli 2025",
)
NOTES = (
    "Bron: opgave gemeenten, november 2025",
    "* onder voorbehoud van besluitvorming in de raad",
    "Aantallen zijn netto en afgerond",
)

Grid = list[list[object]]
Cell = tuple[str | int, ...]


def region(**rest: object) -> Scenario:
    """Give the region whose plan is written: room enough for anything, anywhere."""
    return scenario(
        horizon={"first_year": YEARS[0], "last_year": YEARS[-1]},
        segments=list(SEGMENTS),
        municipalities=[{"code": code, "name": name} for code, (name, _) in NAMES.items()],
        capacity=[
            {"pool": code, "municipality": code, "dwellings": 99999, "supply": "new_build_site"}
            for code in NAMES
        ],
        **rest,
    )


@dataclass
class Sheet:
    """A spreadsheet that somebody made, and the plan that is in it.

    Parameters
    ----------
    content, form
        The file, and how its name ends.
    axes, numbers
        What it says: dwellings by what they are told apart by, without those that are nothing.
    habits
        What its maker did, for who reads a test that failed.
    """

    content: bytes
    form: str
    axes: tuple[str, ...]
    numbers: dict[Cell, int]
    habits: list[str] = field(default_factory=list)


class Maker:
    """Somebody with habits of their own, which a seed decides.

    Parameters
    ----------
    seed
        The same seed makes the same spreadsheet.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.habits: list[str] = []
        self.codes = self.shuffled(list(NAMES))
        self.segments = self.shuffled(list(SEGMENTS))
        self.years = list(YEARS) if self.chance(0.8) else list(reversed(YEARS))
        self.names = {
            code: self.random.choice([name, name, *others])
            for code, (name, others) in NAMES.items()
        }
        self.words = {
            one: self.random.choice([word(one, "nl"), word(one, "nl"), *others])
            for one, others in WORDS.items()
        }

    def does(self, habit: str, often: float = 0.4) -> bool:
        """Decide whether somebody has a habit."""
        has = self.chance(often)
        if has:
            self.habits.append(habit)
        return has

    def chance(self, often: float) -> bool:
        return self.random.random() < often

    def shuffled(self, items: list[str]) -> list[str]:
        return self.random.sample(items, len(items))

    def header(self, name: str) -> str:
        return self.random.choice(HEADERS[name])

    def sheet(self) -> Sheet:
        """Make the spreadsheet."""
        layout = self.random.choice(LAYOUTS)
        self.habits.append(layout.__name__)
        pages, axes, numbers = layout(self)
        form = self.random.choice([*FORMS, ".csv"] if len(pages) == 1 else [*FORMS])
        pages = {title: self.framed(page) for title, page in pages.items()}
        if form == ".csv":
            (page,) = pages.values()
            content = as_csv(page, self.random.choice([";", ","]))
        else:
            content = FORMS[form](self.with_others(pages))
        kept = {cell: number for cell, number in numbers.items() if number}
        return Sheet(content, form, axes, kept, [form, *self.habits])

    def with_others(self, pages: Sheets) -> Sheets:
        """Put sheets around it that are for people."""
        others: dict[str, Sequence[Sequence[object]]] = {}
        if self.does("sheets for people", 0.3):
            others["Leeswijzer"] = [["Dit bestand hoort bij de woondeal"], [], ["Versie", 3]]
        if self.does("a sheet with figures", 0.3):
            names = [[name, 1000 * at] for at, (name, _) in enumerate(NAMES.values(), 1)]
            others["Kerncijfers"] = [["Gemeente", "Inwoners"], *names]
        return {**others, **pages} if self.chance(0.5) else {**pages, **others}

    def framed(self, page: Grid) -> Grid:
        """Put titles above a table and notes below it, and move it to the right."""
        above: Grid = []
        if self.does("titles"):
            count = self.random.randint(1, 3)
            above = [[title] for title in self.random.sample(TITLES, count)]
            above += [[]] * self.random.randint(0, 2)
        below: Grid = []
        if self.does("notes"):
            below = [[]] * self.random.randint(0, 2)
            below += [[note] for note in self.random.sample(NOTES, self.random.randint(1, 3))]
        whole = [*above, *page, *below]
        aside = self.random.choice([0, 0, 0, 1, 2])
        return [[*[None] * aside, *row] if row else [] for row in whole]

    def number(self) -> int:
        return self.random.choice([0, 0, 7, 35, 120, self.random.randint(1, 3999)])

    def written(self, number: int) -> object:
        """Write a number as this maker does."""
        if number == 0 and "empty for nothing" in self.habits:
            return None
        if number == 0 and "dash for nothing" in self.habits:
            return self.random.choice(["-", "–"])
        if "numbers as texts" in self.habits:
            grouped = f"{number:,}"
            return grouped if "," not in grouped else grouped.replace(",", ".")
        return number

    def own_numbers(self) -> None:
        """Decide how numbers are written."""
        if not self.does("empty for nothing", 0.25):
            self.does("dash for nothing", 0.25)
        self.does("numbers as texts", 0.2)

    def extended(self, head: Grid, rows: Grid, at: int) -> Grid:
        """Add totals, percentages and remarks to a wide table with numbers from a column on."""
        width = len(head[-1])
        if self.does("total column"):
            head[-1].append(self.random.choice(["Totaal", "totaal", "Total", "Totaal woningen"]))
            for row in rows:
                row.append(sum(number_of(cell) for cell in row[at:width]))
        if self.does("percentages", 0.3):
            head[-1].append(self.random.choice(["% sociaal", "aandeel sociaal", "% van totaal"]))
            for row in rows:
                row.append(self.random.choice([0.3, 0.31428, "33%", "#"]))
        if self.does("remarks", 0.3):
            head[-1].append(self.random.choice(["Opmerkingen", "Toelichting", "Bron"]))
            for row in rows:
                row.append(self.random.choice([None, "nog niet vastgesteld", "zie brief"]))
        if self.does("total row"):
            total: list[object] = [self.random.choice(["Totaal", "Regio", "Totaal regio", "Som"])]
            total += [None] * (at - 1)
            total += [sum(number_of(row[place]) for row in rows) for place in range(at, width)]
            rows = [*rows, *([[]] if self.chance(0.3) else []), total]
        if self.does("share row", 0.15):
            rows = [*rows, ["aandeel", *[None] * (at - 1), *[0.25] * (width - at)]]
        return [*head, *rows]


Made = tuple[dict[str, Grid], tuple[str, ...], dict[Cell, int]]


def number_of(cell: object) -> int:
    """Take a number of a table as what it stands for."""
    if isinstance(cell, str):
        digits = "".join(filter(str.isdigit, cell))
        return int(digits) if digits else 0
    return cell if isinstance(cell, int) else 0


def long(maker: Maker) -> Made:
    """A row per municipality and segment, or year."""
    axes = maker.random.choice(
        [("municipality", "segment"), ("municipality", "segment", "year"), ("municipality", "year")]
    )
    maker.does("numbers as texts", 0.2)
    merged = maker.does("name once per group", 0.3)
    coded = not merged and maker.does("code and name", 0.2)
    head: list[object] = [maker.header(axis) for axis in axes]
    head.append(maker.header("dwellings"))
    if coded:
        head.insert(0, "Gemeentecode")
    rows: Grid = []
    numbers: dict[Cell, int] = {}
    for code in maker.codes:
        first = True
        for segment in maker.segments if "segment" in axes else [""]:
            for year in maker.years if "year" in axes else [0]:
                cell: Cell = (code, *([segment] if segment else []), *([year] if year else []))
                numbers[cell] = maker.number()
                row: list[object] = [maker.names[code] if first or not merged else None]
                row += [maker.words[segment]] if segment else []
                row += [year] if year else []
                row.append(maker.written(numbers[cell]))
                rows.append([int(code[2:]), *row] if coded else row)
                first = False
    if not merged and maker.does("rows in any order", 0.4):
        maker.random.shuffle(rows)
    if maker.does("remarks", 0.3):
        head.append("Opmerking")
        rows = [[*row, maker.random.choice([None, "concept"])] for row in rows]
    return {maker.random.choice(["Blad1", "Nieuwbouw", "Programma"]): [head, *rows]}, axes, numbers


def by_segment(maker: Maker) -> Made:
    """A column per segment, perhaps with a band above them."""
    maker.own_numbers()
    numbers: dict[Cell, int] = {
        (code, segment): maker.number() for code in maker.codes for segment in maker.segments
    }
    split = "market" if maker.does("dear rent and dear owner apart", 0.2) else ""
    columns = [(one, maker.words[one]) for one in maker.segments]
    if split:
        columns = [one for one in columns if one[0] != split]
        columns += [(split, "dure huur"), (split, "dure koop")]
    rows: Grid = []
    for code in maker.codes:
        row: list[object] = [maker.names[code]]
        for segment, text in columns:
            number = numbers[code, segment]
            if segment == split:
                part = number // 3
                number = part if text == "dure huur" else number - part
            row.append(maker.written(number))
        rows.append(row)
    named = maker.header("municipality") if maker.chance(0.8) else None
    names: list[object] = [text for _, text in columns]
    head: Grid = [[named, *names]]
    if maker.does("two-row header", 0.4):
        head = [[named, maker.header("segment"), *[None] * (len(names) - 1)], [None, *names]]
    table = maker.extended(head, rows, 1)
    return {"Programma": table}, ("municipality", "segment"), numbers


def by_year(maker: Maker) -> Made:
    """A column per year, and perhaps a row per segment."""
    maker.own_numbers()
    told_apart = maker.does("segments in rows", 0.6)
    numbers: dict[Cell, int] = {}
    rows: Grid = []
    for code in maker.codes:
        for segment in maker.segments if told_apart else [""]:
            row: list[object] = [maker.names[code]]
            row += [maker.words[segment]] if segment else []
            for year in maker.years:
                cell: Cell = (code, segment, year) if segment else (code, year)
                numbers[cell] = maker.number()
                row.append(maker.written(numbers[cell]))
            rows.append(row)
    years: list[object] = [maker.random.choice([year, str(year)]) for year in maker.years]
    labels: list[object] = [maker.header("municipality")]
    labels += [maker.header("segment")] if told_apart else []
    table = maker.extended([[*labels, *years]], rows, len(labels))
    axes = ("municipality", "segment", "year") if told_apart else ("municipality", "year")
    return {"Woningen per jaar": table}, axes, numbers


def two_levels(maker: Maker) -> Made:
    """Years below segments, or segments below years."""
    maker.own_numbers()
    numbers: dict[Cell, int] = {}
    years_below = maker.does("years below segments", 0.5)
    outer: list[str | int] = [*(maker.segments if years_below else maker.years)]
    inner: list[str | int] = [*(maker.years if years_below else maker.segments)]
    told: dict[object, object] = dict(maker.words.items()) | {year: year for year in YEARS}
    upper: list[object] = [maker.header("municipality")]
    lower: list[object] = [None]
    for one in outer:
        upper += [told[one], *[None] * (len(inner) - 1)]
        lower += [told[each] for each in inner]
    rows: Grid = []
    for code in maker.codes:
        row: list[object] = [maker.names[code]]
        for one in outer:
            for each in inner:
                segment, year = (one, each) if years_below else (each, one)
                cell: Cell = (code, str(segment), int(str(year)))
                numbers[cell] = maker.number()
                row.append(maker.written(numbers[cell]))
        rows.append(row)
    return (
        {"Nieuwbouw": maker.extended([upper, lower], rows, 1)},
        ("municipality", "segment", "year"),
        numbers,
    )


def turned(maker: Maker) -> Made:
    """A column per municipality, a row per segment."""
    maker.own_numbers()
    numbers: dict[Cell, int] = {}
    rows: Grid = []
    for segment in maker.segments:
        row: list[object] = [maker.words[segment]]
        for code in maker.codes:
            numbers[code, segment] = maker.number()
            row.append(maker.written(numbers[code, segment]))
        rows.append(row)
    names: list[object] = [maker.names[code] for code in maker.codes]
    table = maker.extended([[maker.header("segment"), *names]], rows, 1)
    return {"Verdeling": table}, ("municipality", "segment"), numbers


def sheet_each(maker: Maker) -> Made:
    """A sheet per municipality, with a column per year."""
    maker.own_numbers()
    numbers: dict[Cell, int] = {}
    pages: dict[str, Grid] = {}
    for code in maker.codes:
        rows: Grid = []
        for segment in maker.segments:
            row: list[object] = [maker.words[segment]]
            for year in maker.years:
                numbers[code, segment, year] = maker.number()
                row.append(maker.written(numbers[code, segment, year]))
            rows.append(row)
        pages[NAMES[code][0].strip("'")] = [[maker.header("segment"), *maker.years], *rows]
    return pages, ("municipality", "segment", "year"), numbers


def block_each(maker: Maker) -> Made:
    """A table per segment below one another, each with the segment as its title."""
    maker.own_numbers()
    numbers: dict[Cell, int] = {}
    page: Grid = []
    for segment in maker.segments:
        page += [[], [maker.words[segment]], [maker.header("municipality"), *maker.years]]
        for code in maker.codes:
            row: list[object] = [maker.names[code]]
            for year in maker.years:
                numbers[code, segment, year] = maker.number()
                row.append(maker.written(numbers[code, segment, year]))
            page.append(row)
    return {"Programma": page[1:]}, ("municipality", "segment", "year"), numbers


def totals_only(maker: Maker) -> Made:
    """Only how many dwellings each municipality builds."""
    numbers: dict[Cell, int] = {(code,): maker.number() for code in maker.codes}
    rows: Grid = [[maker.names[code], maker.written(numbers[code,])] for code in maker.codes]
    header = maker.random.choice(["Woningen", "Totaal", "Opgave 2025-2027", "Aantal woningen"])
    return (
        {"Blad1": maker.extended([[maker.header("municipality"), header]], rows, 1)},
        ("municipality",),
        numbers,
    )


LAYOUTS = (long, by_segment, by_year, two_levels, turned, sheet_each, block_each, totals_only)
"""How tables are laid out."""


def as_csv(page: Grid, separator: str) -> bytes:
    """Write a sheet as CSV, as a spreadsheet program does: every row as long as the longest."""
    width = max(map(len, page))
    names = tuple(map(str, range(width)))
    rows = tuple(
        {names[at]: in_csv(cell, separator) for at, cell in enumerate(row) if cell is not None}
        for row in page
    )
    table = Table("t", "t", names, rows, tuple(range(1, len(rows) + 1)))
    return write_csv(table, dutch=separator == ";", separator=separator, header=False)


def in_csv(cell: object, separator: str) -> object:
    """Group thousands as the file's language does."""
    grouped = isinstance(cell, str) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", cell)
    return str(cell).replace(".", ",") if grouped and separator == "," else cell
