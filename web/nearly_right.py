"""What in a file that was brought is nearly right, and the file with that corrected.

A name that is nearly a known one becomes that; a number with a sign before three digits, which
can be read in two ways, becomes the whole number. Whoever brought the file is told each of them,
and decides.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from models.findings import Finding, Origin
from models.language import Both, Text
from scenarios.forms.text_files import decoded


@dataclass(frozen=True, slots=True)
class NearlyRight:
    """Something in a file that is written otherwise.

    Parameters
    ----------
    origin
        Where it stands.
    was, becomes
        What stands there, and what is meant.
    """

    origin: Origin
    was: str
    becomes: str

    @property
    def told(self) -> Text:
        """What was changed, and where."""
        return Text(
            "{place}: “{was}” became “{becomes}”.",
            place=str(self.origin),
            was=self.was,
            becomes=self.becomes,
        )


def nearly_right(findings: Iterable[Finding]) -> list[NearlyRight]:
    """Give what can be corrected without asking what is meant.

    Parameters
    ----------
    findings
        What is wrong.

    Returns
    -------
    list of NearlyRight
        Each once, in the order of the findings.
    """
    found: dict[NearlyRight, None] = {}
    for one in findings:
        match one.text.parts:
            case {"name": str(was), "near": str(becomes)} if one.origin:
                found[NearlyRight(one.origin, was, becomes)] = None
            case {"name": str(was), "near": Both(nl=becomes)} if one.origin:
                found[NearlyRight(one.origin, was, becomes)] = None
            case {"value": str(was), "units": str(units), "decimals": str(rest)} if one.origin:
                if units.strip("0"):
                    found[NearlyRight(one.origin, was, units + rest)] = None
    return list(found)


def corrected_workbook(content: bytes, several: Iterable[NearlyRight]) -> bytes:
    """Give a workbook (xlsx) in which cells are corrected.

    Parameters
    ----------
    content
        The workbook.
    several
        What is corrected; what no longer stands where it stood is passed over.

    Returns
    -------
    bytes
        Another workbook.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    for one in several:
        sheet = one.origin.file.partition("#")[2]
        if one.origin.cell and ":" not in one.origin.cell and sheet in book.sheetnames:
            cell = book[sheet][one.origin.cell]
            if isinstance(cell.value, str):
                said = replaced(cell.value, one)
                cell.value = int(said) if said.isdecimal() else said
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def corrected_csv(content: bytes, several: Iterable[NearlyRight], file: str) -> bytes:
    """Give a CSV file in which lines are corrected.

    Parameters
    ----------
    content
        The file's content.
    several
        What is corrected; what no longer stands where it stood is passed over.
    file
        What findings call it.

    Returns
    -------
    bytes
        Another file; the same where nothing is corrected.
    """
    lines: list[str] = []
    for one in several:
        lines = lines or decoded(content, file).splitlines()
        if one.origin.row and one.origin.row <= len(lines):
            at = one.origin.row - 1
            lines[at] = replaced(lines[at], one)
    return "\n".join(lines).encode() if lines else content


def corrected_document(document: dict[str, Any], several: Iterable[NearlyRight]) -> dict[str, Any]:
    """Give a document in which values and keys are corrected.

    Parameters
    ----------
    document
        What JSON said.
    several
        What is corrected; what no longer stands where it stood is passed over.

    Returns
    -------
    dict
        Another document.
    """
    made = deepcopy(document)
    for one in several:
        for held in places(made, one.origin):
            correct(held, one)
    return made


def places(document: dict[str, Any], origin: Origin) -> Iterator[Any]:
    """Give what holds a place: the row of a table, or what a path leads through, inmost first."""
    table = origin.file.partition("#")[2]
    if table and origin.row:
        rows = document.get("tables", {}).get(table, [])
        yield from rows[origin.row - 1 : origin.row]
        return
    held: Any = document
    passed = [held]
    for name in (origin.column or "").split("."):
        held = within(held, name)
        passed.append(held)
    yield from (one for one in reversed(passed[-2:]) if isinstance(one, dict | list))


def within(held: Any, name: str) -> Any:
    """Go one name down a path: by key, by place, or to what has that as its id."""
    if isinstance(held, dict):
        return held.get(name)
    if isinstance(held, list):
        if name.isdecimal():
            return held[int(name)] if int(name) < len(held) else None
        return next((one for one in held if isinstance(one, dict) and one.get("id") == name), None)
    return None


def correct(held: dict[str, Any] | list[Any], one: NearlyRight) -> None:
    """Correct a key, or the values that say it, in what holds them."""
    if isinstance(held, list):
        held[:] = [one.becomes if each == one.was else each for each in held]
        return
    for key, value in list(held.items()):
        if key == one.was:
            held[one.becomes] = held.pop(key)
        elif isinstance(value, list):
            correct(value, one)
        elif value == one.was:
            held[key] = one.becomes


def replaced(said: str, one: NearlyRight) -> str:
    """Give what a cell says with a word of it corrected."""
    return re.sub(rf"(?<!\w){re.escape(one.was)}(?!\w)", lambda _: one.becomes, said)
