"""A number as it is written, in each form of a scenario: kept exactly, or refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cli.options import overrides_of
from models.findings import Finding
from models.language import LANGUAGES
from models.scenario import Scenario
from scenarios import read_scenario, scenario_from_workbook, to_workbook
from tests.scenarios.files import KEYS, document, folder, refused

NO_NUMBERS = (
    *("1e-999", "-1E-999", "1e-999999999999", "1e999", "NaN", ".nan", "Infinity", "-.inf"),
    *("0x10", "0o7", "0b1", "1_000", "٣", "१२", "²", "½", "12:30", "+-5", "5.", "--5"),
)
KEPT = {
    "0.12345678901234567891": Fraction(12345678901234567891, 10**20),
    "999999999.0123456789012": Fraction(9999999990123456789012, 10**13),
    "0.0000000000000000000001": Fraction(1, 10**22),
    "-0": Fraction(0),
}
ONLY_IN_JSON = {
    "1e2": Fraction(100),
    "1E-5": Fraction(1, 10**5),
    "0e999": Fraction(0),
    "0.10000000000000001": Fraction(1, 10),
}
"""JSON has exponents, and many a program writes seventeen digits of what its floats hold."""

BARE = """\
id: small
name: Small
horizon: {first_year: 2025, last_year: 2026}
tables: {municipalities: municipalities.csv}
"""


def with_weight(number: str) -> str:
    """Give the small scenario as JSON, with a weight as it is written."""
    total, fair = document()["agreements"]
    weighed = json.dumps(document(agreements=[{**total, "weight": "HERE"}, fair]))
    return weighed.replace('"HERE"', number)


def in_json(number: str, _place: Path) -> Scenario:
    """Read it as a number of JSON."""
    return read_scenario(with_weight(number).encode())


def in_a_text_of_json(number: str, place: Path) -> Scenario:
    """Read it as a text of JSON."""
    return in_json(json.dumps(number), place)


def in_yaml(number: str, place: Path) -> Scenario:
    """Read it in YAML."""
    return read_scenario(
        folder(place, KEYS.replace("at_least: 30", f"at_least: 30, weight: {number}"))
    )


def in_an_option(number: str, _place: Path) -> Scenario:
    """Read it as it is given to ``--set``."""
    changes = overrides_of([f"agreements.total.weight={number}"])
    return read_scenario(with_weight("1").encode(), overrides=changes)


def weight(scenario: Scenario) -> Fraction:
    """Give the weight that was read."""
    return Fraction(scenario.agreement("total").weight)


FORMS = (in_json, in_a_text_of_json, in_yaml, in_an_option)


def in_csv(numbers: Sequence[str], place: Path) -> Scenario:
    """Read them in a table with decimal points, each of a municipality of its own."""
    rows = [f"GM{1000 + at};Plaats {at};{number}\n" for at, number in enumerate(numbers)]
    return read_scenario(folder(place, BARE, municipalities=f"code;name;density\n{''.join(rows)}"))


def in_cells(numbers: Sequence[str], place: Path) -> Scenario:
    """Read them in cells that a spreadsheet has as text."""
    book = load_workbook(BytesIO(to_workbook(in_csv(["12.5"] * len(numbers), place))))
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value) == "12.5"
    ]
    for cell, number in zip(cells, numbers, strict=True):
        cell.value = number
    changed = BytesIO()
    book.save(changed)
    return scenario_from_workbook(changed.getvalue())


TABLES = (in_csv, in_cells)


def name_of(form: Callable[..., Scenario]) -> str:
    """Give what a form is called."""
    return form.__name__


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_what_is_no_number_of_ours_is_refused_and_told_as_it_was_written(
    form: Callable[[str, Path], Scenario], tmp_path: Path
) -> None:
    """None of them is read as zero, or as the number that another program makes of it."""
    for number in NO_NUMBERS:
        (finding,) = refused(partial(form, number, tmp_path))
        if finding.code != "malformed-json":
            assert_told(finding, number)


@pytest.mark.parametrize("form", TABLES, ids=name_of)
def test_so_it_is_in_tables(
    form: Callable[[Sequence[str], Path], Scenario], tmp_path: Path
) -> None:
    for finding, number in zip(
        refused(partial(form, NO_NUMBERS, tmp_path)), NO_NUMBERS, strict=True
    ):
        assert_told(finding, number)


def assert_told(finding: Finding, number: str) -> None:
    """Hold that a finding says what was written, in both languages."""
    assert finding.code == "not-a-number"
    for language in LANGUAGES:
        assert f"“{number}”" in finding.text.render(language)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_every_digit_that_is_written_counts(
    form: Callable[[str, Path], Scenario], tmp_path: Path
) -> None:
    for number, meant in (KEPT | (ONLY_IN_JSON if form is in_json else {})).items():
        assert weight(form(number, tmp_path)) == meant, number


@pytest.mark.parametrize("form", TABLES, ids=name_of)
def test_so_every_digit_does_in_tables(
    form: Callable[[Sequence[str], Path], Scenario], tmp_path: Path
) -> None:
    read = form([*KEPT], tmp_path)
    assert [one.figure("density") for one in read.municipalities] == [*KEPT.values()]
