"""Sheets in which numbers look like a plan's and are others: never read so without a word."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest

from models.findings import Finding, InvalidScenario
from models.quantity import Cell
from scenarios import read_negotiated
from tests.municipal_habits import as_csv, region
from tests.spreadsheets import FORMS, Down, xlsx

REGION = region()
PLAN = {"social_rent": 10, "mid_rent": 20, "affordable_owner": 30, "market": 40}
OWN = ["Sociaal", "Midden", "Betaalbaar", "Vrije sector"]
SEGMENTS = ["Sociale huur", "Middenhuur", "Betaalbare koop", "Vrije sector"]
HEAD = ["Gemeente", *SEGMENTS]
YEARS = [2025, 2026, 2027]
NAMES = ["Aarle", "'s-Graveland", "Bergen (NH.)", "Bergen (L.)"]

Rows = Sequence[Sequence[object]]


def read(rows: Rows) -> tuple[dict[Cell, int], list[str]]:
    """Read rows as a CSV file: its dwellings, and the codes of what is said of it."""
    notes: list[Finding] = []
    found = read_negotiated(
        REGION, as_csv([list(row) for row in rows], ";"), "plan.csv", notes=notes
    )
    numbers = found.tables["new_build"].numbers
    return {cell: int(number) for cell, number in numbers.items()}, [one.code for one in notes]


def refusal(content: bytes) -> list[str]:
    with pytest.raises(InvalidScenario) as wrong:
        read_negotiated(REGION, content, "plan")
    return [one.code for one in wrong.value.findings]


def refused(rows: Rows) -> list[str]:
    return refusal(as_csv([list(row) for row in rows], ";"))


ALIKE: dict[str, Rows] = {
    "a band of rent and one of owner": [
        ["Gemeente", "Huur", None, "Koop", None, "Totaal"], [None, *OWN, None],
        ["Aarle", 10, 20, 30, 40, 100],
    ],
    "with what each band comes to": [
        ["Gemeente", "Huur", None, None, "Koop", None, None],
        [None, "Sociaal", "Midden", "Subtotaal", "Sociaal", "Duur", "Subtotaal"],
        ["Aarle", 10, 20, 30, 30, 40, 70],
    ],
    "what is there beside it": [
        ["Gemeente", "Huidige voorraad", None, "Nieuwbouw", None, None, None],
        [None, "Sociaal", "Vrije sector", *SEGMENTS], ["Aarle", 900, 800, 10, 20, 30, 40],
    ],
    "what was built, and what goes": [
        ["Gemeente", "Gerealiseerd", *SEGMENTS, "Sociale huur (sloop)", "Te slopen middenhuur"],
        ["Aarle", 5, 10, 20, 30, 40, 6, 7],
    ],
    "what is missed": [[*HEAD, "Gemist"], ["Aarle", 10, 20, 30, 40, "nog te bespreken"]],
    "rent beside owner": [
        ["Gemeente", *SEGMENTS[:2], None, "Gemeente", *SEGMENTS[2:]],
        ["Aarle", 10, 20, None, "Aarle", 30, 40],
    ],
    "owner below rent": [
        ["Huur"], ["Gemeente", *SEGMENTS[:2]], ["Aarle", 10, 20], [],
        ["Koop"], ["Gemeente", *SEGMENTS[2:]], ["Aarle", 30, 40],
    ],
    "a number in a list, a unit and a mark": [
        HEAD, ["1. Aarle", "10 woningen", "20*", "30 won.", 40], [], ["* concept"],
    ],
    "what a part of the region is called after": [
        ["Deelgebied", *HEAD], ["'s-Graveland", "Aarle", 10, 20, 30, 40],
    ],
}  # fmt: skip
"""One plan, beside numbers that are none of it."""


@pytest.mark.parametrize("rows", ALIKE.values(), ids=ALIKE.keys())
def test_what_is_no_part_of_a_plan_is_left_out_and_told(rows: Rows) -> None:
    numbers, told = read(rows)
    assert numbers == {("GM0001", segment): number for segment, number in PLAN.items()}
    assert set(told) - {"read-as", "not-mentioned"}
    assert "total-differs" not in told


def test_years_without_their_century_and_a_unit_among_years_are_read() -> None:
    years = {("GM0001", 2025): 1, ("GM0001", 2026): 2, ("GM0001", 2027): 3}
    short = read_negotiated(
        REGION, xlsx({"A": [["Gemeente", "'25", "'26", "'27"], ["Aarle", 1, 2, 3]]}), "plan.xlsx"
    )
    assert short.tables["new_build"].numbers == years
    banded: Rows = [
        ["Gemeente", 2025, None, 2026, None, 2027],
        [None, "woningen", "% sociaal", "woningen", "% sociaal", "woningen"],
        ["Aarle", 1, "30%", 2, "30%", 3],
    ]
    assert read(banded)[0] == years


def test_a_header_that_is_repeated_on_each_page_is_no_other_table() -> None:
    rows: Rows = [["Gemeente", *YEARS], ["Aarle", 1, 2, 3], ["Gemeente", *YEARS]]
    total: list[object] = ["Totaal", 2, 4, 6]
    numbers, told = read([*rows, ["Bergen (L.)", 1, 2, 3], total])
    assert sum(numbers.values()) == 12
    assert "total-differs" not in told


PIVOTED = [(SEGMENTS[0], 1), (SEGMENTS[1], 2)]
REFUSED: dict[str, tuple[str, Rows]] = {
    "what was and what becomes": ("several-columns", [
        ["Gemeente", "Was", None, "Wordt", None], [None, *SEGMENTS[:2], *SEGMENTS[:2]],
        ["Aarle", 1, 2, 3, 4],
    ]),
    "no social rent is owned": ("several-columns", [
        ["Gemeente", "Sociale huur", "Sociale huur (oud)"], ["Aarle", 1, 2],
    ]),
    "years up to each": ("cumulative", [
        ["Nieuwbouw (cumulatief)"], ["Gemeente", *YEARS], ["Aarle", 1, 2, 3],
    ]),
    "a year on average": ("yearly", [
        ["Gemiddeld aantal woningen per jaar"], ["Gemeente", "Woningen"], ["Aarle", 1],
    ]),
    "a year in a header": ("no-plan", [["Gemeente", "Netto per jaar"], ["Aarle", 1]]),
    "a column for several years": ("periods", [
        ["Gemeente", "2025-2026", "2027"], ["Aarle", 1, 2],
    ]),
    "only a column for several years": ("periods", [
        ["Programma 2026-2027"], ["Gemeente", "2026-2027"], ["Aarle", 1],
    ]),
    "segments by several years": ("periods", [
        ["Gemeente", "2025 t/m 2026", None, 2027, None], [None, *SEGMENTS[:2], *SEGMENTS[:2]],
        ["Aarle", 1, 2, 3, 4],
    ]),
    "rows by several years": ("periods", [
        ["Gemeente", "Periode", "Woningen"], ["Aarle", "2025-2026", 1], ["Aarle", "2027", 2],
    ]),
    "a compact pivot table": ("compact-table", [
        ["Rijlabels", "Som van woningen"],
        *([name, number] for place in NAMES[:2] for name, number in [(place, 3), *PIVOTED]),
    ]),
    "one below a header of ours": ("compact-table", [
        ["Gemeente", "Aantal woningen"],
        *([name, number] for place in NAMES[:2] for name, number in [(place, 3), *PIVOTED]),
    ]),
    "what may be unknown": ("not-a-number", [HEAD, ["Aarle", "x", 2, 3, 4]]),
    "another unit": ("not-a-number", [["Gemeente", "Woningen"], ["Aarle", "5 huishoudens"]]),
    "about a number": ("not-a-number", [["Gemeente", "Woningen"], ["Aarle", "ca. 500"]]),
}  # fmt: skip


@pytest.mark.parametrize(("code", "rows"), REFUSED.values(), ids=REFUSED.keys())
def test_what_may_be_something_else_is_refused(code: str, rows: Rows) -> None:
    told = refused(rows)
    assert code in told
    assert code not in ("periods", "compact-table") or told == [code]


def test_shares_and_running_totals_are_told_from_dwellings() -> None:
    shares: list[list[object]] = [[*HEAD], *([name, 30, 20, 30, 20] for name in NAMES)]
    growing: list[list[object]] = [["Gemeente", *YEARS], *([name, 5, 9, 12] for name in NAMES)]
    assert "doubtful-numbers" in read(shares)[1]
    assert "doubtful-numbers" in read(growing)[1]
    shares[1][1], growing[1][2] = 31, 4
    assert "doubtful-numbers" not in (*read(shares)[1], *read(growing)[1])


def test_of_whom_and_of_what_nothing_is_said_is_told() -> None:
    notes: list[Finding] = []
    read_negotiated(REGION, as_csv([[*HEAD[:3]], ["Aarle", 1, 2]], ";"), "plan.csv", notes=notes)
    told = [one.text.render("en") for one in notes if one.code == "not-mentioned"]
    assert told[0].startswith("Nothing is said of 's-Graveland, Bergen (NH.)")
    assert told[1] == "Nothing is said of affordable owner and market: that counts as 0."


def test_what_is_wrong_beside_several_numbers_is_told_once() -> None:
    wrong: Rows = [HEAD, ["Elders", 1, 2, 3, 4], ["Aarle", 1, 2, 3, 4], ["Aarle", 5, 6, 7, 8]]
    assert refused(wrong) == ["unknown-code", "duplicate-row"]


@pytest.mark.parametrize("form", FORMS)
def test_a_number_over_several_cells_is_refused(form: str) -> None:
    rows: Rows = [HEAD, ["Aarle", Down(10), 20, 30, 40], ["Bergen (L.)", None, 6, 7, 8]]
    assert refusal(FORMS[form]({"A": rows})) == ["merged-number"]


def test_totals_that_were_never_worked_out_are_not_called_right() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx({"A": [[*HEAD, "Totaal"], ["Aarle", 1, 2, 3, 4], ["Totaal"]]}))
    )
    book["A"]["F2"], book["A"]["B3"] = "=SUM(B2:E2)", "=SUM(B2:B2)"
    content, notes = io.BytesIO(), list[Finding]()
    book.save(content)
    read_negotiated(REGION, content.getvalue(), "plan.xlsx", notes=notes)
    (left,) = (one.text.render("en") for one in notes if one.code == "left-out")
    assert left == (
        "Left out: column F “Totaal” (never worked out) and row 3 “Totaal” (never worked out)."
    )


@pytest.mark.processes
def test_a_decimal_of_a_spreadsheet_is_quoted_as_its_reader_sees_it() -> None:
    told = {}
    for number in (514.25, -3.5, "514.25"):
        with pytest.raises(InvalidScenario) as wrong:
            read_negotiated(REGION, xlsx({"Plan": [HEAD, ["Aarle", number, 2, 3, 4]]}), "plan.xlsx")
        (finding,) = wrong.value.findings
        told[number] = finding.text.as_record()
    assert "“514,25”" in told[514.25]["nl"]
    assert "“514.25”" in told[514.25]["en"]
    assert "“-3,5”" in told[-3.5]["nl"]
    assert "“514.25”" in told["514.25"]["nl"]
