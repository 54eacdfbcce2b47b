"""The log: who did what, and when; only ever added to."""

from __future__ import annotations

from sqlalchemy import func, select

from dossiers.log_line import LogLine
from dossiers.rows import LogRow
from dossiers.section import MOST_LISTED, Section, records


class Log(Section[LogLine]):
    """The log as somebody sees it."""

    def list(self, dossier: str, first: int = 0, most: int = MOST_LISTED) -> tuple[LogLine, ...]:
        """List what was done to a dossier, the latest first; also to one that was deleted.

        Parameters
        ----------
        dossier
            The dossier's identifier.
        first, most
            How many lines are passed over, and how many are given.

        Returns
        -------
        tuple of LogLine
            Those lines, in that order.
        """
        with self._database.reading() as session:
            lines = select(LogRow).where(LogRow.dossier == dossier).order_by(LogRow.number.desc())
            return records(LogLine, session.scalars(lines.offset(first).limit(most)).all())

    def count(self, dossier: str) -> int:
        """Count the lines about a dossier.

        Parameters
        ----------
        dossier
            The dossier's identifier.

        Returns
        -------
        int
            How many.
        """
        with self._database.reading() as session:
            counted = select(func.count(LogRow.number)).where(LogRow.dossier == dossier)
            return session.scalar(counted) or 0
