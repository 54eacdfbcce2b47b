"""Jobs: what is worked out while nobody waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dossiers.columns import Json, Moment

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    """Make the table."""
    owner = sa.ForeignKey("dossiers.id", ondelete="CASCADE")
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("dossier", sa.String(32), owner, nullable=False),
        sa.Column("scenario", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("asked", Json, nullable=False),
        sa.Column("key", sa.String(64), unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("cancel", sa.Boolean, nullable=False),
        sa.Column("phase", Json),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.String, nullable=False),
        sa.Column("began_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("expires_at", Moment),
        sa.Column("problem", Json),
        sa.Column("answer", Json),
        sa.ForeignKeyConstraint(
            ["scenario", "version"], ["versions.scenario", "versions.number"], ondelete="CASCADE"
        ),
    )
    op.create_index("jobs_of_dossier", "jobs", ["dossier", "created_at", "id"])
    op.create_index("jobs_by_state", "jobs", ["state", "created_at"])
