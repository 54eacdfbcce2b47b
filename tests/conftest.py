"""What all tests share."""

from __future__ import annotations

import atexit
import os
import shutil
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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="write the golden files anew instead of comparing with them",
    )
