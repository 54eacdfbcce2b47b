"""Worded cells: what a scenario says, in the reader's words, where those are read back as meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.language import Language, word
from scenarios.document.known_words import known_words
from scenarios.forms.workbook_form import TEXTS
from scenarios.recognising.our_words import cell_meant, in_our_words, source_meant
from scenarios.recognising.value_words import CONDITION, figure_meant

SEVERAL = frozenset(("segments", "forms"))
"""Columns in which several names stand beside one another."""


class WordedCells:
    """Gives cells in the reader's words; in English everything is as it is.

    Parameters
    ----------
    language
        The reader's.
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def row(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """Give a row of a table."""
        if self.language == "en":
            return dict(row)
        if table == "sources":
            return self._source(row)
        return {column: self.cell(column, cell) for column, cell in row.items()}

    def _source(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Give a row that says where figures come from."""
        found = {**row, "assumption": self.cell("assumption", row["assumption"])}
        for name in ("table", "column"):
            said = {**found, name: self._said(row[name])}
            if source_meant({**said, "assumption": row["assumption"]}) == row:
                found = said
        return found

    def cell(self, column: str, cell: Any) -> Any:
        """Give a cell of a table."""
        if self.language == "en" or not isinstance(cell, str):
            return cell
        several = column in SEVERAL
        said = ", ".join(map(self._said, cell.split())) if several else self._said(cell)
        return said if cell_meant(column, said) == cell else cell

    def figure(self, name: str) -> str:
        """Give the name of a figure of the municipalities."""
        said = self._said(name)
        return said if figure_meant(said) == name else name

    def field(self, listed: str, noun: Mapping[str, Any], name: str) -> Any:
        """Give a field of an agreement or a goal.

        Parameters
        ----------
        listed
            ``agreements`` or ``goals``.
        noun
            All its fields.
        name
            The field.
        """
        said = self._worded(noun[name], name)
        same = said != noun[name] and self._read(listed, {**noun, name: said}) == dict(noun)
        return said if same else noun[name]

    def value(self, content: Mapping[str, Any], name: str) -> Any:
        """Give what a key of the scenario holds."""
        said = self._worded(content[name], name)
        meant, _ = in_our_words({name: said}, {})
        return said if meant == {name: content[name]} else content[name]

    def _read(self, listed: str, noun: Mapping[str, Any]) -> dict[str, Any]:
        meant, _ = in_our_words({listed: [noun]}, {})
        found: dict[str, Any] = meant[listed][0]
        return found

    def _worded(self, value: Any, name: str) -> Any:
        if self.language == "en" or name in TEXTS - {"kind"}:
            return value
        match value:
            case Mapping():
                return {self._said(key): self._worded(each, key) for key, each in value.items()}
            case list() | tuple():
                return [self._worded(each, name) for each in value]
            case str():
                return self._said(value)
        return value

    def _said(self, name: str) -> str:
        found = CONDITION.fullmatch(name)
        if found is not None:
            figure, sign, number = found.groups()
            return f"{self._said(figure)} {sign} {number}"
        said = word(name, self.language)
        if said != name.replace("_", " "):
            return said
        return next(iter(known_words("values").get(name, ())), name)
