"""Run by Alembic: migrates within the transaction of whoever opens the database."""

from __future__ import annotations

from alembic import context

from dossiers.rows import StoredRow


def migrate() -> None:
    """Take the steps that are still to be taken."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=StoredRow.metadata,
        # Also on SQLite, whose tables are made in the same transaction: all of it, or nothing.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # as Alembic calls this file
    migrate()
