"""What all sections of a store share: finding things, and writing what was done in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast
from unicodedata import category

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from dossiers.columns import canonical, now
from dossiers.database import Database, NothingThere
from dossiers.quota import Quota
from dossiers.records import AnyRecord, Person, record
from dossiers.rows import (
    AttachmentRow,
    DossierRow,
    JobRow,
    LogRow,
    MemberRow,
    PartyRow,
    PlanRow,
    PositionRow,
    ResultRow,
    ScenarioRow,
    StoredRow,
    VersionRow,
    WalledRow,
    new_identifier,
)
from dossiers.walls import NotAllowed, Seat, Walls
from models.language import Text
from models.values import ValueProblem, quoted

LONGEST_NAME = 200
LONGEST_NOTE = 4_000

MOST_LISTED = 1_000
"""Things that are listed at once, when a reader asks for all."""

LOG = cast(Table, LogRow.__table__)

Inside = ScenarioRow | PlanRow | PositionRow | ResultRow | AttachmentRow | JobRow
"""What belongs to a dossier."""

Found = TypeVar("Found", bound=DossierRow | PartyRow | Inside)
Thing = TypeVar("Thing", bound=Inside)


Seen = Callable[[AnyRecord | None], object]
"""Told how something is before that is changed; None when it is not there yet."""


def anyhow(_record: object) -> None:
    """Let it be changed however it is."""


class KeyUsedTwice(ValueError):
    """A key with which something else was made before."""

    def __init__(self) -> None:
        self.text = Text("With this key something else was made before. Choose another one.")
        super().__init__(self.text.render("en"))


class NotFound(NothingThere):
    """Nothing of that identifier is stored, or not for whoever asks.

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
            "party": "There is no party “{name}” in this dossier.",
            "member": "There is no member “{name}” in this dossier.",
            "key": "There is no key “{name}”.",
            "scenario": "There is no scenario “{name}” in a dossier.",
            "version": "There is no version “{name}” of this scenario.",
            "plan": "There is no plan “{name}” in a dossier.",
            "position": "There is no position “{name}” in a dossier.",
            "result": "There is no result “{name}” in a dossier.",
            "job": "There is no job “{name}” in a dossier.",
            "answer": "The job “{name}” has no answer.",
            "attachment": "There is no attachment “{name}” in a dossier.",
        }
        super().__init__(Text(sentences[kind], name=quoted(identifier)))

    def __reduce__(self) -> tuple[type[NotFound], tuple[str, str]]:
        return type(self), (self.kind, self.identifier)


