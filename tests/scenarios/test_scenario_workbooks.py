"""Scenarios in workbooks as people bring them: the same scenario, nothing ignored in silence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from models.agreements import Share
from models.findings import Finding, InvalidScenario
from models.scenario import Scenario
from scenarios import library_scenario, read_negotiated, scenario_from_workbook, to_workbook
from tests.scenario_habits import plain, region, workbook
from tests.spreadsheets import FORMS, ods, xls, xlsx

SAMPLE = range(12)
"""Of the two hundred that are read when this is changed; a third of a second each."""


def read(content: bytes, **options: Any) -> tuple[Scenario, list[str]]:
    """Read a workbook, with what is told of it."""
    notes: list[Finding] = []
    found = scenario_from_workbook(content, file="regio.xlsx", notes=notes, **options)
    return found, [f"{one.origin}: {one.text.render('en')}" for one in notes]


def refused(content: bytes, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidScenario) as wrong:
        scenario_from_workbook(content, file="regio.xlsx", **options)
    return [(one.code, f"{one.origin}: {one.text.render('en')}") for one in wrong.value.findings]


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_workbook_with_municipal_habits_is_the_same_scenario(seed: int) -> None:
    written = region()
    content, habits = workbook(seed, written)
    found, told = read(content)
    assert found.content_hash == written.content_hash, habits
    literal = len(habits) == 1 or all("order" in one for one in habits[:-1])
    assert bool(told) is not literal, habits


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_workbook_of_ours_is_read_as_it_was_written(language: Any) -> None:
    """Every shipped scenario is, in one of the languages, in the tests of round trips."""
    for identifier in ("noord-veluwe", "r18-monitoring", "r20-keys"):
        written = library_scenario(identifier)
        content = to_workbook(written, language)
        assert read(content, strict=True)[0].content_hash == written.content_hash
        assert content == to_workbook(written, language)


def test_a_workbook_in_dutch_says_what_it_says_in_dutch() -> None:
    """Also in its cells and lists, and what is wide is printed on several pages, side by side."""
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(library_scenario("noord-veluwe"), "nl")))
    cells = {str(cell) for sheet in book for row in sheet.values for cell in row}
    assert {"sociale huur", "harde plannen", "evenredig aandeel", "huishoudens", "nee"} <= cells
    assert "{grootheid: nieuwbouw, woonvormen: [zorggeschikt]}" in cells
    assert not {"social_rent", "hard", "fair_share", "households", "no", "share"} & cells
    pages = {name: book[name].page_setup.fitToWidth for name in ("bronnen", "afspraken")}
    assert pages == {"bronnen": 2, "afspraken": 3}  # texts in both languages stand in both
    assert book["afspraken"].print_title_cols == "$A:$B"


def sheets(**changed: list[list[object]]) -> dict[str, list[list[object]]]:
    """Give the sheets of a small region, with others in their place."""
    return {**plain(region()), **changed}


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (5 / 6, "5/6"),
        (1 / 3, "1/3"),
        (0.833333333333333, "5/6"),  # LibreOffice keeps fifteen digits
        (0.8125, "13/16"),
    ],
)
def test_what_a_spreadsheet_worked_out_is_the_fraction_that_it_is(cell: float, meant: str) -> None:
    """And that is said, unless it stands there exactly."""
    book = sheets()
    at = book["agreements"][0].index("at_least")
    next(row for row in book["agreements"] if row[0] == "social")[at] = cell
    found, told = read(xlsx(book))
    social = found.agreement("social")
    assert isinstance(social, Share)
    assert social.at_least == Fraction(meant)
    assert any(f"{cell} as {meant}" in one for one in told) is (cell != 0.8125)


def test_what_is_not_known_is_told_and_strict_refuses_it() -> None:
    book = sheets()
    book["capacity"][0].append("opmerking")
    book["capacity"][1].append("nog niet vastgesteld")
    found, told = read(xlsx(book))
    assert found.content_hash == region().content_hash
    assert len(told) == 1
    assert "“opmerking” (remarks)" in told[0]
    assert [code for code, _ in refused(xlsx(book), strict=True)] == ["left-out"]


def test_a_name_that_is_almost_one_is_asked_about_once() -> None:
    book = sheets()
    at = book["capacity"][0].index("municipality")
    book["capacity"][1][at] = "Aarel"
    ((code, said),) = refused(xlsx(book))
    assert code == "unknown-code"
    assert "“Aarel” is not known here. Is “Aarle” meant?" in said
    assert "#capacity:B2" in said


def test_a_sheet_that_is_almost_a_table_is_asked_about() -> None:
    book = sheets()
    book["capasity"] = book.pop("capacity")
    assert "Is “capacity” meant?" in refused(xlsx(book))[0][1]


def test_a_name_beside_another_code_is_a_contradiction() -> None:
    book = sheets()
    book["capacity"][1][book["capacity"][0].index("name")] = "Súdwest-Fryslân"
    assert [code for code, _ in refused(xlsx(book))] == ["contradictory-row"]


def test_a_result_is_no_scenario_and_that_is_said_once() -> None:
    result: dict[str, list[list[object]]] = {
        title: [["gemeente", "woningen"], ["Aarle", 5, None, 7]]
        for title in ("Toelichting", "Invoer", "Uitkomst", "Grafieken", "Herkomst")
    }
    ((code, said),) = refused(xlsx(result))
    assert code == "no-scenario"
    assert "is a result" in said
    ((code, _),) = refused(xlsx({"Blad1": [["a"], [1]]}))
    assert code == "no-scenario"


def test_a_title_in_one_language_stands_for_both() -> None:
    book = sheets()
    header = book["agreements"][0]
    header[header.index("title")] = "titel.nl"
    found, _ = read(xlsx(book))
    assert found.agreement("named").name().render("en") == "Twee samen"


def test_what_is_hidden_counts_and_is_told() -> None:
    """In a scenario and in a plan, in both forms that keep it."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for title, rows in sheets().items():
            page = book.add_worksheet(title)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            if title == "capacity":
                page.set_row(2, None, None, {"hidden": True})
                page.set_column(3, 3, None, None, {"hidden": True})
        plan = book.add_worksheet("new_build")
        plan.write_row(0, 0, ["gemeente", "woningen"])
        plan.write_row(1, 0, ["Aarle", 5])
        plan.set_row(1, None, None, {"hidden": True})
    found, told = read(content.getvalue())
    assert found.content_hash == region().content_hash
    assert "regio.xlsx#capacity: What is hidden counts too: rows 3 and column D." in told
    notes: list[Finding] = []
    read_negotiated(found, content.getvalue(), "regio.xlsx", notes=notes)
    assert [one.code for one in notes if one.code == "hidden"] == ["hidden"]
    with zipfile.ZipFile(io.BytesIO(ods(sheets()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    first = b'table:name="capacity"><table:table-row>'
    hidden = b'table:name="capacity"><table:table-row table:visibility="collapse">'
    parts["content.xml"] = parts["content.xml"].replace(first, hidden)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    assert any("#capacity: What is hidden counts too: rows 1." in one
               for one in read(content.getvalue())[1])  # fmt: skip
    old = xls(sheets(), hidden={"capacity": ([2, 3], [3])})
    assert any("#capacity: What is hidden counts too: rows 3-4 and column D." in one
               for one in read(old)[1])  # fmt: skip


def by_year(book: dict[str, list[list[object]]]) -> None:
    """Put the years of the needs beside one another, with a total."""
    book["needs"] = [["Doelgroep", 2025, "2026", "Totaal"], ["urgent", 1234, 1234, 2468]]


def on_one_sheet(book: dict[str, list[list[object]]]) -> None:
    """Put three tables on one sheet: two beside one another, one below."""
    towns, plans, needs = (book.pop(name) for name in ("municipalities", "capacity", "needs"))
    wide = 1 + max(map(len, towns))
    page: list[list[object]] = [["Gemeenten", *[None] * (wide - 1), "Plancapaciteit"]]
    for town, plan in zip(towns, plans, strict=True):  # a plan per municipality
        page.append([*town, *[None] * (wide - len(town)), *plan])
    book["Blad1"] = [*page, [], ["Behoeften"], *needs]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("habit", [by_year, on_one_sheet])
def test_numbers_and_tables_beside_one_another_are_the_same_scenario(
    habit: Callable[[Any], None], form: str
) -> None:
    book = sheets()
    habit(book)
    found, told = read(FORMS[form](book))
    assert found.content_hash == region().content_hash
    assert told
    assert {code for code, _ in refused(FORMS[form](book), strict=True)} <= {
        "recognised",
        "left-out",
    }


def test_plan_capacity_by_year_is_a_plan_for_each_year() -> None:
    book = sheets()
    book["capacity"] = [
        ["Gemeente", "2025", "2026", "2027", "Totaal"],
        ["Aarle", 10, "-", 1030, 1040],
        ["Gemeente", "2025", "2026", "2027", "Totaal"],
        ["Súdwest-Fryslân", 4000, 2, 3, 4004],
    ]
    found, told = read(xlsx(book))
    assert [(one.pool, one.first_year, one.last_year, one.dwellings) for one in found.capacity] == [
        ("Aarle 2025", 2025, 2025, 10),
        ("Aarle 2027", 2027, 2027, 1030),
        ("Súdwest-Fryslân 2025", 2025, 2025, 4000),
        ("Súdwest-Fryslân 2026", 2026, 2026, 2),
        ("Súdwest-Fryslân 2027", 2027, 2027, 3),
    ]
    assert any("capacity:E4, Totaal: This total says 4,004, and the numbers beside it come to 4,005"
               in one for one in told)  # fmt: skip
    assert any("(the header again)" in one for one in told)


def test_segments_and_groups_of_a_scenario_of_its_own_stand_beside_one_another_too() -> None:
    """Their names are known from the sheet of the scenario, wherever it stands."""
    book = sheets()
    book["needs"] = [["Jaar", "Urgent", "Jonge ouders"], [2025, 1234, 20], [2026, 1234, 30]]
    book["uitgangsmix"] = [["Gemeente", "Sociale huur", "Wonen met zorg"], ["Aarle", 0.4, 0.6]]
    keys = book.pop("scenario")
    kept = [row for row in keys if row[0] not in ("segments", "groups", "segmenten", "groepen")]
    own = [["segmenten", "[social_rent, wonen_met_zorg]"], ["groepen", "urgent, jonge ouders"]]
    found, _ = read(xlsx({**book, "scenario": [*kept, *own]}))
    assert found.segments == ("social_rent", "wonen_met_zorg")
    assert {(one.group, one.year, one.households) for one in found.needs} == {
        ("urgent", 2025, 1234),
        ("jonge_ouders", 2025, 20),
        ("urgent", 2026, 1234),
        ("jonge_ouders", 2026, 30),
    }
    assert {(one.segment, one.share) for one in found.reference} == {
        ("social_rent", Fraction(2, 5)),
        ("wonen_met_zorg", Fraction(3, 5)),
    }


def test_a_fault_in_one_of_the_numbers_beside_one_another_names_its_cell() -> None:
    book = sheets()
    by_year(book)
    book["needs"][1][2] = -5
    ((_, said),) = refused(xlsx(book))
    assert "#needs:C2, 2026" in said


def test_a_table_that_is_there_twice_is_asked_about() -> None:
    book = sheets()
    book["capacity"] = [["Plannen"], *book["capacity"], [], ["Plancapaciteit"], *book["capacity"]]
    ((code, said),) = refused(xlsx(book))
    assert code == "duplicate-table"
    assert "#capacity:A11:F19" in said


@pytest.mark.parametrize("form", FORMS)
def test_a_total_that_differs_is_told_with_its_cell(form: str) -> None:
    book = sheets()
    at = book["capacity"][0].index("dwellings")
    total: list[object] = [None] * len(book["capacity"][0])
    total[0], total[at] = "Totaal regio", 7000
    book["capacity"].append(total)
    found, told = read(FORMS[form](book))
    assert found.content_hash == region().content_hash
    assert any("This total says 7,000, and the numbers above it come to 7,231." in one
               for one in told)  # fmt: skip
