"""What columns hold: moments with their time zone, and JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator


def canonical(value: Any) -> str:
    """Write JSON so that the same values give the same text.

    Parameters
    ----------
    value
        What JSON can hold.

    Returns
    -------
    str
        The text: keys sorted, no blanks, ASCII only, so that any database can keep it.

    Raises
    ------
    ValueError
        If a number is not one that JSON has.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def in_order(value: Any) -> str:
    """Write JSON with its keys in the order in which they were said.

    Parameters
    ----------
    value
        What JSON can hold.

    Returns
    -------
    str
        The text.

    Raises
    ------
    ValueError
        If a number is not one that JSON has.
    """
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def now() -> datetime:
    """Give the moment, with its time zone."""
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """A moment: stored in UTC, also by a database that knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Bring a moment to UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give a moment its time zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON as canonical text: equal values are equal texts, and big numbers stay exact."""

    impl = Text
    cache_ok = True
    write = staticmethod(canonical)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Write it."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Read it."""
        return None if value is None else json.loads(value)


class JsonInOrder(Json):
    """JSON whose keys stay in the order in which they were said: that of tables and columns."""

    cache_ok = True
    write = staticmethod(in_order)
