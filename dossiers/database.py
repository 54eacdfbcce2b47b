"""The database: one file of SQLite, or PostgreSQL; opened, brought up to date, read and written."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from models.language import Part, Text
from models.system_errors import system_text
from models.values import quoted

HEAD: Final = "r0007"
"""The last step of `dossiers.migrations`, which a database of this release has had."""

PATIENCE: Final = 10.0
"""Seconds that a change waits for another one to end."""

MIGRATING: Final = 7_365_021
"""The lock that PostgreSQL gives to one of the programmes that open a database at once."""

FOR_WHOM: Final = text(
    "SELECT set_config('woonsleutel.person', :person, true), "
    "set_config('woonsleutel.everything', :all, true)"
)
"""What the policies of PostgreSQL ask; it holds until the transaction ends."""

DRIVERS: Final = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class Unusable(Exception):
    """A database that cannot be used, with what to do about it.

    Parameters
    ----------
    text
        What is the matter.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.render("en"))

    def __reduce__(self) -> tuple[type[Unusable], tuple[Text]]:
        return type(self), (self.text,)


class NothingThere(LookupError):
    """Nothing that is stored is called so: no storage can hold such a name or number.

    Parameters
    ----------
    text
        What is not there, as far as it can be said.
    """

    def __init__(self, text: Text | None = None) -> None:
        self.text = text or Text("There is nothing here")
        super().__init__(self.text.render("en"))


class StorageFull(Unusable):
    """There is no space for what was to be stored; nothing of it was."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(
            text
            or Text(
                "The storage is full, so nothing of this was stored. Make space, and try again."
            )
        )


class StorageBusy(Unusable):
    """The database is held by others, or away; nothing of what was to be stored was."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(
            text
            or Text("The storage cannot be reached at this moment. Try again in a few seconds.")
        )


def database_url(given: str = "") -> URL:
    """Tell which database is meant.

    Parameters
    ----------
    given
        A file, or a URL that begins with ``postgresql://`` or ``sqlite:///``; when it is empty,
        a file in the folder that the system has for a user's own data.

    Returns
    -------
    URL
        Its address.

    Raises
    ------
    Unusable
        If it is another kind of database, or no address.
    """
    if "://" not in given:
        path = Path(given) if given else user_data_path("woonsleutel", False) / "dossiers.sqlite"
        return URL.create("sqlite", database=str(path.absolute()))
    try:
        url = make_url(given)
        return url.set(drivername=DRIVERS[url.get_backend_name()])
    except (ArgumentError, KeyError):
        text = Text(
            "Dossiers are stored in a file or in PostgreSQL (postgresql://...), not in “{kind}”.",
            kind=quoted(given.partition("://")[0]),
        )
        raise Unusable(text) from None


class Database:
    """A database that is open and up to date.

    Parameters
    ----------
    url
        Where it is. A file that is not there is made, for its owner's eyes only.

    Raises
    ------
    Unusable
        If it cannot be opened, or is of a later release.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = _engine(url)
        self._writer = self._engine.execution_options(writes=True)
        self._reading = sessionmaker(self._engine, expire_on_commit=False, autoflush=False)
        self._writing = sessionmaker(self._writer, expire_on_commit=False)
        try:
            self._open()
        except (DBAPIError, OSError) as problem:
            self.close()
            said = str(getattr(problem, "orig", problem)).partition("\n")[0]
            raise _unopened(url, quoted(said)) from problem
        except BaseException:
            self.close()
            raise

    @property
    def is_file(self) -> bool:
        """Whether it is one file of SQLite."""
        return self._engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    @contextmanager
    def reading(self, person: str | None = None) -> Iterator[Session]:
        """Give a session that sees one moment of the database.

        Parameters
        ----------
        person
            For whom PostgreSQL's own walls are to stand; None for nobody.

        Raises
        ------
        NothingThere
            If what was looked for has a name that no storage holds.
        StorageBusy
            If it cannot be reached at this moment.
        """
        with _said_plainly(), self._reading() as session:
            self._begin(session, person)
            yield session

    @contextmanager
    def writing(self, person: str | None = None) -> Iterator[Session]:
        """Give a session that is stored as a whole when its block ends, and else not at all.

        Parameters
        ----------
        person
            For whom PostgreSQL's own walls are to stand; None for nobody.

        Raises
        ------
        StorageFull, StorageBusy
            If it could not be stored.
        """
        with _said_plainly(), self._writing.begin() as session:
            self._begin(session, person)
            yield session

    def _begin(self, session: Session, person: str | None) -> None:
        """Tell PostgreSQL who asks, for this one transaction."""
        if not self.is_file:
            session.execute(FOR_WHOM, {"person": person or "", "all": _on(person is None)})

    def _open(self) -> None:
        """Bring it up to date, and wait for others who open or close the same file.

        While they do, SQLite says at times that it is locked without waiting for them itself.
        """
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._bring_up_to_date()
            except DBAPIError as problem:
                busy = self.is_file and StorageBusy in _kinds(problem.orig)
                if not busy or time.monotonic() > until:
                    raise
            time.sleep(0.02)

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection:
            found = _revision(connection)
        if found == HEAD:
            return
        with self._writer.begin() as connection:
            if not self.is_file:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATING})
                connection.execute(FOR_WHOM, {"person": "", "all": _on(True)})
            # Another programme may have done it while this one waited.
            if _revision(connection) != HEAD:
                _migrate(connection)


def _on(so: bool) -> str:
    return "on" if so else "off"


def _migrate(connection: Connection) -> None:
    """Take the steps that are still to be taken, in the transaction of the connection."""
    # It takes half a second to import, and is needed once per release.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as problem:
        later = Text("This database is of a later release of Woonsleutel: install that one.")
        raise Unusable(later) from problem


def _revision(connection: Connection) -> str | None:
    """Give the last step that a database has had; None of one that is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    _make_private(url)
    engine = create_engine(url, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: object) -> None:
        # Python would begin transactions by itself, and not before a table is made.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # Who will write says so at once: who only read until then cannot be let in any more.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_private(url: URL) -> None:
    """Make the file, for its owner's eyes only; what is there stays as it is."""
    path = Path(url.database or "")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as problem:
        raise _unopened(url, system_text(problem)) from problem


def _unopened(url: URL, said: Part) -> Unusable:
    """Say that a database cannot be opened; a password in its address is not said."""
    where = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
    return Unusable(
        Text(
            "The database {database} cannot be opened: {problem}. WOONSLEUTEL_DATABASE says "
            "which one is used.",
            database=quoted(where),
            problem=said,
        )
    )


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Tell a full disk and a busy database from faults of ours."""
    try:
        yield
    except (DataError, OverflowError) as problem:
        # What is handed in is looked through before: only what is looked for can be so.
        raise NothingThere from problem
    except DBAPIError as problem:
        for kind in _kinds(problem.orig):
            raise kind() from problem
        raise


def _kinds(problem: Any) -> Iterator[type[StorageFull | StorageBusy]]:
    """Give what kind of trouble a driver's error is, by the codes of SQLite and of SQL."""
    match getattr(problem, "sqlite_errorname", None), getattr(problem, "sqlstate", None):
        case ("SQLITE_FULL", _) | (_, "53100"):
            yield StorageFull
        case (str(name), _) if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            yield StorageBusy
        case (_, str(state)) if state[:2] in ("08", "40", "57") or state == "53300":
            yield StorageBusy
        case _ if type(problem).__name__ == "OperationalError" and problem.__module__ == "psycopg":
            yield StorageBusy
