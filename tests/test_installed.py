"""Installed it is one name, and works beside files that are called as its parts are."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

import optimiser
import scenarios
import woonsleutel
from tests.api.conftest import until
from tests.house import ROOT

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "tests", "docs")

IN_THE_WAY = """
raise AssertionError("this was not meant")
"""

SCRIPT = """
import models
import woonsleutel
from woonsleutel import SearchParams, read_scenario

assert models.MINE == 3
result = woonsleutel.solve(woonsleutel.library_scenario("fictitious-region"))
print(result.status.value)
print(woonsleutel.room.__name__)
"""


def test_one_name_gives_all_that_the_optimiser_and_scenarios_give() -> None:
    assert {*woonsleutel.__all__} == {*optimiser.__all__, *scenarios.__all__}
    assert dir(woonsleutel) == sorted(woonsleutel.__all__)
    assert woonsleutel.solve is optimiser.solve
    assert not hasattr(woonsleutel, "nothing")


def test_no_import_of_what_is_installed_goes_by_another_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where it is developed its parts are there by their own names, so that none is missed."""
    monkeypatch.setattr("setuptools.setup", lambda **_: None)
    built = runpy.run_path(str(ROOT / "setup.py"))
    parts = built["INSIDE"]
    left = re.compile(rf"^\s*(?:import|from) (?:{'|'.join(parts)})\b.*", re.MULTILINE)
    for part in (*parts, "woonsleutel"):
        for file in (ROOT / part).rglob("*.py"):
            code = built["renamed"](file.read_text(encoding="utf-8"))
            assert not left.findall(code), file


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install what is here into a folder; its libraries are those of the tests."""
    copied = tmp_path_factory.mktemp("source") / "woonsleutel"
    shutil.copytree(ROOT, copied, ignore=LEFT_OUT)
    target = tmp_path_factory.mktemp("installed")
    command = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [sys.executable, *command, "--target", target, "."], cwd=copied, check=True, timeout=300
    )
    # What is developed here stands behind it, and would be found by names of its own.
    for name in ("scenarios", "optimiser", "dossiers", "api", "web", "cli"):
        (target / f"{name}.py").write_text(IN_THE_WAY)
    return target


def run(installed: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.long
def test_what_is_installed_has_one_name(installed: Path) -> None:
    assert [each.name for each in installed.glob("[!_]*/__init__.py")] == ["__init__.py"]
    assert (installed / "woonsleutel" / "models" / "locale").is_dir()


@pytest.mark.long
def test_it_works_beside_files_that_are_called_as_its_parts_are(
    installed: Path, tmp_path: Path
) -> None:
    for name in ("api", "scenarios", "optimiser", "dossiers", "web", "cli"):
        (tmp_path / f"{name}.py").write_text(IN_THE_WAY)
    (tmp_path / "models.py").write_text("MINE = 3\n")
    (tmp_path / "script.py").write_text(SCRIPT)
    script = run(installed, tmp_path, "script.py")
    assert script.stdout.split() == ["optimal", "room"], script.stderr
    solved = run(installed, tmp_path, "-m", "woonsleutel", "solve", "fictitious-region", "--json")
    assert json.loads(solved.stdout)["status"] == "optimal", solved.stderr
    listed = run(installed, tmp_path, "-m", "woonsleutel", "dossier", "list", "--database", "x.db")
    assert listed.returncode == 0, listed.stderr


@pytest.mark.long
def test_its_service_and_batches_work_there_too(installed: Path, tmp_path: Path) -> None:
    for name in ("api", "models", "optimiser"):
        (tmp_path / f"{name}.py").write_text(IN_THE_WAY)
    varied = ("--vary", "horizon.last_year=2027,2028", "--preview", "--output", "out.csv")
    batch = run(installed, tmp_path, "-m", "woonsleutel", "batch", "fictitious-region", *varied)
    assert batch.returncode == 0, batch.stderr
    with listening(installed, tmp_path) as url:
        asked = httpx2.post(f"{url}/v1/solve", json={"library": "fictitious-region"}, timeout=60)
        assert asked.json()["status"] == "optimal"
        assert "Woonsleutel" in httpx2.get(url).text


@contextmanager
def listening(installed: Path, folder: Path) -> Iterator[str]:
    """Start the installed service in a folder, and give its address."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(installed),
        "WOONSLEUTEL_DATABASE": "kept.sqlite",
    }
    command = ["-m", "woonsleutel", "serve", "--port", "0", "--no-browser", "--language", "en"]
    with subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            said = next(line for line in process.stderr if "http" in line)
            [url] = re.findall(r"http://[\d.:]+", said)
            ready = f"{url}/v1/health/ready"
            until(lambda: answered(ready) == 200, "ready")
            yield url
        finally:
            process.terminate()
            process.communicate(timeout=60)


def answered(url: str) -> int:
    try:
        return httpx2.get(url).status_code
    except httpx2.TransportError:
        return 0
