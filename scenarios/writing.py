"""Writing: a scenario as a folder, a JSON document or a workbook that says exactly the same."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from pathlib import Path
from secrets import token_hex
from typing import Any

from models.language import Language
from models.noun import Noun
from models.numbers import write_number
from models.scenario import Scenario
from scenarios.document.document import ROWS
from scenarios.document.tables import Table
from scenarios.forms.folder_form import folder_files
from scenarios.forms.json_form import json_document
from scenarios.forms.scenario_workbook import workbook

RATIOS = frozenset(("at_least", "at_most", "exactly", "tolerance", "mix"))
"""The keys whose quotients are read as percentages."""

ORDER = ("id", "kind", "title", "measure", "segments", "groups", "of", "key")
"""What a reader of an agreement wants to see first."""


def write_folder(scenario: Scenario, path: str | Path) -> None:
    """Write a scenario as a folder with ``scenario.yaml`` and a CSV file per table.

    The folder appears at once, with all that belongs in it, or not at all.

    Parameters
    ----------
    scenario
        What to write.
    path
        The folder: a new one, or an empty one.

    Raises
    ------
    FileExistsError
        If there is something in the folder.
    OSError
        If the folder cannot be made.
    """
    target = Path(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(f"{target} is not empty")
    files = folder_files(_content(scenario), _tables(scenario))
    draft = target.parent / f".{target.name}-{token_hex(4)}"
    draft.mkdir(parents=True)
    try:
        for name, content in files.items():
            (draft / name).write_bytes(content)
        draft.replace(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def to_json(scenario: Scenario) -> dict[str, Any]:
    """Give a scenario as one document of values that JSON has.

    Numbers that JSON cannot hold exactly are texts (``"1/3"``).

    Parameters
    ----------
    scenario
        What to write.

    Returns
    -------
    dict
        The document, from which the same scenario is read.
    """
    return json_document(_content(scenario), _tables(scenario))


def to_workbook(scenario: Scenario, language: Language = "nl") -> bytes:
    """Give a scenario as a workbook (xlsx), to be changed by people.

    Parameters
    ----------
    scenario
        What to write.
    language
        Of its sheets' names, its headers and its explanation.

    Returns
    -------
    bytes
        The file's content.

    Raises
    ------
    InvalidScenario
        If a text is too long for a cell.
    """
    number = scenario.content_hash[:12]
    return workbook(_content(scenario), _tables(scenario), language, number)


def _content(scenario: Scenario) -> dict[str, Any]:
    """Give the keys, as briefly and readably as a person writes them."""
    dumped = scenario.model_dump(mode="json", exclude=set(ROWS))
    content: dict[str, Any] = {key: _readable(value, key) for key, value in dumped.items()}
    if "agreements" in content:
        content["agreements"] = [
            {**{key: one[key] for key in ORDER if key in one}, **one}
            for one in content["agreements"]
        ]
    return content


def _readable(value: Any, key: str) -> Any:
    match value:
        case {"nl": nl, "en": en} if nl == en and len(value) == 2:
            return nl
        case dict():
            return {k: _readable(each, "mix" if key == "mix" else k) for k, each in value.items()}
        case list():
            return [_readable(each, "") for each in value]
        case str() if key in RATIOS and re.fullmatch(r"\d+/\d+", value):
            return _percentage(Fraction(value))
    return value


def _percentage(ratio: Fraction) -> str:
    """Write 3/10 as 30%, and leave a third what it is."""
    written = write_number(ratio * 100)
    return str(ratio) if "/" in written else f"{written}%"


def _tables(scenario: Scenario) -> dict[str, Table]:
    """Give the tables that have rows, with the columns that say something."""
    found = {name: _table(name, getattr(scenario, name)) for name in ROWS}
    return {name: table for name, table in found.items() if table.rows}


def _table(name: str, rows: tuple[Noun, ...]) -> Table:
    fields = ROWS[name].model_fields
    known = [
        column
        for column, field in fields.items()
        if field.is_required() or any(getattr(row, column) != field.default for row in rows)
    ]
    own = sorted({column for row in rows for column in row.model_extra or {}})
    cells = [
        {
            **{column: _cell(getattr(row, column)) for column in known},
            **{column: _cell(value) for column, value in (row.model_extra or {}).items()},
        }
        for row in rows
    ]
    return Table(
        name=name,
        file=name,
        columns=(*known, *own),
        rows=tuple({c: v for c, v in row.items() if v not in (None, "")} for row in cells),
        row_numbers=tuple(range(2, len(rows) + 2)),
    )


def _cell(value: object) -> object:
    return " ".join(value) if isinstance(value, tuple) else value
