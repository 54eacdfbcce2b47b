"""Why a number is what it is: the one sentence that matters, what holds it, and the rest folded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.language import Language
from optimiser.presentation.columns import Records


class WhyView:
    """What an explanation says, in the order in which a reader asks.

    Parameters
    ----------
    record
        The explanation, as JSON has it.
    language
        The reader's, and that of its tables.
    """

    def __init__(self, record: Mapping[str, Any], language: Language) -> None:
        self.record = record
        said = [one[language] for one in record["sentences"]]
        self.moves: dict[int, list[str]] = {}
        for row in self.table("effects"):
            told = self.moves.setdefault(row["delta"], [])
            # What is moved stands at the head of the row already.
            told += filter(None, [row["explanation"].partition(": ")[2]])
        moved = len(self.moves)
        about = said[: -moved - 1] if moved else said
        self.start = said[-moved - 1] if moved else ""
        limits = {row["sentence"] for row in self.table("limits")}
        self.lead, *others = about
        self.notes = [one for one in others if one not in limits]

    def table(self, name: str) -> Records:
        """Give a table of the explanation; empty when it has no rows."""
        rows: Records = self.record["tables"].get(name, ())
        return rows

    @property
    def bounds(self) -> Records:
        """The most and the least with every goal at its best."""
        return [row for row in self.table("limits") if row["goals_kept"]]

    @property
    def allowed(self) -> Records:
        """What the agreements alone would allow."""
        return [row for row in self.table("limits") if not row["goals_kept"]]

    @property
    def holding(self) -> Records:
        """The requirements that leave it no room."""
        return [row for row in self.table("binding") if row["tight"]]
