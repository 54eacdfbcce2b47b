"""The walls as PostgreSQL has them, for who reaches the database past the programme.

`dossiers.walls` says the same of every question that the programme asks.
"""

from __future__ import annotations

from alembic import op

PERSON = "current_setting('woonsleutel.person', true)"
EVERYTHING = "current_setting('woonsleutel.everything', true) = 'on'"


def build_wall(table: str) -> None:
    """Have PostgreSQL itself hide what a party keeps to itself until it is shared.

    Parameters
    ----------
    table
        Of `dossiers.rows.WalledRow`.
    """
    seen = (
        f"{table}.confidentiality = 'table' OR member.party = {table}.party "
        f"OR (member.role = 'chair' AND "
        f"({table}.party IS NULL OR {table}.confidentiality = 'chair'))"
    )
    changed = (
        f"(member.role = 'party' AND member.party = {table}.party) "
        f"OR (member.role = 'chair' AND {table}.party IS NULL)"
    )
    read = f"{table}.confidentiality = 'public' OR {member_who(table, 'dossier', seen)}"
    let_in(table, read, member_who(table, "dossier", changed))


def member_who(table: str, dossier: str, may: str) -> str:
    """Say in SQL that whoever asks is a member of a row's dossier, of those who may do something.

    Parameters
    ----------
    table, dossier
        The table, and its column that says of which dossier a row is.
    may
        What is asked of the ``member``.
    """
    return (
        f"EXISTS (SELECT 1 FROM members AS member WHERE member.dossier = {table}.{dossier} "
        f"AND member.person = {PERSON} AND ({may}))"
    )


def let_in(table: str, read: str, changed: str, *, changing: bool = True) -> None:
    """Have a table show and take nothing but what this says.

    Parameters
    ----------
    table
        The table.
    read, changed
        Who reads a row, and who puts it in, in SQL.
    changing
        Whether who may put a row in may change it, too.
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({EVERYTHING} OR {read})")
    op.execute(
        f"CREATE POLICY {table}_added ON {table} FOR INSERT WITH CHECK ({EVERYTHING} OR {changed})"
    )
    if changing:
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE POLICY {table}_{what.lower()}d ON {table} FOR {what} "
                f"USING ({EVERYTHING} OR {changed})"
            )
