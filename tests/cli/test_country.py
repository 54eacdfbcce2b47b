"""The command `solve --by`: a country part by part, streamed, and as a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import fifteen, folder, run
from tests.regions import amount, scenario

pytestmark = pytest.mark.processes

COUNTRY = "country-in-parts"


def test_every_part_is_a_line_and_the_country_the_last() -> None:
    done = run("solve", COUNTRY, "--by", "province", "--jsonl")
    assert done.exit_code == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["part"] for line in lines] == ["Noord", "Zuid", ""]
    assert all(line["keepsAllBindingAgreements"] for line in lines)
    built = [sum(row["dwellings"] for row in line["tables"]["new_build"]) for line in lines]
    assert built[0] + built[1] == built[2]
    assert "of 2: Noord: the best plan" in done.stderr


def test_a_planner_reads_what_each_part_got() -> None:
    shown = run("solve", COUNTRY, "--by", "province", "--jobs", "1", "--all")
    assert shown.exit_code == 0
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert "What each part gets" in shown.stdout
    (noord,) = [
        line.split() for line in shown.stdout.splitlines() if "Noord" in line and "-9.2%" in line
    ]
    assert noord == ["Noord", "2026-2029", "275", "250", "-9.2%", "plan", "capacity"]


def test_a_part_without_a_plan_is_named(tmp_path: Path) -> None:
    country = scenario(
        amount(at_least=25),
        areas=[
            {"area": code, "municipality": code, "kind": "province"}
            for code in ("GM0001", "GM0002")
        ],
    )
    told = run("solve", folder(tmp_path, country), "--by", "province")
    assert told.exit_code == 4
    assert "25" in told.stdout
    assert "20" in told.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--jobs", "2"), "--jobs needs --by"),
        (("--jsonl",), "--jsonl needs --by"),
        (("--by", "province", "--preview"), "--by and --preview"),
        (("--by", "province", "--jobs", "0"), "not more than zero"),
        (("--by", "province", "--json", "--jsonl"), "--json and --jsonl"),
    ],
)
def test_what_does_not_go_together_is_said(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    refused = run("solve", folder(tmp_path, fifteen()), *options)
    assert refused.exit_code == 2
    assert said in refused.stderr
