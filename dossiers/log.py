"""The log: who did what, and when; only ever added to."""

from __future__ import annotations

from typing import Any

from dossiers.listed import Listed
from dossiers.log_line import LogLine
from dossiers.rows import LogRow


class Log(Listed[LogLine]):
    """The log as somebody sees it, the latest line first; also that of a deleted dossier."""

    _row = LogRow
    _kind = LogLine
    _outlives = True

    def _order(self) -> tuple[Any, ...]:
        return (LogRow.number.desc(),)
