"""The walls: who may see and change what in a dossier. Nobody else decides it.

A session that is opened for somebody finds nothing but what they may see, whatever it is asked;
on PostgreSQL the same rules stand behind it as policies (`dossiers.migrations`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, get_args

from sqlalchemy import ColumnElement, and_, event, exists, or_
from sqlalchemy.orm import (
    InstrumentedAttribute,
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    aliased,
    with_loader_criteria,
)

from dossiers.database import Database
from dossiers.records import Confidentiality, InsideRecord, KeyScope, Person, Role
from dossiers.rows import (
    AttachmentRow,
    DossierRow,
    EntryRow,
    JobRow,
    LogRow,
    MemberRow,
    PlanRow,
    PositionRow,
    ResultRow,
    ScenarioRow,
    VersionRow,
    WalledRow,
)
from models.language import Text

LADDER: Final[tuple[Confidentiality, ...]] = get_args(Confidentiality)

WALLED: Final[tuple[type[WalledRow], ...]] = (
    ScenarioRow,
    VersionRow,
    PlanRow,
    PositionRow,
    ResultRow,
    AttachmentRow,
    JobRow,
)
"""What a party keeps to itself until it is shared."""


SEATED = aliased(MemberRow, name="seated")
"""Who asks, where they are a member: apart from members that are asked for."""

JOB = aliased(JobRow, name="job")
"""Of what an entry is a part: apart from jobs that are asked for."""


REMEMBERED: Final = 1_000
"""People of whom it is remembered how their questions are narrowed."""


class NotAllowed(PermissionError):
    """Something that whoever asks may see, and not do.

    Parameters
    ----------
    text
        What may not be done, and who may.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.render("en"))

    def __reduce__(self) -> tuple[type[NotAllowed], tuple[Text]]:
        return type(self), (self.text,)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits in a dossier.

    Parameters
    ----------
    role
        ``reader``, ``party`` or ``chair``; whoever keeps the computer is ``keeper``.
    party
        The id of their party; None for the chair's side.
    """

    role: Role | str
    party: str | None = None

    @property
    def chairs(self) -> bool:
        """Whether they decide on the dossier as a whole."""
        return self.role in ("chair", "keeper")

    @property
    def puts_in(self) -> bool:
        """Whether they may put things in, as their party's or the chair's."""
        return self.role != "reader"

    def owns(self, thing: WalledRow | InsideRecord) -> bool:
        """Tell whether a thing is theirs to change and to share.

        Parameters
        ----------
        thing
            What a dossier holds.

        Returns
        -------
        bool
            Whether it is.
        """
        return self.role == "keeper" or (self.puts_in and self.party == thing.party)

    def can_share(
        self, thing: InsideRecord, seen_by: Confidentiality, widest: Confidentiality = "public"
    ) -> tuple[Confidentiality, ...]:
        """Give with whom a thing can still be shared, the fewest first; none if it is not theirs.

        What is the chair's own is shared with the chair from the beginning.

        Parameters
        ----------
        thing
            What a dossier holds.
        seen_by
            Who may see it already.
        widest
            Who may see all of which it tells.

        Returns
        -------
        tuple
            Wider audiences.
        """
        if not self.owns(thing):
            return ()
        least = LADDER.index(seen_by) + 1
        wider = LADDER[least : LADDER.index(widest) + 1]
        return tuple(one for one in wider if thing.party is not None or one != "chair")


def shared_with(row: WalledRow, audience: Confidentiality) -> bool:
    """Tell whether a thing is there for all of an audience."""
    return LADDER.index(row.confidentiality) >= LADDER.index(audience)


class Walls:
    """A database as one person sees it.

    Parameters
    ----------
    database
        Where things are stored.
    person
        Who reads and writes.
    """

    def __init__(self, database: Database, person: Person) -> None:
        self._database = database
        self._person = person
        self._seen_by = None if person.keeper else person.id
        self._criteria = () if person.keeper else criteria(person.id)

    @property
    def is_file(self) -> bool:
        """Whether it is one file of SQLite."""
        return self._database.is_file

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment of what this person may see.

        Raises
        ------
        NotAllowed
            If they did not come to read.
        StorageBusy
            If it cannot be reached at this moment.
        """
        self._insist("read")
        with self._database.reading(self._seen_by) as session:
            yield self._behind(session)

    @contextmanager
    def writing(self, *, noting: bool = False) -> Iterator[Session]:
        """Give a session that is stored as a whole when its block ends, and else not at all.

        Parameters
        ----------
        noting
            Whether only what this person saw is written down.

        Raises
        ------
        NotAllowed
            If they did not come to change anything.
        StorageFull, StorageBusy
            If it could not be stored.
        """
        self._insist("read" if noting else "write")
        with self._database.writing(self._seen_by) as session:
            yield self._behind(session)

    def _behind(self, session: Session) -> Session:
        """Put the walls around a session."""
        if self._criteria:

            @event.listens_for(session, "do_orm_execute")
            def _executed(state: ORMExecuteState) -> None:
                if state.is_select:
                    state.statement = state.statement.options(*self._criteria)

        return session

    def _insist(self, scope: KeyScope) -> None:
        if scope not in self._person.scopes:
            raise NotAllowed(Text("This key is not for that: “{scope}” is not in it.", scope=scope))


@lru_cache(REMEMBERED)
def criteria(person: str) -> tuple[LoaderCriteriaOption, ...]:
    """Give what every question of somebody's is narrowed by: it takes milliseconds to make."""
    return tuple(made(person))


def made(person: str) -> Iterator[LoaderCriteriaOption]:
    """Make what every question of somebody's is narrowed by."""
    for row in WALLED:
        yield with_loader_criteria(row, seen(row, person), include_aliases=True)
    of_job = exists().where(JOB.id == EntryRow.job, seen(JOB, person))
    yield with_loader_criteria(EntryRow, of_job, include_aliases=True)
    there = member(person, DossierRow.id)
    yield with_loader_criteria(DossierRow, there, include_aliases=True)
    # The chair does not read what a party does with what it keeps to itself.
    told = or_(
        and_(
            SEATED.role == "chair",
            or_(LogRow.party.is_(None), LogRow.confidentiality != "own-party"),
        ),
        and_(SEATED.role == "party", SEATED.party == LogRow.party),
    )
    yield with_loader_criteria(LogRow, member(person, LogRow.dossier, told), include_aliases=True)


def seen(row: type[WalledRow], person: str) -> ColumnElement[bool]:
    """Say which things somebody may see."""
    at_the_table = or_(
        row.confidentiality == "table",
        row.party == SEATED.party,
        and_(
            SEATED.role == "chair",
            or_(row.party.is_(None), row.confidentiality == "chair"),
        ),
    )
    return or_(row.confidentiality == "public", member(person, row.dossier, at_the_table))


def member(
    person: str, dossier: InstrumentedAttribute[str], may: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Say that somebody is a member of a dossier, of those who may do something."""
    found = exists().where(SEATED.dossier == dossier, SEATED.person == person)
    return found if may is None else found.where(may)
