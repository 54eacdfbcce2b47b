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

from optimiser.batch import BatchResult
from optimiser.batch import run as solve_all
from optimiser.batch.running import ledger_path
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


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--vary", "agreements.total.exactly"], 2, "is not written like --vary"),
        (["--vary", "agreements.totl.exactly=9"], 3, "Is “total” meant?"),
        (["--tables", "totls"], 2, "There is no table “totls”"),
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
