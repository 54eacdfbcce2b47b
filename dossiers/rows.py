"""The tables as SQLAlchemy knows them; who reads gets the records of `dossiers.records`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from dossiers.columns import Json, Moment, now
from models.language import Language

OF_DOSSIER = "dossiers.id"
OF_SCENARIO = "scenarios.id"


def identifier() -> str:
    """Give a new thing a name that nobody can guess."""
    return uuid4().hex


class Stored(DeclarativeBase):
    """What all tables have in common."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: Json,
        bytes: LargeBinary,
    }


class DossierRow(Stored):
    """One region's deal in the making."""

    __tablename__ = "dossiers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=identifier)
    name: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]


class ScenarioRow(Stored):
    """A scenario, whose content is in its versions."""

    __tablename__ = "scenarios"
    __table_args__ = (Index("scenarios_of_dossier", "dossier", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=identifier)
    dossier: Mapped[str] = mapped_column(ForeignKey(OF_DOSSIER, ondelete="CASCADE"))
    name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]


class VersionRow(Stored):
    """A version of a scenario. It never changes."""

    __tablename__ = "versions"

    scenario: Mapped[str] = mapped_column(
        ForeignKey(OF_SCENARIO, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    based_on: Mapped[int | None]
    scenario_hash: Mapped[str] = mapped_column(String(64))
    note: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class PlanRow(Stored):
    """A plan for a version of a scenario."""

    __tablename__ = "plans"
    __table_args__ = (
        ForeignKeyConstraint(
            ["scenario", "version"],
            ["versions.scenario", "versions.number"],
            ondelete="CASCADE",
        ),
        Index("plans_of_dossier", "dossier", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=identifier)
    dossier: Mapped[str] = mapped_column(ForeignKey(OF_DOSSIER, ondelete="CASCADE"))
    scenario: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    tables: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class ResultRow(Stored):
    """What came of something that was asked about a version of a scenario."""

    __tablename__ = "results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["scenario", "version"],
            ["versions.scenario", "versions.number"],
            ondelete="CASCADE",
        ),
        Index("results_of_dossier", "dossier", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=identifier)
    dossier: Mapped[str] = mapped_column(ForeignKey(OF_DOSSIER, ondelete="CASCADE"))
    scenario: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]
    asked: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    answer: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class AttachmentRow(Stored):
    """A file that belongs with a dossier."""

    __tablename__ = "attachments"
    __table_args__ = (Index("attachments_of_dossier", "dossier", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=identifier)
    dossier: Mapped[str] = mapped_column(ForeignKey(OF_DOSSIER, ondelete="CASCADE"))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)


class JobRow(Stored):
    """Something that is worked out while nobody waits."""

    __tablename__ = "jobs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["scenario", "version"],
            ["versions.scenario", "versions.number"],
            ondelete="CASCADE",
        ),
        Index("jobs_of_dossier", "dossier", "created_at", "id"),
        Index("jobs_by_state", "state", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=identifier)
    dossier: Mapped[str] = mapped_column(ForeignKey(OF_DOSSIER, ondelete="CASCADE"))
    scenario: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]
    asked: Mapped[dict[str, Any]]
    # Of what was cancelled or failed there is none: it may be asked again.
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    cancel: Mapped[bool] = mapped_column(default=False)
    phase: Mapped[dict[Language, str] | None] = mapped_column(Json)
    done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    problem: Mapped[dict[str, Any] | None]
    answer: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)


class LogRow(Stored):
    """A line of the log: it outlives its dossier, so it refers to nothing."""

    __tablename__ = "log"
    __table_args__ = (Index("log_of_dossier", "dossier", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(default=now)
    who: Mapped[str]
    role: Mapped[str]
    what: Mapped[str] = mapped_column(String(32))
    about: Mapped[dict[str, Any]]
