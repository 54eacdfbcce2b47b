"""A table of municipalities by itself, as a region in which nothing is agreed yet."""

from __future__ import annotations

from pathlib import PurePath

from models.findings import Finding
from models.scenario import Scenario
from scenarios.document.drafting import Drafting
from scenarios.extending import alone
from scenarios.forms.csv_files import read_csv_grid
from scenarios.recognising.our_words import table_in_our_words
from scenarios.recognising.own_names import own_names
from scenarios.recognising.scenario_table import SheetReading
from scenarios.validating import validated_scenario

UNNAMED_REGION = "region"
"""The id of such a region."""

FIRST_YEAR, LAST_YEAR = 2026, 2031


def scenario_of_municipalities(content: bytes, file: str, notes: list[Finding]) -> Scenario:
    """Begin a region with the figures of its municipalities.

    Parameters
    ----------
    content
        A CSV file; it need not be trusted.
    file
        What findings call it, which is the region's name too.
    notes
        What was recognised and left out is added here.

    Returns
    -------
    Scenario
        The region, with no agreements.

    Raises
    ------
    InvalidScenario
        With all that is wrong, each with its row and column in the file.
    """
    findings: list[Finding] = []
    grid = read_csv_grid(content, file)
    sheet = SheetReading("municipalities", grid, own_names([grid]), findings, notes).table()
    table = table_in_our_words(sheet)
    document = Drafting(file, findings).document(
        {
            "id": UNNAMED_REGION,
            "name": PurePath(file).stem,
            "horizon": {"first_year": FIRST_YEAR, "last_year": LAST_YEAR},
            "goals": ["shortfall"],
        },
        {},
        {"municipalities": table},
    )
    document = alone(document, findings)
    return validated_scenario(document, findings)
