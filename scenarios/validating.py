"""Validating: from a document to a scenario, with all that is wrong and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from models.agreements import Agreement, AnyAgreement
from models.findings import MOST_FINDINGS, Finding, Origin
from models.language import Text
from models.noun import Noun
from models.recollection import recalled
from models.scenario import Scenario
from scenarios.checks.limits import too_many_rows
from scenarios.checks.meaning import is_sound, scenario_faults
from scenarios.checks.places import Places
from scenarios.document.document import ROWS, Document, DocumentRow, has_figures
from scenarios.document.document import ValuePath as KeyPath
from scenarios.document.hints import unknown, unknown_without_value
from scenarios.document.mending import Mended
from scenarios.document.problems import findings_of, names_beside, refused_path, refused_paths
from scenarios.document.tables import Table, refuse

NOTHING_LOST = ("duplicate-row", "duplicate-agreement", "contradictory-decimal-signs")
"""What is wrong and leaves all that others name: of what is said twice the first stands."""


def validated_scenario(document: Document, drafted: Sequence[Finding] = ()) -> Scenario:
    """Validate a document, and check that what it names is there.

    Parameters
    ----------
    document
        The document.
    drafted
        What was wrong with it as it was written. Then what it names is not looked for, as it may be
        missing because of that; unless that leaves all names.
    """
    refuse([*drafted, *too_long] if (too_long := [*_too_long(document)]) else ())
    findings = [*_unknown_columns(document), *_unknown_without_value(document)]
    rows: dict[str, list[Noun]] = {}
    read: dict[int, DocumentRow] = {}
    mended = Mended()
    for name, written in document.tables.items():
        rows[name] = [*_rows(name, written.values(), read, mended, findings)]
    content = {key: value for key, value in _filled(document.content).items() if key not in ROWS}
    for name in filter(ROWS.__contains__, document.content):
        text = Text("The table “{name}” belongs under “tables”.", name=name)
        findings.append(Finding("unknown-key", "error", text, document.origin((name,))))
    ids: list[str] = []

    def validated(keys: Mapping[str, Any]) -> Scenario:
        ids[:] = keys.get("agreements", {})
        agreements = [*map(recalled(_AgreementsRead).of, keys.get("agreements", {}).values())]
        said = {"municipalities": (), **keys, "agreements": agreements, **rows}
        return Scenario.model_validate(said)

    def origin(location: KeyPath) -> Origin:
        return document.origin(refused_path(location, ids))

    scenario: Scenario | None
    try:
        scenario = validated(content)
    except ValidationError as error:
        agreements = [f"agreements.{identifier}" for identifier in ids]
        findings.extend(findings_of(error, origin, elsewhere=agreements))
        scenario = mended.scenario(
            content, validated, lambda wrong: refused_paths(wrong, ids), error
        )
    findings = [*drafted, *(one for one in findings if not _told(one, drafted))]
    if any(finding.code not in NOTHING_LOST for finding in drafted):
        refuse(findings)
    if scenario is not None and len(findings) <= MOST_FINDINGS:
        places = Places(document, read, mended)
        findings += [
            *_spelled_twice(document, scenario, places),
            *scenario_faults(scenario, places),
        ]
    refuse(findings)
    assert scenario is not None  # without findings there was no error
    scenario.remember(is_sound, True)
    return scenario


MOST_AGREEMENTS = 512
"""Agreements that are remembered: those of thirty scenarios."""


@cache
def _any_agreement() -> TypeAdapter[Agreement]:
    """Make what validates an agreement of any kind, once: that takes as long as a small solve."""
    return TypeAdapter(AnyAgreement)


class _AgreementsRead:
    """Agreements as they were validated: the next variant of a scenario has nearly all of them."""

    def __init__(self) -> None:
        self._read: dict[str, Agreement] = {}

    def of(self, written: object) -> object:
        """Give the agreement that is written, or what is written where it cannot be one."""
        said = repr(written)
        if said not in self._read:
            try:
                found = _any_agreement().validate_python(written)
            except ValidationError:
                return written
            if len(self._read) >= MOST_AGREEMENTS:
                self._read.clear()
            self._read[said] = found
        return self._read[said]


def _told(finding: Finding, others: Iterable[Finding]) -> bool:
    """Tell whether something was found already of the same value, or of what it is in."""
    places = [other.origin for other in others if other.origin is not None]
    where = finding.origin
    return where is not None and any(
        place.file == where.file
        and f"{where.column}.".startswith(f"{place.column}.")
        and (place.row == where.row or place.row is None)
        for place in places
        if place.column
    )


def _spelled_twice(document: Document, scenario: Scenario, places: Places) -> Iterator[Finding]:
    """Find mappings in which one municipality has two spellings, of which one would be lost."""
    mappings = {("keys", name, "given"): len(key.given) for name, key in scenario.keys.items()}
    for agreement in scenario.agreements:
        mappings["agreements", agreement.id, "explained"] = len(agreement.explained)
    for path, different in mappings.items():
        written = document.content[path[0]][path[1]].get(path[2]) or {}
        where = places.key(*path) if written or different else None
        if where is not None and len(_filled(written)) != different:
            text = Text("A municipality is named twice here, with two spellings of its code.")
            yield Finding("duplicate-key", "error", text, where)


def _unknown_without_value(document: Document) -> Iterator[Finding]:
    """Find keys that nothing knows and that have no value: what is validated is without them."""
    content = document.content
    holders: dict[KeyPath, Any] = {(): content, ("horizon",): content.get("horizon")}
    for group in ("agreements", "keys"):
        named = content.get(group)
        for name, held in named.items() if isinstance(named, Mapping) else ():
            holders[group, name] = held
    for path, held in holders.items():
        for key, value in held.items() if isinstance(held, Mapping) else ():
            if value is not None:
                continue
            # What any kind knows may be taken from an agreement that becomes one of another kind.
            known = dict.fromkeys(names_beside((*path, key)))
            if key not in known:
                text = unknown_without_value(key, known)
                yield Finding("unknown-key", "error", text, document.origin((*path, key)))


def _filled(value: Any) -> Any:
    """Leave out the keys without a value."""
    match value:
        case Mapping():
            return {key: _filled(each) for key, each in value.items() if each is not None}
    return value


def _too_long(document: Document) -> Iterator[Finding]:
    for name, rows in document.tables.items():
        if text := too_many_rows(name, len(rows)):
            last = list(rows.values())[-1]
            yield Finding("too-many-rows", "error", text, last.origin())


def _unknown_columns(document: Document) -> Iterator[Finding]:
    """Find each unknown column once, and not in each row."""
    for name, rows in document.tables.items():
        tables: dict[int, Table] = {id(each.table): each.table for each in _layers(rows.values())}
        known = ROWS[name].model_fields
        for table in () if has_figures(name) else tables.values():
            for column in table.columns:
                if column not in known and column != "remove":
                    text = unknown(column, known)
                    yield Finding("unknown-column", "error", text, table.origin(None, column))


def _layers(rows: Iterable[DocumentRow]) -> Iterator[DocumentRow]:
    for row in rows:
        layer: DocumentRow | None = row
        while layer is not None:
            yield layer
            layer = layer.below


def _rows(
    name: str,
    written: Iterable[DocumentRow],
    read: dict[int, DocumentRow],
    mended: Mended,
    findings: list[Finding],
) -> Iterator[Noun]:
    """Validate the rows of a table, and remember where each was read."""
    absent: set[tuple[int, str]] = set()
    for row in written:
        try:
            noun: Noun | None = row.noun
        except ValidationError as error:
            findings.extend(_row_findings(name, row, error, absent))
            noun = mended.row(name, row.fields(), error, row.context)
        if noun is not None:
            read[id(noun)] = row
            yield noun
        if len(findings) > MOST_FINDINGS:
            return


def _row_findings(
    name: str, row: DocumentRow, error: ValidationError, absent: set[tuple[int, str]]
) -> Iterator[Finding]:
    """Give what is wrong in a row; a column that the table does not have is told once."""
    for finding in findings_of(error, lambda path: row.origin(*path[:1]), (name,)):
        column = finding.origin.column if finding.origin else None
        known = {*row.table.columns, *row.table.headers}
        if finding.code != "missing-value" or column is None or column in known:
            yield finding
        elif (id(row.table), column) not in absent:
            absent.add((id(row.table), column))
            text = Text("The column “{column}” is missing.", column=column)
            yield Finding("missing-column", "error", text, row.table.origin(None, column))
