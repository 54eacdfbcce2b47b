"""How much one party may keep, so that nobody fills the storage of all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.rows import AttachmentRow, DossierRow, EntryRow, InsideRow, JobRow, MemberRow
from models.language import Text


class QuotaReached(Exception):
    """Somebody keeps as much as they may.

    Parameters
    ----------
    text
        Of what, and how much.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.render("en"))

    def __reduce__(self) -> tuple[type[QuotaReached], tuple[Text]]:
        return type(self), (self.text,)


@dataclass(frozen=True, slots=True)
class Quota:
    """How much may be stored by who does not keep the computer.

    Parameters
    ----------
    dossiers
        Dossiers that one person chairs.
    things
        Scenarios, plans, positions, results, files and jobs of one party in one dossier, of each
        kind.
    bytes
        Bytes of the files of one party in one dossier together.
    entries
        Variants of the batches of one party in one dossier together, after which none is begun.
    """

    dossiers: int = 100
    things: int = 1_000
    bytes: int = 256 * 2**20
    entries: int = 100_000

    def insist(self, session: Session, row: InsideRow) -> None:
        """See that there is space for one more thing.

        Parameters
        ----------
        session
            Of whoever puts it in: they see all that is their party's.
        row
            What is put in.

        Raises
        ------
        QuotaReached
            If there is none.
        """
        kind = type(row)
        theirs = kind.dossier == row.dossier, kind.party.is_not_distinct_from(row.party)
        stored = session.scalar(select(func.count(kind.id)).where(*theirs)) or 0
        if stored >= self.things:
            raise QuotaReached(
                Text("Your party stores {most} of these here, which is the most.", most=self.things)
            )
        if isinstance(row, AttachmentRow):
            size = session.scalar(select(func.sum(AttachmentRow.size)).where(*theirs)) or 0
            if size + row.size > self.bytes:
                raise QuotaReached(
                    Text("The files of your party here may have {most} bytes.", most=self.bytes)
                )

        if isinstance(row, JobRow):
            parts = select(func.count()).select_from(EntryRow).join(JobRow).where(*theirs)
            if (session.scalar(parts) or 0) >= self.entries:
                raise QuotaReached(
                    Text(
                        "The batches of your party here have {most} variants, which is the most.",
                        most=self.entries,
                    )
                )

    def insist_on_dossier(self, session: Session, person: str) -> None:
        """See that somebody may begin one more dossier.

        Parameters
        ----------
        session
            Of whoever begins it.
        person
            Who that is.

        Raises
        ------
        QuotaReached
            If they chair as many as they may.
        """
        chaired = (
            select(func.count(DossierRow.id))
            .join(MemberRow, MemberRow.dossier == DossierRow.id)
            .where(MemberRow.person == person, MemberRow.role == "chair")
        )
        if (session.scalar(chaired) or 0) >= self.dossiers:
            raise QuotaReached(
                Text("You chair {most} dossiers, which is the most.", most=self.dossiers)
            )
