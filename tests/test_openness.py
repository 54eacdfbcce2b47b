"""What a public body asks of software: licences, a description, and texts within their limits."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from api.settings import Settings
from tests.house import ROOT

REQUIRED = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
LIMITS = {"Naam": 100, "Korte beschrijving": 350}
LONGEST = 2_500


def read(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.processes
def test_every_file_says_under_which_licence_it_is() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("reuse"), "--root", ROOT, "lint", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    licence = (ROOT / "LICENSE").read_bytes()
    assert (ROOT / "LICENSES" / "EUPL-1.2.txt").read_bytes() == licence


def test_the_description_for_catalogues_is_complete() -> None:
    said = read("publiccode.yml")
    assert said.keys() >= REQUIRED
    assert said["publiccodeYmlVersion"] == "0.7"
    for language, description in said["description"].items():
        assert len(description["shortDescription"]) <= 150, language
        assert 150 <= len(description["longDescription"]) <= 10_000, language


def test_the_draft_for_the_register_of_algorithms_keeps_its_limits() -> None:
    page = (ROOT / "docs" / "for-the-organisation.md").read_text(encoding="utf-8")
    rows = page.partition("<!-- algoritmeregister -->")[2].partition("\n## ")[0]
    fields = dict(re.findall(r"^\| ([^|]+) \| (.+) \|$", rows, re.MULTILINE))
    assert fields.keys() >= {"Naam", "Doel en impact", "Menselijke tussenkomst", "Risicobeheer"}
    for name, text in fields.items():
        assert len(text) <= LIMITS.get(name, LONGEST), name


def test_what_is_started_together_has_two_workers_and_settings_that_exist() -> None:
    composed = read("compose.yaml")
    services = composed["services"]
    assert services["worker"]["deploy"]["replicas"] == 2
    named = {name for one in ("service", "worker") for name in services[one]["environment"]}
    known = {f"WOONSLEUTEL_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert named <= known
    assert "NOSUPERUSER NOBYPASSRLS" in composed["configs"]["role"]["content"]
