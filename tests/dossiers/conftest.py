"""Stores to test with: a file of SQLite, and a real PostgreSQL that is brought up once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dossiers import Access, Person, Store
from tests.dossiers import postgresql

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def up_to_date(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the file of SQLite of which the others are copies."""
    file = tmp_path_factory.mktemp("sqlite") / "dossiers.sqlite"
    Store(str(file)).close()
    return file


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path, up_to_date: Path) -> Iterator[str]:
    """Give the address of a database in which nothing is stored."""
    if request.param == "sqlite":
        yield str(shutil.copy(up_to_date, tmp_path))
        return
    yield postgresql.common_database()
    postgresql.emptied(postgresql.common_database())


@pytest.fixture(params=DATABASES)
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database that nobody opened yet."""
    if request.param == "sqlite":
        return str(tmp_path / "new.sqlite")
    return postgresql.new_database()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


@pytest.fixture
def access(store: Store) -> Access:
    return store.access(Person("A. Planner", keeper=True))
