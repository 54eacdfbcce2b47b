"""Help: it is there at once, for every command, and complete."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest
import typer

from cli.app import app
from models.language import translated
from tests.cli.running import run

HEAVY = ("rich", "numpy", "pandas", "pulp", "highspy", "openpyxl", "fastapi", "uvicorn")

LOADED = """
import sys
from woonsleutel.__main__ import main
sys.argv = ["woonsleutel", *sys.argv[1:]]
try:
    main()
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""

COMMANDS = ("check", "solve", "evaluate", "keys", "report", "serve", "library")


@pytest.mark.processes
@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], {*HEAVY, "pydantic"}),
        ([], {*HEAVY, "pydantic"}),
        # Typer itself reads the values of a command with pydantic.
        (["solve", "--help"], set(HEAVY)),
    ],
)
def test_help_loads_nothing_heavy(arguments: list[str], heavy: set[str]) -> None:
    helped = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    assert "woonsleutel" in helped.stdout
    modules = helped.stderr.split()
    loaded = {name.partition(".")[0] for name in modules}
    assert "typer" in loaded
    assert loaded & {*heavy, "yaml", "api"} == set()
    # The packages say what they give, and bring none of it in.
    assert not [name for name in modules if name.startswith(("scenarios.", "optimiser."))]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    helped = run(command, "--help")
    assert helped.exit_code == 0
    assert helped.stdout.startswith(f"Usage: woonsleutel {command} [OPTIONS]")
    assert "--language" in helped.stdout
    assert max(map(len, helped.stdout.splitlines())) <= 80
    assert helped.stderr == ""


def test_without_a_command_one_reads_where_to_begin() -> None:
    """Each command that it names is one."""
    begun = run("--language", "nl")
    assert "Begin hier:" in begun.stdout
    assert len(begun.stdout.splitlines()) <= 24
    named = [line.split()[1] for line in begun.stdout.splitlines() if "  woonsleutel " in line]
    assert named[:2] == ["serve", "library"]
    for command in named:
        assert command == "--help" or f"\n  {command} " in run("--help").stdout


def test_the_version_is_said_with_any_command() -> None:
    for arguments in ((), ("solve", "arnhem-nijmegen")):
        assert run(*arguments, "--version").stdout == f"woonsleutel {version('woonsleutel')}\n"


def test_help_lists_the_commands() -> None:
    helped = run("--help")
    for command in COMMANDS:
        assert f"\n  {command} " in helped.stdout


def everything(command: Any) -> Iterator[Any]:
    """Give a command and all below it."""
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from everything(below)


def test_all_help_is_dutch_too() -> None:
    said = set()
    for command in everything(typer.main.get_command(app)):
        said |= {command.help, *(getattr(each, "help", None) for each in command.params)}
    english = {text for text in said if text and translated(text, "nl") == text}
    assert not english


def test_every_option_says_what_it_does() -> None:
    helped = run("solve", "--help").stdout
    for option in (
        "--preview",
        "--time-limit SECONDS",
        "--gap SHARE",
        "--set WHAT=VALUE",
        "--json",
        "--csv",
        "--table NAME",
        "--csv-folder FOLDER",
        "--dutch-csv",
        "--xlsx FILE",
    ):
        line = next(line for line in helped.splitlines() if line.startswith(f"  {option}"))
        assert len(line.removeprefix(f"  {option}").strip()) > 10


@pytest.mark.parametrize(
    "arguments",
    [
        ["slove"],
        ["solve"],
        ["solve", "tiny", "--fast"],
        ["solve", "tiny", "other"],
        ["solve", "tiny", "--gap"],
        ["solve", "tiny", "--gap", "2"],
        ["solve", "tiny", "--time-limit", "0"],
        ["solve", "tiny", "--time-limit", "1.234"],
        ["solve", "tiny", "--language", "fr"],
        ["solve", "tiny", "--json", "--csv"],
        ["solve", "tiny", "--table", "plans"],
        ["solve", "tiny", "--csv", "--table", "goals", "--table", "totals"],
        ["solve", "arnhem-nijmegen", "--set", "agreements.social-rent-region.at_least"],
        ["solve", "arnhem-nijmegen", "--set", "agreements=3"],
        ["serve", "--port", "http"],
        ["evaluate", "-", "-"],
        ["library", "show", "atlantis"],
    ],
    ids=" ".join,
)
def test_what_is_not_possible_is_said_in_a_line_and_ends_with_2(arguments: list[str]) -> None:
    wrong = run(*arguments)
    assert wrong.exit_code == 2
    assert wrong.stdout == ""
    assert len(wrong.stderr.splitlines()) == 1


def test_what_is_wrong_is_named() -> None:
    assert "There is no command “slove”." in run("slove").stderr
    assert "SCENARIO is missing." in run("solve").stderr
    assert "There is no option --fast." in run("solve", "tiny", "--fast").stderr
    assert "1.2340" in run("solve", "tiny", "--time-limit", "1.234").stderr
    assert "new_build" in run("solve", "tiny", "--table", "plans").stderr
