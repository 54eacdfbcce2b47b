"""The page of the regional agreements: no row is missing, and every number is somebody's."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from docs.agreements_page import AGREED, excerpt
from docs.answers import ANSWERS
from scenarios import library

PAGE = (Path(__file__).parent.parent / "docs" / "agreements.md").read_text(encoding="utf-8")
ROWS = YAML(typ="safe").load(AGREED.read_text(encoding="utf-8"))
ALL = [
    f"{kind}{number}"
    for kind, last in (("N", 14), ("R", 21), ("V", 5))
    for number in range(1, last + 1)
]


def test_every_agreement_has_its_row_and_its_answer() -> None:
    assert [row["id"] for row in ROWS] == list(ANSWERS) == ALL
    assert [line.split("**")[1] for line in PAGE.splitlines() if line.startswith("| **")] == ALL


def test_every_scenario_of_an_agreement_is_on_the_page() -> None:
    """Positions are made up; a region to extend and a country in parts show no agreement."""
    shown = {row["scenario"] for row in ROWS}
    shipped = {entry.id for entry in library()}
    positions = {f"arnhem-nijmegen-{party}" for party in ("associations", "cities", "villages")}
    others = {
        "arnhem-nijmegen-arnhem-9500",
        "arnhem-nijmegen-cap-per-municipality",
        "country-in-parts",
        "fictitious-region",
    }
    assert shipped - shown == others | positions


def test_the_yaml_on_the_page_is_the_scenario_s_own() -> None:
    assert excerpt("r02-ijmond-zuid-kennemerland", "leavers-most") == (
        "`{id: leavers-most, kind: amount, measure: {quantity: housed}, at_most: 178, each: year}`"
    )
