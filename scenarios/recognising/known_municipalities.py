"""Known municipalities: those that there are, as Statistics Netherlands codes and calls them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from models.tables import Municipality
from scenarios.recognising.municipalities import MunicipalityNames

FILE = Path(__file__).parent / "municipalities.csv"
"""The codes and names of Statistics Netherlands (CBS): those of 1 January 2023, which were still
all that there are on 1 January 2026."""

FICTITIOUS = "GM99"
"""What the codes of municipalities start with that are made up."""


@cache
def known_municipalities() -> Mapping[str, str]:
    """Give the names of the municipalities that there are, by code."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file, delimiter=";")}


@cache
def real_names() -> MunicipalityNames:
    """Give what finds the municipalities that there are by their names."""
    return municipality_names(known_municipalities())


def municipality_names(known: Mapping[str, str]) -> MunicipalityNames:
    """Give what finds municipalities by their names.

    Parameters
    ----------
    known
        Their names, by code.
    """
    return MunicipalityNames(
        Municipality.model_validate({"code": code, "name": name})
        for code, name in sorted(known.items())
    )
