"""With ``--server`` a service does the work, and the command shows what it shows without."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient
from typer.testing import Result

from api import Settings
from api.example import EXAMPLE, PARTIES, PLAN
from cli import engine
from cli.ending import Stop
from scenarios import changed_scenario, changes_between, scenario_from_json, to_json
from tests.api.conftest import asked, transport
from tests.cli.running import run
from woonsleutel.client import Client
from woonsleutel.parcel import Unreadable, packed, unpacked

SERVER = "http://localhost"

Run = Callable[..., Result]


def away(service: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the client of ours reach a service without a socket."""

    def opened(self: Client, **settings: Any) -> httpx.Client:
        return httpx.Client(**{**settings, "transport": transport(service)})

    monkeypatch.setattr(Client, "_opened", opened)


@pytest.fixture
def far(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give what runs the command against the service."""

    away(client, monkeypatch)
    return lambda *arguments: run(*arguments, "--server", SERVER)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give a scenario, what cannot be done, a plan for it, and what two parties make of it."""
    folder = tmp_path_factory.mktemp("server")
    base = scenario_from_json(EXAMPLE)
    too_much = changed_scenario(base, {"agreements": [{"id": "regional-total", "at_least": 9000}]})
    documents = {
        "region": EXAMPLE,
        "too-much": to_json(too_much),
        "plan": PLAN,
        **{name: to_json(changed_scenario(base, changes)) for name, changes in PARTIES.items()},
    }
    paths = {name: folder / f"{name}.json" for name in documents}
    for name, path in paths.items():
        path.write_text(json.dumps(documents[name]), encoding="utf-8")
    return paths


LIMIT = ("--time-limit", "60")
"""What the service allows when nobody says anything: a result tells what was asked."""

COMMANDS: dict[str, list[str]] = {
    "solve": ["solve", "{region}"],
    "solve all of it": ["solve", "{region}", "--all", "--free"],
    "solve as JSON": ["solve", "{region}", "--json", *LIMIT],
    "a preview": ["solve", "{region}", "--preview", "--csv", "--table", "totals"],
    "what cannot be": ["solve", "{too-much}"],
    "evaluate": ["evaluate", "{region}", "{plan}"],
    "explain a number": ["explain", "{region}", "--cell", "municipality=GM0202"],
    "explain why not": ["explain", "{too-much}", "--untouchable", "social-rent", "--weight",
                        "regional-total=1/3"],
    "compare": ["compare", "{region}", "{plan}", "--all"],
    "keys": ["keys", "{region}", "--key", "stock", "--preview"],
    "keys as JSON": ["keys", "{region}", "--key", "stock", "--shares-only", "--json", *LIMIT],
    "room": ["explore", "room", "{region}", "--within", "1/30"],
    "pareto": ["explore", "pareto", "{region}", "--goals", "fair_share:urgent-fair-share",
               "--goals", "smooth_years", "--points", "3", "--plan", "{plan}"],
    "alternatives": ["explore", "alternatives", "{region}", "-n", "1", "--json", *LIMIT],
    "price": ["explore", "price", "{region}", "--agreement", "social-rent", "--step", "5%"],
    "compromise": ["explore", "compromise", "{region}", "{corporatie}", "{bouwer}"],
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_a_server_shows_the_same(far: Run, files: dict[str, Path], name: str) -> None:
    arguments = [each.format(**files) for each in COMMANDS[name]]
    here, there = run(*arguments), far(*arguments)
    assert (there.exit_code, there.stdout, there.stderr) == (
        here.exit_code,
        here.stdout,
        here.stderr,
    )
    assert there.stdout


def test_a_workbook_from_a_server_holds_the_same(
    far: Run, files: dict[str, Path], tmp_path: Path
) -> None:
    books = [tmp_path / "here.xlsx", tmp_path / "there.xlsx"]
    for runs, book in zip((run, far), books, strict=True):
        assert runs("solve", files["region"], "--xlsx", book, *LIMIT).exit_code == 0
    here, there = ([*map(rows, load_workbook(book))] for book in books)
    assert here == there


@pytest.mark.processes
def test_a_batch_by_a_server_is_written_alike(
    monkeypatch: pytest.MonkeyPatch, files: dict[str, Path], tmp_path: Path
) -> None:
    """Of a folder of scenarios, one of which is none; then the server keeps nothing of it."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "region.json").write_bytes(files["region"].read_bytes())
    (folder / "none.json").write_text("{}")
    table = tmp_path / "table.csv"
    table.write_text("variant,agreements.social-rent.at_least\nlow,25%\nhigh,30%\n")
    options = ["--table", str(table), "--vary", "horizon.last_year=2026,2027", "--preview"]
    options += ["--vary", "agreements.regional-total.at_least=500,9000", "--gap", "1%"]
    options += ["--tables", "totals", "--language", "en"]
    outputs = [tmp_path / "here.csv", tmp_path / "there.csv"]
    with asked(Settings(workers=1, database=str(tmp_path / "dossiers.sqlite"))) as service:
        away(service, monkeypatch)
        servers = (["--jobs", "1"], ["--server", SERVER])
        ended = [
            run("batch", folder, "--output", output, *options, *server)
            for output, server in zip(outputs, servers, strict=True)
        ]
        assert service.get("/v1/dossiers").json()["total"] == 0
        both = run("batch", folder, "--output", tmp_path / "x.csv", *servers[0], *servers[1])
        assert (both.exit_code, "--jobs" in both.stderr) == (2, True)
    said = "16 variants: 4 infeasible, 8 invalid, 4 optimal."
    assert all(each.exit_code == 0 and said in each.stderr for each in ended), ended[1].stderr
    for name in ("{}.csv", "{}.totals.csv"):
        here, there = (tmp_path / name.format(which) for which in ("here", "there"))
        assert there.read_bytes() == here.read_bytes()


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [*sheet.iter_rows(values_only=True)]


def test_what_is_wrong_is_told_as_it_is_here(far: Run, files: dict[str, Path]) -> None:
    for wrong in (
        ["explore", "price", str(files["region"]), "--agreement", "none"],
        ["explain", str(files["region"]), "--cell", "municipality=GM9999"],
        ["explore", "room", str(files["too-much"])],
        ["solve", str(files["region"]), "--set", "horizon.last_year=1"],
    ):
        here, there = run(*wrong), far(*wrong)
        assert there.exit_code == here.exit_code != 0
        assert not there.stdout
        assert there.stderr.split(": ")[-1] == here.stderr.split(": ")[-1]


def test_what_a_server_cannot_do_is_refused(far: Run, files: dict[str, Path]) -> None:
    region = str(files["region"])
    for arguments in (
        ["library"],
        ["serve"],
        ["solve", region, "--gap", "1%"],
        ["solve", region, "--by", "province"],
    ):
        found = far(*arguments)
        assert (found.exit_code, "--server" in found.stderr) == (2, True), found.stderr


def test_who_cannot_be_reached_and_who_is_of_another_release_are_said(
    files: dict[str, Path], far: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("woonsleutel.parcel.release", lambda: "0.0.0")
    assert "another release" in far("explore", "room", files["region"]).stderr
    monkeypatch.undo()
    found = run("explore", "room", files["region"], "--server", "http://127.0.0.1:1")
    assert (found.exit_code, "cannot be reached" in found.stderr) == (2, True)
    reasons = {"http://127.0.0.1:1": "niemand antwoordt", "127.0.0.1:1": "een adres begint met"}
    for server, why in reasons.items():
        dutch = run("explore", "room", files["region"], "--server", server, "--language", "nl")
        assert why in dutch.stderr


def test_a_key_comes_from_the_environment_or_a_file_and_goes_nowhere_in_the_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert engine.key_for("http://elsewhere.example") == ""
    file = tmp_path / "key"
    file.write_text("wsk_in_file\n", encoding="utf-8")
    monkeypatch.setenv(engine.KEY_FILE, str(file))
    assert engine.key_for("https://wonen.example") == "wsk_in_file"
    monkeypatch.setenv(engine.KEY, "wsk_said")
    assert engine.key_for("http://localhost:8000") == "wsk_said"
    for server in ("http://wonen.example", "http://localhost.example", "HTTP://127.0.0.1.example"):
        with pytest.raises(Stop, match="https://"):
            engine.key_for(server)
    monkeypatch.setenv(engine.KEY, "wsk\nX-Remote-User: aa")
    with pytest.raises(Stop, match="is no key"):
        engine.key_for("https://wonen.example")
    monkeypatch.delenv(engine.KEY)
    monkeypatch.setenv(engine.KEY_FILE, str(tmp_path / "none"))
    with pytest.raises(Stop, match="cannot be read"):
        engine.key_for("https://wonen.example")


def test_a_parcel_brings_values_and_nothing_else() -> None:
    """Whatever a server sends: what it names is a record of ours, or it is refused."""
    scenario = scenario_from_json(EXAMPLE)
    parcel = packed({"a": 1}, scenario)
    assert unpacked(json.loads(json.dumps(parcel)), scenario) == {"a": 1}
    with pytest.raises(TypeError):
        packed(print, scenario)
    for thing in (
        ["record", "os:system", {"command": "true"}],
        ["record", "models.language:translated", {}],
        ["record", "models.language:Text", {}],
        ["record", "optimiser.solver.highs:Engine", {}],
        ["model", "models.plan:Plan", []],
        ["member", "models.language:LANGUAGES", "nl"],
        ["known", "elsewhere"],
        ["fraction", 1, 0],
        ["record", "models.findings:Origin", {"file": [5]}],
        ["eval", "1"],
        [],
    ):
        with pytest.raises(Unreadable):
            unpacked({**parcel, "things": [thing], "found": [0]}, scenario)


@pytest.mark.parametrize("party", PARTIES)
def test_what_lies_between_two_scenarios_makes_the_one_of_the_other(party: str) -> None:
    base = scenario_from_json(EXAMPLE)
    other = changed_scenario(
        base,
        {
            **PARTIES[party],
            "horizon": {"last_year": base.horizon.last_year - 1},
            "goals": ["smooth_years"],
        },
    )
    for one, wanted in ((base, other), (other, base), (base, base)):
        changes = changes_between(one, wanted)
        assert changed_scenario(one, changes).content_hash == wanted.content_hash
    assert changes_between(base, base) == {}
