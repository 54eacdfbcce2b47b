"""What is no longer stored: dossiers that nobody touched for long go, with a line in the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.columns import now
from dossiers.database import Database
from dossiers.records import Dossier, Person, record
from dossiers.rows import DossierRow, LogRow


class Retention:
    """How long dossiers are stored.

    Parameters
    ----------
    database
        Where they are.
    person
        Who keeps them.
    """

    def __init__(self, database: Database, person: Person) -> None:
        self._database = database
        self._person = person

    def over(self, days: int) -> tuple[Dossier, ...]:
        """List the dossiers of which the time is over.

        Parameters
        ----------
        days
            How long ago something was done in them last, at least.

        Returns
        -------
        tuple of Dossier
            Those, the oldest first.

        Raises
        ------
        StorageBusy
            If they cannot be read at this moment.
        """
        with self._database.reading() as session:
            return tuple(record(Dossier, row) for row in _untouched(session, days))

    def purge(self, days: int) -> tuple[Dossier, ...]:
        """Delete the dossiers of which the time is over; what was done in them stays in the log.

        Parameters
        ----------
        days
            How long ago something was done in them last, at least.

        Returns
        -------
        tuple of Dossier
            Those that went.

        Raises
        ------
        StorageFull, StorageBusy
            If that could not be done; then nothing of it was.
        """
        with self._database.writing() as session:
            gone = list(_untouched(session, days))
            for row in gone:
                about = {"name": row.name, "days": days}
                line = {"who": self._person.name, "role": "keeper", "what": "dossier-purged"}
                session.add(LogRow(dossier=row.id, about=about, **line))
                session.delete(row)
            return tuple(record(Dossier, row) for row in gone)


def _untouched(session: Session, days: int) -> Iterator[DossierRow]:
    latest = select(func.max(LogRow.at)).where(LogRow.dossier == DossierRow.id).scalar_subquery()
    before = now() - timedelta(days=days)
    asked = select(DossierRow).where(latest < before).order_by(DossierRow.created_at)
    yield from session.scalars(asked)
