"""Entries: parts of an answer that are kept as they are found, behind the walls of their job."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dossiers.columns import Json
from dossiers.migrations.walls import let_in

revision = "r0006"
down_revision = "r0005"


def upgrade() -> None:
    """Make the table, build its wall, and count what a job was begun in vain."""
    op.create_table(
        "entries",
        sa.Column(
            "job", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("content", Json, nullable=False),
    )
    op.add_column("jobs", sa.Column("fruitless", sa.Integer, nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        # Who sees a job is asked of its own wall; only who works it off puts anything in.
        seen = "EXISTS (SELECT 1 FROM jobs WHERE jobs.id = entries.job)"
        let_in("entries", seen, "false")
