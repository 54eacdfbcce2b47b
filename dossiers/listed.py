"""Sections with things that a dossier has many of: listed in their order, and counted."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.records import AnyRecord, record
from dossiers.rows import DossierRow
from dossiers.section import MOST_LISTED, Section


class Listed(Section[AnyRecord]):
    """A section with things that a dossier has many of."""

    _row: ClassVar[type[Any]]
    _kind: ClassVar[type[Any]]
    _outlives: ClassVar[bool] = False
    """Whether it is still there when its dossier is deleted."""

    def list(
        self, dossier: str, first: int = 0, most: int | None = MOST_LISTED
    ) -> tuple[AnyRecord, ...]:
        """List those of a dossier, in their order.

        Parameters
        ----------
        dossier
            The dossier's identifier.
        first, most
            How many are passed over, and how many are given; None gives all of them.

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
            self._there(session, dossier)
            those = select(self._row).where(self._row.dossier == dossier).order_by(*self._order())
            rows = session.scalars(those.offset(first).limit(most)).all()
            return tuple(self._record(session, row) for row in rows)

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
            self._there(session, dossier)
            those = select(func.count()).select_from(self._row)
            return session.scalar(those.where(self._row.dossier == dossier)) or 0

    def _there(self, session: Session, dossier: str) -> None:
        if not self._outlives:
            self._found(session, DossierRow, dossier)

    def _order(self) -> tuple[Any, ...]:
        """Give the columns by which they are listed: the oldest first."""
        return self._row.created_at, self._row.id

    def _record(self, session: Session, row: Any) -> AnyRecord:
        """Give what a reader gets of a row."""
        stored: AnyRecord = record(self._kind, row)
        return stored
