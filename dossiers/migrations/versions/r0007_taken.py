"""Places at the table of which is known that somebody has acted for them: those stay."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"


def upgrade() -> None:
    """Take every place that there is for taken: what was put in there is behind its wall."""
    taken = sa.Column("taken", sa.Boolean, nullable=False, server_default=sa.true())
    op.add_column("parties", taken)
