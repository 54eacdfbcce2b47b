"""What all sections of a store share: finding things, and writing what was done in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.columns import canonical
from dossiers.database import Database
from dossiers.records import Kept, Person, record
from dossiers.rows import (
    AttachmentRow,
    DossierRow,
    JobRow,
    LogRow,
    PlanRow,
    ResultRow,
    ScenarioRow,
    Stored,
    VersionRow,
    identifier,
)
from models.language import Text
from models.values import ValueProblem, quoted

LONGEST_NAME = 200
LONGEST_NOTE = 4_000

MOST_LISTED = 1_000
"""Things that are listed at once, when a reader asks for all."""

Inside = ScenarioRow | PlanRow | ResultRow | AttachmentRow | JobRow
"""What belongs to a dossier."""

Found = TypeVar("Found", bound=DossierRow | Inside)


class KeyUsedTwice(ValueError):
    """A key with which something else was made before."""

    def __init__(self) -> None:
        self.text = Text("With this key something else was made before. Choose another one.")
        super().__init__(self.text.render("en"))


class NotFound(LookupError):
    """Nothing of that identifier is kept, or not for whoever asks.

    Parameters
    ----------
    kind
        What was looked for: ``dossier``.
    identifier
        Its identifier.
    """

    def __init__(self, kind: str, identifier: str) -> None:
        self.kind = kind
        self.identifier = identifier
        sentences = {
            "dossier": "There is no dossier “{name}”.",
            "scenario": "There is no scenario “{name}” in a dossier.",
            "version": "There is no version “{name}” of this scenario.",
            "plan": "There is no plan “{name}” in a dossier.",
            "result": "There is no result “{name}” in a dossier.",
            "job": "There is no job “{name}” in a dossier.",
            "answer": "The job “{name}” has no answer.",
            "attachment": "There is no attachment “{name}” in a dossier.",
        }
        self.text = Text(sentences[kind], name=quoted(identifier))
        super().__init__(self.text.render("en"))

    def __reduce__(self) -> tuple[type[NotFound], tuple[str, str]]:
        return type(self), (self.kind, self.identifier)


class Section(Generic[Kept]):
    """A part of a store, as one person sees it.

    Parameters
    ----------
    database
        Where things are kept.
    person
        Who reads and writes.
    """

    def __init__(self, database: Database, person: Person) -> None:
        self._database = database
        self._person = person

    def _found(
        self, session: Session, row: type[Found], identifier: str, *, change: bool = False
    ) -> Found:
        """Find a row; one that will be changed is kept from others until it is."""
        found = session.get(row, identifier, with_for_update=change or None)
        if found is None:
            raise NotFound(kind_of(row), identifier)
        return found

    def _made(self, session: Session, row: type[Found], once: str) -> tuple[str, Found | None]:
        """Give the identifier of what is made with a key, and that itself if it was made before.

        Whoever makes something with the same key gets the same identifier, so it is made once,
        however often it is asked and whatever happens in between.
        """
        if not once:
            return identifier(), None
        parts = [self._person.name, kind_of(row), once]
        name = hashlib.sha256(canonical(parts).encode()).hexdigest()[:32]
        if not self._database.is_file:
            # Of two who ask at once the second waits here, and finds what the first made; in a
            # file writers come one after another anyway.
            lock = func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
            session.execute(select(lock))
        return name, session.get(row, name)

    def _version_of(
        self, session: Session, scenario: str, number: int | None
    ) -> tuple[ScenarioRow, VersionRow]:
        """Find a scenario with one of its versions: the latest, unless a number is asked for."""
        of = self._found(session, ScenarioRow, scenario)
        found = session.get(VersionRow, (scenario, of.version if number is None else number))
        if found is None:
            raise NotFound("version", str(number))
        return of, found

    def _log(self, session: Session, dossier: str, what: str, **about: Any) -> None:
        """Write a line of the log, which is kept with what it tells or not at all."""
        session.add(
            LogRow(
                dossier=dossier,
                who=self._person.name,
                role=self._person.role,
                what=what,
                about=about,
            )
        )


class InDossier(Section[Kept]):
    """A section with things that belong to a dossier."""

    _row: ClassVar[type[Inside]]
    _kind: ClassVar[type[Any]]

    def list(self, dossier: str, first: int = 0, most: int = MOST_LISTED) -> tuple[Kept, ...]:
        """List those of a dossier, the oldest first.

        Parameters
        ----------
        dossier
            The dossier's identifier.
        first, most
            How many are passed over, and how many are given.

        Returns
        -------
        tuple
            Those, in that order.

        Raises
        ------
        NotFound
            If there is no such dossier.
        """
        with self._database.reading() as session:
            self._found(session, DossierRow, dossier)
            row = self._row
            inside = select(row).where(row.dossier == dossier).order_by(row.created_at, row.id)
            return records(self._kind, session.scalars(inside.offset(first).limit(most)).all())

    def count(self, dossier: str) -> int:
        """Count those of a dossier.

        Parameters
        ----------
        dossier
            The dossier's identifier.

        Returns
        -------
        int
            How many.

        Raises
        ------
        NotFound
            If there is no such dossier.
        """
        with self._database.reading() as session:
            self._found(session, DossierRow, dossier)
            counted = select(func.count()).where(self._row.dossier == dossier)
            return session.scalar(counted) or 0

    def get(self, identifier: str) -> Kept:
        """Give one.

        Parameters
        ----------
        identifier
            Its identifier.

        Returns
        -------
        Kept
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.reading() as session:
            kept: Kept = record(self._kind, self._found(session, self._row, identifier))
            return kept

    def delete(self, identifier: str) -> None:
        """Delete one, with all that was made of it.

        Parameters
        ----------
        identifier
            Its identifier.

        Raises
        ------
        NotFound
            If there is none.
        StorageFull, StorageBusy
            If it could not be deleted.
        """
        with self._database.writing() as session:
            row = self._found(session, self._row, identifier, change=True)
            self._log(session, row.dossier, f"{kind_of(self._row)}-deleted", name=row.name)
            session.delete(row)

    def _add(self, session: Session, row: Inside) -> Kept:
        """Add a row, with a line in the log; give what a reader gets of it."""
        session.add(row)
        session.flush()
        self._log(session, row.dossier, f"{kind_of(self._row)}-kept", name=row.name)
        kept: Kept = record(self._kind, row)
        return kept


def kind_of(row: type[Stored]) -> str:
    """Give the word for what a table holds: ``dossier``."""
    table: str = row.__tablename__
    return table.removesuffix("s")


def records(kind: type[Kept], rows: Sequence[Stored]) -> tuple[Kept, ...]:
    """Give what a reader gets of rows."""
    return tuple(record(kind, row) for row in rows)


def a_name(given: str) -> str:
    """Check the name that somebody gives a thing.

    Raises
    ------
    ValueProblem
        ``name-expected``, if it is empty, too long, or more than a line.
    """
    name = given.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        wanted = Text("A name has 1 to {most} characters, on one line.", most=LONGEST_NAME)
        raise ValueProblem("name-expected", wanted)
    return name


def a_note(given: str) -> str:
    """Check the note that somebody adds.

    Raises
    ------
    ValueProblem
        ``note-expected``, if it is too long, or has signs that are no text.
    """
    note = given.strip()
    lines = note.replace("\t", " ").splitlines()
    if len(note) > LONGEST_NOTE or not all(line.isprintable() for line in lines):
        wanted = Text("A note has at most {most} characters, all of them text.", most=LONGEST_NOTE)
        raise ValueProblem("note-expected", wanted)
    return note
