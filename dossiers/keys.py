"""Keys of scripts: given out once, stored as a hash, for some things and until a day."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from secrets import token_urlsafe
from typing import Final, Literal

from sqlalchemy import delete, or_, select

from dossiers.columns import now
from dossiers.database import Database
from dossiers.records import KeyScope, Person, ScriptKey, record
from dossiers.rows import KeyRow
from dossiers.section import NotFound, a_name, records
from models.language import Text
from models.values import ValueProblem

Use = Literal["script", "login"]

MARKS: Final[dict[Use, str]] = {"script": "wsk_", "login": "wsl_"}
"""With what a key begins, so that who finds one knows what it is; one is no use as the other."""

RANDOM_BYTES: Final = 32
"""So much chance that no hash needs to be slow."""


class Keys:
    """The keys of a store, for who keeps it and for who lets scripts in.

    Parameters
    ----------
    database
        Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def new(
        self,
        person: Person,
        until: datetime,
        *,
        scopes: Collection[KeyScope],
        by: Person,
        use: Use = "script",
    ) -> tuple[ScriptKey, str]:
        """Give out a key.

        Parameters
        ----------
        person
            Whose it is: with it somebody sees and does what that person may.
        until
            When it ends.
        scopes
            What it is for.
        by
            Who gives it out.
        use
            Whether a script sends it, or the browser of who signed in.

        Returns
        -------
        tuple of ScriptKey and str
            The key as it is stored, and the text that is shown this once.

        Raises
        ------
        ValueProblem
            If it would have ended already, or is for nothing.
        StorageFull, StorageBusy
            If it could not be stored.
        """
        if until <= now() or not scopes:
            wanted = Text("A key is for something, and ends on a day that is still to come.")
            raise ValueProblem("key-expected", wanted)
        secret = MARKS[use] + token_urlsafe(RANDOM_BYTES)
        with self._database.writing() as session:
            row = KeyRow(
                digest=digest(secret),
                person=a_name(person.id),
                name=a_name(person.name),
                scopes=sorted(scopes),
                expires_at=until,
                created_by=by.name,
                use=use,
            )
            session.add(row)
            session.flush()
            return record(ScriptKey, row), secret

    def list(self) -> tuple[ScriptKey, ...]:
        """List the keys of scripts, the oldest first.

        Returns
        -------
        tuple of ScriptKey
            All of them, those that ended too.

        Raises
        ------
        StorageBusy
            If they cannot be read at this moment.
        """
        with self._database.reading() as session:
            scripts = select(KeyRow).where(KeyRow.use == "script")
            rows = session.scalars(scripts.order_by(KeyRow.created_at, KeyRow.id))
            return records(ScriptKey, rows.all())

    def revoke(self, key: str) -> ScriptKey:
        """Take a key back, at once.

        Parameters
        ----------
        key
            Its identifier.

        Returns
        -------
        ScriptKey
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        StorageFull, StorageBusy
            If that could not be stored.
        """
        with self._database.writing() as session:
            row = session.get(KeyRow, key, with_for_update=True)
            if row is None:
                raise NotFound("key", key)
            row.revoked_at = row.revoked_at or now()
            return record(ScriptKey, row)

    def end(self, secret: str) -> None:
        """Take back the key that somebody holds, as who signs out; and forget those that ended.

        Parameters
        ----------
        secret
            The text of it.

        Raises
        ------
        StorageFull, StorageBusy
            If that could not be stored.
        """
        with self._database.writing() as session:
            mine, over = KeyRow.digest == digest(secret), KeyRow.expires_at < now()
            gone = delete(KeyRow).where(KeyRow.use == "login", or_(mine, over))
            session.execute(gone)

    def person(self, secret: str, use: Use = "script") -> Person | None:
        """Tell whose a key is; None when it is no key, or no longer.

        Parameters
        ----------
        secret
            The text that was shown once.
        use
            What it is to be for.

        Returns
        -------
        Person or None
            Who comes with it, and what for.

        Raises
        ------
        StorageBusy
            If that cannot be read at this moment.
        """
        if not secret.startswith(MARKS[use]):
            return None
        with self._database.reading() as session:
            row = session.scalar(select(KeyRow).where(KeyRow.digest == digest(secret)))
            if row is None or row.revoked_at is not None or row.expires_at <= now():
                return None
            scopes: frozenset[KeyScope] = frozenset(record(ScriptKey, row).scopes)
            return Person(row.name, row.person, scopes=scopes)


def digest(secret: str) -> str:
    """Give the hash by which a key is known."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
