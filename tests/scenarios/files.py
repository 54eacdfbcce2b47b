"""A small scenario as files, to be spoiled in every way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from models.findings import Finding
from scenarios import InvalidScenario, read_scenario, scenario_from_json
from scenarios.document.tables import Table
from scenarios.forms.workbook_writer import WorkbookWriter, sheet_of

KEYS = """\
id: small
name: Small
horizon: {first_year: 2025, last_year: 2026}
groups: [urgent]
tables: {municipalities: municipalities.csv, capacity: capacity.csv, needs: needs.csv}
agreements:
  - {id: total, kind: amount, measure: {quantity: new_build}, at_least: 30}
  - {id: fair, kind: fair_share, measure: {quantity: housed}, key: inhabitants}
goals: [shortfall, {fair_share: fair}]
"""
MUNICIPALITIES = """\
code;name;inhabitants;stock;density
GM0014;Groningen;1000;600;12,5
GM0202;Arnhem;2000;900;1.234,5
"""
CAPACITY = """\
pool;municipality;status;dwellings;most_per_year
north;GM0014;hard;20;
south;GM0202;soft;30;10
"""
NEEDS = """\
group;municipality;year;households
urgent;;2025;4
urgent;;2026;5
"""


def folder(place: Path, keys: str = KEYS, **tables: str | bytes) -> Path:
    """Write the small scenario, with other tables where they are given."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "scenario.yaml").write_text(keys, encoding="utf-8")
    texts = {"municipalities": MUNICIPALITIES, "capacity": CAPACITY, "needs": NEEDS, **tables}
    for name, text in texts.items():
        content = text if isinstance(text, bytes) else text.encode()
        (place / f"{name}.csv").write_bytes(content)
    return place


def document(**rest: Any) -> dict[str, Any]:
    """Give the small scenario as a JSON document."""
    return {
        "id": "small",
        "name": "Small",
        "horizon": {"first_year": 2025, "last_year": 2026},
        "groups": ["urgent"],
        "tables": {
            "municipalities": [
                {"code": "GM0014", "name": "Groningen", "inhabitants": 1000, "stock": 600,
                 "density": 12.5},
                {"code": "GM0202", "name": "Arnhem", "inhabitants": 2000, "stock": 900,
                 "density": 1234.5},
            ],
            "capacity": [
                {"pool": "north", "municipality": "GM0014", "status": "hard", "dwellings": 20},
                {"pool": "south", "municipality": "GM0202", "status": "soft", "dwellings": 30,
                 "most_per_year": 10},
            ],
            "needs": [
                {"group": "urgent", "year": 2025, "households": 4},
                {"group": "urgent", "year": 2026, "households": 5},
            ],
        },
        "agreements": [
            {"id": "total", "kind": "amount", "measure": {"quantity": "new_build"}, "at_least": 30},
            {"id": "fair", "kind": "fair_share", "measure": {"quantity": "housed"},
             "key": "inhabitants"},
        ],
        "goals": ["shortfall", {"fair_share": "fair"}],
        **rest,
    }  # fmt: skip


def changed(**tables: Any) -> dict[str, Any]:
    """Give the small scenario with other tables."""
    small = document()
    return {**small, "tables": {**small["tables"], **tables}}


def refused(read: Callable[[], object]) -> tuple[Finding, ...]:
    """Give what a reading is refused for; every finding can be read in both languages."""
    with pytest.raises(InvalidScenario) as raised:
        read()
    found: tuple[Finding, ...] = raised.value.findings
    assert all(finding.text.render("nl") and finding.text.render("en") for finding in found)
    return found


def refused_folder(place: Path, keys: str = KEYS, **tables: str | bytes) -> list[tuple[Any, ...]]:
    """Give the codes and places of what a folder is refused for."""
    return places(refused(lambda: read_scenario(folder(place, keys, **tables))))


def refused_document(**rest: Any) -> list[str]:
    """Give the codes of what a document is refused for."""
    return [each.code for each in refused(lambda: scenario_from_json(document(**rest)))]


def places(findings: tuple[Finding, ...]) -> list[tuple[Any, ...]]:
    """Give codes with file, row and column."""
    return [
        (each.code, each.origin.file, each.origin.row, each.origin.column)
        if each.origin
        else (each.code,)
        for each in findings
    ]


def write_workbook(tables: Iterable[Table]) -> bytes:
    """Write a workbook with a sheet per table."""
    with WorkbookWriter("nl") as writer:
        for table in tables:
            writer.put(sheet_of(table))
    return writer.content()
