"""The command `library`, and whether what it gives can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import library, library_scenario, read_scenario
from tests.cli.running import run


def test_every_shipped_scenario_is_listed() -> None:
    listed = run("library").stdout.splitlines()
    ids = [line.split()[0] for line in listed if not line.startswith(" ")]
    assert ids == [entry.id for entry in library()]
    assert max(map(len, listed)) <= 80
    assert "Arnhem bouwt" in run("library", "--language", "nl").stdout
    assert "Arnhem builds" in run("library").stdout


def test_a_shipped_scenario_is_shown_with_all_that_was_agreed() -> None:
    shown = run("library", "show", "arnhem-nijmegen").stdout
    assert max(map(len, shown.splitlines())) <= 80
    for agreement in library_scenario("arnhem-nijmegen").agreements:
        assert f"[{agreement.id}]" in " ".join(shown.split())


def test_a_copy_is_the_same_scenario_and_nothing_is_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    assert run("library", "copy", "arnhem-nijmegen-arnhem-9500", target).exit_code == 0
    original = library_scenario("arnhem-nijmegen-arnhem-9500")
    assert read_scenario(target).content_hash == original.content_hash
    before = {file.name: file.read_bytes() for file in target.iterdir()}
    assert run("library", "copy", "arnhem-nijmegen", target).exit_code == 2
    assert {file.name: file.read_bytes() for file in target.iterdir()} == before
    assert run("library", "copy", "arnhem-nijmegen", tmp_path / "no" / "mine").exit_code == 2


def test_the_plan_that_was_negotiated_comes_with_its_region(tmp_path: Path) -> None:
    """The deal of Noord-Veluwe keeps all that was agreed."""
    target = tmp_path / "mine"
    assert run("library", "copy", "noord-veluwe", target).exit_code == 0
    compared = run("compare", target, target / "plans" / "woondeal-2025.csv", "--language", "en")
    assert compared.exit_code == 0
    assert "the plan keeps every binding agreement" in compared.stdout


@pytest.mark.parametrize("name", ["mine.xlsx", "mine.JSON"])
def test_a_copy_can_be_a_file_that_says_the_same_and_replaces_none(
    tmp_path: Path, name: str
) -> None:
    target = tmp_path / name
    assert run("library", "copy", "arnhem-nijmegen", target).exit_code == 0
    assert read_scenario(target).content_hash == library_scenario("arnhem-nijmegen").content_hash
    before = target.read_bytes()
    again = run("library", "copy", "fictitious-region", target)
    assert again.exit_code == 2
    assert "Name a new file" in again.stderr
    assert target.read_bytes() == before
