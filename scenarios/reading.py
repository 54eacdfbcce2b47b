"""Reading: from a folder, a document or a workbook to a scenario that can be relied on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from models.findings import Finding, InvalidScenario
from models.language import Text
from models.scenario import Scenario
from models.tables import Municipality
from models.values import quoted
from scenarios.document.document import Document
from scenarios.document.hints import unknown
from scenarios.document.tables import refuse
from scenarios.extending import extending_nothing, merged
from scenarios.forms.archive import is_workbook
from scenarios.forms.folder_form import KEYS_FILE, file_bytes, read_folder
from scenarios.forms.json_form import draft_json, parse_json
from scenarios.forms.workbook_form import draft_workbook
from scenarios.municipality_table import holds_municipalities_only, municipalities_document
from scenarios.not_there import no_scenario
from scenarios.recognising.municipality_codes import municipalities_in
from scenarios.shipped import folders
from scenarios.validating import validated_scenario
from scenarios.writing import to_json

FORMS = (".json", ".xlsx", ".ods", ".xls", ".csv")
"""How the names of files end that a scenario may be in by itself."""

LONGEST_CHAIN = 10
"""Scenarios that extend one another: more than this nobody can follow."""


def read_scenario(
    source: str | Path | bytes,
    *,
    overrides: Mapping[str, Any] | None = None,
    strict: bool = False,
    notes: list[Finding] | None = None,
) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    source
        The id of a shipped scenario, a folder (or its ``scenario.yaml``), or a file that ends in
        ``.json``, ``.xlsx``, ``.ods`` or ``.xls``, or what is in such a file. A text that is the id
        of a shipped scenario means that one.
    overrides
        What is different, as a document that extends the scenario (see `scenarios.extending`).
    strict
        Whether to refuse a workbook or folder in which something had to be recognised, or would be
        left out.
    notes
        What was read as what, and what was left out, is added here.

    Returns
    -------
    Scenario
        The scenario, checked in all its fields.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    return Base(source, strict=strict, notes=notes).scenario(overrides)


class Base:
    """A scenario that is read once, and understood as often as something else lies over it.

    Parameters
    ----------
    source
        As for `read_scenario`; or what JSON holds, as for `scenario_from_json`.
    strict, notes
        As for `read_scenario`.

    Raises
    ------
    InvalidScenario
        With all that is wrong with it as it was written.
    """

    def __init__(
        self,
        source: str | Path | bytes | Mapping[str, Any],
        *,
        strict: bool = False,
        notes: list[Finding] | None = None,
    ) -> None:
        if isinstance(source, Mapping):
            findings: list[Finding] = []
            draft = draft_json(source, "scenario.json", findings, _extended)
            self._document = _resolved(draft, None, findings)
        elif isinstance(source, str) and source in folders():
            self._document = _shipped(source)
        elif isinstance(source, bytes):
            name = f"stdin.{'xlsx' if is_workbook(source) else 'json'}"
            self._document = _file(source, name, strict=strict, notes=notes)
        else:
            self._document = _opened(Path(source), strict=strict, notes=notes)

    def scenario(self, overrides: Mapping[str, Any] | None = None) -> Scenario:
        """Give the scenario, with what is different.

        Parameters
        ----------
        overrides
            A document that extends the scenario (see `scenarios.extending`).

        Returns
        -------
        Scenario
            The scenario, as it was, or with what is different.

        Raises
        ------
        InvalidScenario
            With all that is wrong.
        """
        if overrides is None:
            return validated_scenario(self._document)
        return validated_scenario(_overridden(self._document, overrides, "overrides"))


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

    Returns
    -------
    Scenario
        The scenario, with what is different.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    findings: list[Finding] = []
    document = draft_json(to_json(scenario), file, findings)
    refuse(findings)
    return validated_scenario(_overridden(document, overrides, file))


def _overridden(document: Document, overrides: Mapping[str, Any], file: str) -> Document:
    findings: list[Finding] = []
    own = document.tables.get("municipalities", {}).values()
    changes = draft_json(
        overrides,
        file,
        findings,
        lambda _: municipalities_in(row.cells() for row in own),
        changes=True,
    )
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

    Returns
    -------
    Scenario
        The scenario, checked in all its fields.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    findings: list[Finding] = []
    draft = draft_json(document, file, findings, _extended)
    return validated_scenario(_resolved(draft, None, findings))


def scenario_from_workbook(
    source: bytes,
    *,
    file: str = "scenario.xlsx",
    strict: bool = False,
    notes: list[Finding] | None = None,
) -> Scenario:
    """Read a scenario from a workbook (xlsx, ods or xls), which may extend a shipped scenario.

    Its tables are read where they stand in their sheets as people make them: below a title, with
    totals and remarks, in Dutch words, with names for codes.

    Parameters
    ----------
    source
        The file's content; it need not be trusted.
    file
        What findings call it.
    strict, notes
        As for `read_scenario`.

    Returns
    -------
    Scenario
        The scenario, checked in all its fields.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    return validated_scenario(_of_table(source, file, strict=strict, notes=notes))


