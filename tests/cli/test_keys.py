"""The command `keys`: what it prints, and how it ends."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from models.scenario import Scenario
from optimiser import compare_keys
from optimiser.keys.result import KEY_TABLES
from tests.cli.running import folder, impossible, run
from tests.regions import Document, scenario
from tests.urgent_region import region


def written(path: Path, document: Document | None = None) -> str:
    return folder(path, Scenario.model_validate(document or region()))


def test_a_planner_reads_the_keys_beside_each_other_in_80_columns(tmp_path: Path) -> None:
    mix = "inhabitants=50%,households=50%"
    shown = run("keys", written(tmp_path), "--key", "inhabitants", "--key", mix)
    assert shown.exit_code == 0
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert ["A", "households", "(in", "force)", "0", "0.0%", "0.0%", "0"] in lines
    assert ["B", "inhabitants", "14", "21.4%", "8.6%", "1"] in lines
    # The fair shares, what the plan assigns, and what is left, of Beek by A, B and C.
    beek = [line[1:] for line in lines if line[:1] == ["Beek"]]
    assert beek == [
        ["42", "56", "+14", "49", "+7"],
        ["42", "0.0%", "44", "-21.4%", "44", "-10.2%"],
        ["46", "52.3%", "44", "50.0%", "44", "50.0%"],
    ]
    assert shown.stderr == ""


def test_a_key_is_named_in_dutch_too(tmp_path: Path) -> None:
    mixed = "inwoners=50%,huishoudens=50%"
    shown = run("keys", written(tmp_path), "--key", "inwoners", "--key", mixed, "--shares-only")
    assert shown.exit_code == 0, shown.stderr
    assert "inhabitants" in shown.stdout


def test_of_what_the_plan_decides_the_parts_are_shown_and_why(tmp_path: Path) -> None:
    fair = {
        "id": "fair",
        "kind": "fair_share",
        "measure": {"quantity": "new_build"},
        "key": "households",
    }
    shown = run("keys", folder(tmp_path, scenario(fair)), "--key", "households", "--shares-only")
    assert shown.exit_code == 0, shown.stderr
    assert "The plan decides what there is to divide" in shown.stdout
    assert ["Aarle", "60.0%"] in [line.split() for line in shown.stdout.splitlines()]


def test_many_keys_are_shown_in_several_tables(tmp_path: Path) -> None:
    mixes = [f"inhabitants={part}%,households={100 - part}%" for part in range(1, 31)]
    keys = [word for mix in mixes for word in ("--key", mix)]
    shown = run("keys", written(tmp_path), *keys, "--shares-only")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    lines = [line.split() for line in shown.stdout.splitlines()]
    headers = [words[1:] for words in lines if words[:1] == ["municipality"]]
    letters = [letter for header in headers for letter in header]
    assert letters[:3] == ["A", "B", "C"]
    assert letters[25:28] == ["Z", "AA", "AB"]
    assert len(letters) == 31


def test_json_is_what_python_gives(tmp_path: Path) -> None:
    printed = run("keys", written(tmp_path), "--key", "inhabitants", "--json")
    expected = compare_keys(Scenario.model_validate(region()), "fair", ["inhabitants"])
    assert json.loads(printed.stdout) == json.loads(json.dumps(expected.as_record("en")))


def test_csv_is_one_table(tmp_path: Path) -> None:
    source = written(tmp_path)
    shares = run("keys", source, "--key", "inhabitants", "--csv", "--shares-only")
    rows = list(csv.DictReader(io.StringIO(shares.stdout)))
    found = [row["whole"] for row in rows if (row["key"], row["year"]) == ("inhabitants", "2025")]
    assert found == ["28", "28", "14"]
    seekers = run("keys", source, "--key", "inhabitants", "--table", "regular_seekers")
    assert len(list(csv.DictReader(io.StringIO(seekers.stdout)))) == 2 * 4 * 3


def test_dutch_is_what_one_gets(tmp_path: Path) -> None:
    shown = run("keys", written(tmp_path), "--key", "vacancies", "--language", "nl")
    assert "63,0%" in shown.stdout


def test_a_key_must_be_named_and_the_known_ones_are(tmp_path: Path) -> None:
    wrong = run("keys", written(tmp_path))
    assert wrong.exit_code == 2
    assert "households, inhabitants, vacancies" in " ".join(wrong.stderr.split())
    assert wrong.stdout == ""
    dutch = run("keys", str(tmp_path / "scenario"), "--language", "nl")
    assert "huishoudens, inwoners, mutaties" in " ".join(dutch.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--key", "churches"], "unknown-distribution-key"),
        (["--key", "empty"], "key-weight-zero"),
        (["--key", "inhabitants", "--agreement", "half"], "other-kind-of-agreement"),
    ],
)
def test_what_cannot_divide_ends_with_3_and_a_finding(
    tmp_path: Path, arguments: list[str], code: str
) -> None:
    wrong = run("keys", written(tmp_path), *arguments)
    assert (wrong.exit_code, wrong.stdout) == (3, "")
    assert f"[{code}]" in wrong.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--json", "--csv"], ["--table", "plans"], ["--time-limit", "0"], ["--keys", "inhabitants"]],
    ids=" ".join,
)
def test_what_is_not_possible_ends_with_2(tmp_path: Path, arguments: list[str]) -> None:
    wrong = run("keys", written(tmp_path), "--key", "inhabitants", *arguments)
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert len(wrong.stderr.splitlines()) == 1


def test_a_key_that_is_not_possible_is_an_answer_and_none_that_is_ends_with_4(
    tmp_path: Path,
) -> None:
    document = region()
    document["agreements"][0] |= {"tolerance": "10%", "binding": True}
    some = run("keys", written(tmp_path / "some", document), "--key", "inhabitants")
    assert some.exit_code == 0
    assert some.stderr == "inhabitants: no plan keeps all binding agreements.\n"
    document["needs"][0]["households"] = 1000
    none = run("keys", written(tmp_path / "none", document), "--key", "inhabitants")
    assert none.exit_code == 4
    assert "Fair share over 2025-2026" in none.stdout


def test_a_scenario_without_a_key_is_refused(tmp_path: Path) -> None:
    wrong = run("keys", folder(tmp_path, impossible()), "--key", "households")
    assert wrong.exit_code == 3
    assert "[no-fair-share]" in wrong.stderr


@pytest.mark.parametrize("table", KEY_TABLES)
def test_every_column_has_a_dutch_name(tmp_path: Path, table: str) -> None:
    command = ("keys", written(tmp_path), "--key", "inhabitants", "--table", table)
    ids = run(*command).stdout.splitlines()[0].split(",")
    dutch = run(*command, "--dutch-csv", "--language", "nl").stdout.splitlines()[0].split(";")
    assert len(dutch) >= 4
    assert {one.replace("_", " ") for one in ids} & set(dutch) <= {"status"}


def test_time_that_is_up_ends_with_5(tmp_path: Path) -> None:
    late = run("keys", written(tmp_path), "--key", "inhabitants", "--time-limit", "0.0001")
    assert late.exit_code == 5


def test_the_how_to_shows_what_is_printed() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to-compare-keys.md").read_text("utf-8")
    keys = ["--key", "households", "--key", "inhabitants=50%,stock=50%", "--key", "vacancies"]
    shown = run("keys", "arnhem-nijmegen", *keys, "--shares-only")
    shares = shown.stdout.partition("Fair share over")[2].rstrip()
    assert shares
    assert shares in page
    refused = ["--key", "bananas", "--key", "inhabitants=50%,stock=40%"]
    assert run("keys", "arnhem-nijmegen", *refused).stderr in page
