"""The commands `explain` and `explore price`: what they print, and how they end."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.cli.running import fifteen, folder, impossible, run


def test_why_not_and_the_ways_out(tmp_path: Path) -> None:
    shown = run("explain", folder(tmp_path, impossible()))
    assert shown.exit_code == 4
    assert "Needed 25 dwellings (“total”), at most 20 dwellings possible" in shown.stdout
    assert " 1. " in shown.stdout
    assert "5 dwellings fewer than agreed, 20 instead of 25" in " ".join(shown.stdout.split())
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_what_may_not_be_touched(tmp_path: Path) -> None:
    shown = run("explain", folder(tmp_path, impossible()), "--untouchable", "total", "--json")
    record = json.loads(shown.stdout)
    assert {row["agreement"] for row in record["tables"]["ways_out"]} == {"capacity"}
    both = ("--untouchable", "total", "--untouchable", "capacity")
    shown = run("explain", folder(tmp_path / "both", impossible()), *both)
    assert shown.exit_code == 4
    assert "There is no way out" in " ".join(shown.stdout.split())


def test_what_weighs_more(tmp_path: Path) -> None:
    shown = run("explain", folder(tmp_path, impossible()), "--weight", "total=2", "--json")
    (first, *_) = json.loads(shown.stdout)["infeasibility"]["waysOut"]
    assert first["sentence"]["en"] == "plan capacity in Aarle and Beek: 5 dwellings more"


def test_why_this_number(tmp_path: Path) -> None:
    shown = run("explain", folder(tmp_path), "--cell", "municipality=Aarle, segment=social_rent")
    assert shown.exit_code == 0, shown.stderr
    said = " ".join(shown.stdout.split())
    assert "New build (social rent), Aarle" in said
    assert "the binding agreements allow at most 5 dwellings" in said
    assert "10 dwellings more: impossible, because of" in said
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_why_this_number_of_a_plan_that_is_there(tmp_path: Path) -> None:
    source, plan, cell = folder(tmp_path), tmp_path / "plan.json", "municipality=Aarle"
    plan.write_text(run("solve", source, "--json").stdout)
    anew = run("explain", source, "--cell", cell)
    given = run("explain", source, "--cell", cell, "--plan", plan)
    assert "15 dwellings in 4 rows" in given.stderr
    assert (given.exit_code, given.stdout) == (0, anew.stdout)
    record = json.loads(plan.read_text())
    record["tables"]["new_build"] = record["tables"]["new_build"][:1]
    plan.write_text(json.dumps(record))
    refused = run("explain", source, "--cell", cell, "--plan", plan)
    assert refused.exit_code == 3
    assert "9 dwellings short [plan-misses]" in refused.stderr


def test_a_table_as_csv_and_a_workbook(tmp_path: Path) -> None:
    book = tmp_path / "why.xlsx"
    source = folder(tmp_path)
    shown = run("explain", source, "--cell", "year=2025", "--table", "effects", "--xlsx", book)
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert {row["delta"] for row in rows} == {"-50", "-10", "-1", "1", "10", "50"}
    assert {row["status"] for row in rows} == {"impossible"}
    assert book.stat().st_size > 0


def test_a_goal_that_goes_with_its_agreement_has_no_price() -> None:
    asked = ("--agreement", "supported-housing", "--agreement", "no-new-concentration")
    shown = run("explore", "price", "n09-home-for-everyone", *asked)
    assert shown.exit_code == 0
    assert re.search(r"half an hour +0 \(−80\) +–\n", shown.stdout)
    assert re.search(r" 80 +138 \(−108\)\n", shown.stdout)


def test_the_price_of_each_agreement(tmp_path: Path) -> None:
    shown = run("explore", "price", folder(tmp_path))
    assert shown.exit_code == 0, shown.stderr
    assert "The price of each agreement" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80
    shown = run(
        "explore", "price", folder(tmp_path / "steps", impossible()), "--step", "10%", "--csv"
    )
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert [(row["threshold"], row["status"]) for row in rows] == [
        ("", "possible"),
        ("22", "impossible"),
        ("20", "possible"),
        ("17", "possible"),
        ("15", "possible"),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("explain", "--cell", "Aarle"), 2, "municipality=GM0202"),
        (("explain", "--cell", "municipality=Arle"), 3, "Aarle"),
        (("explain", "--weight", "total"), 2, "ID=2"),
        (("explain", "--weight", "total=0"), 3, "more than zero"),
        (("explain", "--untouchable", "totl"), 3, "total"),
        (("explain", "--ways", "0"), 2, "at least one"),
        (("explain", "--table", "nothing"), 2, "ways_out"),
        (("explore", "price", "--step", "0%"), 2, "at least one step"),
        (("explore", "price", "--agreement", "fair"), 3, "not known"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    shown = run(*arguments, folder(tmp_path, fifteen()))
    assert shown.exit_code == code, shown.stderr
    assert said in shown.stderr
