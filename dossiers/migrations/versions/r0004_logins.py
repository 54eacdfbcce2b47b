"""Keys that browsers keep for who signed in, beside those of scripts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"


def upgrade() -> None:
    """Say what a key is used for."""
    use = sa.Column("use", sa.String(16), nullable=False, server_default="script")
    op.add_column("keys", use)
