"""Who sits at the table of a dossier: parties, and the members that act for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.listed import Listed
from dossiers.records import Member, PartyKind, Role, StoredParty, record
from dossiers.rows import DossierRow, MemberRow, PartyRow
from dossiers.section import NotFound, Seen, a_name, anyhow
from dossiers.walls import NotAllowed, Seat
from models.language import Text


class Parties(Listed[StoredParty]):
    """The parties of dossiers, as a member sees them."""

    _row = PartyRow
    _kind = StoredParty

    def get(self, dossier: str, party: str) -> StoredParty:
        """Give a party of a dossier.

        Parameters
        ----------
        dossier, party
            Their identifiers.

        Returns
        -------
        StoredParty
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.reading() as session:
            self._found(session, DossierRow, dossier)
            return record(StoredParty, party_in(session, dossier, party))

    def add(self, dossier: str, name: str, kind: PartyKind = "municipality") -> StoredParty:
        """Give somebody a place at the table; who has one of that name keeps it.

        Parameters
        ----------
        dossier
            The dossier's identifier.
        name
            The party's name.
        kind
            What it is.

        Returns
        -------
        StoredParty
            The party.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such dossier, or they do not chair it.
        ValueProblem
            If that is no name.
        """
        with self._database.writing() as session:
            self._chaired(session, dossier)
            called = a_name(name)
            same = select(PartyRow).where(PartyRow.dossier == dossier, PartyRow.name == called)
            row = session.scalar(same)
            if row is None:
                row = PartyRow(
                    dossier=dossier, name=called, kind=kind, created_by=self._person.name
                )
                session.add(row)
                session.flush()
                self._log(session, dossier, "party-added", name=called)
            return record(StoredParty, row)

    def remove(self, dossier: str, party: str, *, seen: Seen[StoredParty] = anyhow) -> None:
        """Take a place at the table away, for which nobody has acted yet.

        Whether somebody who did has put anything in is behind their wall, and so it is not asked.

        Parameters
        ----------
        dossier, party
            Their identifiers.
        seen
            Told how it is before that is changed; what it raises prevents the change.

        Raises
        ------
        NotFound, NotAllowed
            If there is none, they do not chair the dossier, or somebody has acted for the party.
        """
        with self._database.writing() as session:
            self._chaired(session, dossier)
            row = party_in(session, dossier, party)
            seen(record(StoredParty, row))
            if row.taken:
                raise NotAllowed(
                    Text("Somebody acted for this party: what they put in and its place stay.")
                )
            self._log(session, dossier, "party-removed", name=row.name)
            session.delete(row)

    def dismiss(self, dossier: str, party: str) -> None:
        """Let everybody of a party out, at once.

        What it put in stays, and is seen by whom it was shared with. What it kept to itself stays
        behind its wall: nobody sees it, unless somebody is let in for the party again. So it makes
        no difference, and tells nobody, whether there is any of it.

        Parameters
        ----------
        dossier, party
            Their identifiers.

        Raises
        ------
        NotFound, NotAllowed
            If there is none, or they do not chair the dossier.
        """
        with self._database.writing() as session:
            self._chaired(session, dossier)
            row = party_in(session, dossier, party)
            own = select(MemberRow).where(MemberRow.dossier == dossier, MemberRow.party == party)
            self._log(session, dossier, "party-dismissed", name=row.name)
            for member in session.scalars(own.order_by(MemberRow.person)):
                self._log(session, dossier, "member-removed", name=member.name)
                session.delete(member)

    def _order(self) -> tuple[Any, ...]:
        return (PartyRow.name,)


