"""Golden files of problems, written anew with ``pytest --golden-update``."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.scenario import Scenario
from tests.readers import Golden, lp_file

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Golden:
    """Compare a scenario's problem, as PuLP writes it, with the golden file of that name."""

    def compare(name: str, scenario: Scenario) -> None:
        path, text = GOLDEN / f"{name}.lp", lp_file(scenario, tmp_path)
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no {name} yet: run pytest --golden-update"
        assert text == path.read_text(encoding="utf-8")

    return compare
