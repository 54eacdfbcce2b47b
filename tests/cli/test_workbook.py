"""The workbooks: what stands in them, what may be filled in, and that it is read back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from models.language import Language
from models.scenario import Scenario
from optimiser import solve
from optimiser.workbook import as_workbook, of_record
from scenarios import library, library_scenario, to_workbook
from tests.cli.running import fifteen, folder, impossible, run
from tests.cli.test_explore import GOALS, deal, position
from tests.regions import amount, fair_share

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def at_odds() -> Scenario:
    return fifteen(goals=["shortfall", {"fair_share": "fair"}, "smooth_years"])


def book_of(path: Path, *command: str | Path) -> Any:
    target = path / "book.xlsx"
    done = run(*command, "--force", "--xlsx", target)
    assert done.exit_code == 0, done.stderr
    return openpyxl.load_workbook(target)


def parties(path: Path) -> list[str]:
    """Of fifteen dwellings both want ten, each in another municipality."""
    wanted = {
        name: amount(name, at_least=10, each="municipality", municipalities=[code])
        for name, code in (("aarle", "GM0001"), ("beek", "GM0002"))
    }
    return [f"{name}={position(path, name, one)}" for name, one in wanted.items()]


def commands(path: Path) -> list[Sequence[str | Path]]:
    name, plan = folder(path, at_odds()), deal(path)
    run("solve", name, "--xlsx", path / "plan.xlsx")
    return [
        ("solve", name),
        ("evaluate", name, path / "plan.xlsx"),
        ("compare", name, plan),
        ("explore", "room", name),
        ("explore", "alternatives", name, "-n", "1", "--within", "100%"),
        ("explore", "pareto", name, *GOALS, "--plan", plan),
        ("explore", "price", name),
        ("explore", "compromise", name, *parties(path)),
        ("explain", name, "--cell", "municipality=Aarle"),
        ("explain", folder(path / "no", impossible())),
    ]


@dataclass(frozen=True)
class Told:
    """What a command writes: its workbook in each language, and the first of them as a file."""

    command: Sequence[str | Path]
    file: Path
    english: Any
    dutch: Any


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    """Run each command that writes a workbook, in both languages."""
    path = tmp_path_factory.mktemp("told")
    found = []
    for number, command in enumerate(commands(path)):
        files = [path / f"{number}.{language}.xlsx" for language in ("en", "nl")]
        for file in files:
            language = ("--language", file.suffixes[0][1:])
            assert run(*command, "--xlsx", file, *language).exit_code in (0, 4)
        found.append(Told(command, files[0], *map(openpyxl.load_workbook, files)))
    return found


def test_every_workbook_has_named_tables_and_the_same_bytes_each_time(
    told: list[Told], tmp_path: Path
) -> None:
    for one in told:
        again = tmp_path / "again.xlsx"
        assert run(*one.command, "--force", "--xlsx", again).exit_code in (0, 4)
        assert again.read_bytes() == one.file.read_bytes(), one.command
        book = one.english
        assert book.sheetnames[:3] == ["For the council", "Explanation", "Input"]
        names = [name for sheet in book for name in sheet.tables]
        assert len(names) == len(set(names)) >= 2
        for sheet in book:
            council = sheet.title == "For the council"
            assert sheet.freeze_panes == (None if council or sheet.title == "Charts" else "A2")
            assert sheet.page_setup.paperSize == 9
            # One page high is what is meant where no number of pages is written.
            assert sheet.page_setup.fitToHeight == (None if council else 0)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.oddHeader.right.text == sheet.title
            assert "&P" in sheet.oddFooter.right.text or "Page" in sheet.oddFooter.right.text
            assert sheet.oddFooter.left.text.startswith("check number ")
            assert all(cell.data_type in "sn" for row in sheet.iter_rows() for cell in row)
            headers = [cell.value for cell in sheet[1] if cell.value is not None]
            if sheet.tables:
                assert len(headers) == len(set(headers))


def test_the_council_reads_one_page_with_the_region_in_bold(tmp_path: Path) -> None:
    """What stands on it is what the sheets say, and what is missed is named with its size."""
    wish = amount("wish", at_least=12, municipalities=["GM0001"], binding=False, title="Twaalf")
    asked = fifteen(agreements=[amount(exactly=15), wish], goals=["shortfall"])
    book = book_of(tmp_path, "solve", folder(tmp_path, asked), "--language", "nl")
    page = book["Voor de raad"]
    assert page.page_setup.orientation == "portrait"
    said = [row[0].value for row in page.iter_rows() if row[0].value]
    assert said[0] == asked.name.nl
    assert any(text.startswith("Het kan: ") for text in said)
    assert "Twaalf, Aarle: 2 woningen te weinig" in said
    rows = {row[0].value: row for row in page.iter_rows() if isinstance(row[1].value, int | float)}
    outcome = [row[1:3] for row in book["Uitkomst"].iter_rows(min_row=2, values_only=True)]
    assert [(name, row[1].value) for name, row in rows.items()] == outcome
    assert rows["de regio"][1].font.bold
    assert not rows["Aarle"][1].font.bold
    assert all(cell.font.bold for cell in book["Uitkomst"][4] if cell.value)


def test_several_plans_stand_beside_one_another(tmp_path: Path) -> None:
    name, plan = folder(tmp_path, at_odds()), deal(tmp_path)
    other = tmp_path / "other.csv"
    other.write_text("municipality;dwellings\nGM0001;5\nGM0002;10\n", encoding="utf-8")
    compared = book_of(tmp_path, "compare", name, plan, other)["Comparison"]
    heads = [cell.value for cell in compared[1]]
    assert "plan other" in heads
    assert "difference of other" in heads
    rows = [dict(zip(heads, row, strict=True))
            for row in compared.iter_rows(min_row=2, values_only=True)]  # fmt: skip
    assert len({row["name"] for row in rows}) == len(rows)
    assert all(row["plan other"] - row["best"] == row["difference of other"] for row in rows)


def test_alternatives_stand_beside_one_another(tmp_path: Path) -> None:
    name = folder(tmp_path, at_odds())
    book = book_of(tmp_path, "explore", "alternatives", name, "-n", "2", "--within", "100%")
    beside = book["Comparison"]
    heads = [cell.value for cell in beside[1]]
    assert "alternative 1" in heads
    rows = [dict(zip(heads, row, strict=True))
            for row in beside.iter_rows(min_row=2, values_only=True)]  # fmt: skip
    assert len({(row["name"], row["segment"]) for row in rows}) == len(rows)
    changes = "difference of alternative 1"
    assert all(row["alternative 1"] - row["best"] == row[changes] for row in rows)


def test_the_council_reads_plans_beside_one_another(tmp_path: Path) -> None:
    name, plan = folder(tmp_path, at_odds()), deal(tmp_path)
    book = book_of(tmp_path, "compare", name, plan, "--language", "nl")
    page = book["Voor de raad"]
    rows = {row[0].value: row for row in page.iter_rows() if isinstance(row[1].value, int | float)}
    compared = list(book["Vergelijking"].iter_rows(values_only=True))
    at = {column: place for place, column in enumerate(compared[0])}
    shown = {name: (row[1].value, row[2].value) for name, row in rows.items()}
    assert shown == {row[at["naam"]]: (row[at["beste"]], row[at["aantal"]]) for row in compared[1:]}
    for merged in page.merged_cells.ranges:
        wide = sum(page.column_dimensions[get_column_letter(column)].width
                   for column in range(merged.min_col, merged.max_col + 1))  # fmt: skip
        lines = ceil(len(page.cell(merged.min_row, merged.min_col).value) / wide)
        assert (page.row_dimensions[merged.min_row].height or 15) >= 15 * lines


def test_what_fairness_did_step_by_step_is_told_once_per_step(tmp_path: Path) -> None:
    steps = book_of(tmp_path, "solve", "arnhem-nijmegen-cap-per-municipality", "--preview")["Steps"]
    numbers = [row[1] for row in steps.iter_rows(min_row=2, values_only=True)]
    assert len(numbers) < 15
    assert any("2026-2030" in str(row[5]) for row in steps.iter_rows(values_only=True))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "identifier",
    [
        pytest.param(entry.id, marks=[] if entry.id == "n04-either-share" else pytest.mark.long)
        for entry in library()
    ],
)
def test_every_workbook_of_every_shipped_scenario_is_written(
    identifier: str, language: Language
) -> None:
    """No sheet is called as another; n04 has choices to be kept and lists to choose from."""
    result = solve(library_scenario(identifier))
    told = of_record(result.scenario, result.as_record(language), language)
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(told, language)))
    assert len(book.sheetnames) > 3
    scenario_book = to_workbook(library_scenario(identifier), language)
    assert len(openpyxl.load_workbook(io.BytesIO(scenario_book)).sheetnames) > 3


def test_who_adds_up_a_column_of_a_table_counts_nothing_twice(tmp_path: Path) -> None:
    """What the region has in all stands below the table of its municipalities."""
    sheet = book_of(tmp_path, "solve", folder(tmp_path, at_odds()))["Outcome"]
    table = sheet.tables["table_totals"]
    first, *rows = sheet[table.ref]
    column = [cell.value for cell in first].index("new build")
    summed = sum(row[column].value for row in rows)
    below = sheet[int(table.ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) + 1]
    assert below[column].value == summed == 15
    assert "the region" in [cell.value for cell in below]


def test_what_may_be_filled_in_is_unlocked_and_has_its_choices(tmp_path: Path) -> None:
    book = book_of(tmp_path, "solve", folder(tmp_path))
    page: Any = book["New build"]
    assert page.protection.sheet
    headers = [cell.value for cell in page[1]]
    last = page.max_row
    for place, header in enumerate(headers):
        for row in (2, last):
            assert page.cell(row, place + 1).protection.locked is (header in ("name",)), header
    assert all(cell.protection.locked for cell in page[1])
    choices = {
        headers[next(iter(rule.sqref.ranges)).min_col - 1]: listed(book, rule.formula1)
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    }
    assert choices["municipality"] == ["GM0001", "GM0002"]
    assert choices["year"] == [2025]
    assert set(choices) == {"municipality", "segment", "year", "form", "pool"}
    for column, allowed in choices.items():
        for row in page.iter_rows(min_row=2, values_only=True):
            value = row[headers.index(column)]
            assert value is None or value in allowed
    (number,) = [rule for rule in page.data_validations.dataValidation if rule.type == "whole"]
    assert headers[next(iter(number.sqref.ranges)).min_col - 1] == "dwellings"
    assert not book["Outcome"].protection.sheet


def listed(book: Any, formula: str) -> list[object]:
    title, cells = formula.lstrip("=").split("!")
    first, _, last = cells.replace("$", "").partition(":")
    chosen = book[title.strip("'")][f"{first}:{last or first}"]
    return [row[0].value for row in chosen]


@pytest.mark.parametrize(("language", "title"), [("nl", "Nieuwbouw"), ("en", "New build")])
def test_a_plan_that_was_changed_in_its_workbook_is_read_back(
    tmp_path: Path, language: str, title: str
) -> None:
    """One dwelling fewer is one too few; its row may stand below the others."""
    name, changed = folder(tmp_path), tmp_path / "changed.xlsx"
    book = book_of(tmp_path, "solve", name, "--language", language)
    page: Any = book[title]
    number = page.max_column
    rows = [row for row in page.iter_rows(min_row=2, values_only=True) if row[0]]
    page.cell(2, number).value -= 1
    book.save(changed)
    assert run("evaluate", name, changed).exit_code == 4
    for place, value in enumerate(rows[0], 1):
        page.cell(2, place).value = None
        page.cell(len(rows) + 3, place).value = value
    book.save(changed)
    assert run("evaluate", name, changed).exit_code == 0
    told = tmp_path / "told.xlsx"
    assert "keeps every" in run("evaluate", name, changed, "--force", "--xlsx", told).stderr
    assert "keeps every" in run("compare", name, changed, "--force", "--xlsx", told).stderr


def test_a_planner_reads_words_and_no_column_is_empty_or_called_as_another(
    told: list[Told],
) -> None:
    """Ids of goals stand in the list of what was asked, where whoever needs them looks them up."""
    for one in told:
        for page in one.dutch:
            headers = [str(cell.value) for cell in page[1]]
            if not page.tables or page.title == "Invoer":
                continue
            assert not [header for header in headers if header.endswith(")")], one.command
            columns = list(page.iter_cols(min_row=2, values_only=True))
            empty = [
                header
                for header, cells in zip(headers, columns, strict=True)
                if not any(cell not in (None, "") for cell in cells)
            ]
            assert empty == [] or page.protection.sheet, (one.command, page.title)
            cells = {str(cell) for column in columns for cell in column}
            raw = {"ratio", "fair_share:fair", "smooth_years", "shortfall", "yes", "common"}
            assert cells & raw == set(), (one.command, page.title)


ALIKE = {"segment", "status", "effect", "exact optimum", "Hoover", "Gini", "code"}
"""Headers that are the same in both languages."""


def test_no_header_and_no_status_stays_english_in_dutch(told: list[Told]) -> None:
    for each in told:
        for one, other in zip(each.english, each.dutch, strict=True):
            if not one.tables:
                continue
            columns = [page.iter_cols(values_only=True) for page in (one, other)]
            for english, dutch in zip(*columns, strict=True):
                assert english[0] != dutch[0] or english[0] in ALIKE, (each.command, one.title)
                if "status" in english[0]:
                    words = list(zip(english[1:], dutch[1:], strict=True))
                    assert all(word is None or word != same for word, same in words)


def charts_of(path: Path) -> list[ElementTree.Element]:
    with ZipFile(path) as archive:
        return [
            ElementTree.fromstring(archive.read(name))
            for name in sorted(archive.namelist())
            if name.startswith("xl/charts/chart")
        ]


def test_a_chart_of_an_agreement_has_the_title_that_people_call_it(tmp_path: Path) -> None:
    fair = fair_share(title={"nl": "Gelijk op", "en": "Share and share alike"})
    book_of(tmp_path, "solve", folder(tmp_path, fifteen(agreements=[fair])))
    titles = ["".join(one.itertext()) for one in charts_of(tmp_path / "book.xlsx")]
    assert any("Deviation from the fair share: Share and share alike" in one for one in titles)


def test_charts_show_the_numbers_of_the_tables(tmp_path: Path) -> None:
    book: Any = book_of(tmp_path, "solve", folder(tmp_path))
    drawn = book["Charts"]
    stacked = charts_of(tmp_path / "book.xlsx")[0]
    grouping = stacked.find(f".//{CHART}grouping")
    assert grouping is not None
    assert grouping.attrib["val"] == "percentStacked"
    outcome = book["Outcome"]
    heads = [cell.value for cell in outcome[1]]
    for number, series in enumerate(stacked.iter(f"{CHART}ser")):
        (reference,) = [one.text for one in series.findall(f"{CHART}val//{CHART}f")]
        assert reference is not None
        title, cells = reference.split("!")
        assert title == "Charts"
        shown = [row[0].value for row in drawn[cells.replace("$", "")]]
        place = heads.index(drawn.cell(1, number + 2).value)
        assert shown == [
            row[place] for row in outcome.iter_rows(min_row=2, values_only=True) if row[0]
        ]


def test_totals_only_are_refused_with_where_to_go(tmp_path: Path) -> None:
    refused = run("evaluate", folder(tmp_path), deal(tmp_path))
    assert refused.exit_code == 3
    assert "“woonsleutel compare” completes it" in refused.stderr
