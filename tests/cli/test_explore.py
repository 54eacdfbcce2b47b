"""The commands `compare` and `explore`: what they print, write, and how they end."""

from __future__ import annotations

import io
import json
from pathlib import Path
from zipfile import ZipFile

import openpyxl

from scenarios import write_folder
from tests.cli.running import fifteen, folder, impossible, run
from tests.regions import Document, amount, fair_share, pool, share

DEAL = "municipality,segment,dwellings\nGM0001,social_rent,5\nGM0001,market,5\nGM0002,market,5\n"
GOALS = ("--goals", "fair_share:fair", "--goals", "smooth_years")


def deal(path: Path, text: str = DEAL) -> Path:
    file = path / "deal.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_incomplete_deal_beside_the_best_plan(tmp_path: Path) -> None:
    """The best is 9 and 6; the deal's 10 and 5 keeps all that is binding."""
    shown = run("compare", folder(tmp_path), deal(tmp_path))
    assert shown.exit_code == 0, shown.stderr
    assert "deal: the plan keeps every binding agreement" in shown.stdout
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["Aarle", "new", "build", "deal", "different", "10", "9", "1"] in lines
    assert "within free range" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_a_deal_that_misses_something_ends_as_infeasible(tmp_path: Path) -> None:
    shown = run("compare", folder(tmp_path), deal(tmp_path, DEAL.replace("rent,5", "rent,4")))
    assert shown.exit_code == 4
    assert "the smallest change that makes it keep them all: 1 dwelling more" in shown.stdout


def test_the_workbook_has_the_sheets_a_planner_expects_and_a_chart(tmp_path: Path) -> None:
    book = tmp_path / "deal.xlsx"
    run("compare", folder(tmp_path), deal(tmp_path), "--xlsx", book)
    sheets = openpyxl.load_workbook(io.BytesIO(book.read_bytes())).sheetnames
    assert sheets[:5] == ["For the council", "Explanation", "Input", "Outcome", "Comparison"]
    assert sheets[-1] == "Provenance"
    assert any("charts/chart" in name for name in ZipFile(book).namelist())


def test_no_text_of_a_deal_is_run_as_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "=1+1.csv"
    file.write_text(DEAL, encoding="utf-8")
    book = tmp_path / "deal.xlsx"
    assert run("compare", folder(tmp_path), file, "--xlsx", book).exit_code == 0
    for sheet in openpyxl.load_workbook(book):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_the_room(tmp_path: Path) -> None:
    written, paper = folder(tmp_path), tmp_path / "room.pdf"
    shown = run("explore", "room", written, "--within", "0%")
    assert shown.exit_code == 0, shown.stderr
    kept = run("explore", "room", written, "--within", "0%", "--pdf", paper)
    assert (kept.exit_code, kept.stdout) == (0, "")
    assert "The least and the most" in kept.stderr
    assert paper.read_bytes().startswith(b"%PDF-")
    rows = [line.split() for line in shown.stdout.splitlines()]
    assert ["Aarle", "0-5", "4-9", "9-9"] in rows


def test_a_front_needs_two_goals_of_the_scenario(tmp_path: Path) -> None:
    written = folder(tmp_path, fifteen(goals=["shortfall", {"fair_share": "fair"}, "smooth_years"]))
    none = run("explore", "pareto", written, "--language", "nl")
    assert (none.exit_code, "gelijkmatig over de jaren" in none.stderr) == (2, True)
    asked = (*GOALS[:-1], "gelijkmatig over de jaren")
    shown = run("explore", "pareto", written, *asked, "--json", "--plan", deal(tmp_path))
    rows = json.loads(shown.stdout)["tables"]["front"]
    assert (rows[-1]["point"], rows[-1]["plan"]) == ("plan", "deal")


def test_alternatives_are_counted_and_said_to_be_not_all(tmp_path: Path) -> None:
    written = folder(tmp_path)
    shown = run("explore", "alternatives", written, "-n", "2", "--sparing", "Aarle")
    assert shown.exit_code == 0, shown.stderr
    assert "not exhaustive" in shown.stdout
    assert run("explore", "alternatives", written, "--sparing", "Ede").exit_code == 2
    many = run("explore", "alternatives", written, "-n", "100000")
    assert (many.exit_code, "1 to 20 alternatives" in many.stderr) == (2, True)


def position(path: Path, name: str, *added: Document) -> str:
    """Write the scenario of a party."""
    asked = fifteen(agreements=[amount(exactly=15), share(exactly="1/3"), fair_share(), *added])
    target = path / name
    write_folder(asked, target)
    return str(target)


def test_parties_at_one_table(tmp_path: Path) -> None:
    """Of the fifteen one asks for all in Aarle, where ten fit, the other for twelve in Beek."""
    aarle = amount("aarle", at_least=10, each="municipality", municipalities=["GM0001"])
    beek = amount("beek", at_least=10, each="municipality", municipalities=["GM0002"])
    one, other = position(tmp_path, "one", aarle), position(tmp_path, "other", beek)
    arguments = ("explore", "compromise", folder(tmp_path), one, f"another={other}")
    shown = run(*arguments)
    assert shown.exit_code == 0, shown.stderr
    said = " ".join(shown.stdout.split())
    assert "What one and another ask for is not possible together." in said
    assert max(map(len, shown.stdout.splitlines())) <= 80
    rows = json.loads(run(*arguments, "--json").stdout)["tables"]["concessions"]
    # Both can miss five; of fifteen dwellings eight and seven are in the middle.
    assert [(row["most_missing"], row["missing"]) for row in rows] == [(5, 2), (5, 3)]
    assert run(*arguments, "--time-limit", "0.001").exit_code == 5
    book = tmp_path / "parties.xlsx"
    assert run(*arguments, "--xlsx", book).exit_code == 0
    assert "Outcome" in openpyxl.load_workbook(io.BytesIO(book.read_bytes())).sheetnames


def test_parties_have_names_of_their_own_and_one_region(tmp_path: Path) -> None:
    base = folder(tmp_path)
    shown = run("explore", "compromise", base, base, base)
    assert shown.exit_code == 2
    assert "NAME=SCENARIO" in shown.stderr
    other = tmp_path / "other"
    write_folder(fifteen(capacity=[pool(0, 10), pool(1, 11)]), other)
    shown = run("explore", "compromise", base, f"one={base}", f"two={other}")
    assert shown.exit_code == 3
    assert "another-region" in shown.stderr


def test_without_a_plan_they_end_as_infeasible(tmp_path: Path) -> None:
    written = folder(tmp_path, impossible())
    assert run("explore", "room", written).exit_code == 4
    assert run("explore", "alternatives", written).exit_code == 4
