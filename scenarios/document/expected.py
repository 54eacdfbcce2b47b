"""What was expected: what is said where another kind of value stands."""

from __future__ import annotations

from models.language import Text
from models.values import quoted
from scenarios.document.document import DocumentRow, ValuePath


def rows_with_one_key(key: ValuePath, other: DocumentRow | None) -> Text:
    """Say that two rows have one key."""
    name = " ".join(filter(None, key)) or "–"
    if other is None:
        return Text("There is another row for “{key}”.", key=quoted(name))
    row = str(other.origin().row)
    return Text("Row {row} is also for “{key}”.", key=quoted(name), row=row)


def text_expected(value: object) -> Text:
    """Say that a text belongs here."""
    if value is None:
        return Text("A text is expected here, and it is empty.")
    return Text("A text is expected here, not “{value}”.", value=quoted(value))


def list_expected(value: object) -> Text:
    """Say that a list belongs here."""
    if value is None:
        return Text("A list is expected here, and it is empty.")
    return Text("A list is expected here, not “{value}”.", value=quoted(value))


def mapping_expected(value: object) -> Text:
    """Say that keys with values belong here."""
    if value is None:
        return Text("Keys with values are expected here, and it is empty.")
    return Text("Keys with values are expected here, not “{value}”.", value=quoted(value))


def yes_or_no_expected(value: object) -> Text:
    """Say that a choice belongs here."""
    return Text("“{value}” is neither true nor false.", value=quoted(value))
