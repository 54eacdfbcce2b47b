"""Spreadsheets of municipalities: whatever their makers' habits, the same plan is read."""

from __future__ import annotations

import io
import os
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from dossiers.plan_tables import plan_of_tables, plan_tables
from models.findings import Finding, InvalidScenario
from models.negotiated import REST, Negotiated
from models.quantity import Cell
from models.scenario import Scenario
from scenarios import read_negotiated
from tests.municipal_habits import Maker, region
from tests.spreadsheets import Rows, Sheets, Wrong, xlsx

REGION = region()
SEEDS = range(int(os.environ.get("HABITS", "16")))
"""Which makers: two hundred before a release, a few of them in every run."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_is_read_whatever_the_habits_of_its_maker(seed: int) -> None:
    sheet = Maker(seed).sheet()
    notes: list[Finding] = []
    try:
        read = read_negotiated(REGION, sheet.content, f"plan{sheet.form}", notes=notes)
    except InvalidScenario as refused:
        told = "\n".join(map(str, (*refused.findings, *notes)))
        pytest.fail(f"{sheet.habits}\n{told}")
    table = read.tables["new_build"]
    assert (table.axes, dict(table.numbers)) == (sheet.axes, sheet.numbers), sheet.habits
    assert notes[0].code == "read-as"


HEAD = ["Gemeente", "sociale huur", "middenhuur", "betaalbare koop", "dure koop"]


def negotiated(
    rows: Rows, sheets: Sheets | None = None, *, strict: bool = False, place: Scenario = REGION
) -> tuple[Negotiated, list[str]]:
    notes: list[Finding] = []
    content = xlsx({"Blad1": rows, **(sheets or {})})
    read = read_negotiated(place, content, "plan.xlsx", strict=strict, notes=notes)
    return read, [f"{one.severity} {one.text.render('en')}" for one in notes]


def numbers(rows: Rows, sheets: Sheets | None = None) -> dict[Cell, int | Fraction]:
    return dict(negotiated(rows, sheets)[0].tables["new_build"].numbers)


def refused(rows: Rows, *, strict: bool = False) -> list[tuple[str, str]]:
    content = xlsx({"Blad1": rows})
    with pytest.raises(InvalidScenario) as wrong:
        read_negotiated(REGION, content, "plan.xlsx", strict=strict)
    return [(one.code, f"{one.origin}: {one.text.render('en')}") for one in wrong.value.findings]


def test_what_was_read_as_what_and_what_was_left_out_is_said() -> None:
    """In one screen, with a percentage that a spreadsheet could not work out."""
    read, told = negotiated(
        [
            ["Woondeal Voorbeeld (concept)"],
            [],
            ["Gemeente", "Segment", None, None, None, "Totaal", "% sociaal"],
            [None, *HEAD[1:]],
            ["Aarle", 1030, 0, None, 20, 1050, 0.98],
            ["Mook & Middelaar", "-", 0, 0, 0, 0, Wrong("#DIV/0!")],
            ["Totaal regio", 1030, 0, 0, 20, 1050, 0.98],
            [],
            ["Bron: opgave gemeenten"],
        ]
    )
    assert dict(read.tables["new_build"].numbers) == {
        ("GM0001", "social_rent"): 1030,
        ("GM0001", "market"): 20,
    }
    assert told == [
        "note Read as “new build” by municipality and segment: 1,050 dwellings in 2 rows.",
        "note Recognised: column E “Segment / dure koop” as market.",
        "note Empty cells and dashes count as 0: D5 and B6.",
        "note Left out: row 1 “Woondeal Voorbeeld (concept)” (a title), column F “Totaal” (adds "
        "up), column G “% sociaal” (percentages), row 7 “Totaal regio” (adds up), and row 9 “Bron: "
        "opgave gemeenten” (a note in words).",
        "note Recognised: “Mook & Middelaar” as Mook en Middelaar.",
        "note Nothing is said of 's-Graveland, Bergen (NH.), Bergen (L.), Súdwest-Fryslân, and "
        "Sint-Oedenrode: that counts as 0.",
    ]


def test_strict_refuses_what_would_be_recognised_or_left_out() -> None:
    literal: Rows = [["Gemeente", "Woningen"], ["Aarle", 5]]
    assert negotiated(literal, strict=True)[0].tables["new_build"].numbers == {("GM0001",): 5}
    codes = [
        code
        for code, _ in refused([["Gemeente", "Aantal", "Bron"], ["aarle*", 5, "x"]], strict=True)
    ]
    assert codes == ["left-out", "recognised"]


def test_a_total_that_differs_is_told_with_its_cell() -> None:
    _, told = negotiated([[*HEAD, "Totaal"], ["Aarle", 1, 2, 3, 4, 11], ["Totaal", 1, 2, 3, 5, 10]])
    assert [one for one in told if "total" in one and "Left" not in one] == [
        "warning This total says 11, and the numbers beside it come to 10.",
        "warning This total says 5, and the numbers above it come to 4.",
    ]


def test_a_total_of_more_than_there_are_columns_for_says_what_the_rest_comes_to() -> None:
    rows: Rows = [
        ["Gemeente", "Totaal", "waarvan sociaal"],
        ["Aarle", 100, 30],
        ["Sint-Oedenrode", 50, None],
        ["Totaal", 150, 30],
    ]
    read, told = negotiated(rows)
    table = read.tables["new_build"]
    codes = {one.name: one.code for one in REGION.municipalities}
    aarle, other = codes["Aarle"], codes["Sint-Oedenrode"]
    assert table.axes == ("municipality", "segment")
    assert table.numbers == {(aarle, "social_rent"): 30, (aarle, REST): 70, (other, REST): 50}
    rest = {"mid_rent", "affordable_owner", "market"}
    assert table.together(REGION.segments) == rest
    (said,) = (one for one in told if "in all" in one)
    assert "mid rent, affordable owner, and market together" in said
    assert plan_of_tables(REGION, plan_tables(read)) == read


@pytest.mark.parametrize("wholes", [(100, 12), (25, 60), (30, 12)])
def test_a_total_that_is_no_rest_is_not_read_as_one(wholes: tuple[int, int]) -> None:
    """It is below what is summed, or above it in few rows only: then it is no sum that it is."""
    head = ["Gemeente", "Totaal", "waarvan sociaal"]
    rows: Rows = [head, ["Aarle", wholes[0], 30], ["Sint-Oedenrode", wholes[1], 12]]
    if wholes == (30, 12):
        assert numbers(rows) == dict(zip(numbers(rows), (30, 12), strict=True))
        return
    found = refused(rows)
    assert {code for code, _ in found} == {"total-differs"}
    assert "What the others are of has no column" in found[0][1]


def test_numbers_of_an_unknown_kind_count_unless_a_total_shows_that_they_do_not() -> None:
    def table(*total: int) -> Rows:
        head = [*HEAD, "huur onbekend", *["Totaal" for _ in total]]
        return [head, ["Aarle", 1, 2, 3, 4, 90, *total]]

    assert [code for code, _ in refused(table())] == ["unclear-column"]
    assert "unclear-column" in [code for code, _ in refused(table(100))]
    assert sum(numbers(table(10)).values()) == 10
    figures: Rows = [[*HEAD, "Inwoners", "Plancapaciteit"], ["Aarle", 1, 2, 3, 4, 9000, 50]]
    assert len(numbers(figures)) == 4


def test_of_several_tables_one_is_asked_for_and_can_be_named(tmp_path: Path) -> None:
    one: Rows = [
        ["Variant A"],
        HEAD,
        ["Aarle", 1, 2, 3, 4],
        [],
        ["Variant B"],
        HEAD,
        ["Aarle", 5, 6, 7, 8],
    ]
    ((code, text),) = refused(one)
    assert code == "several-tables"
    assert "plan.xlsx#Blad1:A2:E3 (1 row) and plan.xlsx#Blad1:A6:E7 (1 row)" in text
    assert "such as “plan.xlsx#Blad1:A2”" in text
    file = tmp_path / "plan.xlsx"
    file.write_bytes(xlsx({"Blad1": one, "Twee": [HEAD, ["Aarle", 9, 0, 0, 0]]}))
    for choice, first in (("Blad1:A2", 1), ("Blad1:C7", 5), ("twee", 9)):
        read = read_negotiated(REGION, f"{file}#{choice}")
        assert read.tables["new_build"].numbers["GM0001", "social_rent"] == first
    with pytest.raises(InvalidScenario) as wrong:
        read_negotiated(REGION, f"{file}#Drie")
    assert [one.code for one in wrong.value.findings] == ["unknown-sheet"]


def test_a_sheet_that_is_called_as_a_table_of_a_plan_goes_before_others() -> None:
    found = numbers([HEAD, ["Aarle", 9, 9, 9, 9]], {"Nieuwbouw": [HEAD, ["Aarle", 1, 0, 0, 0]]})
    assert found == {("GM0001", "social_rent"): 1}


def test_two_columns_that_may_be_the_plan_are_asked_for() -> None:
    rows: Rows = [["Gemeente", "Opgave", "Bod"], ["Aarle", 10, 8]]
    assert [code for code, _ in refused(rows)] == ["several-columns"]
    named: Rows = [["Gemeente", "Opgave", "Woningen"], ["Aarle", 10, 8]]
    assert numbers(named) == {("GM0001",): 8}


def test_thousands_of_dwellings_are_not_taken_for_dwellings() -> None:
    rows: Rows = [["Gemeente", "Woningen (x 1.000)"], ["Aarle", 1.03]]
    assert "thousands" in [code for code, _ in refused(rows)]


def test_a_row_that_names_two_municipalities_is_found() -> None:
    rows: Rows = [["Code", "Naam", "Woningen"], [1, "Aarle", 5], [2, "Mook & Middelaar", 6]]
    ((code, text),) = refused(rows)
    assert (code, text) == (
        "contradictory-row",
        "plan.xlsx#Blad1:B3, Naam: This row names both “2” and “Mook & Middelaar”.",
    )


def test_a_name_that_two_may_have_or_that_is_misspelled_is_suggested() -> None:
    found = refused(
        [["Gemeente", "Woningen"], ["Bergen", 5], ["Aarl", 6], ["Elders", 7], ["Mook", 1]]
    )
    assert [text.partition(": ")[2] for _, text in found] == [
        "“Bergen” is not known here. Perhaps meant: Bergen (NH.) and Bergen (L.).",
        "“Aarl” is not known here. Is “Aarle” meant?",
        "“Elders” is not a municipality of this scenario, by its name or code.",
        "“Mook” is not known here. Is “Mook en Middelaar” meant?",
    ]
    assert found[0][1].startswith("plan.xlsx#Blad1:A2, Gemeente")


def test_projects_of_one_municipality_are_added_up() -> None:
    rows: Rows = [
        ["Gemeente", "Project", "Segment", "Aantal"],
        ["Aarle", "Dorpshart", "sociaal", 10],
        ["Aarle", "De Weide", "sociaal", 15],
        ["Aarle", "De Weide", "dure koop", 5],
    ]
    assert numbers(rows) == {("GM0001", "social_rent"): 25, ("GM0001", "market"): 5}


def test_a_row_that_is_there_twice_is_found() -> None:
    rows: Rows = [["Gemeente", "Fase", "Woningen"], ["Aarle", "een", 10], ["Aarle", "twee", 15]]
    assert [code for code, _ in refused(rows)] == ["duplicate-row"]


def test_a_day_that_stands_for_a_year_is_that_year() -> None:
    """Excel makes a date of a year where a cell has the form of one."""
    book = openpyxl.Workbook()
    page = book.create_sheet("Programma", 0)
    for row in (["Gemeente", *(datetime(year, 1, 1) for year in (2025, 2026))], ["Aarle", 3, 4]):
        page.append(row)
    content = io.BytesIO()
    book.save(content)
    found = read_negotiated(region(), content.getvalue(), "plan.xlsx")
    assert found.tables["new_build"].numbers == {("GM0001", 2025): 3, ("GM0001", 2026): 4}


def test_years_together_are_no_year_unless_they_are_all_of_them() -> None:
    rows: Rows = [["Gemeente", "2025-2026", "2027"], ["Aarle", 10, 5]]
    assert [code for code, _ in refused(rows)] == ["periods"]
    assert numbers([["Gemeente", "Woningen 2025-2027"], ["Aarle", 10]]) == {("GM0001",): 10}


def test_a_group_of_dwellings_divided_in_two_ways_counts_once() -> None:
    read, told = negotiated(
        [[*HEAD, "nultreden", "regulier"], ["Aarle", 1, 2, 3, 4, 4, 6]],
        place=region(forms=["regular", "zero_step"]),
    )
    assert len(read.tables["new_build"].numbers) == 4
    assert "divides the same numbers in another way" in " ".join(told)


def test_households_are_told_from_dwellings_by_their_words() -> None:
    group = region(groups=["urgent"])
    rows: Rows = [["Urgente huishoudens"], ["Gemeente", 2025, 2026, 2027], ["Aarle", 3, 0, 4]]
    read = read_negotiated(group, xlsx({"Blad1": rows}), "plan.xlsx")
    table = read.tables["housed"]
    assert table.axes == ("municipality", "group", "year")
    assert table.numbers == {("GM0001", "urgent", 2025): 3, ("GM0001", "urgent", 2027): 4}


def test_a_hidden_sheet_counts_only_where_there_is_no_other() -> None:
    hidden = book_with_hidden_sheet()
    read = read_negotiated(REGION, hidden, "plan.xlsx")
    assert read.tables["new_build"].numbers == {("GM0001",): 5}


def book_with_hidden_sheet() -> bytes:
    book = openpyxl.load_workbook(
        io.BytesIO(
            xlsx(
                {
                    "oud": [["Gemeente", "Woningen"], ["Aarle", 9]],
                    "nieuw": [["Gemeente", "Woningen"], ["Aarle", 5]],
                }
            )
        )
    )
    book["oud"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_nothing_that_is_a_plan_is_said_with_the_sheets_that_were_looked_at() -> None:
    ((code, text),) = refused([["Beste collega"], ["Hierbij de stukken"]])
    assert code == "no-plan"
    assert "“municipality”" in text
    assert "Blad1" in text
