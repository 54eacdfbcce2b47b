"""The folder form: ``scenario.yaml`` with a CSV file per table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.system_errors import system_text
from models.tables import Municipality
from models.values import quoted
from scenarios.document.document import ROWS, Document
from scenarios.document.drafting import Drafting
from scenarios.document.expected import mapping_expected, text_expected
from scenarios.document.hints import unknown
from scenarios.document.tables import Table
from scenarios.forms.boundary_file import BOUNDARY_FILES, with_boundaries
from scenarios.forms.csv_files import read_csv, write_csv
from scenarios.forms.text_files import LARGEST_FILE, decoded
from scenarios.forms.yaml_files import parse_yaml, write_yaml
from scenarios.recognising.municipality_codes import MunicipalityCodes, municipalities_of
from scenarios.recognising.our_words import in_our_words, table_in_our_words

KEYS_FILE = "scenario.yaml"


def read_folder(
    folder: FilePath,
    findings: list[Finding],
    known_as: str = "",
    *,
    notes: list[Finding] | None = None,
    extended: Callable[[str], Iterable[Municipality]] | None = None,
) -> Document:
    """Read a folder.

    Parameters
    ----------
    folder
        Where it is.
    findings
        What is wrong is added here.
    known_as
        What its files are called by in findings: nothing for the folder that a user named.
    notes
        Municipalities may be named where their codes stand, and which were recognised is added
        here; without it only codes are known.
    extended
        Gives the municipalities of a scenario that this one extends, for their names.
    """
    prefix = f"{known_as}/" if known_as else ""
    drafting = Drafting(prefix + KEYS_FILE, findings)
    try:
        text = decoded(file_bytes(folder / KEYS_FILE, drafting.file), drafting.file)
        keys, places = parse_yaml(text, drafting.file)
    except InvalidScenario as invalid:
        findings.extend(invalid.findings)
        return Document(drafting.file, {})
    if not isinstance(keys, Mapping):
        where = Origin(drafting.file, 1)
        drafting.add_finding("mapping-expected", mapping_expected(keys), where)
        return Document(drafting.file, {})
    keys, places = in_our_words(keys, places)
    named = keys.get("tables") or {}
    tables: dict[str, Table] = {}
    if not isinstance(named, Mapping):
        where = places[("tables",)]
        drafting.add_finding("mapping-expected", mapping_expected(named), where)
        named = {}
    for name, file in named.items():
        place = places[("tables", name)]
        where = Origin(place.file, place.row, f"tables.{name}")
        if name not in ROWS:
            drafting.add_finding("unknown-table", unknown(name, ROWS), where)
        elif not isinstance(file, str):
            drafting.add_finding("text-expected", text_expected(file), where)
        elif not lies_in(folder, file):
            outside = Text("“{file}” lies outside the scenario's folder.", file=quoted(file))
            drafting.add_finding("file-outside-folder", outside, where)
        else:
            try:
                source = file_bytes(folder / file, prefix + file, where)
                tables[name] = table_in_our_words(read_csv(source, prefix + file, name, findings))
            except InvalidScenario as invalid:
                findings.extend(invalid.findings)
    others = {key: value for key, value in keys.items() if key != "tables"}
    base = extended(str(keys.get("extends", ""))) if extended else ()
    known = [*base, *municipalities_of(tables.get("municipalities"))]
    for file in (one for one in BOUNDARY_FILES if (folder / one).is_file()):
        try:
            content = file_bytes(folder / file, prefix + file)
            named = [(one.code, one.name) for one in known]
            tables["municipalities"] = with_boundaries(
                tables.get("municipalities"), named, content, prefix + file
            )
        except InvalidScenario as invalid:
            findings.extend(invalid.findings)
    if notes is not None:
        codes = MunicipalityCodes(known, findings, notes)
        tables = {name: codes.in_table(table) for name, table in tables.items()}
        others = codes.in_keys(others, places, drafting.file)
    return drafting.document(others, places, tables)


def folder_files(content: Mapping[str, object], tables: Mapping[str, Table]) -> dict[str, bytes]:
    """Give the files of a folder by name; ``tables`` comes in before the keys and agreements."""
    last = ("keys", "agreements", "goals")
    keys = {
        **{key: value for key, value in content.items() if key not in last},
        "tables": {name: f"{name}.csv" for name in tables},
        **{key: content[key] for key in last if key in content},
    }
    files = {f"{name}.csv": write_csv(table) for name, table in tables.items()}
    return {KEYS_FILE: write_yaml(keys).encode(), **files}


def lies_in(folder: FilePath, file: str) -> bool:
    """Tell whether a file lies in a folder, or would if it were there."""
    try:
        return (folder / file).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):  # a name that no file can have
        return True


def file_bytes(path: FilePath, file: str, where: Origin | None = None) -> bytes:
    """Read a file, or as much of it as is needed to see that it is too large.

    Raises
    ------
    InvalidScenario
        ``file-not-found`` or ``file-not-readable``.
    """
    where = where or Origin(file)
    # Of a name that no file can have it says so, where a path raises an error.
    if not os.path.isfile(path):
        missing = Text("There is no file “{file}”.", file=quoted(file))
        raise InvalidScenario([Finding("file-not-found", "error", missing, where)])
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        text = Text(
            "“{file}” cannot be read ({problem}).",
            file=quoted(file),
            problem=system_text(error),
        )
        raise InvalidScenario([Finding("file-not-readable", "error", text, where)]) from error
