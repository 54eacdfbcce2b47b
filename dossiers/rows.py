"""The tables as SQLAlchemy knows them; who reads gets the records of `dossiers.records`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from dossiers.columns import Json, JsonInOrder, Moment, now
from models.language import Language

OF_DOSSIER = "dossiers.id"
OF_PARTY = "parties.id"
OF_SCENARIO = "scenarios.id"


def new_identifier() -> str:
    """Give a new thing a name that nobody can guess."""
    return uuid4().hex


class StoredRow(DeclarativeBase):
    """What all tables have in common."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: Json,
        list[dict[str, Any]]: Json,
        bytes: LargeBinary,
    }


class MadeRow(StoredRow):
    """What somebody made."""

    __abstract__ = True

    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]


class NamedRow(MadeRow):
    """What has a name for readers, and one for the database."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_identifier)
    name: Mapped[str]


class WalledRow(StoredRow):
    """What a party keeps to itself until it is shared.

    ``party`` is whose it is: none is the chair's. The walls themselves are in `dossiers.walls`.
    """

    __abstract__ = True

    dossier: Mapped[str]
    party: Mapped[str | None]
    confidentiality: Mapped[str] = mapped_column(String(16), default="own-party")


class InsideRow(NamedRow, WalledRow):
    """What is in a dossier, behind the walls of whoever put it there."""

    __abstract__ = True

    dossier: Mapped[str] = mapped_column(ForeignKey(OF_DOSSIER, ondelete="CASCADE"))
    party: Mapped[str | None] = mapped_column(ForeignKey(OF_PARTY))

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        """Have those of a dossier found in the order in which they were made."""
        return (Index(f"{cls.__tablename__}_of_dossier", "dossier", "created_at", "id"),)


class AboutVersionRow(InsideRow):
    """What is about a version of a scenario, and goes with it."""

    __abstract__ = True

    scenario: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        """Refer to the version."""
        return (
            Index(f"{cls.__tablename__}_of_dossier", "dossier", "created_at", "id"),
            ForeignKeyConstraint(
                ["scenario", "version"],
                ["versions.scenario", "versions.number"],
                ondelete="CASCADE",
            ),
        )


class DossierRow(NamedRow):
    """One region's deal in the making."""

    __tablename__ = "dossiers"

    revision: Mapped[int] = mapped_column(default=1)


class PartyRow(NamedRow):
    """Who sits at the table of a dossier; ``taken`` once somebody has acted for them."""

    __tablename__ = "parties"
    __table_args__ = (Index("parties_of_dossier", "dossier", "name", unique=True),)

    dossier: Mapped[str] = mapped_column(ForeignKey(OF_DOSSIER, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    taken: Mapped[bool] = mapped_column(default=False)


class MemberRow(MadeRow):
    """Who may do what in a dossier. It outlives it, so that the chair can read its log."""

    __tablename__ = "members"
    __table_args__ = (Index("members_by_person", "person"),)

    dossier: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    party: Mapped[str | None] = mapped_column(String(32))


class ScenarioRow(InsideRow):
    """A scenario, whose content is in its versions; as confidential as the least of these."""

    __tablename__ = "scenarios"

    version: Mapped[int] = mapped_column(default=1)


class VersionRow(MadeRow, WalledRow):
    """A version of a scenario. It never changes, but for who may see it."""

    __tablename__ = "versions"

    scenario: Mapped[str] = mapped_column(
        ForeignKey(OF_SCENARIO, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(String(32))
    party: Mapped[str | None] = mapped_column(String(32))
    based_on: Mapped[int | None]
    scenario_hash: Mapped[str] = mapped_column(String(64))
    note: Mapped[str]
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class PlanRow(AboutVersionRow):
    """A plan for a version of a scenario."""

    __tablename__ = "plans"

    kind: Mapped[str] = mapped_column(String(16))
    note: Mapped[str]
    tables: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class PositionRow(AboutVersionRow):
    """What a party wants: what it changes in a version of a scenario that all start from."""

    __tablename__ = "positions"

    note: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class AskedRow(AboutVersionRow):
    """What was asked about a version of a scenario, and of what else it tells."""

    __abstract__ = True

    kind: Mapped[str] = mapped_column(String(32))
    asked: Mapped[dict[str, Any]] = mapped_column(JsonInOrder, deferred=True)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)


class ResultRow(AskedRow):
    """What came of something that was asked."""

    __tablename__ = "results"

    answer: Mapped[dict[str, Any]] = mapped_column(JsonInOrder, deferred=True)


class AttachmentRow(InsideRow):
    """A file that belongs with a dossier."""

    __tablename__ = "attachments"

    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)


class JobRow(AskedRow):
    """Something that is worked out while nobody waits."""

    __tablename__ = "jobs"

    # Of what was cancelled or failed there is none: it may be asked again.
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    cancel: Mapped[bool] = mapped_column(default=False)
    phase: Mapped[dict[Language, str] | None] = mapped_column(Json)
    done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    problem: Mapped[dict[str, Any] | None]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JsonInOrder, deferred=True)
    # Times that it was begun since something of it was stored.
    fruitless: Mapped[int] = mapped_column(default=0)


class EntryRow(StoredRow):
    """A part of the answer of a job, stored as soon as it is found; it goes with its job."""

    __tablename__ = "entries"

    job: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    made_by: Mapped[str]
    status: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]] = mapped_column(JsonInOrder)


Index("jobs_by_state", JobRow.state, JobRow.created_at)


class LogRow(WalledRow):
    """A line of the log: it outlives its dossier, so it refers to nothing."""

    __tablename__ = "log"
    __table_args__ = (Index("log_of_dossier", "dossier", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier: Mapped[str] = mapped_column(String(32))
    party: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(default=now)
    who: Mapped[str]
    role: Mapped[str]
    what: Mapped[str] = mapped_column(String(32))
    about: Mapped[dict[str, Any]]


class KeyRow(MadeRow):
    """With what a script or browser proves whose it is: only the hash of it is stored."""

    __tablename__ = "keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_identifier)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person: Mapped[str]
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(Json)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    use: Mapped[str] = mapped_column(String(16))