class Members(Listed[Member]):
    """The members of dossiers, as one of them sees them."""

    _row = MemberRow
    _kind = Member

    def get(self, dossier: str, person: str) -> Member:
        """Give a member of a dossier.

        Parameters
        ----------
        dossier, person
            Its identifier, and theirs.

        Returns
        -------
        Member
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.reading() as session:
            self._found(session, DossierRow, dossier)
            return record(Member, member_in(session, dossier, person))

    def seat(self, dossier: str) -> Seat:
        """Tell where whoever asks sits in a dossier.

        Parameters
        ----------
        dossier
            The dossier's identifier.

        Returns
        -------
        Seat
            By which is known what they may do in it.

        Raises
        ------
        NotFound
            If there is no such dossier.
        """
        with self._database.reading() as session:
            self._found(session, DossierRow, dossier)
            return self._seat(session, dossier)

    def put(
        self,
        dossier: str,
        person: str,
        *,
        name: str,
        role: Role,
        party: str | None = None,
        seen: Seen[Member] = anyhow,
    ) -> Member:
        """Let somebody into a dossier, or give a member another role.

        Parameters
        ----------
        dossier
            The dossier's identifier.
        person, name
            What tells them from everybody else (as the login or the proxy gives it), and as people
            know them.
        role
            What they may do.
        party
            The id of the party that they act for, or read with; a chair has none.
        seen
            Told how a member is before that is changed; what it raises prevents the change.

        Returns
        -------
        Member
            The member.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such dossier or party, or they do not chair it; or if a member of one
            party would become one of another, or the last chair would leave.
        ValueProblem
            If that is no name.
        """
        with self._database.writing() as session:
            self._chaired(session, dossier)
            place = None if party is None else party_in(session, dossier, party)
            if (party is None) == (role == "party") or (role == "chair" and party is not None):
                raise NotAllowed(
                    Text("Who acts for a party has one; a chair has none, and a reader may.")
                )
            row = session.get(MemberRow, (dossier, a_name(person)))
            seen(None if row is None else record(Member, row))
            if row is None:
                row = MemberRow(
                    dossier=dossier, person=a_name(person), created_by=self._person.name
                )
                session.add(row)
            else:
                self._leaves(session, row, role)
                if row.party not in (None, party):
                    # They know what that party kept to itself.
                    raise NotAllowed(Text("Who acted for one party cannot act for another."))
            row.name, row.role, row.party = a_name(name), role, party
            if place is not None:
                place.taken = True
            session.flush()
            self._log(session, dossier, "member-put", name=row.name, given=role)
            return record(Member, row)

    def remove(self, dossier: str, person: str, *, seen: Seen[Member] = anyhow) -> None:
        """Let somebody out of a dossier.

        Parameters
        ----------
        dossier, person
            Its identifier, and theirs.
        seen
            Told how it is before that is changed; what it raises prevents the change.

        Raises
        ------
        NotFound, NotAllowed
            If there is none, they do not chair the dossier, or the last chair would leave.
        """
        with self._database.writing() as session:
            self._chaired(session, dossier)
            row = member_in(session, dossier, person)
            seen(record(Member, row))
            self._leaves(session, row, None)
            self._log(session, dossier, "member-removed", name=row.name)
            session.delete(row)

    def _order(self) -> tuple[Any, ...]:
        return MemberRow.name, MemberRow.person

    def _leaves(self, session: Session, row: MemberRow, role: Role | None) -> None:
        """See that a dossier keeps a chair."""
        others = select(MemberRow.person).where(
            MemberRow.dossier == row.dossier,
            MemberRow.role == "chair",
            MemberRow.person != row.person,
        )
        if row.role == "chair" != role and session.scalar(others.limit(1)) is None:
            raise NotAllowed(Text("A dossier keeps a chair. Let in another one first."))


def party_in(session: Session, dossier: str, party: str) -> PartyRow:
    """Find a party of a dossier.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = session.get(PartyRow, party)
    if row is None or row.dossier != dossier:
        raise NotFound("party", party)
    return row


def member_in(session: Session, dossier: str, person: str) -> MemberRow:
    """Find a member of a dossier.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = session.get(MemberRow, (dossier, person))
    if row is None:
        raise NotFound("member", person)
    return row
