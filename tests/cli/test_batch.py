"""The command `batch`: its table, its exit codes, and Ctrl+C."""

from __future__ import annotations

import csv
import os
import pty
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from models.scenario import Scenario
from optimiser import solve
from optimiser.batch import BatchResult
from optimiser.batch import run as solve_all
from optimiser.batch.running import ledger_path
from optimiser.results.result_tables import TABLES
from tests.cli.running import COMMAND, fifteen, folder, run
from tests.regions import amount, fair_share, share

pytestmark = pytest.mark.processes

TOTAL = "agreements.total.exactly"


def test_a_table_with_a_row_per_variant(tmp_path: Path) -> None:
    """And the same command again has nothing left to do."""
    output = tmp_path / "out.csv"
    command = ["batch", folder(tmp_path), "--vary", f"{TOTAL}=15,25", "--tables", "totals"]
    command += ["--output", str(output), "--jobs", "1", "--dutch-csv", "--language", "en"]
    ended = run(*command)
    assert ended.exit_code == 0, ended.stderr
    assert "2 variants: 1 infeasible, 1 optimal." in ended.stderr
    content = output.read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [(row["variant"], row[TOTAL], row["status"]) for row in rows] == [
        ("1", "15", "optimal"),
        ("2", "25", "infeasible"),
    ]
    assert (rows[0]["dwellings"], rows[0]["status text"]) == ("15", "the best plan, proven")
    assert "seconds" not in rows[0]
    totals = (tmp_path / "out.totals.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert [row["new build"] for row in csv.DictReader(totals, delimiter=";")] == ["9", "6", "15"]
    ledger = ledger_path(output).read_bytes()
    assert run(*command).exit_code == 0
    assert ledger_path(output).read_bytes() == ledger
    assert output.read_bytes() == content


def test_a_percentage_is_a_number_in_the_table_of_a_batch(tmp_path: Path) -> None:
    """In either language; the second time all is in the ledger."""
    output, path = tmp_path / "out.csv", "agreements.social.at_least"
    agreements = [amount(exactly=15), share("social", at_least=0), fair_share()]
    name = folder(tmp_path, fifteen(agreements=agreements))
    command = ["batch", name, "--vary", f"{path}=12.5%;33,3%;5%", "--output", str(output)]
    command += ["--jobs", "1"]
    for options, said, sign, written in (
        ((), "3 variants: 3 optimal.", ",", ["12.5%", "33.3%", "5%"]),
        (
            ("--dutch-csv", "--language", "nl"),
            "3 varianten: 3 bewezen het beste.",
            ";",
            ["12,5%", "33,3%", "5%"],
        ),
    ):
        done = run(*command, "--preview", *options)
        assert done.exit_code == 0
        assert said in done.stderr
        lines = output.read_bytes().decode("utf-8-sig").splitlines()
        named = "afspraken" + path.removeprefix("agreements")
        column = named.replace("at_least", "minstens").replace("at_most", "hoogstens")
        header = path if sign == "," else column
        assert [row[header] for row in csv.DictReader(lines, delimiter=sign)] == written


def several(total: int = 15) -> Scenario:
    """Give a scenario with rows in many tables, and a segment that is called as a column is."""
    return fifteen(
        segments=["social_rent", "variant"],
        forms=["regular", "zero_step"],
        goals=["shortfall", {"fair_share": "fair"}, {"worst_case": "demand"}],
        agreements=[
            amount(exactly=total),
            share(exactly="1/3"),
            fair_share(),
            {"id": "demand", "kind": "bandwidth"},
        ],
        demands=[
            {"variant": "base", "segment": "social_rent", "dwellings": 8},
            {"variant": "trend", "dwellings": 20},
        ],
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Solve a batch with every table that there is; and the same without one, by variant."""
    path = tmp_path_factory.mktemp("tables")
    output, name = path / "out.csv", folder(path, several())
    command = ["batch", name, "--vary", f"{TOTAL}=15,25", "--preview", "--jobs", "1"]
    ended = run(*command, "--tables", ",".join(TABLES), "--output", output)
    assert ended.exit_code == 0, ended.stderr
    return output, {"1": solve(several(15), preview=True), "2": solve(several(25), preview=True)}


def read(path: Path) -> list[dict[str, str]]:
    """Read a table for programs, in which no two columns are called the same."""
    header, *rows = [*csv.reader(path.read_text("utf-8-sig").splitlines())] or [[]]
    assert len({*header}) == len(header)
    return [dict(zip(header, row, strict=True)) for row in rows if row]


@pytest.mark.parametrize("table", TABLES)
def test_each_table_of_a_batch_has_a_file_of_its_own_with_the_variant_of_each_row(
    table: str, written: tuple[Path, dict[str, Any]]
) -> None:
    output, alone = written
    rows = read(output.with_name(f"out.{table}.csv"))
    expected = [variant for variant, one in alone.items() for _ in one.records(table)]
    assert [row["variant"] for row in rows] == expected


def test_the_tables_of_a_batch_leave_its_main_one_as_it_is(
    written: tuple[Path, dict[str, Any]],
) -> None:
    output, _ = written
    assert [(row["variant"], row["status"]) for row in read(output)] == [
        ("1", "optimal"),
        ("2", "infeasible"),
    ]
    demands = read(output.with_name("out.demand_scenarios.csv"))
    assert [row["demand_scenario"] for row in demands] == ["base", "trend"]
    # The segment “variant”, of which are two dwellings in three.
    totals = read(output.with_name("out.totals.csv"))
    assert [row["variant_2"] for row in totals] == ["6", "4", "10"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--vary", "agreements.total.exactly"], 2, "is not written like --vary"),
        (["--vary", "agreements.totl.exactly=9"], 3, "Is “total” meant?"),
        (["--tables", "totls"], 2, "There is no table “totls”"),
        (["--tables", "goals,variants"], 2, "There is no table “variants”"),
        (["--table", "none.csv"], 3, "There is no file “none.csv”"),
        (["--time-limit", "soon"], 2, "is not a number"),
        (["--jobs", "0"], 2, "The value of --jobs is not possible"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_solved(
    arguments: list[str], code: int, said: str, tmp_path: Path
) -> None:
    ended = run("batch", folder(tmp_path), "--output", tmp_path / "out.csv", *arguments)
    assert ended.exit_code == code
    assert said in " ".join(ended.stderr.split())
    assert not (tmp_path / "out.csv").exists()


def test_no_csv_goes_by_the_name_of_a_workbook(tmp_path: Path) -> None:
    ended = run("batch", folder(tmp_path), "--output", tmp_path / "out.xlsx")
    assert ended.exit_code == 2
    assert "as CSV or Parquet, and not as a workbook" in ended.stderr
    assert not list(tmp_path.glob("out*"))


def test_what_one_scenario_does_not_become_by_being_in_a_folder(tmp_path: Path) -> None:
    folder(tmp_path)
    ended = run("batch", tmp_path, "--set", f"{TOTAL}=9", "--output", tmp_path / "out.csv")
    assert ended.exit_code == 2
    assert "Use --vary." in ended.stderr


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    """It goes to every process of the terminal, and nobody complains."""
    terminal, end = pty.openpty()
    output = tmp_path / "out.csv"
    # Until 2080 a solve takes many times as long as it takes to stop.
    command = ["batch", "arnhem-nijmegen", "--set", "horizon.last_year=2080", "--jobs", "1"]
    command += ["--vary", "agreements.regional-total.at_least=0,1,2,3", "--output", str(output)]
    with subprocess.Popen(
        [COMMAND, *command, "--language", "en"],
        stdout=subprocess.PIPE,
        stderr=end,
        start_new_session=True,
    ) as solving:
        os.close(end)
        seen = b""
        while b"0:00:0" not in seen:
            seen += os.read(terminal, 65536)
        os.killpg(solving.pid, signal.SIGINT)
        while b"goes on" not in seen:
            seen += os.read(terminal, 65536)
        out, _ = solving.communicate(timeout=60)
    os.close(terminal)
    assert solving.returncode == 130
    assert out == b""
    assert b"Traceback" not in seen
    assert b"of 4 variants are finished" in seen
    assert not output.exists()


def test_a_disk_that_is_full_ends_with_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How a run ends is tested with the run; here is what the shell is told of it."""
    from models.language import Text
    from optimiser import batch

    def full(*given: Any, **settings: Any) -> BatchResult:
        result = solve_all(*given, **{**settings, "cancelled": lambda: True})
        reason = Text("“{path}” cannot be written ({problem}).", path="l", problem="full")
        return BatchResult(
            result.variants,
            result.options,
            (),
            result.ledger,
            {},
            batch.Ended.NOT_WRITTEN,
            reason,
        )

    monkeypatch.setattr(batch, "run", full)
    ended = run("batch", folder(tmp_path), "--jobs", "1", "--output", tmp_path / "out.csv")
    assert ended.exit_code == 2
    assert "cannot be written (full)" in ended.stderr
    assert "0 of 1 variants are finished" in ended.stderr
