"""What is printed for programs: JSON and CSV on standard output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.screen import Screen
from models.language import Text

if TYPE_CHECKING:
    from optimiser.results.account import Account


def print_record(screen: Screen, record: Mapping[str, Any], *, indent: int | None = 2) -> None:
    """Print something for a program; without an indent on one line."""
    import json

    screen.write((json.dumps(record, ensure_ascii=False, indent=indent) + "\n").encode())


def print_json(
    screen: Screen, found: Account, tables: Sequence[str], *, part: str | None = None
) -> None:
    """Print all that was found, or only some of its tables.

    With a part's name it is one line; the country's own has none.
    """
    record = found.as_record(screen.language)
    if tables:
        record["tables"] = {name: record["tables"].get(name, []) for name in tables}
    if part is not None:
        record = {"part": part, **record}
    print_record(screen, record, indent=2 if part is None else None)


def print_csv(screen: Screen, name: str, records: list[dict[str, object]], dutch: bool) -> None:
    """Print a table; one without rows has no header either."""
    from cli.tables import as_csv

    if records:
        screen.write(as_csv(name, records, screen.language, dutch=dutch))
    else:
        screen.say(Text("The table “{name}” has no rows.", name=name))
