"""The command `evaluate`: a plan from any file held against a scenario."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import folder, run
from tests.regions import amount, fair_share, scenario, share

HEADER = "municipality;segment;year;form;pool;dwellings"


def plan(path: Path, *rows: str, header: str = HEADER) -> Path:
    file = path / "plan.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


KEPT = (
    "GM0001;social_rent;2025;regular;p0;5",
    "GM0001;market;2025;regular;p0;4",
    "GM0002;market;2025;regular;p1;6",
)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_a_solve_wrote_is_kept_in_every_form(tmp_path: Path, language: str) -> None:
    name = folder(tmp_path)
    written = run(
        "solve", name, "--json", "--language", language,
        "--csv-folder", tmp_path / "tables", "--xlsx", tmp_path / "plan.xlsx",
    )  # fmt: skip
    (tmp_path / "plan.json").write_bytes(written.stdout_bytes)
    csv = run("solve", name, "--csv", "--dutch-csv").stdout_bytes
    (tmp_path / "plan.csv").write_bytes(csv)
    records = []
    for form in ("tables", "plan.xlsx", "plan.json", "plan.csv"):
        evaluated = run("evaluate", name, tmp_path / form, "--json")
        assert evaluated.exit_code == 0, evaluated.stderr
        records.append(json.loads(evaluated.stdout))
    assert records[0]["keepsAllBindingAgreements"] is True
    assert records[0]["tables"]["new_build"] == json.loads(written.stdout)["tables"]["new_build"]
    assert all(record == records[0] for record in records)


def test_a_plan_is_read_from_standard_input(tmp_path: Path) -> None:
    content = "\n".join([HEADER, *KEPT])
    evaluated = run("evaluate", folder(tmp_path), "-", input=content)
    assert evaluated.exit_code == 0
    assert "The plan keeps every binding agreement." in evaluated.stdout


def test_what_is_missed_is_told_with_how_much(tmp_path: Path) -> None:
    """13 instead of 15 dwellings, and 4 of 13 social where a third is 13/3."""
    missing = plan(
        tmp_path,
        "GM0001;social_rent;2025;regular;p0;4",
        "GM0001;market;2025;regular;p0;5",
        "GM0002;market;2025;regular;p1;4",
    )
    evaluated = run("evaluate", folder(tmp_path), missing)
    assert evaluated.exit_code == 4
    assert "The plan misses 2 requirements of binding agreements." in evaluated.stdout
    assert " - total, the region: 2 dwellings short" in evaluated.stdout
    assert " - social, the region: 0.33 dwellings short" in evaluated.stdout
    assert max(map(len, evaluated.stdout.splitlines())) <= 80
    record = json.loads(run("evaluate", folder(tmp_path / "b"), missing, "--json").stdout)
    assert record["keepsAllBindingAgreements"] is False
    assert len(record["missed"]) == 2


def test_what_is_not_binding_may_be_missed(tmp_path: Path) -> None:
    wish = scenario(amount(at_least=20, binding=False), amount("least", at_least=15))
    evaluated = run("evaluate", folder(tmp_path, wish), plan(tmp_path, *KEPT))
    assert evaluated.exit_code == 0
    assert "total, the region: 5 dwellings short" in evaluated.stdout


def test_a_reason_that_was_given_is_told(tmp_path: Path) -> None:
    explained = scenario(
        share(at_least="50%", each="municipality", binding=False, explained={"GM0002": "no land"})
    )
    evaluated = run("evaluate", folder(tmp_path, explained), plan(tmp_path, *KEPT))
    assert "Beek: 3 dwellings short (explained: no land)" in evaluated.stdout


def test_a_table_that_is_missing_counts_as_zero_and_is_told(tmp_path: Path) -> None:
    urgent = scenario(
        amount(exactly=15),
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": 2}],
    )
    evaluated = run("evaluate", folder(tmp_path, urgent), plan(tmp_path, *KEPT))
    assert evaluated.exit_code == 0
    told = " ".join(evaluated.stderr.split())
    assert told.count("counts as") == 1
    assert "Nothing is said of housed: that counts as 0." in told


def test_set_holds_a_plan_against_other_agreements(tmp_path: Path) -> None:
    name = folder(tmp_path, scenario(amount(exactly=15), fair_share()))
    assert run("evaluate", name, plan(tmp_path, *KEPT)).exit_code == 0
    other = run("evaluate", name, plan(tmp_path, *KEPT), "--set", "agreements.total.exactly=16")
    assert other.exit_code == 4


def test_a_plan_that_cannot_be_read_ends_with_3_and_all_that_is_wrong(tmp_path: Path) -> None:
    wrong = plan(tmp_path, "GM0009;market;2025;regular;p0;5", "GM0002;market;2031;regular;p1;-1")
    evaluated = run("evaluate", folder(tmp_path), wrong)
    assert (evaluated.exit_code, evaluated.stdout) == (3, "")
    found = [line.split(": ")[1] for line in evaluated.stderr.splitlines() if "error" in line]
    assert found == ["plan.csv:2, municipality", "plan.csv:3, year", "plan.csv:3, dwellings"]
    assert run("evaluate", folder(tmp_path / "b"), tmp_path / "none.csv").exit_code == 3
