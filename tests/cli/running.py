"""Running the command in the tests: in this process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import Result

from docs.command import invoked
from models.scenario import Scenario
from scenarios import write_folder
from tests.regions import amount, fair_share, scenario, share

COMMAND = Path(sys.executable).with_name("woonsleutel")

DOCUMENT: dict[str, Any] = {
    "goals": ["shortfall", {"fair_share": "fair"}],
    "sources": [
        {"table": "capacity", "column": "dwellings", "source": "guess", "assumption": "yes"},
        {"table": "municipalities", "column": "households", "source": "CBS", "assumption": "no"},
    ],
}


def fifteen(**rest: Any) -> Scenario:
    """Give a scenario with one answer: 15 dwellings as 60 to 40 is 9 and 6, of which 5 social."""
    return scenario(amount(exactly=15), share(exactly="1/3"), fair_share(), **{**DOCUMENT, **rest})


def impossible() -> Scenario:
    """Give a scenario that asks 25 dwellings where 20 fit."""
    return scenario(amount(at_least=25))


def folder(path: Path, written: Scenario | None = None) -> str:
    """Write a scenario, and give the name of its folder."""
    target = path / "scenario"
    write_folder(written or fifteen(), target)
    return str(target)


def run(*arguments: str | Path, **settings: Any) -> Result:
    """Run the command in this process, in English."""
    language = [] if "--language" in arguments else ["--language", "en"]
    return invoked([*map(str, arguments), *language], {"COLUMNS": "80"}, **settings)


def process(
    *arguments: str | Path, environment: dict[str, str] | None = None, **settings: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [COMMAND, *arguments],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **(environment or {})},
        **settings,
    )
