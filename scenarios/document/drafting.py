"""Drafting: makes a document of what was written, and reports what cannot be one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from models.findings import MOST_FINDINGS, Finding, Origin
from models.language import Text
from models.values import quoted
from scenarios.document.document import (
    DEEPEST,
    REMOVE,
    ROW_KEYS,
    ROWS,
    YES_OR_NO,
    Document,
    DocumentRow,
    ValuePath,
    nearest_origin,
    placed_origin,
)
from scenarios.document.expected import (
    list_expected,
    mapping_expected,
    rows_with_one_key,
    text_expected,
    yes_or_no_expected,
)
from scenarios.document.read_before import read_once
from scenarios.document.size import too_many_values
from scenarios.document.spelling import normal
from scenarios.document.tables import UNFIT, Table


class Drafting:
    """Makes a document of what a file holds, and finds what cannot be part of one.

    Parameters
    ----------
    file
        What is read, as a user knows it.
    findings
        What is wrong is added here: ``unreadable-text``, ``too-deep``, ``list-expected``,
        ``mapping-expected``, ``text-expected``, ``missing-value``, ``missing-column``,
        ``duplicate-agreement``, ``duplicate-row``, ``yes-or-no-expected``.
    """

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self.file = file
        self.findings = findings
        self.origins: dict[ValuePath, Origin] = {}
        self.places: Mapping[ValuePath, Origin] = {}
        self.removed: set[ValuePath] = set()

    def add_finding(self, code: str, text: Text, where: Origin) -> None:
        """Add what is wrong."""
        self.findings.append(Finding(code, "error", text, where))

    def document(
        self,
        keys: Mapping[str, Any],
        places: Mapping[ValuePath, Origin],
        tables: Mapping[str, Table],
        says: Mapping[str, list[frozenset[str]]] | None = None,
    ) -> Document:
        """Make the document.

        Parameters
        ----------
        keys
            What was written besides the tables; lists are not yet by id.
        places
            Where it stands, by the same paths; positions in a list count from 0.
        tables
            The tables that were read.
        says
            Per table and row the columns that it speaks of; without it all of the table.
        """
        self.places = places
        if (too_much := too_many_values(keys)) is not None:
            # Counting is over at once, where finding out what each was meant to be takes minutes.
            self.add_finding("document-too-large", too_much, Origin(self.file))
            return Document(self.file, {}, {}, self.origins, None, frozenset())
        written = self._mapping({k: v for k, v in keys.items() if k != "agreements"}, (), ())
        if agreements := self._agreements(keys.get("agreements")):
            written["agreements"] = agreements
        extends = written.pop("extends", None)
        if extends is not None and not isinstance(extends, str):
            self.add_finding("text-expected", text_expected(extends), self._place(("extends",)))
            extends = None
        return Document(
            self.file,
            written,
            {name: self._rows(table, (says or {}).get(name)) for name, table in tables.items()},
            self.origins,
            extends,
            frozenset(self.removed),
        )

    def _place(self, path: ValuePath) -> Origin:
        return placed_origin(self.places, path, self.file)

    def _value(self, value: object, source: ValuePath, path: ValuePath) -> Any:
        """Give a value without what says nothing, and remember where it stands."""
        self.origins[path] = nearest_origin(self.places, source, self.file)
        if len(path) > DEEPEST:
            self.add_finding(
                "too-deep", Text("This is nested too deeply."), self._place(source[:1])
            )
            return None
        match value:
            case str():
                if UNFIT.search(value):
                    text = Text(
                        "“{value}” contains a character that is no text.", value=quoted(value)
                    )
                    self.add_finding("unreadable-text", text, self._place(source))
                    return None
                return normal(value) or None
            case Mapping():
                return self._mapping(value, source, path)
            case list() | tuple():
                # What is empty keeps its place, for the models to refuse.
                return [
                    self._value(each, (*source, str(i)), (*path, str(i)))
                    for i, each in enumerate(value)
                ]
            case _:
                return value

    def _mapping(
        self, mapping: Mapping[Any, Any], source: ValuePath, path: ValuePath
    ) -> dict[str, Any]:
        found = {}
        for key, value in mapping.items():
            place = (*source, str(key))
            if not str(key).strip():
                self.add_finding("unknown-key", Text("This key has no name."), self._place(place))
                continue
            name = self._value(str(key), place, (*path, str(key)))
            if name is not None:
                found[name] = self._value(value, place, (*path, name))
        return found

    def _agreements(self, written: object) -> dict[str, Any]:
        """Give the agreements by id."""
        if written is None:
            return {}
        if not isinstance(written, list | tuple):
            self.add_finding("list-expected", list_expected(written), self._place(("agreements",)))
            return {}
        agreements: dict[str, Any] = {}
        for index, one in enumerate(written):
            source = ("agreements", str(index))
            if not isinstance(one, Mapping):
                self.add_finding("mapping-expected", mapping_expected(one), self._place(source))
                continue
            name = one.get("id")
            if isinstance(name, bool) or not isinstance(name, str | int | float | Decimal):
                name = None
            if name is None or not str(name).strip():
                text = Text("This agreement has no id.")
                self.add_finding("missing-value", text, self._place((*source, "id")))
                continue
            path = ("agreements", normal(str(name)))
            if path[1] in agreements or path in self.removed:
                text = Text("There is another agreement with the id “{id}”.", id=quoted(name))
                self.add_finding("duplicate-agreement", text, self._place((*source, "id")))
                continue
            if self._removes(one.get(REMOVE), self._place((*source, REMOVE))):
                self.origins[path] = nearest_origin(self.places, (*source, "id"), self.file)
                self.removed.add(path)
                continue
            fields = {key: value for key, value in one.items() if key != REMOVE}
            if self.places:
                agreements[path[1]] = self._value(fields, source, path) or {}
                continue
            read = partial(self._apart, fields, source, path)
            said = read_once(read, "agreement", fields, path, self.file, findings=self.findings)
            agreements[path[1]] = said[0] or {}
            self.origins.update(said[1])
        return agreements

    def _apart(
        self, fields: Mapping[Any, Any], source: ValuePath, path: ValuePath
    ) -> tuple[Any, dict[ValuePath, Origin]]:
        """Give what an agreement says, and where: of JSON nothing is known but the file."""
        own = Drafting(self.file, self.findings)
        return own._value(fields, source, path), own.origins

    def _removes(self, value: object, where: Origin) -> bool:
        if value is None:
            return False
        meant = YES_OR_NO.get(str(value).strip().casefold())
        if meant is None:
            self.add_finding("yes-or-no-expected", yes_or_no_expected(value), where)
        return bool(meant)

    def _rows(
        self, table: Table, says: list[frozenset[str]] | None
    ) -> dict[ValuePath, DocumentRow]:
        """Give the rows by key."""
        if table.name not in ROWS:
            return {}
        fields = ROWS[table.name].model_fields
        missing = [
            column
            for column in ROW_KEYS[table.name]
            if fields[column].is_required() and column not in table.columns
        ]
        for column in missing:
            # Without it all rows would seem to be one and the same.
            text = Text("The column “{column}” is missing.", column=table.called(column))
            self.add_finding("missing-column", text, table.origin(None, column))
        if missing:
            return {}
        if says is None or REMOVE in table.columns:
            return self._rows_anew(table, says)
        written = (table.columns, table.headers, table.row_numbers, [*map(dict, table.rows)], says)
        named = table.name, table.file, table.decimal_sign, table.presumed_sign, table.places
        read = partial(self._rows_anew, table, says)
        return read_once(read, "rows", *named, *written, findings=self.findings)

    def _rows_anew(
        self, table: Table, says: list[frozenset[str]] | None
    ) -> dict[ValuePath, DocumentRow]:
        columns = frozenset(table.columns) - {REMOVE}
        rows: dict[ValuePath, DocumentRow] = {}
        for index in range(len(table.rows)):
            row = DocumentRow(table, index, columns if says is None else says[index] - {REMOVE})
            key, path = row.key, (table.name, *row.key)
            other = rows.get(key)
            if other is not None or path in self.removed:
                self.add_finding(
                    "duplicate-row",
                    rows_with_one_key(key, other),
                    row.origin(ROW_KEYS[table.name][0]),
                )
            elif row.removes is not None and self._removes(row.removes, row.origin(REMOVE)):
                self.origins[path] = row.origin(REMOVE)
                self.removed.add(path)
            else:
                rows[key] = row
            if len(self.findings) > MOST_FINDINGS:
                break
        return rows
