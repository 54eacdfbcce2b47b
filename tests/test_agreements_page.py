"""The page of the regional agreements: no row is missing, and every number is somebody's."""

from __future__ import annotations

from string import Formatter

import pytest
from ruamel.yaml import YAML

from docs.agreements_page import AGREED, shown
from docs.answers import ANSWERS
from docs.pages import page
from models.language import LANGUAGES, Language
from scenarios import library
from scenarios.recognising.our_words import in_our_words

ROWS = YAML(typ="safe").load(AGREED.read_text(encoding="utf-8"))
ALL = [
    f"{kind}{number}"
    for kind, last in (("N", 14), ("R", 21), ("V", 13))
    for number in range(1, last + 1)
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_agreement_has_its_row_and_its_answer(language: Language) -> None:
    written = page("agreements", language).read_text(encoding="utf-8")
    assert [row["id"] for row in ROWS] == list(ANSWERS) == ALL
    assert [line.split("**")[1] for line in written.splitlines() if line.startswith("| **")] == ALL


def test_an_answer_has_the_same_numbers_in_both_languages() -> None:
    for row in ROWS:
        names = [
            {name for _, name, _, _ in Formatter().parse(row["answer"][language]) if name}
            for language in LANGUAGES
        ]
        assert names[0] == names[1], row["id"]


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
    assert shown("r02-ijmond-zuid-kennemerland", "leavers-most", "en") == {
        "id": "leavers-most",
        "kind": "amount",
        "measure": {"quantity": "housed"},
        "at_most": 178,
        "each": "year",
    }


def test_the_yaml_in_dutch_is_read_as_the_scenario_s_own() -> None:
    for row in ROWS:
        for identifier in row["shown"]:
            dutch, own = (shown(row["scenario"], identifier, one) for one in ("nl", "en"))
            (read,), (meant,) = (
                in_our_words({"agreements": [said]}, {})[0]["agreements"] for said in (dutch, own)
            )
            # What people wrote is in the language of the page.
            reasons = [said.pop("explained", {}) for said in (read, meant)]
            assert reasons[0].keys() == reasons[1].keys()
            assert read == meant, dutch
            assert dutch.keys() & {"kind", "measure", "at_least"} == set()
