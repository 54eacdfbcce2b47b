"""Where the parts of a scenario were read, when they were read somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from models.findings import Origin
from models.language import Text
from models.noun import Noun
from models.scenario import Scenario
from scenarios.document.document import ROW_KEYS, ROWS, Document, DocumentRow, ValuePath
from scenarios.document.mending import Mended


class Places:
    """Finds origins. For a scenario that comes from no file it gives the path only.

    Where something stands that could not be used, there is no origin: whatever a check finds there
    follows from what was found already.

    Parameters
    ----------
    document
        What the scenario was read from.
    rows
        Its rows, by the identity of the nouns that were made of them.
    mended
        What could not be used.
    """

    def __init__(
        self,
        document: Document | None = None,
        rows: Mapping[int, DocumentRow] | None = None,
        mended: Mended | None = None,
    ) -> None:
        self._document = document
        self._rows = rows or {}
        self._mended = mended or Mended()

    def lack(self, *parts: str) -> bool:
        """Tell whether some of these parts of the scenario have less in them than was written."""
        return not self._mended.lost.isdisjoint(parts)

    def unread(self, *path: str) -> bool:
        """Tell whether what stands at a path could not be used."""
        return any(path[:length] in self._mended.unread for length in range(1, len(path) + 1))

    def _doubtful(self, path: ValuePath) -> bool:
        return self.unread(*path) or any(
            wrong[: len(path)] == path for wrong in self._mended.unread
        )

    def key(self, *path: str) -> Origin | None:
        """Give where a key stands: ``key("agreements", "social-rent", "at_least")``."""
        if self._document is None:
            return None if self._doubtful(path) else Origin("", None, ".".join(path))
        path = self._document.numbered(path)
        return None if self._doubtful(path) else self._document.origin(path)

    def row(self, noun: Noun, column: str | None = None) -> Origin | None:
        """Give where a row, or its cell in a column, stands."""
        wrong = self._mended.cells.get(id(noun), frozenset())
        if column in wrong or (wrong and column is None):
            return None
        found = self._rows.get(id(noun))
        if found is not None:
            return found.origin(column)
        table = next(name for name, kind in ROWS.items() if isinstance(noun, kind))
        written = noun.model_dump(mode="json")
        named = "/".join(str(written.get(key, "")) for key in ROW_KEYS[table])
        return Origin("", None, ".".join(filter(None, ("tables", table, named, column))))


Remarks: TypeAlias = Iterator[tuple[Text, Origin | None]]
Check: TypeAlias = Callable[[Scenario, Places], Remarks]
"""Finds things of one kind: what is said of each, and where it was read."""
