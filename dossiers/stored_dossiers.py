"""Dossiers: created, listed, named and deleted."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.records import Dossier, record
from dossiers.rows import DossierRow, MemberRow
from dossiers.section import MOST_LISTED, KeyUsedTwice, Section, a_name, records
from models.language import Text


class Renamed(Exception):
    """Somebody else named it meanwhile; carries it as it is now.

    Parameters
    ----------
    dossier
        As it is now.
    """

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.text = Text("Meanwhile this was named “{name}”.", name=dossier.name)
        super().__init__(self.text.render("en"))

    def __reduce__(self) -> tuple[type[Renamed], tuple[Dossier]]:
        return type(self), (self.dossier,)


class Dossiers(Section[Dossier]):
    """The dossiers that somebody sees."""

    def create(self, name: str, *, once: str = "") -> Dossier:
        """Begin a dossier.

        Parameters
        ----------
        name
            For readers.
        once
            A key of the caller's own: with the same one the same thing is made once, however
            often this is called, as after an answer that was lost.

        Returns
        -------
        Dossier
            What was begun.

        Raises
        ------
        ValueProblem
            If that is no name.
        KeyUsedTwice
            If something else was made with the key.
        QuotaReached
            If they chair as many as they may.
        """
        with self._database.writing() as session:
            called = a_name(name)
            made, before = self._made(session, DossierRow, once)
            if before is not None:
                if before.revision == 1 and before.name != called:
                    raise KeyUsedTwice
                return record(Dossier, before)
            if not self._person.keeper:
                self._quota.insist_on_dossier(session, self._person.id)
            # Whoever begins it chairs it: on PostgreSQL only members see it come into being.
            by = self._person.name
            chair = {"person": self._person.id, "name": by, "role": "chair"}
            # Who was a member of one with this key, which was deleted, is one still.
            session.merge(MemberRow(dossier=made, created_by=by, **chair))
            session.flush()
            row = DossierRow(id=made, name=called, created_by=by)
            session.add(row)
            session.flush()
            self._log(session, row.id, "dossier-created", name=row.name)
            return record(Dossier, row)

    def list(self, first: int = 0, most: int = MOST_LISTED) -> tuple[Dossier, ...]:
        """List dossiers, the oldest first.

        Parameters
        ----------
        first, most
            How many are passed over, and how many are given.

        Returns
        -------
        tuple of Dossier
            Those, in that order.
        """
        with self._database.reading() as session:
            order = DossierRow.created_at, DossierRow.id
            rows = session.scalars(select(DossierRow).order_by(*order).offset(first).limit(most))
            return records(Dossier, rows.all())

    def count(self) -> int:
        """Count them.

        Returns
        -------
        int
            How many.
        """
        with self._database.reading() as session:
            return session.scalar(select(func.count(DossierRow.id))) or 0

    def get(self, dossier: str) -> Dossier:
        """Give one.

        Parameters
        ----------
        dossier
            Its identifier.

        Returns
        -------
        Dossier
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.reading() as session:
            return record(Dossier, self._found(session, DossierRow, dossier))

    def rename(self, dossier: str, name: str, *, revision: int | None = None) -> Dossier:
        """Name one otherwise.

        Parameters
        ----------
        dossier
            Its identifier.
        name
            Its new name.
        revision
            The revision that was seen; without it whatever name it has is replaced.

        Returns
        -------
        Dossier
            As it is now.

        Raises
        ------
        NotFound, NotAllowed
            If there is none, or they do not chair it.
        Renamed
            If it has another revision by now.
        ValueProblem
            If that is no name.
        """
        with self._database.writing() as session:
            row = self._of_revision(session, dossier, revision)
            before, row.name = row.name, a_name(name)
            row.revision += 1
            self._log(session, dossier, "dossier-renamed", name=row.name, before=before)
            return record(Dossier, row)

    def delete(self, dossier: str, *, revision: int | None = None) -> None:
        """Delete one with all that is in it; its log stays.

        Parameters
        ----------
        dossier
            Its identifier.
        revision
            The revision that was seen; without it whatever name it has is deleted.

        Raises
        ------
        NotFound, NotAllowed
            If there is none, or they do not chair it.
        Renamed
            If it has another revision by now.
        """
        with self._database.writing() as session:
            row = self._of_revision(session, dossier, revision)
            self._log(session, dossier, "dossier-deleted", name=row.name)
            session.delete(row)

    def _of_revision(self, session: Session, dossier: str, revision: int | None) -> DossierRow:
        """Find a dossier on which they decide, if it is still called as they have seen it.

        Raises
        ------
        NotFound, NotAllowed
            If there is none, or they do not chair it.
        Renamed
            If it has another revision by now.
        """
        row = self._chaired(session, dossier)
        if revision not in (None, row.revision):
            raise Renamed(record(Dossier, row))
        return row
