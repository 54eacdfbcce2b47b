"""Uploads: a file that somebody brings, as a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

from models.findings import Finding, InvalidScenario
from models.language import Text
from models.scenario import Scenario
from models.values import quoted
from scenarios import scenario_from_json, scenario_from_workbook
from scenarios.forms.json_form import parse_json
from scenarios.municipality_table import scenario_of_municipalities
from web.nearly_right import (
    NearlyRight,
    corrected_csv,
    corrected_document,
    corrected_workbook,
    nearly_right,
)

ROUNDS = 10
"""What is corrected can show what else is nearly right: not without end."""


def corrected(
    content: bytes, file: str, notes: list[Finding]
) -> tuple[Scenario, list[NearlyRight]]:
    """Read a scenario, and correct what is nearly right in it.

    Parameters
    ----------
    content, file, notes
        As `uploaded_scenario` takes them.

    Returns
    -------
    tuple
        The scenario, and what was corrected.

    Raises
    ------
    InvalidScenario
        With what is wrong when all that can be corrected is.
    """
    several: list[NearlyRight] = []
    for _ in range(ROUNDS):
        told: list[Finding] = []
        try:
            scenario = uploaded_scenario(content, file, told, several)
        except InvalidScenario as wrong:
            more = [one for one in nearly_right(wrong.findings) if one not in several]
            if not more:
                raise
            several += more
        else:
            notes += told
            return scenario, several
    return uploaded_scenario(content, file, notes, several), several


def uploaded_scenario(
    content: bytes, file: str, notes: list[Finding], several: Sequence[NearlyRight] = ()
) -> Scenario:
    """Read a scenario in any form that a planner may have it in.

    Parameters
    ----------
    content
        The file's content; it need not be trusted.
    file
        Its name, which says what form it has.
    notes
        What was read as what, and what was left out, is added here.
    several
        What is corrected in it first.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    InvalidScenario
        With all that is wrong, each with its place.
    """
    suffix = PurePath(file).suffix.casefold()
    if suffix not in FORMS:
        text = Text(
            "“{file}” is no file that can be read here. Bring a workbook (xlsx, ods, xls), "
            "a table of municipalities (the same, or csv) or a scenario (json).",
            file=quoted(file),
        )
        raise InvalidScenario([Finding("unknown-form", "error", text)])
    return FORMS[suffix](content, file, notes, several)


def of_workbook(
    content: bytes, file: str, notes: list[Finding], several: Sequence[NearlyRight]
) -> Scenario:
    """Read a workbook, of a scenario or of municipalities only; an .xlsx can be corrected."""
    if several and PurePath(file).suffix.casefold() == ".xlsx":
        content = corrected_workbook(content, several)
    return scenario_from_workbook(content, file=file, notes=notes)


def of_json(
    content: bytes, file: str, _notes: list[Finding], several: Sequence[NearlyRight]
) -> Scenario:
    """Read a document."""
    document = parse_json(content, file)
    if not isinstance(document, Mapping):
        text = Text("A JSON object is expected here, not “{value}”.", value=quoted(document))
        raise InvalidScenario([Finding("object-expected", "error", text)])
    return scenario_from_json(corrected_document(dict(document), several), file=file)


def of_municipalities(
    content: bytes, file: str, notes: list[Finding], several: Sequence[NearlyRight]
) -> Scenario:
    """Begin a region with the figures of its municipalities: nothing is agreed in it yet."""
    return scenario_of_municipalities(corrected_csv(content, several, file), file, notes)


ReadUpload = Callable[[bytes, str, list[Finding], Sequence[NearlyRight]], Scenario]

FORMS: Mapping[str, ReadUpload] = {
    ".xlsx": of_workbook,
    ".xls": of_workbook,
    ".ods": of_workbook,
    ".json": of_json,
    ".csv": of_municipalities,
}
"""What reads a file, by how its name ends."""
