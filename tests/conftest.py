"""What all tests share: golden files, written anew with ``pytest --golden-update``."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings

from tests.examples import THOROUGH

# It has to be known before any profile is chosen.
settings.register_profile(THOROUGH)

# Else each of some hundred processes that tests start compiles every file anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What tests keep is kept nowhere that anybody's own dossiers are.
os.environ["XDG_DATA_HOME"] = mkdtemp(prefix="woonsleutel-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_DATA_HOME"], ignore_errors=True)

GOLDEN = Path(__file__).parent / "models" / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="write the golden files anew instead of comparing with them",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no {name} yet: run pytest --golden-update"
        assert text == path.read_text(encoding="utf-8")

    return compare
