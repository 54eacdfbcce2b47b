"""Parties, members, keys of scripts, and what is confidential: on PostgreSQL by its own walls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dossiers.columns import Json, Moment
from dossiers.migrations.walls import build_wall, let_in, member_who

revision = "r0003"
down_revision = "r0002"

INSIDE = ("scenarios", "plans", "results", "attachments", "jobs")
WALLED = (*INSIDE, "versions")


def upgrade() -> None:
    """Make the tables, add the columns, and build the walls."""
    owner = sa.ForeignKey("dossiers.id", ondelete="CASCADE")
    op.create_table(
        "parties",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("dossier", sa.String(32), owner, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        *_by_whom(),
    )
    op.create_index("parties_of_dossier", "parties", ["dossier", "name"], unique=True)
    op.create_table(
        "members",
        sa.Column("dossier", sa.String(32), primary_key=True),
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("party", sa.String(32)),
        *_by_whom(),
    )
    op.create_index("members_by_person", "members", ["person"])
    op.create_table(
        "keys",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("revoked_at", Moment),
        *_by_whom(),
    )
    _add_columns()
    _let_versions_be_shared()
    if op.get_bind().dialect.name == "postgresql":
        _build_walls()


def _by_whom() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.String, nullable=False),
    )


def _add_columns() -> None:
    """Say whose everything is: what is there already is the chair's."""
    # SQLite adds a column that refers to another table only in words of its own.
    for table in INSIDE:
        op.execute(f"ALTER TABLE {table} ADD COLUMN party VARCHAR(32) REFERENCES parties (id)")
    for table in ("versions", "log"):
        op.add_column(table, sa.Column("party", sa.String(32)))
    for table in (*WALLED, "log"):
        kept = sa.Column(
            "confidentiality", sa.String(16), nullable=False, server_default="own-party"
        )
        op.add_column(table, kept)
    for table in ("results", "jobs"):
        op.add_column(table, sa.Column("sources", Json, nullable=False, server_default="[]"))
    op.add_column(
        "versions", sa.Column("dossier", sa.String(32), nullable=False, server_default="")
    )


def _let_versions_be_shared() -> None:
    """Have the database refuse every change of a version but of who may see it."""
    fixed = (
        "scenario, number, dossier, party, based_on, scenario_hash, note, created_at, created_by, "
        "document"
    )
    on_table = " ON versions" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER versions_never_change{on_table}")
    op.execute(
        "UPDATE versions SET dossier = "
        "(SELECT scenarios.dossier FROM scenarios WHERE scenarios.id = versions.scenario)"
    )
    done = (
        "FOR EACH ROW EXECUTE FUNCTION never_change()"
        if on_table
        else "BEGIN SELECT RAISE(ABORT, 'a row of versions never changes'); END"
    )
    op.execute(f"CREATE TRIGGER versions_never_change BEFORE UPDATE OF {fixed} ON versions {done}")


def _build_walls() -> None:
    """Have PostgreSQL itself hide what whoever asks may not see (`dossiers.walls` says it too).

    The walls stand for whoever owns the tables as well; who administers PostgreSQL sees all.
    """
    for table in WALLED:
        build_wall(table)
    member = member_who("dossiers", "id", "true")
    let_in("dossiers", member, member)
    told = (
        "(member.role = 'chair' AND (log.party IS NULL OR log.confidentiality <> 'own-party')) "
        "OR (member.role = 'party' AND member.party = log.party)"
    )
    # Whoever does something writes it down, also about what others alone may read.
    let_in("log", member_who("log", "dossier", told), "true", changing=False)