def _of_table(source: bytes, file: str, *, strict: bool, notes: list[Finding] | None) -> Document:
    """Read a workbook, or CSV; where it has figures of municipalities only, they begin a region."""
    findings: list[Finding] = []
    if is_workbook(source) or not file.casefold().endswith(".csv"):
        told: list[Finding] = []
        draft = _drafted(source, file, findings, strict=strict, notes=told)
        if not findings or not holds_municipalities_only(source, file):
            _tell(told, [], strict=False, notes=notes)
            return _resolved(draft, None, findings)
    findings.clear()
    own: list[Finding] = []
    document = municipalities_document(source, file, findings, own)
    _tell(own, findings, strict=strict, notes=notes)
    if findings:
        validated_scenario(document, findings)
    return document


def _drafted(
    source: bytes,
    file: str,
    findings: list[Finding],
    *,
    strict: bool,
    notes: list[Finding] | None,
) -> Document:
    """Read a workbook, and tell what was recognised in it, or refuse that."""
    own: list[Finding] = []
    draft = draft_workbook(source, file, findings, own, _extended)
    _tell(own, findings, strict=strict, notes=notes)
    return draft


def _extended(identifier: str) -> Iterable[Municipality]:
    return library_scenario(identifier).municipalities if identifier in folders() else ()


def _tell(
    recognised: list[Finding],
    findings: list[Finding],
    *,
    strict: bool,
    notes: list[Finding] | None,
) -> None:
    if strict:
        findings.extend(replace(one, severity="error") for one in recognised)
    elif notes is not None:
        notes.extend(recognised)


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


def _opened(path: Path, *, strict: bool, notes: list[Finding] | None) -> Document:
    if path.suffix.casefold() in FORMS:
        return _file(file_bytes(path, path.name), path.name, strict=strict, notes=notes)
    folder = path.parent if path.name == KEYS_FILE else path
    if not os.path.isfile(folder / KEYS_FILE):
        raise InvalidScenario([no_scenario(path)])
    findings: list[Finding] = []
    own: list[Finding] = []
    draft = read_folder(folder, findings, notes=own, extended=_extended)
    _tell(own, findings, strict=strict, notes=notes)
    return _resolved(draft, folder, findings)


def _file(content: bytes, name: str, *, strict: bool, notes: list[Finding] | None) -> Document:
    """Read a document or a workbook."""
    if not name.casefold().endswith(".json"):
        return _of_table(content, name, strict=strict, notes=notes)
    findings: list[Finding] = []
    draft = draft_json(parse_json(content, name), name, findings, _extended)
    return _resolved(draft, None, findings)


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
        if not os.path.isfile(found / KEYS_FILE) or found == Path():
            text = Text(
                "What this extends is not there: {problem}", problem=unknown(base, folders())
            )
            refuse([*findings, Finding("extends-not-found", "error", text, where)])
        if found.resolve() in seen:
            text = Text("“{name}” extends itself, by way of others.", name=quoted(base))
            refuse([*findings, Finding("extends-cycle", "error", text, where)])
        if len(chain) >= LONGEST_CHAIN:
            text = Text("At most {most} scenarios extend one another.", most=LONGEST_CHAIN)
            refuse([*findings, Finding("extends-too-deep", "error", text, where)])
        seen.add(found.resolve())
        folder = found
        chain.append(read_folder(found, findings, base))
    if not all(one.content for one in chain):  # it is no document at all
        refuse(findings)
    document = extending_nothing(chain.pop(), findings)
    while chain:
        document = merged(document, chain.pop(), findings)
    if findings:
        validated_scenario(document, findings)
    return document
