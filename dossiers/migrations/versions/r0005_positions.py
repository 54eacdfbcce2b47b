"""Positions of parties, behind the walls of all that parties put in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dossiers.columns import Json, Moment
from dossiers.migrations.walls import build_wall

revision = "r0005"
down_revision = "r0004"


def upgrade() -> None:
    """Make the table, and build its wall."""
    op.create_table(
        "positions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.String, nullable=False),
        sa.Column(
            "dossier",
            sa.String(32),
            sa.ForeignKey("dossiers.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("party", sa.String(32), sa.ForeignKey("parties.id")),
        sa.Column("confidentiality", sa.String(16), nullable=False),
        sa.Column("scenario", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["scenario", "version"],
            ["versions.scenario", "versions.number"],
            ondelete="CASCADE",
        ),
    )
    op.create_index("positions_of_dossier", "positions", ["dossier", "created_at", "id"])
    if op.get_bind().dialect.name == "postgresql":
        build_wall("positions")
