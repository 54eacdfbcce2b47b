"""The command as a process of its own: exit codes, streams, signals, and the same bytes."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rich.progress import Progress, TaskID

from cli.app import app
from cli.ending import Exit, Stop
from cli.engine import worked_out
from cli.progress import Watch
from cli.screen import Screen
from models.language import Text
from optimiser.solver.limits import RunOptions
from scenarios import to_json, write_folder
from tests.cli.running import COMMAND, fifteen, folder, impossible, process, run
from tests.full_disk import room_for
from tests.house import ROOT
from tests.regions import amount, fair_share, municipality, pool, scenario, share

pytestmark = pytest.mark.processes

EVERY_FORM = """
import sys
from tests.cli.running import run
for written in sys.argv[1:]:
    for form in (["--json"], ["--csv"], []):
        print(run("solve", written, *form).stdout)
"""


def test_the_shell_is_told_what_happened(tmp_path: Path) -> None:
    """A process ends with the code that the command ends with in this one."""
    name = folder(tmp_path)
    (tmp_path / "no").mkdir()
    assert run("solve", name).exit_code == 0
    assert run("solve", name, "--fast").exit_code == 2
    assert run("solve", tmp_path / "no").exit_code == 3
    unkept = folder(tmp_path / "b", impossible())
    assert run("solve", unkept).exit_code == process("solve", unkept).returncode == 4
    assert run("solve", name, "--time-limit", "0,000001").exit_code == 5


def test_data_and_messages_go_apart(tmp_path: Path) -> None:
    solved = process("solve", folder(tmp_path), "--csv")
    assert solved.stdout.startswith(b"municipality,name,")
    assert b"dwellings" not in solved.stderr
    assert b"\x1b" not in solved.stdout + solved.stderr


def test_a_plan_goes_from_one_command_to_the_next(tmp_path: Path) -> None:
    name = folder(tmp_path)
    solved = run("solve", name, "--json")
    assert run("evaluate", name, "-", input=solved.stdout_bytes).exit_code == 0


def test_what_nobody_reads_any_more_ends_quietly(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    for output in ("--json", "--preview"):
        ended = subprocess.run(
            [COMMAND, "solve", folder(tmp_path / output), output, "--language", "en"],
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
        assert ended.returncode == 141
        assert "Traceback" not in ended.stderr
        assert "BrokenPipe" not in ended.stderr
    os.close(write)


def test_output_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "only-to-read").write_text("")
    with (tmp_path / "only-to-read").open("rb") as output:
        ended = subprocess.run(
            [COMMAND, "solve", folder(tmp_path), "--language", "en"],
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert ended.returncode == 2
    assert ended.stderr.endswith("The output cannot be written (Bad file descriptor).\n")
    assert "Traceback" not in ended.stderr


def test_where_there_is_no_buffer_no_output_is_cut_off_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with PYTHONUNBUFFERED, and a disk that fills up in the middle."""
    content = bytes(range(256)) * 16

    def write(name: str, room: int) -> None:
        raw = (tmp_path / name).open("wb", buffering=0)
        with io.TextIOWrapper(raw, write_through=True) as output, room_for(room):
            monkeypatch.setattr(sys, "stdout", output)
            Screen("en").write(content)

    write("whole", 2 * len(content))
    assert (tmp_path / "whole").read_bytes() == content
    with pytest.raises(Stop, match="cannot be written"):
        write("cut-off", 1000)


def test_help_that_cannot_be_written_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("wb", buffering=0) as raw:
        output = io.TextIOWrapper(raw, write_through=True)
        monkeypatch.setattr(sys, "stdout", output)
        with pytest.raises(SystemExit) as ended:
            app(["solve", "--help"])
        assert ended.value.code == Exit.USAGE


def test_an_address_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = process("serve", "--port", port, "--language", "en")
    assert ended.returncode == 2
    assert ended.stderr.decode().startswith(f"Something else is at port {port} already")
    assert len(ended.stderr.splitlines()) == 1


def test_ctrl_c_in_mid_solve_ends_it(tmp_path: Path) -> None:
    """The bar on the terminal tells that the solve is on its way."""
    terminal, end = pty.openpty()
    target = tmp_path / "plan.xlsx"
    # Until 2080 the solve takes many times the half second after which the bar is there.
    longer = ["--set", "horizon.last_year=2080", "--language", "en", "--xlsx", str(target)]
    with subprocess.Popen(
        [COMMAND, "solve", "arnhem-nijmegen", *longer], stdout=subprocess.PIPE, stderr=end
    ) as solving:
        os.close(end)
        seen = b""
        while b"0:00:0" not in seen:
            seen += os.read(terminal, 65536)
        solving.send_signal(signal.SIGINT)
        out, _ = solving.communicate(timeout=60)
    os.close(terminal)
    assert solving.returncode == 130
    assert out == b""
    assert not target.exists()


def test_ctrl_c_is_no_fault_whatever_is_being_done() -> None:
    """What does not look up is broken off, and the shell is told that the user did that."""

    def busy(_: RunOptions) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        while True:
            pass

    with pytest.raises(Stop) as stopped:
        worked_out(Screen("en"), "solve", fifteen(), {}, busy)
    assert stopped.value.code == Exit.CANCELLED
    assert [one.render("en") for one in stopped.value.texts] == ["Result: stopped by the user."]


