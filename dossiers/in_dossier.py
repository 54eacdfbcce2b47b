"""Sections with things that belong to a dossier: listed, given, shared and deleted alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from dossiers.listed import Listed
from dossiers.records import AnyRecord, Confidentiality
from dossiers.rows import AboutVersionRow, InsideRow, VersionRow, WalledRow
from dossiers.section import Inside, KeyUsedTwice, Seen, a_name, anyhow, kind_of
from dossiers.sources import found_in
from dossiers.walls import LADDER, NotAllowed, shared_with
from models.language import Text


class InDossier(Listed[AnyRecord]):
    """A section with things that belong to a dossier."""

    _row: ClassVar[type[Inside]]

    def get(self, identifier: str) -> AnyRecord:
        """Give one.

        Parameters
        ----------
        identifier
            Its identifier.

        Returns
        -------
        AnyRecord
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.reading() as session:
            return self._record(session, self._found(session, self._row, identifier))

    def delete(self, identifier: str, *, seen: Seen[AnyRecord] = anyhow) -> None:
        """Delete one, with all that was made of it.

        Parameters
        ----------
        identifier
            Its identifier.
        seen
            Told how it is before that is changed; what it raises prevents the change.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.writing() as session:
            row = self._theirs(session, self._row, identifier)
            seen(self._record(session, row))
            self._delete(session, row)

    def share(
        self, identifier: str, audience: Confidentiality, *, seen: Seen[AnyRecord] = anyhow
    ) -> AnyRecord:
        """Let others see one. What was shared stays so: they may have seen it.

        Parameters
        ----------
        identifier
            Its identifier.
        audience
            Who may see it: ``chair``, ``table`` or ``public``.
        seen
            Told how it is before that is changed; what it raises prevents the change.

        Returns
        -------
        AnyRecord
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        NotAllowed
            If it tells of something that is not there for that audience.
        """
        with self._database.writing() as session:
            row = self._theirs(session, self._row, identifier)
            seen(self._record(session, row))
            self._tells_of_nothing_else(session, row, audience)
            if self._widened(row, audience):
                about = {"name": row.name, "audience": audience}
                self._log(session, row.dossier, f"{kind_of(self._row)}-shared", of=row, **about)
            session.flush()
            return self._record(session, row)

    def widest(self, identifiers: Iterable[str]) -> list[Confidentiality]:
        """Give with whom each can be shared at most: no more than all of which it tells.

        Parameters
        ----------
        identifiers
            Of things of this section.

        Returns
        -------
        list
            An audience for each.
        """
        with self._database.reading() as session:
            rows = [session.get(self._row, one) for one in identifiers]
            return [self._at_most(session, row) for row in rows]

    def _delete(self, session: Session, row: Any) -> None:
        """Delete a row, with a line in the log."""
        self._log(session, row.dossier, f"{kind_of(self._row)}-deleted", of=row, name=row.name)
        session.delete(row)

    def _widened(self, row: WalledRow, audience: Confidentiality) -> bool:
        """Let an audience see a thing; False when they could already.

        Raises
        ------
        NotAllowed
            If others could see it, who then could no more.
        """
        if not shared_with(row, audience):
            row.confidentiality = audience
            return True
        if row.confidentiality != audience:
            raise NotAllowed(Text("What was shared stays shared: others may have seen it."))
        return False

    def _tells_of_nothing_else(
        self, session: Session, row: Inside, audience: Confidentiality
    ) -> None:
        """See that all of which a thing tells is there for an audience too.

        Raises
        ------
        NotAllowed
            If it is not.
        """
        if LADDER.index(audience) > LADDER.index(self._at_most(session, row)):
            raise NotAllowed(
                Text(
                    "This tells of something that is not shared so widely. Share that first, "
                    "if it is yours."
                )
            )

    def _at_most(self, session: Session, row: InsideRow | None) -> Confidentiality:
        """Give the widest audience for which all is there of which a thing tells."""
        if not isinstance(row, AboutVersionRow):
            return LADDER[0 if row is None else -1]
        told: list[WalledRow | None] = [session.get(VersionRow, (row.scenario, row.version))]
        told += [found_in(session, each) for each in getattr(row, "sources", ())]
        named = [LADDER[0] if each is None else each.confidentiality for each in told]
        return LADDER[min(LADDER.index(one) for one in named)]

    def _content(self, identifier: str, column: str) -> Any:
        """Give what a thing says, and write down who saw it.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.reading() as session:
            row = self._found(session, self._row, identifier)
            content = getattr(row, column)
        self._saw(row, f"{kind_of(self._row)}-seen", name=row.name)
        return content

    def _keep_about(
        self,
        scenario: str,
        version: int,
        content: Mapping[str, Any],
        *,
        name: str,
        once: str = "",
        **beside: Any,
    ) -> AnyRecord:
        """Keep a thing about a version of a scenario, once for each key.

        Parameters
        ----------
        scenario, version
            The scenario's identifier and the number of its version.
        content
            What it says, by column.
        name
            For readers.
        once
            A key of the caller's own.
        **beside
            What else is stored with it, by column.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such version, or they only read in its dossier.
        ValueProblem
            If that is no name.
        KeyUsedTwice
            If something else was made with the key.
        QuotaReached
            If their party keeps as much as it may.
        """
        said = {"scenario": scenario, "version": version, **content}
        with self._database.writing() as session:
            of, _ = self._version_of(session, scenario, version)
            seat = self._place(session, of.dossier)
            made, before = self._made(session, self._row, once)
            if before is not None:
                if any(getattr(before, column) != value for column, value in said.items()):
                    raise KeyUsedTwice
                return self._record(session, before)
            row = self._row(
                id=made,
                dossier=of.dossier,
                party=seat.party,
                name=a_name(name),
                created_by=self._person.name,
                **said,
                **beside,
            )
            return self._add(session, row)

    def _add(self, session: Session, row: Inside) -> AnyRecord:
        """Add a row, with a line in the log; give what a reader gets of it.

        Raises
        ------
        QuotaReached
            If its owner keeps too much already.
        """
        if not self._person.keeper:
            self._quota.insist(session, row)
        session.add(row)
        session.flush()
        self._log(session, row.dossier, f"{kind_of(self._row)}-kept", of=row, name=row.name)
        return self._record(session, row)


class AskedInDossier(InDossier[AnyRecord]):
    """A section with things that were asked; with what may be megabytes, so it is by itself."""

    def asked(self, identifier: str) -> dict[str, Any]:
        """Give with what one was asked.

        Parameters
        ----------
        identifier
            Its identifier.

        Returns
        -------
        dict
            That, as JSON has it.

        Raises
        ------
        NotFound
            If there is none.
        """
        asked: dict[str, Any] = self._content(identifier, "asked")
        return asked
