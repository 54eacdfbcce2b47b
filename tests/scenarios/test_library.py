"""The shipped scenarios: listed, sound, and their public figures add up."""

from __future__ import annotations

import re

import pytest

from models.language import Part, Word, rendered
from optimiser.workbook.content import agreed_records, source_records
from scenarios import check, library, library_scenario, read_scenario

IDS = [entry.id for entry in library()]


def test_the_library_is_sorted_and_says_what_it_holds() -> None:
    assert sorted(IDS) == IDS
    assert {"arnhem-nijmegen", "arnhem-nijmegen-arnhem-9500"} <= set(IDS)
    for entry in library():
        assert entry.path.name == entry.id
        assert all((entry.name.nl, entry.name.en, entry.description.nl, entry.description.en))


@pytest.mark.parametrize("name", IDS)
def test_a_shipped_scenario_can_be_solved_and_names_its_sources(name: str) -> None:
    scenario = library_scenario(name)
    assert scenario.id == name
    found = check(scenario)
    assert {finding.code for finding in found if finding.severity == "error"} == set()
    assert {finding.code for finding in found} & {
        "source-missing",
        "source-without-column",
    } == set()
    assert all(agreement.source for agreement in scenario.agreements)


def test_the_region_is_what_the_woondeal_leaves() -> None:
    scenario = library_scenario("arnhem-nijmegen")
    total = scenario.agreement("regional-total").model_dump()
    assert total["at_least"] == 33_000 - 9_055
    assert len(scenario.municipalities) == 17
    assert sum(pool.dwellings for pool in scenario.capacity) == 25_394
    assert sum(need.households for need in scenario.needs) == 6 * 1_479


def test_arnhem_is_short_of_plans() -> None:
    scenario = library_scenario("arnhem-nijmegen-arnhem-9500")
    found = {finding.code: finding for finding in check(scenario)}["capacity-below-target"]
    assert found.text.render("en") == (
        "Arnhem: 7,500 dwellings asked for and a plan capacity of 3,436 dwellings, "
        "4,064 dwellings short."
    )


def test_an_unknown_scenario_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        library_scenario("nothing")


def test_the_library_is_read_by_name_too() -> None:
    assert read_scenario("arnhem-nijmegen") == library_scenario("arnhem-nijmegen")


@pytest.mark.parametrize("name", ["arnhem-nijmegen", "arnhem-nijmegen-arnhem-9500"])
def test_notes_are_there_in_dutch_too(name: str) -> None:
    scenario = library_scenario(name)
    assert all(one.note is None or one.note.nl != one.note.en for one in scenario.agreements)
    stock = next(source for source in scenario.sources if source.column == "stock")
    assert stock.remark.nl.startswith("Voorraad")
    assert stock.remark.en.startswith("Stock")


ENGLISH = re.compile(
    r"\b(act|agreements?|and|are|april|ask|assum\w+|at|be|bill|built|by|centre|chapter|ch|council"
    r"|derived|draft|dwellings?|each|east|every|fictitious|figures?|for|from|government|group|have"
    r"|households?|how|invented|letter|made|many|march|may|must|needs|none|north|not|public"
    r"|region|rent|share|south|that|the|their|these|they|this|those|table|village|what|where"
    r"|which|who|with|years?)\b"
)
"""Words that no Dutch sentence has, nor what something Dutch is called."""


@pytest.mark.parametrize("name", IDS)
def test_nothing_that_a_shipped_scenario_says_in_dutch_is_english(name: str) -> None:
    """In its texts, its sources, its names of places and kinds, and what is found in it."""
    scenario = library_scenario(name)
    places = (
        *(one.area for one in scenario.areas),
        *(one.neighbourhood for one in scenario.neighbourhoods),
        *(one.variant for one in scenario.demands),
        *(one.pool for one in scenario.capacity),
    )
    kinds = (
        *scenario.segments,
        *scenario.forms,
        *scenario.groups,
        *(one.facility for one in scenario.offers),
        *(figure for one in scenario.municipalities for figure in one.model_extra or {}),
    )
    told: tuple[Part, ...] = (
        scenario.name,
        scenario.description,
        *(one.text for one in check(scenario)),
        *(one.note for one in scenario.agreements if one.note),
        *(reason for one in scenario.agreements for reason in one.explained.values()),
        *(place.replace("-", " ") for place in places),
        *map(Word, kinds),
        *(
            str(row[column])
            for row in agreed_records(scenario, "nl")
            for column in row.keys() - {"agreement"}
        ),
        *(str(value) for row in source_records(scenario, "nl") for value in row.values()),
    )
    said = {rendered(part, "nl") for part in told}
    assert {sentence for sentence in said if ENGLISH.search(sentence.lower())} == set()
