"""What of a sheet does not count: its parts, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.language import Part, Text
from models.values import quoted
from scenarios.document.grid import SheetGrid
from scenarios.recognising.columns import column_text
from scenarios.recognising.number_cells import is_number
from scenarios.recognising.reading_notes import spans_of


@dataclass
class LeftOut:
    """What of a sheet does not count: a part of it, with the reason, for a reader."""

    parts: list[Part] = field(default_factory=list)

    def rows(self, grid: SheetGrid, rows: Sequence[int], why: Text) -> None:
        """Leave rows out."""
        if rows:
            texts = [cell for cell in grid.rows[rows[0]].values() if not is_number(cell)]
            said = quoted(texts[0]) if texts else ""
            self.parts.append(
                Text("row {rows} “{text}” ({why})", rows=", ".join(spans_of(rows)), text=said,
                     why=why)
            )  # fmt: skip

    def column(self, place: int, header: object, why: Text) -> None:
        """Leave a column out."""
        self.parts.append(Text("{column} ({why})", column=column_text(place, header), why=why))
