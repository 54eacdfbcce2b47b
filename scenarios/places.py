"""Where the parts of a scenario were read, when they were read somewhere."""

from __future__ import annotations

from collections.abc import Mapping

from models.findings import Origin
from models.noun import Noun
from scenarios.document import ROW_KEYS, ROWS, Document, Row


class Places:
    """Finds origins. For a scenario that comes from no file it gives the path only.

    Parameters
    ----------
    document
        What the scenario was read from.
    rows
        Its rows, by the identity of the nouns that were made of them.
    """

    def __init__(
        self, document: Document | None = None, rows: Mapping[int, Row] | None = None
    ) -> None:
        self._document = document
        self._rows = rows or {}

    def key(self, *path: str) -> Origin:
        """Give where a key stands: ``key("agreements", "social-rent", "at_least")``."""
        if self._document is None:
            return Origin("", None, ".".join(path))
        return self._document.origin(path)

    def row(self, noun: Noun, column: str | None = None) -> Origin:
        """Give where a row, or its cell in a column, stands."""
        found = self._rows.get(id(noun))
        if found is not None:
            return found.origin(column)
        table = next(name for name, kind in ROWS.items() if isinstance(noun, kind))
        written = noun.model_dump(mode="json")
        named = "/".join(str(written.get(key, "")) for key in ROW_KEYS[table])
        return Origin("", None, ".".join(filter(None, ("tables", table, named, column))))
