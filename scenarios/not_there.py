"""What is said where a scenario was looked for and there is none."""

from __future__ import annotations

import os
from pathlib import Path

from models.findings import Finding, Origin
from models.language import Text
from models.values import quoted
from scenarios.document.hints import unknown
from scenarios.forms.folder_form import KEYS_FILE
from scenarios.shipped import folders

NOT_THERE = frozenset(("no-scenario", "no-municipalities", "empty-table"))
"""The codes of findings after which one had better begin with a scenario that is there: each edge
says how."""


def no_scenario(path: Path) -> Finding:
    """Say why there is no scenario at a place, and what to do."""
    if os.path.isdir(path):
        text = Text(
            "“{name}” is a folder without a file “{file}”, so it is no scenario.",
            name=quoted(path),
            file=KEYS_FILE,
        )
    elif path.suffix.casefold() in (".yaml", ".yml") and os.path.isfile(path):
        text = Text(
            "“{name}” cannot be read by itself: call it “{file}”, and give the folder that it "
            "stands in.",
            name=quoted(path),
            file=KEYS_FILE,
        )
    elif os.path.isfile(path):
        text = Text(
            "“{name}” is no scenario: that is a workbook (xlsx, ods, xls), a document (json), or a "
            "folder with a file “{file}” beside its tables (csv).",
            name=quoted(path),
            file=KEYS_FILE,
        )
    else:
        return _not_found(str(path))
    return Finding("no-scenario", "error", text, Origin(path.name))


def _not_found(name: str) -> Finding:
    text = Text(
        "There is no scenario “{name}”: {problem} “woonsleutel library” lists those that are "
        "shipped.",
        name=quoted(name),
        problem=unknown(name, folders()),
    )
    return Finding("scenario-not-found", "error", text)