def test_a_terminal_has_one_bar_whoever_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solve and who looks after its time ask in threads of their own, at the same moment."""
    add_task, bars = Progress.add_task, set()

    def slowly(bar: Progress, description: str) -> TaskID:
        bars.add(bar)
        time.sleep(0.01)
        return add_task(bar, description)

    terminal, end = pty.openpty()
    with os.fdopen(end, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        monkeypatch.setattr("cli.progress.PATIENCE", 0)
        monkeypatch.setattr(Progress, "add_task", slowly)
        with ThreadPoolExecutor(8) as asking, Watch(Screen("en")) as watch:
            list(asking.map(lambda done: watch.progress(Text("the problem"), done, 8), range(8)))
    os.close(terminal)
    assert len(bars) == 1


def test_the_same_scenario_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of its rows, and whatever Python's hashes are."""
    regions = (
        fifteen(
            municipalities=[municipality(n, households=6 - n) for n in range(3)],
            capacity=[pool(n, 7) for n in range(3)],
        ),
        scenario(
            amount(exactly=12),
            share(at_least="1/3", each="municipality"),
            amount("few", at_most=6, each="year", binding=False),
            fair_share(each=["municipality", "year"]),
            horizon={"first_year": 2025, "last_year": 2026},
            forms=["regular", "zero_step"],
            goals=["shortfall", {"fair_share": "fair"}, "smooth_years"],
        ),
        scenario(amount(at_least=12, each="municipality"), share(at_least="30%")),
    )
    first, second = ([tmp_path / f"{order} {n}" for n in range(3)] for order in ("one", "other"))
    for region, written, reversed_rows in zip(regions, first, second, strict=True):
        write_folder(region, written)
        write_folder(region, reversed_rows)
        for table in reversed_rows.glob("*.csv"):
            header, *rows = table.read_text(encoding="utf-8").splitlines()
            table.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    assert (first[0] / "capacity.csv").read_bytes() != (second[0] / "capacity.csv").read_bytes()
    printed = [
        subprocess.run(
            [sys.executable, "-c", EVERY_FORM, *written],
            stdout=subprocess.PIPE,
            check=True,
            timeout=60,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed, written in (("1", first), ("2", second))
    ]
    assert printed[0].count(b"municipality,name,") == 2
    assert b'"infeasible"' in printed[0]
    assert printed[0] == printed[1]


def test_what_would_have_to_give_is_the_same_whatever_the_hashes() -> None:
    """Where a search ends is where the next one begins, so their order may not hang on a set's."""
    asked = ("arnhem-nijmegen-cap-per-municipality", "--set", "agreements.urgent-cap.at_most=12.4%")
    told = [
        process("solve", *asked, "--preview", "--json", environment={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    ]
    assert b'"waysOut"' in told[0]
    assert told[0] == told[1]


def test_what_is_wrong_is_told_in_the_same_order_whatever_the_hashes(tmp_path: Path) -> None:
    """What is told of tables in the wrong place comes as they stand in the file."""
    misplaced = ("needs", "rates", "capacity", "demands", "reference", "sources")
    written = to_json(fifteen()) | {table: [] for table in misplaced}
    (tmp_path / "scenario.json").write_text(json.dumps(written), encoding="utf-8")
    told = [
        process(
            "check", tmp_path / "scenario.json", "--json", environment={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "7")
    ]
    places = [finding["column"] for finding in json.loads(told[0])["findings"]]
    assert places == [*misplaced]
    assert told[0] == told[1]


TWO_TABLES = """
import json
from types import SimpleNamespace
from models.findings import InvalidScenario
from models.plan import Plan
from optimiser.plans.repair import differences
from scenarios import library_scenario
from web.routes.audit import read
opened = SimpleNamespace(scenario=library_scenario("fictitious-region"))
names = ("new_build", "housed")
shapes = opened.scenario.shapes
cells = {name: dict.fromkeys(shapes[name].cells, 1) for name in names}
tables = {
    "new_build": [
        dict(zip(("municipality", "segment", "year", "form", "pool", "dwellings"), (*cell, 1)))
        for cell in cells["new_build"]
    ],
    "housed": [
        dict(zip(("municipality", "group", "year", "households"), (*cell, 1)))
        for cell in cells["housed"]
    ],
}
plan = json.dumps({"tables": tables}).encode()
try:
    read(opened, [(plan, "one.json"), (plan, "two.json")])
except InvalidScenario as wrong:
    print(*wrong.findings)
print(*differences(Plan({}), Plan(cells))[0])
"""


def test_tables_of_a_plan_are_told_in_one_order_whatever_the_hashes() -> None:
    """What two files say twice, and what a change builds more, come as a plan has them."""
    told = [
        subprocess.run(
            [sys.executable, "-c", TWO_TABLES],
            stdout=subprocess.PIPE,
            check=True,
            timeout=60,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    ]
    assert b"new_build housed" in told[0]
    assert told[0] == told[1]


def test_dossiers_are_not_served_to_who_is_elsewhere() -> None:
    """Nobody would ask who they are."""
    ended = process("serve", "--host", "0.0.0.0", "--port", "0", "--language", "en")
    assert ended.returncode == 2
    assert b"WOONSLEUTEL_DATABASE=off" in ended.stderr