class Section(Generic[AnyRecord]):
    """A part of a store, as one person sees it.

    Whatever it reads may raise `StorageBusy`, and whatever it changes `StorageFull` as well, and
    `NotAllowed` when it is not theirs to change.

    Parameters
    ----------
    database
        Where things are stored.
    person
        Who reads and writes.
    quota
        How much they may keep.
    """

    def __init__(self, database: Database, person: Person, quota: Quota | None = None) -> None:
        self._database = Walls(database, person)
        self._person = person
        self._quota = quota or Quota()

    def _found(
        self, session: Session, row: type[Found], identifier: str, *, lock: bool = False
    ) -> Found:
        """Find a row; one that will be changed is withheld from others until it is."""
        found = session.get(row, identifier, with_for_update=lock or None, populate_existing=lock)
        if found is None:
            raise NotFound(kind_of(row), identifier)
        return found

    def _theirs(self, session: Session, row: type[Thing], identifier: str) -> Thing:
        """Find a thing that is theirs to change, and keep it from others until it is.

        Raises
        ------
        NotFound, NotAllowed
            If there is none, or it is not theirs.
        """
        found = self._found(session, row, identifier)
        if not self._seat(session, found.dossier).owns(found):
            raise NotAllowed(Text("This is of another party: only they can change it."))
        return self._found(session, row, identifier, lock=True)

    def _seat(self, session: Session, dossier: str) -> Seat:
        """Tell where they sit in a dossier; who only reads what is public sits as a reader."""
        if self._person.keeper:
            return Seat("keeper")
        found = session.get(MemberRow, (dossier, self._person.id))
        return Seat("reader") if found is None else Seat(found.role, found.party)

    def _place(self, session: Session, dossier: str) -> Seat:
        """Give the seat from which something is put in a dossier, which stays until it is.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such dossier, or they only read in it.
        """
        self._found(session, DossierRow, dossier, lock=True)
        seat = self._seat(session, dossier)
        if not seat.puts_in:
            raise NotAllowed(Text("Whoever reads in this dossier puts nothing in it."))
        return seat

    def _chaired(self, session: Session, dossier: str) -> DossierRow:
        """Find a dossier on which they decide, and keep it from others until it is changed.

        Raises
        ------
        NotFound, NotAllowed
            If there is none, or they do not chair it.
        """
        found = self._found(session, DossierRow, dossier, lock=True)
        if not self._seat(session, dossier).chairs:
            raise NotAllowed(Text("Only the chair can do this."))
        return found

    def _made(self, session: Session, row: type[Found], once: str) -> tuple[str, Found | None]:
        """Give the identifier of what is made with a key, and that itself if it was made before.

        Whoever makes something with the same key gets the same identifier, so it is made once,
        however often it is asked and whatever happens in between.
        """
        if not once:
            return new_identifier(), None
        parts = [self._person.id, kind_of(row), once]
        name = hashlib.sha256(canonical(parts).encode()).hexdigest()[:32]
        self._one_at_a_time(session, name)
        return name, session.get(row, name)

    def _one_at_a_time(self, session: Session, name: str) -> None:
        """Have the second of two who do the same wait here, to find what the first one made.

        In a file writers come one after another anyway.
        """
        if not self._database.is_file:
            lock = func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
            session.execute(select(lock))

    def _version_of(
        self, session: Session, scenario: str, number: int | None
    ) -> tuple[ScenarioRow, VersionRow]:
        """Find a scenario with one of its versions: the latest, unless a number is asked for."""
        of = self._found(session, ScenarioRow, scenario)
        if number is None:
            # Of what another party keeps to itself the number is not told either.
            latest = select(func.max(VersionRow.number)).where(VersionRow.scenario == scenario)
            number = session.scalar(latest)
        found = session.get(VersionRow, (scenario, number))
        if found is None:
            raise NotFound("version", str(number))
        return of, found

    def _saw(self, row: WalledRow, what: str, **about: Any) -> None:
        """Write down who saw what another party shared; one's own is not news to anybody."""
        with self._database.reading() as session:
            if self._seat(session, row.dossier).owns(row):
                return
        with self._database.writing(noting=True) as session:
            self._log(session, row.dossier, what, of=row, **about)

    def _log(
        self,
        session: Session,
        dossier: str,
        what: str,
        *,
        of: WalledRow | None = None,
        **about: Any,
    ) -> None:
        """Write a line of the log, which is stored with what it tells or not at all.

        A line is as confidential as what it is about.
        """
        if isinstance(of, JobRow):
            about["kind"] = of.kind
        line = {
            "dossier": dossier,
            "party": None if of is None else of.party,
            "confidentiality": "own-party" if of is None else of.confidentiality,
            "at": now(),
            "who": self._person.name,
            "role": self._seat(session, dossier).role,
            "what": what,
            "about": about,
        }
        # Its number is not asked for: whoever writes a line may not be who reads it.
        session.execute(insert(LOG).inline().values(line))


def kind_of(row: type[StoredRow]) -> str:
    """Give the word for what a table holds: ``dossier``."""
    table: str = row.__tablename__
    return "party" if table == "parties" else table.removesuffix("s")


def records(kind: type[AnyRecord], rows: Sequence[StoredRow]) -> tuple[AnyRecord, ...]:
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
    if not 0 < len(name) <= LONGEST_NAME or not _is_text(name):
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
    if len(note) > LONGEST_NOTE or not all(map(_is_text, lines)):
        wanted = Text("A note has at most {most} characters, all of them text.", most=LONGEST_NOTE)
        raise ValueProblem("note-expected", wanted)
    return note


def _is_text(line: str) -> bool:
    """Tell whether a line can be read; a blank that no line breaks at, as files have it, can."""
    return all(sign.isprintable() or category(sign) == "Zs" for sign in line)
