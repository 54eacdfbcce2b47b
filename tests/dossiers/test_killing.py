"""Nothing that was acknowledged is lost, and nothing is doubled, whoever is killed while saving."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dossiers import postgresql

pytestmark = pytest.mark.processes

KILLS = 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="who saves is forked, for speed")
def test_what_was_acknowledged_is_kept_whoever_is_killed(tmp_path: Path) -> None:
    # A process of its own, because one with threads cannot be forked.
    databases = (str(tmp_path / "dossiers.sqlite"), postgresql.new_database())
    command = ["-m", "tests.dossiers.killing", "--kills", str(KILLS)]
    for database in databases:
        command += ["--database", database]
    ran = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, timeout=120
    )
    found = re.findall(rf"(\w+): {KILLS} kills, (\d+) acknowledged, all kept", ran.stdout)
    assert [kind for kind, _ in found] == ["SQLite", "PostgreSQL"], ran.stdout + ran.stderr
    assert all(int(number) >= KILLS for _, number in found)
