"""Whatever dies of the service, nothing that it acknowledged is lost, and nothing is doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.killing import survived
from tests.dossiers import postgresql

KILLS = 4
"""One of each: the service, one of its workers, its scheduler, and its database."""


@pytest.mark.long
@pytest.mark.processes
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_the_service_acknowledged_is_kept_whatever_is_killed(
    tmp_path: Path, kind: str
) -> None:
    database = str(tmp_path / "dossiers.sqlite") if kind == "sqlite" else postgresql.new_database()
    assert survived(database, KILLS, 1).acknowledged >= KILLS
