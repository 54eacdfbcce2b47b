"""Reading: from a folder, a document or a workbook to a scenario that can be relied on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.noun import Noun
from models.scenario import Scenario
from models.values import quoted
from scenarios.checks.limits import too_many_rows
from scenarios.checks.meaning import faults, sound
from scenarios.checks.places import Places
from scenarios.document.document import ROWS, Document, DocumentRow, has_figures
from scenarios.document.document import Path as KeyPath
from scenarios.document.hints import unknown
from scenarios.document.mending import Mended
from scenarios.document.problems import findings_of, refused_path, refused_paths
from scenarios.document.tables import MOST_FINDINGS, Table, refuse
from scenarios.extending import alone, merged
from scenarios.forms.folder_form import KEYS_FILE, file_bytes, read_folder
from scenarios.forms.json_form import draft_json, parse_json
from scenarios.forms.workbook_form import draft_workbook
from scenarios.shipped import folders
from scenarios.writing import to_json

LONGEST_CHAIN = 10
"""Scenarios that extend one another: more than this nobody can follow."""


def read_scenario(source: str | Path, *, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    source
        The id of a shipped scenario, a folder (or its ``scenario.yaml``), or a file that ends in
        ``.json`` or ``.xlsx``. A text that is the id of a shipped scenario means that one.
    overrides
        What is different, as a document that extends the scenario (see `scenarios.extending`).

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    return Base(source).scenario(overrides)


class Base:
    """A scenario that is read once, and understood as often as something else lies over it.

    Parameters
    ----------
    source
        As for `read_scenario`; or what JSON holds, as for `scenario_from_json`.

    Raises
    ------
    InvalidScenario
        With all that is wrong with it as it was written.
    """

    def __init__(self, source: str | Path | Mapping[str, Any]) -> None:
        if isinstance(source, Mapping):
            findings: list[Finding] = []
            draft = draft_json(source, "scenario.json", findings)
            self._document = _resolved(draft, None, findings)
        elif isinstance(source, str) and source in folders():
            self._document = _shipped(source)
        else:
            self._document = _opened(Path(source))

    def scenario(self, overrides: Mapping[str, Any] | None = None) -> Scenario:
        """Give the scenario, with what is different.

        Parameters
        ----------
        overrides
            A document that extends the scenario (see `scenarios.extending`).

        Raises
        ------
        InvalidScenario
            With all that is wrong.
        """
        if overrides is None:
            return _scenario(self._document)
        return _scenario(_overridden(self._document, overrides, "overrides"))


def changed_scenario(
    scenario: Scenario, overrides: Mapping[str, Any], *, file: str = "overrides"
) -> Scenario:
    """Give a scenario with some of it changed.

    Parameters
    ----------
    scenario
        The scenario; it stays as it is.
    overrides
        What is different, as a document that extends the scenario (see `scenarios.extending`).
    file
        What findings call it.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    findings: list[Finding] = []
    document = draft_json(to_json(scenario), file, findings)
    refuse(findings)
    return _scenario(_overridden(document, overrides, file))


def _overridden(document: Document, overrides: Mapping[str, Any], file: str) -> Document:
    findings: list[Finding] = []
    changes = draft_json(overrides, file, findings)
    if changes.extends is not None:
        text = Text("Overrides extend the scenario that they are given with, no other.")
        findings.append(Finding("unknown-key", "error", text, changes.origin(("extends",))))
    document = merged(document, changes, findings)
    refuse(findings)
    return document


def scenario_from_json(document: Mapping[str, Any], *, file: str = "scenario.json") -> Scenario:
    """Read a scenario from what JSON holds: tables are lists of records.

    It may extend a shipped scenario.

    Parameters
    ----------
    document
        The values, as `json.loads` gives them.
    file
        What findings call it.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    findings: list[Finding] = []
    draft = draft_json(document, file, findings)
    return _scenario(_resolved(draft, None, findings))


def scenario_from_workbook(source: bytes, *, file: str = "scenario.xlsx") -> Scenario:
    """Read a scenario from a workbook (xlsx), which may extend a shipped scenario.

    Parameters
    ----------
    source
        The file's content; it need not be trusted.
    file
        What findings call it.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    findings: list[Finding] = []
    draft = draft_workbook(source, file, findings)
    return _scenario(_resolved(draft, None, findings))


@cache
def library_scenario(identifier: str) -> Scenario:
    """Give a shipped scenario.

    Raises
    ------
    KeyError
        If there is none of that id.
    """
    if identifier not in folders():
        raise KeyError(identifier)
    return read_scenario(identifier)


