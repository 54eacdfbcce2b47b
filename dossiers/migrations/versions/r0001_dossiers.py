"""Dossiers, scenarios with their versions, plans, results, attachments and the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dossiers.columns import Json, Moment

revision = "r0001"
down_revision = None

UNCHANGING = ("versions", "log")
"""The tables in which a row stays as it was written."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        *_by_whom(),
    )
    op.create_table(
        "scenarios",
        sa.Column("id", sa.String(32), primary_key=True),
        _dossier(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *_by_whom(),
    )
    op.create_table(
        "versions",
        sa.Column(
            "scenario",
            sa.String(32),
            sa.ForeignKey("scenarios.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("based_on", sa.Integer),
        sa.Column("scenario_hash", sa.String(64), nullable=False),
        sa.Column("note", sa.String, nullable=False),
        *_by_whom(),
        sa.Column("document", Json, nullable=False),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.String(32), primary_key=True),
        _dossier(),
        *_about_version(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        *_by_whom(),
        sa.Column("tables", Json, nullable=False),
        _of_version(),
    )
    op.create_table(
        "results",
        sa.Column("id", sa.String(32), primary_key=True),
        _dossier(),
        *_about_version(),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("asked", Json, nullable=False),
        *_by_whom(),
        sa.Column("answer", Json, nullable=False),
        _of_version(),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(32), primary_key=True),
        _dossier(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        *_by_whom(),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "log",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("dossier", sa.String(32), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("about", Json, nullable=False),
        # A number is never given out twice, whatever was deleted.
        sqlite_autoincrement=True,
    )
    for table in ("scenarios", "plans", "results", "attachments"):
        op.create_index(f"{table}_of_dossier", table, ["dossier", "created_at", "id"])
    op.create_index("log_of_dossier", "log", ["dossier", "number"])
    _refuse_changes()


def _by_whom() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.String, nullable=False),
    )


def _dossier() -> sa.Column[object]:
    owner = sa.ForeignKey("dossiers.id", ondelete="CASCADE")
    return sa.Column("dossier", sa.String(32), owner, nullable=False)


def _about_version() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("scenario", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _of_version() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["scenario", "version"], ["versions.scenario", "versions.number"], ondelete="CASCADE"
    )


def _refuse_changes() -> None:
    """Have the database itself refuse to change what never changes."""
    if op.get_bind().dialect.name == "sqlite":
        for table in UNCHANGING:
            op.execute(
                f"CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a row of {table} never changes'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION never_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a row of % never changes', TG_TABLE_NAME; END $$"
    )
    for table in UNCHANGING:
        op.execute(
            f"CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION never_change()"
        )