def _opened(path: Path) -> Document:
    findings: list[Finding] = []
    match path.suffix.casefold():
        case ".json":
            draft = draft_json(
                parse_json(file_bytes(path, path.name), path.name), path.name, findings
            )
        case ".xlsx":
            draft = draft_workbook(file_bytes(path, path.name), path.name, findings)
        case _:
            folder = path.parent if path.name == KEYS_FILE else path
            if not (folder / KEYS_FILE).is_file():
                raise InvalidScenario([_not_found(str(path))])
            return _resolved(read_folder(folder, findings), folder, findings)
    return _resolved(draft, None, findings)


def _not_found(name: str) -> Finding:
    text = Text(
        "There is no scenario “{name}”: {problem}",
        name=quoted(name),
        problem=unknown(name, folders()),
    )
    return Finding("scenario-not-found", "error", text)


@cache
def _shipped(identifier: str) -> Document:
    """Read a shipped document once: it is not changed, only laid over."""
    findings: list[Finding] = []
    folder = folders()[identifier]
    return _resolved(read_folder(folder, findings, identifier), folder, findings)


def _resolved(draft: Document, folder: Path | None, findings: list[Finding]) -> Document:
    """Lay a document over the one that it extends, over the one that that one extends, and so on.

    Only a folder may extend another folder: what comes from elsewhere may not point into a disk.
    """
    chain = [draft]
    seen = {folder.resolve()} if folder else set()
    while (base := chain[-1].extends) is not None:
        where = chain[-1].origin(("extends",))
        if base in folders():
            found = folders()[base]
        elif folder is not None and not Path(base).is_absolute():
            found = folder / base
        else:
            found = Path()
        if not (found / KEYS_FILE).is_file() or found == Path():
            text = Text(
                "What this extends is not there: {problem}", problem=unknown(base, folders())
            )
            findings.append(Finding("extends-not-found", "error", text, where))
            break
        if found.resolve() in seen:
            text = Text("“{name}” extends itself, by way of others.", name=quoted(base))
            findings.append(Finding("extends-cycle", "error", text, where))
            break
        if len(chain) >= LONGEST_CHAIN:
            text = Text("At most {most} scenarios extend one another.", most=LONGEST_CHAIN)
            findings.append(Finding("extends-too-deep", "error", text, where))
            break
        seen.add(found.resolve())
        folder = found
        chain.append(read_folder(found, findings, base))
    refuse(findings)
    document = alone(chain.pop(), findings)
    while chain:
        document = merged(document, chain.pop(), findings)
    refuse(findings)
    return document


def _scenario(document: Document) -> Scenario:
    """Validate a document, and check that what it names is there."""
    refuse([*_too_long(document)])
    findings = [*_unknown_columns(document)]
    rows: dict[str, list[Noun]] = {}
    read: dict[int, DocumentRow] = {}
    mended = Mended()
    for name, written in document.tables.items():
        rows[name] = [*_rows(name, written.values(), read, mended, findings)]
    content = {key: value for key, value in _filled(document.content).items() if key not in ROWS}
    for name in document.content.keys() & ROWS.keys():
        text = Text("The table “{name}” belongs under “tables”.", name=name)
        findings.append(Finding("unknown-key", "error", text, document.origin((name,))))
    ids: list[str] = []

    def validated(keys: Mapping[str, Any]) -> Scenario:
        ids[:] = keys.get("agreements", {})
        agreements = list(keys.get("agreements", {}).values())
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
    if scenario is not None and len(findings) <= MOST_FINDINGS:
        places = Places(document, read, mended)
        findings += [*_spelled_twice(document, scenario, places), *faults(scenario, places)]
    refuse(findings)
    assert scenario is not None  # without findings there was no error
    scenario.remember(sound, True)
    return scenario


def _spelled_twice(document: Document, scenario: Scenario, places: Places) -> Iterator[Finding]:
    """Find mappings in which one municipality has two spellings, of which one would be lost."""
    mappings = {("keys", name, "given"): len(key.given) for name, key in scenario.keys.items()}
    for agreement in scenario.agreements:
        mappings["agreements", agreement.id, "explained"] = len(agreement.explained)
    for path, different in mappings.items():
        where = places.key(*path)
        written = document.content[path[0]][path[1]].get(path[2]) or {}
        if where is not None and len(_filled(written)) != different:
            text = Text("A municipality is named twice here, with two spellings of its code.")
            yield Finding("duplicate-key", "error", text, where)


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
    for finding in findings_of(error, lambda path: row.origin(path[0]), (name,)):
        column = finding.origin.column if finding.origin else None
        known = {*row.table.columns, *row.table.headers}
        if finding.code != "missing-value" or column is None or column in known:
            yield finding
        elif (id(row.table), column) not in absent:
            absent.add((id(row.table), column))
            text = Text("The column “{column}” is missing.", column=column)
            yield Finding("missing-column", "error", text, row.table.origin(None, column))
